"""Results come in the order of the tasks, and a failed task ends the others."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import cast

import pytest

from proofpress.liabilities.compiled import threads
from proofpress.liabilities.compiled.threads import Threads

SECONDS = 60
"""A task that waits this long waits for ever: the test fails and does not hang."""


@pytest.mark.parametrize("tasks", [0, 1, 2, 5, 100])
@pytest.mark.parametrize("workers", [0, 1, 2, 8])
def test_every_task_has_its_result(workers: int, tasks: int) -> None:
    assert list(Threads(workers).map(str, range(tasks))) == [str(task) for task in range(tasks)]


def test_results_keep_the_order_of_the_tasks_when_a_later_one_ends_first() -> None:
    second_is_done = Event()

    def work(task: int) -> int:
        if task == 0:
            assert second_is_done.wait(SECONDS)
        if task == 1:
            second_is_done.set()
        return task

    assert list(Threads(2).map(work, range(9))) == list(range(9))


def test_tasks_are_taken_only_a_few_ahead() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in count():
            taken.append(task)
            yield task

    results = cast("Generator[str]", Threads(3).map(str, tasks()))
    assert [next(results), next(results)] == ["0", "1"]
    assert len(taken) <= 2 + 2 * 3
    results.close()


def test_a_failed_task_cancels_those_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_are_cancelled = Event()

    class Pool(ThreadPoolExecutor):
        def __exit__(self, *error: object) -> None:
            waiting_are_cancelled.set()
            self.shutdown()

    done: list[int] = []

    def work(task: int) -> None:
        if task == 0:
            raise ValueError("the first task")
        assert waiting_are_cancelled.wait(SECONDS)
        done.append(task)

    monkeypatch.setattr(threads, "ThreadPoolExecutor", Pool)
    with pytest.raises(ValueError, match="the first task"):
        list(Threads(1).map(work, range(9)))
    assert set(done) <= {1}  # the only one that may have begun


def test_tasks_that_cannot_be_listed_end_it() -> None:
    def tasks() -> Iterator[int]:
        yield 1
        raise ValueError("no second task")

    with pytest.raises(ValueError, match="no second task"):
        list(Threads(2).map(str, tasks()))
