"""Ledger rows -> accounts in shard order, on disk, in bounded memory.

Rows arrive unsorted and an account's rows may be anywhere. They are first scattered into
`RUNS` files by the first bits of their account's bucket; each file is then summed and
sorted alone. So memory holds one run at a time, and the order of the ledger's rows does
not show in the result.

The work folder holds codes and balances: it is made with mode 0700 and removed after.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from proofpress.errors import InputError
from proofpress.keys.keys import CodeKey
from proofpress.liabilities.reference.shard import Account
from proofpress_verify.core import codes
from proofpress_verify.core.amounts import COUNT, LIMIT, Sums
from proofpress_verify.core.codes import first_bits
from proofpress_verify.core.shard_file import LEAST_ACCOUNTS
from proofpress_verify.forms import MAX_PREFIX_BITS
from proofpress_verify.records import ClampedColumn, Column

RUN_BITS = 6
RUNS = 1 << RUN_BITS
MOST_PER_SHARD = 1000
LEAST_PER_SHARD = LEAST_ACCOUNTS


class RowSource(Protocol):
    """What `partition` reads: see `ledger.Ledger`."""

    columns: tuple[Column, ...]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Batches of account: string, column: uint16, amount: decimal128(38, 0)."""
        ...


@dataclass(frozen=True)
class Coding:
    """How an account's name becomes its code."""

    key: CodeKey
    publisher: bytes
    generations: Mapping[str, int]

    def code(self, account: str) -> bytes:
        """The 20 secret bytes of an account's code."""
        generation = self.generations.get(account, 0)
        return self.key.code(self.publisher, account.encode("ascii"), generation)


@dataclass(frozen=True)
class Person:
    """An account, summed: its code, name and sums (column 0 counts it)."""

    code: bytes
    name: str
    sums: Sums


@dataclass(frozen=True)
class Run:
    """A file of people whose buckets begin with the same bits, sorted by bucket."""

    path: Path
    people: int
    buckets: array[int]


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


def partition(rows: RowSource, coding: Coding, floor_negatives: bool, work: Path) -> Partition:
    """Scatter, sum and sort the ledger's rows below `work`, an existing folder.

    `floor_negatives` says whether a negative net balance counts as zero (and is
    disclosed) or is refused.

    Raises:
        InputError: an account's net balance is negative and not clamped, or too large.
    """
    scattered, absent = _scatter(rows, coding, work)
    tally = _Tally(rows.columns, floor_negatives)
    runs = tuple(_gather(path, tally) for path in scattered)
    accounts = sum(run.people for run in runs)
    if accounts == 0:
        raise InputError("the ledger holds no account", advice="Check the ledger's path.")
    totals = (accounts, *tally.totals[1:])
    bits = choose_prefix_bits(runs, accounts)
    return Partition(runs, accounts, bits, totals, tally.clamped(), absent)


def _scatter(rows: RowSource, coding: Coding, work: Path) -> tuple[list[Path], tuple[str, ...]]:
    """The files of scattered rows, and the names in the list of generations without a row."""
    paths = [work / f"rows-{index:02x}" for index in range(RUNS)]
    known: dict[str, bytes] = {}
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in paths]
        for batch in rows.batches():
            _scatter_batch(batch, coding, known, files)
    return paths, tuple(name for name in coding.generations if name not in known)


def _scatter_batch(
    batch: pa.RecordBatch, coding: Coding, known: dict[str, bytes], files: Sequence[BinaryIO]
) -> None:
    pieces: list[list[tuple[bytes, str, int, int]]] = [[] for _ in files]
    names, columns, amounts = (batch.column(i).to_pylist() for i in range(3))
    for name, column, amount in zip(names, columns, amounts, strict=True):
        code = known.get(name)
        if code is None:
            code = known[name] = coding.code(name)
        run = first_bits(codes.bucket(code), RUN_BITS)
        pieces[run].append((code, name, column, int(amount)))
    for file, piece in zip(files, pieces, strict=True):
        if piece:
            pickle.dump(piece, file, pickle.HIGHEST_PROTOCOL)


