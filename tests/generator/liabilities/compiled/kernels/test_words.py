"""Numbers and bytes in arrays."""

import random

import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.words import (
    magnitude_size,
    negated,
    put_magnitude,
    put_number,
    read_magnitude,
    read_u16,
    same_bytes,
    xor_bytes,
)
from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.core.hashing import xor
from tests.generator.liabilities.compiled.kernels.samples import as_bytes

AMOUNTS = [1, 255, 256, 2**63, 2**64 - 1, 2**64, 2**72, LIMIT - 1]


def words(value: int) -> tuple[np.uint64, np.uint64]:
    return np.uint64(value >> 64), np.uint64(value & (2**64 - 1))


@pytest.mark.parametrize("value", [0, *AMOUNTS])
def test_a_number_has_the_least_bytes_that_hold_it(value: int) -> None:
    out = np.zeros(32, np.uint8)
    size = magnitude_size(*words(value))
    assert size == (value.bit_length() + 7) // 8
    assert put_magnitude(out, 3, *words(value), size) == 3 + size
    assert out[3 : 3 + size].tobytes() == value.to_bytes(size, "big")
    assert read_magnitude(out, 3, size) == words(value)


@pytest.mark.parametrize("value", AMOUNTS)
def test_a_negated_number_is_the_two_complement(value: int) -> None:
    assert negated(*words(value)) == words(LIMIT - value)


def test_numbers_of_a_given_size_are_written_and_read() -> None:
    out = np.zeros(8, np.uint8)
    assert put_number(out, 1, 0x01FE, 4) == 5
    assert out.tobytes() == bytes.fromhex("00 000001fe 000000")
    assert read_u16(out, 3) == 0x01FE


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 64, 71])
def test_bytes_are_combined_also_in_place(length: int) -> None:
    rng = random.Random(length)
    plain, stream = rng.randbytes(length), rng.randbytes(length)
    out = np.zeros(5 + length + 8, np.uint8)
    xor_bytes(out, 5, as_bytes(plain + bytes(8)), 0, as_bytes(bytes(2) + stream), 2, length)
    assert out.tobytes() == bytes(5) + xor(plain, stream) + bytes(8)
    xor_bytes(out, 5, out, 5, as_bytes(stream), 0, length)
    assert out.tobytes() == bytes(5) + plain + bytes(8)


def test_equal_bytes_are_told_from_others() -> None:
    data = as_bytes(b"abcabd")
    assert same_bytes(data, 0, 3, 2)
    assert not same_bytes(data, 0, 3, 3)
