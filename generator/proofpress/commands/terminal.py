"""Progress of a build on the terminal, by rich; plain lines where there is no terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress as RichProgress
from rich.progress import ProgressColumn, SpinnerColumn, Task
from rich.text import Text


class TerminalProgress:
    """A `Progress` on stderr: the stage, its count, rate and time left, in one line.

    Without a terminal it prints the stages only, a line each.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._line = RichProgress(
            SpinnerColumn(),
            _StageColumn(),
            console=self._console,
            transient=True,
            redirect_stdout=False,  # results belong to stdout, whatever is shown beside them
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> TerminalProgress:
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.stop()

    def stage(self, text: str) -> None:
        """See `Progress.stage`."""
        if not self._console.is_terminal:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        for task in self._line.task_ids:
            self._line.remove_task(task)
        self._line.add_task(text, total=None)

    def advance(self, done: int, total: int | None = None) -> None:
        """See `Progress.advance`."""
        for task in self._line.task_ids:
            self._line.update(task, completed=done, total=total)


class _StageColumn(ProgressColumn):
    """Such as "encrypting: 1,200 of 10,000, 400 a second, 22 s left"; rich measures the rate."""

    def render(self, task: Task) -> Text:
        """See `ProgressColumn.render`; only the stage's name before its first count."""
        if not task.completed:
            return Text(task.description)
        of_total = "" if task.total is None else f" of {task.total:,}"
        words = [f"{task.description}: {task.completed:,}{of_total}"]
        if task.speed is not None:
            words.append(f"{task.speed:,.0f} a second")
        if task.time_remaining is not None:
            words.append(f"{task.time_remaining:.0f} s left")
        return Text(", ".join(words))
