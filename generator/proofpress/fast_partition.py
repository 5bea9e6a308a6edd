"""Ledger rows -> accounts in shard order, as `partition` does it, for millions of accounts.

The rows are scattered into `RUNS` files by the first bits of their account's bucket,
by several threads, each with a buffer for each file. Each file is then summed and sorted
alone. The kernels release the interpreter's lock, so threads do; memory holds the buffers
and one file per thread, however long the ledger is.

The work folder holds names, balances and codes: the caller makes it with mode 0700 and
removes it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpress.engines.threads import Threads
from proofpress.errors import InputError
from proofpress.liabilities.compiled.kernels.account_sums import (
    AccountRecords,
    ColumnSums,
    sum_by_account,
)
from proofpress.liabilities.compiled.kernels.codes import (
    AccountNames,
    bucket_words,
    derive_codes,
    master_key_states,
)
from proofpress.liabilities.compiled.kernels.rows import (
    RUN_BITS,
    RUNS,
    RunBuffers,
    row_buckets,
    scatter_rows,
    split_rows,
)
from proofpress.liabilities.compiled.kernels.types import I64, U8, U16, U32, U64
from proofpress.partition import LEAST_PER_SHARD, MOST_PER_SHARD, Coding, Person, RowSource
from proofpress_verify.core.amounts import LIMIT, decode_sums
from proofpress_verify.core.codes import CODE_SIZE
from proofpress_verify.core.shard_file import MAX_ACCOUNT_BYTES
from proofpress_verify.forms import MAX_PREFIX_BITS
from proofpress_verify.records import ClampedColumn, Column

BUFFER = 1 << 16
PIECE = 1 << 17
SLACK = 16
ROW_TYPES = (pa.string(), pa.uint16(), pa.decimal128(38, 0))


@dataclass(frozen=True)
class Run:
    """A file of accounts whose buckets begin with the same bits, sorted by bucket."""

    path: Path
    people: int


@dataclass(frozen=True)
class Partition:
    """All runs, in bucket order, and what was counted on the way.

    `prefix_bits` is p, `totals` one amount per column, `absent` the names in the list of
    generations that are no account here.
    """

    runs: tuple[Run, ...]
    accounts: int
    prefix_bits: int
    totals: tuple[int, ...]
    clamped: tuple[ClampedColumn, ...]
    absent: tuple[str, ...]


class Roll(NamedTuple):
    """The accounts of a run, sorted by the first 64 bits of their buckets.

    `codes` has rows of 20 bytes. Account i's record, u8 length ‖ name ‖ enc(sums), is
    `records` from `starts[i]` to `starts[i + 1]`; some bytes follow the last one.
    """

    buckets: U64
    codes: U8
    starts: I64
    records: U8


def partition(
    rows: RowSource,
    coding: Coding,
    floor_negatives: bool,
    work: Path,
    workers: int = 0,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> Partition:
    """Scatter, sum and sort the ledger's rows below `work`, an existing folder.

    `floor_negatives` says whether a negative net balance counts as zero (and is disclosed)
    or is refused. `on_rows` is told after each batch how many rows have been read so far.

    Raises:
        InputError: an account's net balance is negative and not clamped, or too large.
    """
    engine = Threads(workers)
    scattered = _scatter(rows.batches(), coding, work, engine, on_rows)
    settling = _Settling(coding, rows.columns, floor_negatives)
    done = list(engine.map(settling.settle, scattered))
    runs = tuple(run for run, _ in done)
    accounts = sum(run.people for run in runs)
    if accounts == 0:
        raise InputError("the ledger holds no account", advice="Check the ledger's path.")
    totals = (accounts, *_sums([tally.totals for _, tally in done])[1:])
    _refuse_overflow(totals, rows.columns)
    clamped = _clamped([tally for _, tally in done])
    bits = choose_prefix_bits(runs, accounts)
    return Partition(runs, accounts, bits, totals, clamped, settling.absent())


@dataclass(frozen=True)
class _Rows:
    """A file of scattered rows."""

    path: Path
    rows: int


def _scatter(
    batches: Iterable[pa.RecordBatch],
    coding: Coding,
    work: Path,
    engine: Threads,
    on_rows: Callable[[int], None],
) -> list[_Rows]:
    scattering = _Scattering(coding, work)
    try:
        rows = 0
        for taken in engine.map(scattering.take, batches):
            rows += taken
            on_rows(rows)
        return scattering.finish()
    finally:
        scattering.close()


class _Scattering:
    """Threads that append rows to the files of their runs."""

    def __init__(self, coding: Coding, work: Path) -> None:
        self._states = master_key_states(coding.key.secret)
        self._publisher = np.frombuffer(coding.publisher, np.uint8).copy()
        self._generations = _Generations(coding)
        self._paths = [work / f"rows-{run:02x}" for run in range(RUNS)]
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._files = [os.open(path, flags, 0o600) for path in self._paths]
        self._locks = [threading.Lock() for _ in range(RUNS)]
        self._own = threading.local()
        self._buffers: list[RunBuffers] = []

    def take(self, batch: pa.RecordBatch) -> int:
        """Scatter the rows of a batch; returns their number."""
        names, columns, amounts = _arrays(batch)
        buckets = np.empty(len(batch), np.uint64)
        generations = self._generations.of_rows(batch.column(0))
        row_buckets(self._states, self._publisher, names, generations, buckets)
        out, row = self._own_buffers(), 0
        while True:
            row = int(scatter_rows(row, names, columns, amounts, buckets, out))
            if row == len(batch):
                return row
            self._flush(out, int(buckets[row]) >> 64 - RUN_BITS)

    def finish(self) -> list[_Rows]:
        """Write what is still in the buffers of all threads."""
        counts = np.zeros(RUNS, np.int64)
        for buffers in self._buffers:
            counts += buffers.counts
            for run in range(RUNS):
                self._flush(buffers, run)
        return [_Rows(path, int(rows)) for path, rows in zip(self._paths, counts, strict=True)]

    def close(self) -> None:
        for file in self._files:
            os.close(file)

    def _own_buffers(self) -> RunBuffers:
        """The buffers of this thread."""
        if not hasattr(self._own, "buffers"):
            data = np.empty((RUNS, BUFFER), np.uint8)
            zeros = np.zeros((2, RUNS), np.int64)
            self._own.buffers = RunBuffers(data, zeros[0], zeros[1])
            self._buffers.append(self._own.buffers)
        buffers: RunBuffers = self._own.buffers
        return buffers

    def _flush(self, buffers: RunBuffers, run: int) -> None:
        data = memoryview(buffers.data[run, : buffers.filled[run]])
        with self._locks[run]:
            write_all(self._files[run], data, self._paths[run])
        buffers.filled[run] = 0


def write_all(file: int, data: memoryview, path: Path) -> None:
    """Write all of `data`, however the system cuts it; an error names the file."""
    try:
        while data:
            data = data[os.write(file, data) :]
    except OSError as error:
        error.filename = str(path)
        raise


def _arrays(batch: pa.RecordBatch) -> tuple[AccountNames, U16, U64]:
    """A batch as the kernels take it, nothing but the offsets copied."""
    names, columns, amounts = (batch.column(i) for i in range(3))
    if (names.type, columns.type, amounts.type) != ROW_TYPES:
        raise TypeError(f"rows of {batch.schema}")
    if names.null_count or columns.null_count or amounts.null_count:
        raise ValueError("rows with nulls")
    count = len(batch)
    _, offsets, text = names.buffers()
    at = _view(offsets, np.int32)[names.offset : names.offset + count + 1].astype(np.int64)
    lengths = np.diff(at)
    if lengths.max(initial=0) > MAX_ACCOUNT_BYTES:
        raise ValueError("an account's name is too long")
    words = _view(amounts.buffers()[1], np.uint64).reshape(-1, 2)
    wide = words[amounts.offset : amounts.offset + count]
    return AccountNames(_view(text, np.uint8), at[:-1], lengths), columns.to_numpy(), wide


def _view(buffer: pa.Buffer | None, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """A read-only array of a buffer's bytes."""
    return np.frombuffer(b"" if buffer is None else buffer, dtype)


