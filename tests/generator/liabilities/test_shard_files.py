"""The tasks that build shard files: together they have every shard and every run once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.liabilities.accounts import Partition, Run
from proofpress.liabilities.shard_files import Target, shard_tasks


def partition_of(run_bits: int, prefix_bits: int) -> Partition:
    runs = tuple(Run(Path(str(number)), number) for number in range(1 << run_bits))
    return Partition(runs, prefix_bits, (1,), (), ())


@given(st.integers(0, 8), st.integers(0, 8))
def test_tasks_cover_every_shard_and_every_run_once_in_order(
    run_bits: int, prefix_bits: int
) -> None:
    partition = partition_of(run_bits, prefix_bits)
    tasks = list(shard_tasks(partition))
    shards = [number for task in tasks for number in range(task.first, task.first + task.count)]
    assert shards == list(range(1 << prefix_bits))
    assert tuple(run for task in tasks for run in task.runs) == partition.runs


@pytest.mark.parametrize(
    ("prefix_bits", "tasks", "shards", "runs"),
    [(0, 1, 1, 8), (2, 4, 1, 2), (3, 8, 1, 1), (5, 8, 4, 1)],
    ids=["one-shard", "below", "equal", "above"],
)
def test_a_task_is_as_small_as_runs_and_shards_allow(
    prefix_bits: int, tasks: int, shards: int, runs: int
) -> None:
    made = list(shard_tasks(partition_of(3, prefix_bits)))
    assert len(made) == tasks
    assert {(task.count, len(task.runs)) for task in made} == {(shards, runs)}


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 2**64 - 1))
def test_the_run_and_the_shard_of_a_bucket_are_in_one_task(
    run_bits: int, prefix_bits: int, bucket: int
) -> None:
    partition = partition_of(run_bits, prefix_bits)
    run = partition.runs[bucket >> (64 - run_bits)]
    shard = bucket >> (64 - prefix_bits)
    (task,) = [task for task in shard_tasks(partition) if run in task.runs]
    assert task.first <= shard < task.first + task.count


def test_identities_are_in_no_representation() -> None:
    assert "secret@example.com" not in repr(Target(Path(), bytes(32), {"a": "secret@example.com"}))