def _gather(path: Path, tally: _Tally) -> Run:
    """Sum and sort the rows of one scattered file into a run beside it."""
    sums: dict[str, dict[int, int]] = {}
    code_of: dict[str, bytes] = {}
    for code, name, column, amount in _read(path):
        code_of[name] = code
        held = sums.setdefault(name, {})
        held[column] = held.get(column, 0) + amount
    path.unlink()
    people = [Person(code_of[name], name, tally.settle(name, sums[name])) for name in sums]
    people.sort(key=lambda person: codes.bucket(person.code))
    target = path.with_name(path.name.replace("rows", "people"))
    with target.open("wb") as file:
        pickle.dump(people, file, pickle.HIGHEST_PROTOCOL)
    buckets = array(
        "I", (first_bits(codes.bucket(person.code), MAX_PREFIX_BITS) for person in people)
    )
    return Run(target, len(people), buckets)


def _read(path: Path) -> Iterator[tuple[bytes, str, int, int]]:
    with path.open("rb") as file:
        while True:
            try:
                yield from pickle.load(file)  # noqa: S301 - our own, in a folder of ours
            except EOFError:
                return


class _Tally:
    """Totals per column, and what the policy on negative balances did."""

    def __init__(self, columns: tuple[Column, ...], floor_negatives: bool) -> None:
        self._columns = columns
        self._floor = floor_negatives
        self.totals = [0] * len(columns)
        self._clamped: dict[int, tuple[int, int]] = {}

    def settle(self, account: str, held: Mapping[int, int]) -> Sums:
        """An account's sums: column 0, and every positive net balance."""
        sums = [(COUNT, 1)]
        for column, amount in sorted(held.items()):
            if amount < 0:
                self._negative(account, column, amount)
            if column != COUNT and amount > 0:
                self._add(account, column, amount)
                sums.append((column, amount))
        return tuple(sums)

    def clamped(self) -> tuple[ClampedColumn, ...]:
        """What was clamped, by column."""
        return tuple(
            ClampedColumn(column, accounts, amount)
            for column, (accounts, amount) in sorted(self._clamped.items())
        )

    def _negative(self, account: str, column: int, amount: int) -> None:
        if not self._floor:
            raise InputError(
                f"account {account!r} has a negative net balance of {amount} base units in "
                f"{self._name(column)}",
                advice='Mend the ledger, or set negatives = "floor": it then counts as zero, '
                "and the number of such accounts and their gross amount are published.",
            )
        accounts, gross = self._clamped.get(column, (0, 0))
        self._clamped[column] = (accounts + 1, gross - amount)

    def _add(self, account: str, column: int, amount: int) -> None:
        self.totals[column] += amount
        if self.totals[column] >= LIMIT:
            raise InputError(
                f"{self._name(column)} reaches 2^128 base units at account {account!r}",
                advice="Check that amounts are not in base units already, or use fewer decimals.",
            )

    def _name(self, column: int) -> str:
        return f"{self._columns[column].asset} / {self._columns[column].scope.value}"


def choose_prefix_bits(runs: Iterable[Run], accounts: int) -> int:
    """p: 500 to 1,000 accounts a shard, and no shard but an empty one below 100."""
    bits = 0
    while bits < MAX_PREFIX_BITS and accounts > MOST_PER_SHARD << bits:
        bits += 1
    buckets = [bucket for run in runs for bucket in run.buckets]
    while bits > 0 and _smallest_shard(buckets, bits) < LEAST_PER_SHARD:
        bits -= 1
    return bits


def _smallest_shard(buckets: Iterable[int], bits: int) -> int:
    counts: dict[int, int] = {}
    for bucket in buckets:
        shard = bucket >> MAX_PREFIX_BITS - bits
        counts[shard] = counts.get(shard, 0) + 1
    return min(counts.values())


def read_people(run: Run) -> list[Person]:
    """The people of a run, in bucket order."""
    with run.path.open("rb") as file:
        people: list[Person] = pickle.load(file)  # noqa: S301 - as above
    return people


def as_account(person: Person, header_digest: bytes, identity: str | None) -> Account:
    """A person as it enters its shard; `identity` is None where the snapshot binds none."""
    hashed = b""
    if identity is not None:
        hashed = codes.identity_hash(person.code, header_digest, identity.encode("ascii"))
    return Account(person.code, person.name.encode("ascii"), hashed, person.sums)
