"""Rows of a run -> accounts with their sums, sorted by bucket.

A sum is three words in two's complement, low first: rows of either sign, and more than
2**64 of them, could not overflow it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.nodes import put_sum
from proofpress.liabilities.compiled.kernels.order import random_order
from proofpress.liabilities.compiled.kernels.rows import (
    AMOUNT_SIZE_AT,
    COLUMN_AT,
    NAME_SIZE_AT,
    NEGATIVE,
    ROW_HEAD,
    amount_size,
    row_size,
)
from proofpress.liabilities.compiled.kernels.types import I64, U8, U64, Int, Word
from proofpress.liabilities.compiled.kernels.words import (
    load_word,
    negated,
    put,
    put_number,
    read_magnitude,
    read_u16,
    same_bytes,
)


class ColumnSums(NamedTuple):
    """What is counted over all accounts of a run, by column.

    `totals` and `clamped` are sums of positive amounts in three words, low first;
    `clamped_accounts` counts the accounts whose negative balance was clamped. `refused` is
    the sum that made `sum_by_account` stop, three words in two's complement.
    """

    totals: U64
    clamped: U64
    clamped_accounts: I64
    refused: U64


class AccountRecords(NamedTuple):
    """Room for accounts sorted by bucket.

    Account i has the first 64 bits of its bucket and the record u8 length ‖ name
    ‖ enc(sums), column 0 included, which is `records` from `starts[i]` to `starts[i + 1]`.
    """

    buckets: U64
    starts: I64
    records: U8


class _Sums(NamedTuple):
    """The sums of one account, by column: three words each.

    Bit c mod 64 of `touched[c div 64]` says that column c has a row.
    """

    words: U64
    touched: U64


@kernel
def sum_by_account(
    rows: U8,
    count: Int,
    shared_bits: Int,
    clamp: bool,
    column_sums: ColumnSums,
    out: AccountRecords,
    account: Int,
) -> tuple[Int, Int]:
    """Sum rows by account; their buckets have the same first `shared_bits` bits.

    The first account found becomes number `account` of `out`, where its record's start is
    set already. Returns (the number of the last account and one, -1); or, if a sum reaches
    2**128 or is negative and not to be clamped, (its account's number, its column). `out`
    then also holds that account's name.

    Some bytes must exist after the rows. `out.records` is as long as all rows, 16 bytes for
    each and 16 more: an account of n rows has a record of 1 + name + 2 bytes, 4 for column 0
    and at most 3 + 16 for each of n columns, so 7 + name + 19·n bytes, and its rows with 16
    bytes for each have n · (12 + name + 16) or more. Writing a sum may also overwrite 16
    bytes after it.
    """
    buckets, starts = np.empty(count, np.uint64), np.empty(count, np.int64)
    at = np.int64(0)
    for i in range(count):
        buckets[i], starts[i] = load_word(rows, at), at
        at += row_size(rows, at)
    order = random_order(buckets, buckets, shared_bits)
    size = column_sums.clamped_accounts.size
    # A bit for each column: size / 64 words, rounded up, or one more.
    sums = _Sums(np.zeros((size, 3), np.uint64), np.zeros(size // 64 + 1, np.uint64))
    return _sum_in_order(rows, buckets, starts, order, clamp, column_sums, sums, out, account)


@no_refcount
def _sum_in_order(
    rows: U8,
    buckets: U64,
    starts: I64,
    order: I64,
    clamp: bool,
    column_sums: ColumnSums,
    sums: _Sums,
    out: AccountRecords,
    account: Int,
) -> tuple[Int, Int]:
    first = 0
    while first < order.size:
        row = starts[order[first]]
        out.buckets[account] = buckets[order[first]]
        first = _sum_account(rows, starts, order, buckets, first, sums)
        name = row + NAME_SIZE_AT
        head = put(out.records, out.starts[account], rows, name, 1 + np.int64(rows[name]))
        end, failed = _write_sums(sums, clamp, column_sums, out.records, head)
        out.starts[account + 1] = end
        if failed >= 0:
            return account, failed
        account += 1
    return account, -1


@no_refcount
def _sum_account(rows: U8, starts: I64, order: I64, buckets: U64, first: Int, sums: _Sums) -> Int:
    """Add up the rows of the account of row `order[first]`; returns where the next one begins.

    Should two accounts ever share 64 bits of bucket, the rows of the others are put after
    those of this one.
    """
    own, bucket = starts[order[first]], buckets[order[first]]
    name, size = own + NAME_SIZE_AT, 1 + np.int64(rows[own + NAME_SIZE_AT])
    i = kept = first
    while i < order.size and buckets[order[i]] == bucket:
        row = starts[order[i]]
        # The byte of the length is compared too, so a longer name is not the same.
        if same_bytes(rows, name, row + NAME_SIZE_AT, size):
            _add_row(rows, row, sums)
            order[i], order[kept] = order[kept], order[i]
            kept += 1
        i += 1
    return kept


@no_refcount
def _add_row(rows: U8, row: Int, sums: _Sums) -> None:
    column = read_u16(rows, row + COLUMN_AT)
    # Column div 64 and column mod 64.
    sums.touched[column >> 6] |= np.uint64(1) << np.uint64(column & 63)
    amount_at = row + ROW_HEAD + np.int64(rows[row + NAME_SIZE_AT])
    high, low = read_magnitude(rows, amount_at, amount_size(rows, row))
    _add_words(sums.words[column], high, low, rows[row + AMOUNT_SIZE_AT] & NEGATIVE != 0)


@no_refcount
def _add_words(total: U64, high: Word, low: Word, negative: bool) -> None:
    """Add an amount (or, if `negative`, subtract it) to three words, low first.

    To subtract is to add the amount with all bits flipped, and 1.
    """
    flip = ~np.uint64(0) if negative else np.uint64(0)
    carry = np.uint64(1) if negative else np.uint64(0)
    for i in range(3):
        word = (low if i == 0 else high if i == 1 else np.uint64(0)) ^ flip
        # A word that overflows is less than what was added.
        partial = total[i] + word
        whole = partial + carry
        carry = np.uint64(1) if partial < word or whole < partial else np.uint64(0)
        total[i] = whole


@no_refcount
def _write_sums(
    sums: _Sums, clamp: bool, column_sums: ColumnSums, out: U8, head: Int
) -> tuple[Int, Int]:
    """Write enc(sums) at `head`, clear the sums and count them: (end, refused column or -1)."""
    # After the u16 number of entries comes that of column 0: every account counts as 1.
    at = put_sum(out, head + 2, 0, np.uint64(0), np.uint64(1))
    entries = 1
    for group in range(sums.touched.size):
        left, column = sums.touched[group], 64 * group
        sums.touched[group] = 0
        while left != 0:
            if left & np.uint64(1) != 0 and column != 0:
                amount = sums.words[column]
                status = _count_sum(amount, column, clamp, column_sums)
                if status < 0:
                    return at, column
                if status > 0:
                    at = put_sum(out, at, column, amount[1], amount[0])
                    entries += 1
                amount[0] = amount[1] = amount[2] = 0
            left >>= np.uint64(1)
            column += 1
    put_number(out, head, entries, 2)
    return at, -1


@no_refcount
def _count_sum(amount: U64, column: Int, clamp: bool, column_sums: ColumnSums) -> Int:
    """Count a net sum: 1 if it is to be written, 0 if it is nothing, -1 if it is refused."""
    low, high, top = amount[0], amount[1], amount[2]
    if top == 0 and low == 0 and high == 0:
        return 0
    if top == 0:
        _add_words(column_sums.totals[column], high, low, False)
        return 1
    # From -2**128 + 1 to -1, the top word is all ones and the others are not both zero.
    if clamp and top == ~np.uint64(0) and (low != 0 or high != 0):
        high, low = negated(high, low)
        _add_words(column_sums.clamped[column], high, low, False)
        column_sums.clamped_accounts[column] += 1
        return 0
    for i in range(3):
        column_sums.refused[i] = amount[i]
    return -1
