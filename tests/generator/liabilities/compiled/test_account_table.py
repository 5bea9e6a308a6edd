"""The file of a run: what is written is read back, and several runs are read as one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.liabilities.accounts import AccountTotals, Run
from proofpress.liabilities.compiled.account_table import (
    SLACK,
    AccountTable,
    read_accounts,
    read_buckets,
    read_table,
    read_tables,
    write_table,
)
from proofpress_verify.core.amounts import encode_sums
from tests import strategies

accounts = st.lists(
    st.builds(
        lambda code, name, sums: AccountTotals(code, name.decode(), sums),
        strategies.codes,
        strategies.account_names,
        strategies.small_sums(6),
    ),
    max_size=6,
)


def table_of(made: list[AccountTotals], first_bucket: int = 0) -> AccountTable:
    """A table of these accounts, in buckets that follow each other."""
    records = [
        bytes([len(each.name)]) + each.name.encode() + encode_sums(each.sums) for each in made
    ]
    codes = b"".join(each.code for each in made)
    return AccountTable(
        np.arange(first_bucket, first_bucket + len(made), dtype=np.uint64),
        np.frombuffer(codes, np.uint8).reshape(-1, 20),
        np.cumsum([0, *map(len, records)], dtype=np.int64),
        np.frombuffer(b"".join(records) + bytes(SLACK), np.uint8),
    )


def write_runs(folder: Path, parts: Iterable[list[AccountTotals]]) -> list[Run]:
    """A file for each part, whose buckets follow those of the part before it."""
    runs: list[Run] = []
    for part in parts:
        run = Run(folder / f"run-{len(runs)}", len(part))
        write_table(run.path, table_of(part, sum(each.accounts for each in runs)))
        runs.append(run)
    return runs


def assert_equal(found: AccountTable, expected: AccountTable) -> None:
    assert [array.dtype for array in found] == [array.dtype for array in expected]
    assert [array.tolist() for array in found] == [array.tolist() for array in expected]


@given(accounts, st.integers(0, 7))
def test_a_run_reads_back(made: list[AccountTotals], most: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (run,) = write_runs(Path(folder), [made])
        assert_equal(read_table(run), table_of(made))
        assert read_buckets(run).tolist() == list(range(len(made)))
        assert read_accounts(run) == made
        assert read_accounts(run, most) == made[:most]


@given(st.lists(accounts, min_size=1, max_size=4))
def test_several_runs_are_read_as_one(parts: list[list[AccountTotals]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        runs = write_runs(Path(folder), parts)
        joined = [each for part in parts for each in part]
        assert_equal(read_tables(runs), table_of(joined))


def test_a_file_is_for_its_owner_only_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_table(path, table_of([]))
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_table(path, table_of([AccountTotals(bytes(20), "a", ((0, 1),))]))
    assert path.read_bytes() == before
