"""Sorting by hashes: what is sorted here is random, so its first bits spread it evenly."""

from __future__ import annotations

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import DIGEST_SIZE
from proofpress.liabilities.compiled.kernels.types import I64, U8, U64, Int
from proofpress.liabilities.compiled.kernels.words import copy, load_word


@kernel
def random_order(high: U64, low: U64, shared_bits: Int) -> I64:
    """The order that sorts uniformly random 128-bit numbers that share their first bits.

    They are counted into at least as many classes as there are numbers, by the first bits
    that they do not share; then neighbours change places. Equal numbers keep their order.
    """
    count = high.size
    bits = 1
    while 1 << bits < count:
        bits += 1
    # A number's class is its first `bits` bits after the shared ones: shifting left drops the
    # shared ones, shifting right leaves the first `bits` of 64.
    shared, rest = np.uint64(shared_bits), np.uint64(64 - bits)
    # As in `messages._order_by_size`: counted one further on, then added up.
    starts = np.zeros((1 << bits) + 1, np.int64)
    for i in range(count):
        starts[np.int64(high[i] << shared >> rest) + 1] += 1
    for i in range(1 << bits):
        starts[i + 1] += starts[i]
    order = np.empty(count, np.int64)
    for i in range(count):
        group = np.int64(high[i] << shared >> rest)
        order[starts[group]] = i
        starts[group] += 1
    for i in range(1, count):
        moving, j = order[i], i
        while j > 0 and _is_above(high, low, order[j - 1], moving):
            order[j] = order[j - 1]
            j -= 1
        order[j] = moving
    return order


@no_refcount
def _is_above(high: U64, low: U64, i: Int, j: Int) -> bool:
    return bool(high[i] > high[j] or (high[i] == high[j] and low[i] > low[j]))


@kernel
def order_of_digests(rows: U8) -> I64:
    """The order of rows of hashes, by their first 16 bytes."""
    count = rows.shape[0]
    high, low = np.empty(count, np.uint64), np.empty(count, np.uint64)
    for i in range(count):
        high[i] = load_word(rows, DIGEST_SIZE * i)
        low[i] = load_word(rows, DIGEST_SIZE * i + 8)
    return random_order(high, low, 0)


@kernel
def pick_rows(rows: U8, order: I64) -> U8:
    """Rows of 32 bytes in the given order."""
    picked = np.empty((order.size, DIGEST_SIZE), np.uint8)
    for i in range(order.size):
        copy(picked, DIGEST_SIZE * i, rows, DIGEST_SIZE * order[i], DIGEST_SIZE)
    return picked


@kernel
def pick(values: I64, order: I64) -> I64:
    """Numbers in the given order."""
    picked = np.empty(order.size, np.int64)
    for i in range(order.size):
        picked[i] = values[order[i]]
    return picked
