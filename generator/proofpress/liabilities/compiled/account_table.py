"""The accounts of a run as arrays, in its file and in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from proofpress.liabilities.accounts import AccountTotals, Run
from proofpress.liabilities.compiled.kernels.types import I64, U8, U64
from proofpress_verify.core.amounts import decode_sums

SLACK = 16
"""Bytes after the last record that kernels may read."""


class AccountTable(NamedTuple):
    """Accounts sorted by the first 64 bits of their buckets.

    `codes` has rows of 20 bytes. Account i's record, u8 length ‖ name ‖ enc(sums), is
    `records` from `starts[i]` to `starts[i + 1]`; `SLACK` bytes follow the last one.
    """

    buckets: U64
    codes: U8
    starts: I64
    records: U8


def write_table(path: Path, table: AccountTable) -> None:
    """Write the file of a run, which must not exist yet, for its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for array in table:
            np.save(file, array)


def read_table(run: Run) -> AccountTable:
    """The accounts of a run."""
    with run.path.open("rb") as file:
        return AccountTable(*(np.load(file) for _ in AccountTable._fields))


def read_tables(runs: Sequence[Run]) -> AccountTable:
    """The accounts of several runs as of one."""
    tables = [read_table(run) for run in runs]
    if len(tables) == 1:
        return tables[0]
    ends = np.cumsum([0, *(table.starts[-1] for table in tables)])
    records = [table.records[: table.starts[-1]] for table in tables]
    return AccountTable(
        np.concatenate([table.buckets for table in tables]),
        np.concatenate([table.codes for table in tables]),
        np.concatenate(
            [table.starts[:-1] + end for table, end in zip(tables, ends[:-1], strict=True)]
            + [ends[-1:]]
        ),
        np.concatenate([*records, np.zeros(SLACK, np.uint8)]),
    )


def read_buckets(run: Run) -> U64:
    """The first 64 bits of the buckets of a run's accounts."""
    with run.path.open("rb") as file:
        buckets: U64 = np.load(file)
    return buckets


def read_accounts(run: Run, most: int | None = None) -> list[AccountTotals]:
    """The accounts of a run in bucket order, the first `most` of them."""
    table = read_table(run)
    count = run.accounts if most is None else min(most, run.accounts)
    return [_account(table, i) for i in range(count)]


def _account(table: AccountTable, i: int) -> AccountTotals:
    record = table.records[table.starts[i] : table.starts[i + 1]].tobytes()
    name, sums = record[1 : 1 + record[0]], record[1 + record[0] :]
    return AccountTotals(table.codes[i].tobytes(), name.decode("ascii"), decode_sums(sums, "a run"))