class _Generations:
    """Accounts whose codes have been renewed, and the generations of these codes."""

    def __init__(self, coding: Coding) -> None:
        self._numbers = np.array([*coding.generations.values(), 0], np.uint32)
        self._names = pa.array(list(coding.generations), pa.string())
        secrets = [coding.code(name) for name in coding.generations]
        codes = np.frombuffer(b"".join(secrets), np.uint8).reshape(-1, CODE_SIZE).copy()
        self._buckets = np.empty(len(secrets), np.uint64)
        bucket_words(codes, self._buckets)
        self._found = np.zeros(len(secrets), np.bool_)

    def of_rows(self, names: pa.Array) -> U32:
        """The generation of each row's account, or an empty array if all are 0."""
        if len(self._names) == 0:
            return np.zeros(0, np.uint32)
        places = pc.index_in(names, self._names).fill_null(len(self._names))
        found: U32 = self._numbers[places.to_numpy()]
        return found

    def of_accounts(self, buckets: U64, names: AccountNames) -> U32:
        """The generation of each account of a run."""
        found = np.zeros(buckets.size, np.uint32)
        places = np.searchsorted(buckets, self._buckets)
        for i in np.flatnonzero(places < buckets.size):
            place, name = places[i], self._names[int(i)].as_py().encode("ascii")
            while place < buckets.size and buckets[place] == self._buckets[i]:
                start = names.at[place]
                if names.data[start : start + names.length[place]].tobytes() == name:
                    found[place] = self._numbers[i]
                    self._found[i] = True
                place += 1
        return found

    def absent(self) -> tuple[str, ...]:
        """The names that were no account of any run so far."""
        return tuple(self._names.filter(pa.array(~self._found)).to_pylist())


