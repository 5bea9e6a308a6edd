"""What the two builders share: an account's totals, the runs of a partition, the number of shards.

Each builder computes these in its own way: `reference` in plain Python, `compiled` fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from proofpress_verify.core.amounts import COUNT, Sums
from proofpress_verify.core.shard_file import LEAST_ACCOUNTS
from proofpress_verify.forms import MAX_PREFIX_BITS
from proofpress_verify.records import ClampedColumn, Column

MOST_PER_SHARD = 1000
LEAST_PER_SHARD = LEAST_ACCOUNTS


class RowSource(Protocol):
    """The rows of a ledger: see `ledger.Ledger`."""

    columns: tuple[Column, ...]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Batches of account: string, column: uint16, amount: decimal128(38, 0)."""
        ...


@dataclass(frozen=True)
class AccountTotals:
    """An account, summed: its code, name and sums (column 0 counts it)."""

    code: bytes = field(repr=False)
    name: str
    sums: Sums


@dataclass(frozen=True)
class Run:
    """A file of accounts whose buckets begin with the same bits, sorted by bucket."""

    path: Path
    accounts: int


@dataclass(frozen=True)
class Partition:
    """A partitioned ledger: its runs in bucket order, and the totals of its accounts.

    There are 2**k runs, one for each value of the first k bits of a bucket. `prefix_bits` is
    p, `totals` one amount per column, `absent` the names in the list of generations that are
    not accounts of the ledger.
    """

    runs: tuple[Run, ...]
    prefix_bits: int
    totals: tuple[int, ...]
    clamped: tuple[ClampedColumn, ...]
    absent: tuple[str, ...]

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return self.totals[COUNT]


def choose_prefix_bits(accounts: int, smallest_shard: Callable[[int], int]) -> int:
    """p: 500 to 1,000 accounts per shard, and at least 100 in each shard that is not empty.

    `smallest_shard` returns the fewest accounts in a shard that has any, for 2**p shards.
    """
    bits = 0
    while bits < MAX_PREFIX_BITS and accounts > MOST_PER_SHARD << bits:
        bits += 1
    while bits > 0 and smallest_shard(bits) < LEAST_PER_SHARD:
        bits -= 1
    return bits
