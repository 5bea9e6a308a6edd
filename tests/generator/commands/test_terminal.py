"""What a long build says of its pace, and where: on stderr, and to a terminal only."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from proofpress.commands.terminal import TerminalProgress, _StageColumn


class Clock:
    """A time that tests move, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def words(steps: list[tuple[float, int]], total: int | None) -> str:
    """What the line says after `steps`, each a time and the count that was told then."""
    clock = Clock()
    console = Console(file=io.StringIO(), force_terminal=True)
    progress = TerminalProgress(console)
    progress._line.get_time = clock
    progress.stage("encrypting")
    (task,) = progress._line.tasks
    task._get_time = clock
    for clock.now, done in steps:
        progress.advance(done, total)
    return _StageColumn().render(task).plain


def test_the_pace_names_count_rate_and_time_left() -> None:
    steps = [(1.0, 1_000_000), (2.0, 1_400_000), (3.0, 1_800_000)]
    assert (
        words(steps, 10_000_000)
        == "encrypting: 1,800,000 of 10,000,000, 400,000 a second, 21 s left"
    )


def test_without_a_total_the_pace_names_the_rate_alone() -> None:
    assert words([(1.0, 1_000), (3.0, 5_000)], None) == "encrypting: 5,000, 2,000 a second"


def test_a_first_count_has_no_rate_yet() -> None:
    assert words([(1.0, 7)], 10) == "encrypting: 7 of 10"
    assert words([(0.0, 0)], 10) == "encrypting"


def test_all_done_leaves_no_time() -> None:
    assert words([(1.0, 5), (2.0, 10)], 10).endswith(" 0 s left")


def test_a_terminal_shows_one_line_and_takes_it_away_again() -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100, _environ={})
    with TerminalProgress(console) as progress:
        progress.stage("reading [bold]the ledger[/]")
        progress.stage("encrypting 10 accounts in 1 files")
        progress.advance(4, 10)
        progress._line.refresh()
        assert "encrypting 10 accounts in 1 files: 4 of 10" in written.getvalue()
        assert "reading [bold]the ledger[/]" not in written.getvalue().splitlines()[-1]
    assert written.getvalue().endswith("\x1b[2K")  # the line is erased


def test_where_there_is_no_terminal_stages_are_plain_lines(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with TerminalProgress() as progress:
        progress.stage("reading [bold]the ledger[/]")
        progress.stage("encrypting 1,000 accounts in 1 files")
        progress.advance(500, 1000)
        progress.advance(1000, 1000)
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "reading [bold]the ledger[/]\nencrypting 1,000 accounts in 1 files\n"


def test_what_is_printed_meanwhile_stays_on_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    with TerminalProgress(Console(stderr=True, force_terminal=True)) as progress:
        progress.stage("reading")
        print("a result")
    out, err = capfd.readouterr()
    assert out == "a result\n"
    assert "a result" not in err