class _Settling:
    """Sums and sorts files of scattered rows."""

    def __init__(self, coding: Coding, columns: tuple[Column, ...], floor: bool) -> None:
        self._states = master_key_states(coding.key.secret)
        self._publisher = np.frombuffer(coding.publisher, np.uint8).copy()
        self._generations = _Generations(coding)
        self._columns = columns
        self._floor = floor

    def settle(self, scattered: _Rows) -> tuple[Run, ColumnSums]:
        """Turn a file of rows into a run beside it."""
        rows = _read_bytes(scattered.path)
        tally = _new_tally(len(self._columns))
        settled = AccountRecords(
            np.empty(scattered.rows, np.uint64),
            np.empty(scattered.rows + 1, np.int64),
            np.empty(rows.size + 16 * scattered.rows + SLACK, np.uint8),
        )
        settled.starts[0] = 0
        people = 0
        for piece, count, bits in _pieces(rows, scattered.rows):
            people, column = sum_by_account(piece, count, bits, self._floor, tally, settled, people)
            if column >= 0:
                raise self._refusal(settled, people, column, _signed(tally.refused))
        scattered.path.unlink()
        run = Run(scattered.path.with_name(scattered.path.name.replace("rows", "people")), people)
        self._write(run, settled)
        return run, tally

    def absent(self) -> tuple[str, ...]:
        """The names in the list of generations that are in no run."""
        return self._generations.absent()

    def _write(self, run: Run, settled: AccountRecords) -> None:
        starts, records = settled.starts[: run.people + 1], settled.records
        records.flags.writeable = False
        heads = starts[:-1]
        names = AccountNames(records, heads + 1, records[heads].astype(np.int64))
        generations = self._generations.of_accounts(settled.buckets[: run.people], names)
        codes = np.empty((run.people, 32), np.uint8)
        derive_codes(self._states, self._publisher, names, generations, codes)
        roll = Roll(
            settled.buckets[: run.people],
            np.ascontiguousarray(codes[:, :CODE_SIZE]),
            starts,
            records[: starts[-1] + SLACK],
        )
        descriptor = os.open(run.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for array in roll:
                np.save(file, array)

    def _refusal(
        self, settled: AccountRecords, account: int, column: int, amount: int
    ) -> InputError:
        start = int(settled.starts[account])
        name = settled.records[start + 1 : start + 1 + int(settled.records[start])].tobytes()
        return refusal(name.decode("ascii"), self._columns[column], amount)


def refusal(account: str, column: Column, amount: int) -> InputError:
    """What to say of a net balance that cannot be published."""
    if -LIMIT < amount < 0:
        return InputError(
            f"account {account!r} has a negative net balance of {amount} base units in "
            f"{_name(column)}",
            advice='Mend the ledger, or set negatives = "floor": it then counts as zero, '
            "and the number of such accounts and their gross amount are published.",
        )
    return _too_large(f"{_name(column)} reaches 2^128 base units at account {account!r}")


def _too_large(what: str) -> InputError:
    return InputError(
        what, advice="Check that amounts are not in base units already, or use fewer decimals."
    )


def _name(column: Column) -> str:
    return f"{column.asset} / {column.scope.value}"


def _refuse_overflow(totals: tuple[int, ...], columns: tuple[Column, ...]) -> None:
    for column, total in zip(columns, totals, strict=True):
        if total >= LIMIT:
            raise _too_large(f"the total of {_name(column)} reaches 2^128 base units")


def _pieces(rows: U8, count: int) -> Iterator[tuple[U8, int, int]]:
    """The rows of a run in pieces that a core's cache holds: (rows, their number, shared bits)."""
    bits = max(0, (rows.size // PIECE).bit_length())
    at, counts = np.zeros((1 << bits) + 1, np.int64), np.zeros(1 << bits, np.int64)
    split = np.zeros(rows.size, np.uint8)
    split_rows(rows, count, bits, split, at, counts)
    for i in range(1 << bits):
        yield split[at[i] :], int(counts[i]), RUN_BITS + bits


def _read_bytes(path: Path) -> U8:
    """A file's bytes, with some behind them that kernels may read."""
    size = path.stat().st_size
    data = np.zeros(size + SLACK, np.uint8)
    with path.open("rb") as file:
        if file.readinto(data[:size]) != size:
            raise OSError(f"{path} has been cut short")
    return data


def _new_tally(columns: int) -> ColumnSums:
    return ColumnSums(
        np.zeros((columns, 3), np.uint64),
        np.zeros((columns, 3), np.uint64),
        np.zeros(columns, np.int64),
        np.zeros(3, np.uint64),
    )


def _sums(parts: Sequence[U64]) -> list[int]:
    """The sums of rows of three words, low first, over up to 2**32 parts."""
    halves = sum(part.view(np.uint32).astype(np.uint64) for part in parts)
    return [
        sum(int(half) << 32 * place for place, half in enumerate(row))
        for row in np.atleast_2d(halves)
    ]


def _signed(words: U64) -> int:
    return int.from_bytes(words.astype("<u8").tobytes(), "little", signed=True)


def _clamped(tallies: Sequence[ColumnSums]) -> tuple[ClampedColumn, ...]:
    accounts = sum(tally.clamped_accounts for tally in tallies)
    amounts = _sums([tally.clamped for tally in tallies])
    return tuple(
        ClampedColumn(column, int(count), amounts[column])
        for column, count in enumerate(np.atleast_1d(accounts))
        if count
    )


def choose_prefix_bits(runs: Sequence[Run], accounts: int) -> int:
    """p: 500 to 1,000 accounts a shard, and no shard but an empty one below 100."""
    bits = 0
    while bits < MAX_PREFIX_BITS and accounts > MOST_PER_SHARD << bits:
        bits += 1
    while bits > 0 and _smallest_shard(runs, bits) < LEAST_PER_SHARD:
        bits -= 1
    return bits


def _smallest_shard(runs: Sequence[Run], bits: int) -> int:
    counts = np.zeros(1 << bits, np.int64)
    for run in runs:
        if run.people:
            shards = read_buckets(run) >> np.uint64(64 - bits)
            first = int(shards[0])
            found = np.bincount((shards - shards[0]).astype(np.int64))
            counts[first : first + found.size] += found
    return int(counts[counts > 0].min())


def read_buckets(run: Run) -> U64:
    """The first 64 bits of the buckets of a run's accounts."""
    with run.path.open("rb") as file:
        buckets: U64 = np.load(file)
    return buckets


def read_roll(run: Run) -> Roll:
    """The accounts of a run."""
    with run.path.open("rb") as file:
        return Roll(*(np.load(file) for _ in Roll._fields))


def read_people(run: Run, most: int | None = None) -> list[Person]:
    """The people of a run in bucket order, the first `most` of them."""
    roll = read_roll(run)
    count = run.people if most is None else min(most, run.people)
    return [_person(roll, i) for i in range(count)]


def _person(roll: Roll, i: int) -> Person:
    record = roll.records[roll.starts[i] : roll.starts[i + 1]].tobytes()
    name, sums = record[1 : 1 + record[0]], record[1 + record[0] :]
    return Person(roll.codes[i].tobytes(), name.decode("ascii"), decode_sums(sums, "a run"))
