"""Ledger rows -> accounts in shard order, on disk, in bounded memory.

Rows arrive unsorted, and the rows of an account may be anywhere. They are first scattered
into `RUNS` files by the first bits of their account's bucket; each file is then summed and
sorted on its own. So memory holds one run at a time, and the order of the ledger's rows does
not affect the result.

The work folder holds codes and balances: it is made with mode 0700 and removed afterwards.
"""

from __future__ import annotations

import pickle
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from proofpress.keys.master import CodeDerivation
from proofpress.liabilities.accounts import (
    AccountTotals,
    Partition,
    RowSource,
    Run,
    choose_prefix_bits,
)
from proofpress.liabilities.refusals import check_totals, refused_balance
from proofpress_verify.core import codes
from proofpress_verify.core.amounts import COUNT, LIMIT, Sums
from proofpress_verify.core.codes import first_bits
from proofpress_verify.forms import MAX_PREFIX_BITS
from proofpress_verify.records import ClampedColumn, Column

RUN_BITS = 6
RUNS = 1 << RUN_BITS


def partition(rows: RowSource, derivation: CodeDerivation, clamp: bool, work: Path) -> Partition:
    """Scatter, sum and sort the rows of a ledger below `work`, an existing folder.

    `clamp` says whether a negative net balance counts as zero (and is disclosed) or is refused.

    Raises:
        InputError: a net balance is negative and not clamped, or too large; no account.
    """
    scattered, absent = _scatter(rows, derivation, work)
    summing = _Summing(rows.columns, clamp)
    runs = tuple(_sum_run(path, summing) for path in scattered)
    totals = (sum(run.accounts for run in runs), *summing.totals[1:])
    check_totals(totals, rows.columns)
    bits = choose_prefix_bits(totals[COUNT], summing.smallest_shard)
    return Partition(runs, bits, totals, summing.clamped(), absent)


def _scatter(
    rows: RowSource, derivation: CodeDerivation, work: Path
) -> tuple[list[Path], tuple[str, ...]]:
    """The files of scattered rows, and the names in the list of generations without a row."""
    paths = [work / f"rows-{index:02x}" for index in range(RUNS)]
    known: dict[str, bytes] = {}
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in paths]
        for batch in rows.batches():
            _scatter_batch(batch, derivation, known, files)
    return paths, tuple(name for name in derivation.generations if name not in known)


def _scatter_batch(
    batch: pa.RecordBatch,
    derivation: CodeDerivation,
    known: dict[str, bytes],
    files: Sequence[BinaryIO],
) -> None:
    pieces: list[list[tuple[bytes, str, int, int]]] = [[] for _ in files]
    names, columns, amounts = (batch.column(i).to_pylist() for i in range(3))
    for name, column, amount in zip(names, columns, amounts, strict=True):
        code = known.get(name)
        if code is None:
            code = known[name] = derivation.code(name)
        run = first_bits(codes.bucket(code), RUN_BITS)
        pieces[run].append((code, name, column, int(amount)))
    for file, piece in zip(files, pieces, strict=True):
        if piece:
            pickle.dump(piece, file, pickle.HIGHEST_PROTOCOL)


def _sum_run(path: Path, summing: _Summing) -> Run:
    """Sum and sort the rows of one scattered file into a run in the same folder."""
    sums: dict[str, dict[int, int]] = {}
    code_of: dict[str, bytes] = {}
    for code, name, column, amount in _read_rows(path):
        code_of[name] = code
        held = sums.setdefault(name, {})
        held[column] = held.get(column, 0) + amount
    path.unlink()
    accounts = [
        (
            codes.bucket(code_of[name]),
            AccountTotals(code_of[name], name, summing.sums_of(name, held)),
        )
        for name, held in sums.items()
    ]
    accounts.sort(key=lambda pair: pair[0])
    summing.buckets.extend(first_bits(bucket, MAX_PREFIX_BITS) for bucket, _ in accounts)
    run = Run(path.with_name(path.name.replace("rows", "accounts")), len(accounts))
    with run.path.open("wb") as file:
        pickle.dump([account for _, account in accounts], file, pickle.HIGHEST_PROTOCOL)
    return run


def _read_rows(path: Path) -> Iterator[tuple[bytes, str, int, int]]:
    with path.open("rb") as file:
        while True:
            try:
                yield from pickle.load(file)  # noqa: S301 - our own, in a folder of ours
            except EOFError:
                return


class _Summing:
    """Totals per column, buckets of the accounts, and negative balances clamped to zero.

    `buckets` has the first `MAX_PREFIX_BITS` bits of each account's bucket.
    """

    def __init__(self, columns: tuple[Column, ...], clamp: bool) -> None:
        self._columns = columns
        self._clamp = clamp
        self.totals = [0] * len(columns)
        self.buckets = array("I")
        self._clamped: dict[int, tuple[int, int]] = {}

    def sums_of(self, account: str, held: Mapping[int, int]) -> Sums:
        """An account's sums: column 0, and every positive net balance."""
        sums = [(COUNT, 1)]
        for column, amount in sorted(held.items()):
            if not -LIMIT < amount < LIMIT or (amount < 0 and not self._clamp):
                raise refused_balance(account, self._columns[column], amount)
            if amount < 0:
                accounts, gross = self._clamped.get(column, (0, 0))
                self._clamped[column] = (accounts + 1, gross - amount)
            elif amount > 0 and column != COUNT:
                self.totals[column] += amount
                sums.append((column, amount))
        return tuple(sums)

    def clamped(self) -> tuple[ClampedColumn, ...]:
        """What was clamped, by column."""
        return tuple(
            ClampedColumn(column, accounts, amount)
            for column, (accounts, amount) in sorted(self._clamped.items())
        )

    def smallest_shard(self, bits: int) -> int:
        """The fewest accounts in a shard that has any, for 2**bits shards."""
        return min(Counter(bucket >> MAX_PREFIX_BITS - bits for bucket in self.buckets).values())


def read_accounts(run: Run, most: int | None = None) -> list[AccountTotals]:
    """The accounts of a run in bucket order, the first `most` of them."""
    with run.path.open("rb") as file:
        accounts: list[AccountTotals] = pickle.load(file)  # noqa: S301 - as above
    return accounts[:most]
