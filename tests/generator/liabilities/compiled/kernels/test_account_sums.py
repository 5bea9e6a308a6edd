"""Rows are summed by account, exactly, and what is counted on the way is right."""

import random
from collections import defaultdict

import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.account_sums import (
    AccountRecords,
    ColumnSums,
    sum_by_account,
)
from proofpress_verify.core.amounts import LIMIT, encode_sums
from tests.generator.liabilities.compiled.kernels.samples import as_bytes

Row = tuple[bytes, int, int]
COLUMNS = 130


def row_bytes(bucket: int, row: Row) -> bytes:
    name, column, amount = row
    size = (abs(amount).bit_length() + 7) // 8
    return (
        bucket.to_bytes(8, "big")
        + column.to_bytes(2, "big")
        + bytes(((0x80 if amount < 0 else 0) | size, len(name)))
        + name
        + abs(amount).to_bytes(size, "big")
    )


def summed(
    rows: list[Row], buckets: dict[bytes, int], clamp: bool = False
) -> tuple[int, int, ColumnSums, list[bytes]]:
    """What `sum_by_account` returns, what it counts, and the records it writes."""
    data = b"".join(row_bytes(buckets[row[0]], row) for row in rows)
    sums = ColumnSums(
        np.zeros((COLUMNS, 3), np.uint64),
        np.zeros((COLUMNS, 3), np.uint64),
        np.zeros(COLUMNS, np.int64),
        np.zeros(3, np.uint64),
    )
    out = AccountRecords(
        np.zeros(len(rows), np.uint64),
        np.zeros(len(rows) + 1, np.int64),
        np.zeros(len(data) + 16 * len(rows) + 16, np.uint8),
    )
    account, column = sum_by_account(as_bytes(data + bytes(16)), len(rows), 0, clamp, sums, out, 0)
    records = [
        out.records[out.starts[i] : out.starts[i + 1]].tobytes() for i in range(int(account))
    ]
    return int(account), int(column), sums, records


def number(words: np.ndarray) -> int:
    return int.from_bytes(words.astype("<u8").tobytes(), "little", signed=True)


def record(name: bytes, sums: dict[int, int]) -> bytes:
    entries = ((0, 1), *sorted((column, amount) for column, amount in sums.items() if amount))
    return bytes((len(name),)) + name + encode_sums(entries)


def test_accounts_are_summed_and_sorted_by_bucket() -> None:
    rng = random.Random(0)
    names = [b"account-%d" % i for i in range(50)]
    buckets = {name: rng.getrandbits(64) for name in names}
    rows: list[Row] = []
    for name in names:
        for column in rng.sample(range(1, COLUMNS), 5):
            amount = rng.getrandbits(rng.choice((8, 64, 127)))
            rows += [(name, column, amount), (name, column, amount), (name, column, -amount)]
    rng.shuffle(rows)
    account, column, sums, records = summed(rows, buckets)
    expected: dict[bytes, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for name, held, amount in rows:
        expected[name][held] += amount
    assert (account, column) == (50, -1)
    assert records == [
        record(name, expected[name]) for name in sorted(names, key=buckets.__getitem__)
    ]
    for held in range(1, COLUMNS):
        total = sum(expected[name][held] for name in names)
        assert number(sums.totals[held]) == total


def test_accounts_that_share_a_bucket_stay_two() -> None:
    rows = [(b"a", 1, 5), (b"ab", 1, 3), (b"a", 2, 1), (b"ab", 1, 4)]
    assert summed(rows, {b"a": 7, b"ab": 7})[3] == [
        record(b"a", {1: 5, 2: 1}),
        record(b"ab", {1: 7}),
    ]


def test_negative_sums_are_clamped_and_counted() -> None:
    rows = [(b"a", 1, -(LIMIT - 1)), (b"b", 1, -1), (b"b", 64, 2), (b"c", 1, 9)]
    _, column, sums, records = summed(rows, {b"a": 1, b"b": 2, b"c": 3}, clamp=True)
    assert column == -1
    assert records == [record(b"a", {}), record(b"b", {64: 2}), record(b"c", {1: 9})]
    assert sums.clamped_accounts[1] == 2
    assert number(sums.clamped[1]) == LIMIT
    assert number(sums.totals[1]) == 9


@pytest.mark.parametrize(
    ("amounts", "clamp"),
    [([-1], False), ([LIMIT - 1, 1], True), ([-(LIMIT - 1), -1], True)],
)
def test_a_sum_out_of_range_is_refused_and_named(amounts: list[int], clamp: bool) -> None:
    rows = [(b"good", 1, 1), *((b"bad", 65, amount) for amount in amounts)]
    account, column, sums, records = summed(rows, {b"good": 1, b"bad": 2}, clamp)
    assert (account, column) == (1, 65)
    assert records == [record(b"good", {1: 1})]
    assert number(sums.refused) == sum(amounts)
