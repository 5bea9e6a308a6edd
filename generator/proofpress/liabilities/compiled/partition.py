"""Ledger rows -> accounts in shard order, for millions: what `reference.partition` does, fast.

The rows are scattered into `RUNS` files by the first bits of their account's bucket;
each file is then summed and sorted alone, by several threads. Memory holds one file per
thread, however long the ledger is.

The work folder holds names, balances and codes: the caller makes it with mode 0700 and
removes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from proofpress.errors import InputError
from proofpress.keys.master import CodeDerivation
from proofpress.liabilities.accounts import Partition, RowSource, Run, choose_prefix_bits
from proofpress.liabilities.compiled.account_table import (
    SLACK,
    AccountTable,
    read_buckets,
    write_table,
)
from proofpress.liabilities.compiled.generations import Generations
from proofpress.liabilities.compiled.kernels.account_sums import (
    AccountRecords,
    ColumnSums,
    sum_by_account,
)
from proofpress.liabilities.compiled.kernels.codes import (
    AccountNames,
    derive_codes,
    master_key_states,
)
from proofpress.liabilities.compiled.kernels.rows import RUN_BITS, split_rows
from proofpress.liabilities.compiled.kernels.types import U8, U64
from proofpress.liabilities.compiled.octets import as_array
from proofpress.liabilities.compiled.scatter import ScatteredRows, scatter
from proofpress.liabilities.compiled.threads import Threads
from proofpress.liabilities.refusals import check_totals, refused_balance
from proofpress_verify.core.amounts import COUNT
from proofpress_verify.core.codes import CODE_SIZE
from proofpress_verify.records import ClampedColumn, Column

PIECE = 1 << 17


def partition(
    rows: RowSource,
    derivation: CodeDerivation,
    clamp: bool,
    work: Path,
    workers: int = 0,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> Partition:
    """Scatter, sum and sort the rows of a ledger below `work`, an existing folder.

    `clamp` says whether a negative net balance counts as zero (and is disclosed) or is refused.
    `on_rows` is told after each batch how many rows have been read so far.

    Raises:
        InputError: a net balance is negative and not clamped, or too large; no account.
    """
    threads = Threads(workers)
    scattered = scatter(rows.batches(), derivation, work, threads, on_rows)
    building = _RunBuilder(derivation, rows.columns, clamp)
    done = list(threads.map(building.sum_run, scattered))
    runs = tuple(run for run, _ in done)
    all_sums = [sums for _, sums in done]
    accounts = sum(run.accounts for run in runs)
    totals = (accounts, *_add_up([sums.totals for sums in all_sums])[1:])
    check_totals(totals, rows.columns)
    bits = choose_prefix_bits(totals[COUNT], lambda bits: _smallest_shard(runs, bits))
    return Partition(runs, bits, totals, _clamped(all_sums), building.absent())


class _RunBuilder:
    """Sums and sorts files of scattered rows."""

    def __init__(
        self, derivation: CodeDerivation, columns: tuple[Column, ...], clamp: bool
    ) -> None:
        self._states = master_key_states(derivation.key.secret)
        self._publisher = as_array(derivation.publisher)
        self._generations = Generations(derivation)
        self._columns = columns
        self._clamp = clamp

    def sum_run(self, scattered: ScatteredRows) -> tuple[Run, ColumnSums]:
        """Turn a file of rows into a run in the same folder."""
        rows = _read_bytes(scattered.path)
        sums = _new_sums(len(self._columns))
        found = AccountRecords(
            np.empty(scattered.rows, np.uint64),
            np.empty(scattered.rows + 1, np.int64),
            np.empty(rows.size + 16 * scattered.rows + SLACK, np.uint8),
        )
        found.starts[0] = 0
        accounts = 0
        for piece, count, bits in _pieces(rows, scattered.rows):
            accounts, column = sum_by_account(
                piece, count, bits, self._clamp, sums, found, accounts
            )
            if column >= 0:
                raise self._refusal(found, accounts, column, _signed(sums.refused))
        scattered.path.unlink()
        path = scattered.path.with_name(scattered.path.name.replace("rows", "accounts"))
        run = Run(path, accounts)
        self._write(run, found)
        return run, sums

    def absent(self) -> tuple[str, ...]:
        """The names in the list of generations that are in no run."""
        return self._generations.absent()

    def _write(self, run: Run, found: AccountRecords) -> None:
        starts, records = found.starts[: run.accounts + 1], found.records
        records.flags.writeable = False
        heads = starts[:-1]
        names = AccountNames(records, heads + 1, records[heads].astype(np.int64))
        generations = self._generations.of_accounts(found.buckets[: run.accounts], names)
        codes = np.empty((run.accounts, 32), np.uint8)
        derive_codes(self._states, self._publisher, names, generations, codes)
        table = AccountTable(
            found.buckets[: run.accounts],
            np.ascontiguousarray(codes[:, :CODE_SIZE]),
            starts,
            records[: starts[-1] + SLACK],
        )
        write_table(run.path, table)

    def _refusal(self, found: AccountRecords, account: int, column: int, amount: int) -> InputError:
        start = int(found.starts[account])
        name = found.records[start + 1 : start + 1 + int(found.records[start])].tobytes()
        return refused_balance(name.decode("ascii"), self._columns[column], amount)


def _pieces(rows: U8, count: int) -> Iterator[tuple[U8, int, int]]:
    """The rows of a run in pieces that a core's cache holds: (rows, their number, shared bits)."""
    bits = max(0, (rows.size // PIECE).bit_length())
    at, counts = np.zeros((1 << bits) + 1, np.int64), np.zeros(1 << bits, np.int64)
    split = np.zeros(rows.size, np.uint8)
    split_rows(rows, count, bits, split, at, counts)
    for i in range(1 << bits):
        yield split[at[i] :], int(counts[i]), RUN_BITS + bits


def _read_bytes(path: Path) -> U8:
    """A file's bytes, with some after them that kernels may read."""
    size = path.stat().st_size
    data = np.zeros(size + SLACK, np.uint8)
    with path.open("rb") as file:
        if file.readinto(data[:size]) != size:
            raise OSError(f"{path} has been cut short")
    return data


def _new_sums(columns: int) -> ColumnSums:
    return ColumnSums(
        np.zeros((columns, 3), np.uint64),
        np.zeros((columns, 3), np.uint64),
        np.zeros(columns, np.int64),
        np.zeros(3, np.uint64),
    )


def _add_up(parts: Sequence[U64]) -> list[int]:
    """The sums of rows of three words, low first, over up to 2**32 parts."""
    halves = sum(part.view(np.uint32).astype(np.uint64) for part in parts)
    return [
        sum(int(half) << 32 * place for place, half in enumerate(row))
        for row in np.atleast_2d(halves)
    ]


def _signed(words: U64) -> int:
    return int.from_bytes(words.astype("<u8").tobytes(), "little", signed=True)


def _clamped(all_sums: Sequence[ColumnSums]) -> tuple[ClampedColumn, ...]:
    accounts = sum(sums.clamped_accounts for sums in all_sums)
    amounts = _add_up([sums.clamped for sums in all_sums])
    return tuple(
        ClampedColumn(column, int(count), amounts[column])
        for column, count in enumerate(np.atleast_1d(accounts))
        if count
    )


def _smallest_shard(runs: Sequence[Run], bits: int) -> int:
    counts = np.zeros(1 << bits, np.int64)
    for run in runs:
        if run.accounts:
            shards = read_buckets(run) >> np.uint64(64 - bits)
            first = int(shards[0])
            found = np.bincount((shards - shards[0]).astype(np.int64))
            counts[first : first + found.size] += found
    return int(counts[counts > 0].min())
