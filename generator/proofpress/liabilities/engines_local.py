"""Engines of one machine: this process alone, or a process for each core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from proofpress.liabilities.engines import Engine


class InProcess:
    """One task after another, here: what small builds and debuggers want."""

    def map[Task, Result](
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """See `Engine.map`."""
        return map(function, tasks)


class Processes:
    """A process for each core. An interrupt or a failed task ends all of them."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def map[Task, Result](
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """See `Engine.map`."""
        # A fork would copy the threads' locks of Arrow and DuckDB in whatever state they are.
        context = get_context("spawn")
        with ProcessPoolExecutor(self._workers, mp_context=context) as pool:
            try:
                yield from pool.map(function, tasks)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise


def choose_engine(accounts: int) -> Engine:
    """The engine for a build of so many accounts: starting processes costs a second."""
    cores = os.cpu_count() or 1
    return Processes(cores) if cores > 1 and accounts >= 20_000 else InProcess()
