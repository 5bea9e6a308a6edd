"""Sorting by hashes gives the order of Python's `sorted`."""

import random

import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.order import (
    order_of_digests,
    pick,
    pick_rows,
    random_order,
)
from tests.generator.liabilities.compiled.kernels.samples import as_bytes, as_rows


@pytest.mark.parametrize("shared_bits", [0, 8])
@pytest.mark.parametrize("count", [1, 2, 3, 50, 1000])
def test_random_numbers_are_put_in_order(count: int, shared_bits: int) -> None:
    rng = random.Random(count)
    numbers = [rng.getrandbits(128) & ((1 << 128 - shared_bits) - 1) for _ in range(count)]
    numbers = [rng.choice(numbers) for _ in numbers]
    high = np.array([number >> 64 for number in numbers], np.uint64)
    low = np.array([number & (2**64 - 1) for number in numbers], np.uint64)
    order = random_order(high, low, shared_bits)
    assert list(order) == sorted(range(count), key=lambda i: numbers[i])


def test_rows_are_put_in_order() -> None:
    rows = as_bytes(random.Random(0).randbytes(32 * 20)).reshape(20, 32)
    order = order_of_digests(rows)
    assert as_rows(pick_rows(rows, order)) == sorted(as_rows(rows))
    assert list(pick(np.arange(100, 120), order)) == [100 + i for i in order]
