"""Arrays of 128-bit integers, for amounts between DuckDB and the partition step.

The layout is that of Arrow's decimal128, so nothing is copied on the way in or out: an
array of shape (n, 2) of little-endian uint64, low word first, two's complement. All
arithmetic is exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

AMOUNT = pa.decimal128(38, 0)

_MASK_32 = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


def view(array: pa.Array) -> Words:
    """The raw integers of a decimal128 array of any scale, read-only, shape (n, 2).

    The value in place of a null is unspecified.
    """
    words = np.frombuffer(array.buffers()[1], dtype="<u8").reshape(-1, 2)
    return words[array.offset : array.offset + len(array)]


def to_arrow(words: Words) -> pa.Array:
    """The integers as decimal128(38, 0), without a copy if they are contiguous."""
    whole = np.ascontiguousarray(words)
    return pa.Array.from_buffers(AMOUNT, len(whole), [None, pa.py_buffer(whole)])


def nonzero(words: Words) -> Mask:
    """Which integers are not zero, shape (n,)."""
    either: Mask = (words[:, 0] | words[:, 1]) != 0
    return either


def negative(words: Words) -> Words:
    """The integers with their signs inverted. None may be -2**127."""
    negated = np.empty_like(words)
    negated[:, 0] = ~words[:, 0] + np.uint64(1)
    negated[:, 1] = ~words[:, 1] + (words[:, 0] == 0)
    return negated


def rescale(words: Words, scale: int, decimals: int) -> Words | None:
    """The integers of `scale` digits after the point as integers of `decimals` digits.

    None if that loses digits or reaches 10**38 for any of them.
    """
    if scale == decimals:
        return words
    whole = np.ascontiguousarray(words)
    typed = pa.Array.from_buffers(pa.decimal128(38, scale), len(whole), [None, pa.py_buffer(whole)])
    if decimals > scale and not _all_below(typed, 10 ** (38 - decimals)):
        return None
    try:
        return view(typed.cast(pa.decimal128(38, decimals)))
    except pa.ArrowInvalid:
        return None


def _all_below(numbers: pa.Array, bound: int) -> bool:
    """Whether all numbers are between -bound and bound, both excluded.

    Arrow's own cast does not check this reliably: when it scales up, it misses some products
    that wrap around 2**128.
    """
    ends = pc.min_max(numbers).as_py()
    return ends["min"] is None or (-bound < ends["min"] and ends["max"] < bound)


def totals(words: Words, codes: npt.NDArray[np.intp], size: int) -> list[int]:
    """The exact sum of the integers of each code from 0 to size-1. At most 2**20 rows.

    Summed in 32-bit quarters, whose sums a float64 holds exactly for that many rows.
    """
    sums = [0] * size
    for place, quarter in enumerate(_quarters(words)):
        counted = np.bincount(codes, weights=quarter, minlength=size)
        sums = [
            total + (int(part) << 32 * place) for total, part in zip(sums, counted, strict=True)
        ]
    return sums


def _quarters(words: Words) -> tuple[npt.NDArray[np.float64], ...]:
    """The 32-bit quarters, lowest first; the highest carries the sign."""
    low, high = words[:, 0], words[:, 1]
    parts = (low & _MASK_32, low >> _32, high & _MASK_32, high.view(np.int64) >> np.int64(32))
    return tuple(part.astype(np.float64) for part in parts)


def first_lossy(words: Words, scale: int, decimals: int) -> int:
    """The first index for which `rescale` returns None. Slow: only for an error message."""
    for index, (low, high) in enumerate(words.tolist()):
        value = (high << 64 | low) - (high >> 63 << 128)
        if decimals >= scale:
            lossy = abs(value) * 10 ** (decimals - scale) >= 10**38
        else:
            lossy = value % 10 ** (scale - decimals) != 0
        if lossy:
            return index
    raise AssertionError("rescale refused exact integers")
