"""Rows of the ledger, put into runs: those whose buckets begin with the same bits.

A row in a run is: the first 8 bytes of its account's bucket ‖ u16 column ‖ u8 sign and
length of the amount ‖ u8 length of the name ‖ name ‖ amount without its sign.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.codes import (
    AccountNames,
    bucket_words,
    derive_codes,
)
from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import DIGEST_SIZE
from proofpress.liabilities.compiled.kernels.messages import HASHES_AT_ONCE
from proofpress.liabilities.compiled.kernels.order import pick
from proofpress.liabilities.compiled.kernels.types import I64, U8, U16, U32, U64, Int
from proofpress.liabilities.compiled.kernels.words import (
    load_word,
    magnitude_size,
    negated,
    put,
    put_magnitude,
    put_number,
    same_bytes,
    store_word,
)

RUN_BITS = 8
RUNS = 1 << RUN_BITS

# Where the parts of a row begin, and how long a row may be.
COLUMN_AT = 8
AMOUNT_SIZE_AT = COLUMN_AT + 2
NAME_SIZE_AT = AMOUNT_SIZE_AT + 1
ROW_HEAD = NAME_SIZE_AT + 1
MAX_ROW_SIZE = ROW_HEAD + 255 + 16

# The sign of an amount, in the byte of its size (which is at most 16).
NEGATIVE = 0x80


@kernel
def row_buckets(
    states: U32, publisher: U8, names: AccountNames, generations: U32, out: U64
) -> None:
    """The first 64 bits of each row's bucket.

    `generations` has one for each row, or none. A row that names the same account as the
    row before it is not hashed again.
    """
    rows = names.at.size
    heads = np.empty(HASHES_AT_ONCE, np.int64)  # the first row of each account
    picked = np.zeros(HASHES_AT_ONCE, np.uint32)
    codes = np.empty((HASHES_AT_ONCE, DIGEST_SIZE), np.uint8)
    buckets = np.empty(HASHES_AT_ONCE, np.uint64)
    row = 0
    while row < rows:
        first, count = row, 0
        while row < rows and (row == first or count < HASHES_AT_ONCE or _same_name(names, row)):
            if row == first or not _same_name(names, row):
                heads[count] = row
                if generations.size > 0:
                    picked[count] = generations[row]
                count += 1
            row += 1
        at, length = pick(names.at, heads[:count]), pick(names.length, heads[:count])
        derive_codes(states, publisher, AccountNames(names.data, at, length), picked[:count], codes)
        bucket_words(codes[:count], buckets)
        for i in range(count):
            end = heads[i + 1] if i + 1 < count else row
            out[heads[i] : end] = buckets[i]


@no_refcount
def _same_name(names: AccountNames, row: Int) -> bool:
    """Whether a row names the same account as the row before it."""
    length = names.length[row]
    return length == names.length[row - 1] and same_bytes(
        names.data, names.at[row - 1], names.at[row], length
    )


class RunBuffers(NamedTuple):
    """Rows on their way to the runs: `filled[r]` bytes of run r, `counts[r]` rows so far."""

    data: U8
    filled: I64
    counts: I64


@no_refcount
def scatter_rows(
    first: Int, names: AccountNames, columns: U16, amounts: U64, buckets: U64, out: RunBuffers
) -> Int:
    """Append rows from `first` on to the buffers of their runs, as long as there is room.

    `amounts` are (low, high) words in two's complement. Returns the row to go on with once
    the buffer of its run has been emptied, or the number of rows.
    """
    for row in range(first, columns.size):
        # The first RUN_BITS of 64 bits.
        run = np.int64(buckets[row] >> np.uint64(64 - RUN_BITS))
        at = out.filled[run]
        if at + MAX_ROW_SIZE > out.data.shape[1]:
            return row
        data = out.data[run]
        low, high = amounts[row, 0], amounts[row, 1]
        sign = 0
        if high >> np.uint64(63) != 0:
            sign = NEGATIVE
            high, low = negated(high, low)
        size = magnitude_size(high, low)
        length = names.length[row]
        store_word(data, at, buckets[row])
        at = put_number(data, at + COLUMN_AT, np.int64(columns[row]), 2)
        data[at], data[at + 1] = sign | size, length
        at = put(data, at + 2, names.data, names.at[row], length)
        # Here up to 7 bytes beyond the amount may be overwritten: 16 bytes are counted for
        # it above.
        out.filled[run] = put_magnitude(data, at, high, low, size)
        out.counts[run] += 1
    return columns.size


@no_refcount
def split_rows(rows: U8, count: Int, bits: Int, out: U8, out_at: I64, out_counts: I64) -> None:
    """Put the `count` rows of a run into 2**bits pieces, by the next bits of their buckets.

    Piece i becomes `out` from `out_at[i]`, so that its rows fit into a cache; `out_counts[i]`
    is their number and `out_at[2**bits]` where the last piece ends. `out` is as long as the
    rows and some bytes more.
    """
    pieces = 1 << bits
    out_at[:] = 0
    out_counts[:] = 0
    # Sizes are added up one piece further on: then out_at[i] is where piece i begins.
    at = np.int64(0)
    for _ in range(count):
        piece, size = _piece(rows, at, bits), row_size(rows, at)
        out_at[piece + 1] += size
        out_counts[piece] += 1
        at += size
    for piece in range(pieces):
        out_at[piece + 1] += out_at[piece]
    # Each row moves its piece's offset on, up to where the next piece begins.
    at = np.int64(0)
    for _ in range(count):
        piece, size = _piece(rows, at, bits), row_size(rows, at)
        out_at[piece] = put(out, out_at[piece], rows, at, size)
        at += size
    # So afterwards each offset is that of the next piece: move them one further on again.
    for piece in range(pieces, 0, -1):
        out_at[piece] = out_at[piece - 1]
    out_at[0] = 0


@no_refcount
def _piece(rows: U8, at: Int, bits: Int) -> Int:
    """The piece that a row goes to: the `bits` bits of its bucket after the run's."""
    unshared = load_word(rows, at) << np.uint64(RUN_BITS)
    # Shifted right by 64 - bits in two steps: for bits = 0, a shift by 64 is undefined.
    return np.int64(unshared >> np.uint64(1) >> np.uint64(63 - bits))


@no_refcount
def row_size(rows: U8, at: Int) -> Int:
    """The size of the row that begins at `at`."""
    return ROW_HEAD + np.int64(rows[at + NAME_SIZE_AT]) + amount_size(rows, at)


@no_refcount
def amount_size(rows: U8, at: Int) -> Int:
    """The size of the amount of the row that begins at `at`: without the bit of the sign."""
    return np.int64(rows[at + AMOUNT_SIZE_AT] & (NEGATIVE - 1))
