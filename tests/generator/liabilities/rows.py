"""Rows of ledgers that tests invent."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyarrow as pa

from proofpress.keys.master import CodeDerivation, MasterKey
from proofpress_verify.records import COUNT_COLUMN, Column, Scope

Row = tuple[str, int, int]

PUBLISHER = bytes(range(20))


class Rows:
    """A ledger of given rows, in batches of a few."""

    def __init__(self, rows: list[Row], columns: int, size: int = 1000) -> None:
        assets = (Column(f"A{i}", Scope.CUSTOMER, 8) for i in range(1, columns))
        self.columns = (COUNT_COLUMN, *assets)
        self.rows = rows
        self.size = size

    def batches(self) -> Iterator[pa.RecordBatch]:
        for first in range(0, len(self.rows), self.size):
            names, columns, amounts = zip(*self.rows[first : first + self.size], strict=True)
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array(names, pa.string()),
                    pa.array(columns, pa.uint16()),
                    pa.array(map(str, amounts), pa.string()).cast(pa.decimal128(38, 0)),
                ],
                names=["account", "column", "amount"],
            )


def derivation(generations: dict[str, int] | None = None) -> CodeDerivation:
    return CodeDerivation(MasterKey(b"\7" * 32), PUBLISHER, generations or {})


def some_rows(rng: random.Random, accounts: int, columns: int) -> list[Row]:
    """Rows of random accounts in random order, some of them negative, none in the end."""
    rows = []
    for i in range(accounts):
        name = f"{rng.randrange(10**6)}-{i}" + "x" * rng.choice((0, 0, 40, 230))
        for column in rng.sample(range(1, columns), rng.randint(1, min(4, columns - 1))):
            amount = rng.getrandbits(rng.randint(0, 120))
            rows += [(name, column, 2 * amount), (name, column, -amount)]
    rng.shuffle(rows)
    return rows
