"""Where partitions are worked on: this process, this machine's cores, later a cluster.

An engine maps a function over tasks and hands back the results in the order of the
tasks. Function and tasks must be picklable; results are small, since the work's bytes are
written by the task itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol


class Engine(Protocol):
    """Maps a function over tasks."""

    def map[Task, Result](
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """The results of `function` over `tasks`, in the order of the tasks."""
        ...
