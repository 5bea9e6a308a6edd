"""Bytes in arrays: numbers read and written, bytes copied and XORed, 8 at a time.

What starts at `at` may touch up to 8 bytes from there on; callers make sure that these
exist. Multi-byte numbers are big-endian, as everywhere in the format. Arrays of rows count
as one row of bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.base import BaseContext
from numba.core.typing.templates import Signature
from numba.extending import intrinsic

from proofpress.liabilities.compiled.kernels import llvm
from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED, no_refcount
from proofpress.liabilities.compiled.kernels.types import U8, Int, LlvmValue, NumbaType, Word

# The four functions that follow exist twice: in Python, which defines them, and in LLVM code,
# where each is one instruction or a few.


def _load_word(data: U8, at: Int) -> Word:
    """Eight bytes as a number."""
    return np.uint64(int.from_bytes(data.reshape(-1)[at : at + 8].tobytes(), "big"))


def _store_word(out: U8, at: Int, word: Word) -> None:
    """Write a number as eight bytes."""
    out[at : at + 8] = np.frombuffer(int(word).to_bytes(8, "big"), np.uint8)


def _copy(out: U8, at: Int, data: U8, start: Int, length: Int) -> None:
    """Copy `length` bytes between arrays that do not overlap."""
    out.reshape(-1)[at : at + length] = data.reshape(-1)[start : start + length]


def _word_size(word: Word) -> Int:
    """The least number of bytes that hold a number; 0 for 0."""
    return (int(word).bit_length() + 7) // 8


def _compiled_load(context: NumbaType, data: NumbaType, at: NumbaType) -> llvm.Emitted:
    def emit(
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[LlvmValue],
    ) -> LlvmValue:
        place = _place(context, builder, signature.args[0], *arguments)
        return llvm.swap_bytes(builder, llvm.load(builder, place, llvm.I64))

    return types.uint64(data, types.int64), emit


def _compiled_store(
    context: NumbaType, out: NumbaType, at: NumbaType, word: NumbaType
) -> llvm.Emitted:
    def emit(
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[LlvmValue],
    ) -> LlvmValue:
        place = _place(context, builder, signature.args[0], *arguments[:2])
        llvm.store(builder, llvm.swap_bytes(builder, arguments[2]), place)
        return context.get_dummy_value()

    return types.void(out, types.int64, types.uint64), emit


def _compiled_copy(
    context: NumbaType,
    out: NumbaType,
    at: NumbaType,
    data: NumbaType,
    start: NumbaType,
    length: NumbaType,
) -> llvm.Emitted:
    def emit(
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[LlvmValue],
    ) -> LlvmValue:
        target = _place(context, builder, signature.args[0], *arguments[:2])
        source = _place(context, builder, signature.args[2], *arguments[2:4])
        cgutils.raw_memcpy(builder, target, source, arguments[4], 1)
        return context.get_dummy_value()

    return types.void(out, types.int64, data, types.int64, types.int64), emit


def _compiled_word_size(context: NumbaType, word: NumbaType) -> llvm.Emitted:
    def emit(
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[LlvmValue],
    ) -> LlvmValue:
        # A number has 64 - zeros bits; in bytes, rounded up, (64 - zeros + 7) / 8.
        zeros = builder.ctlz(arguments[0], ir.Constant(llvm.BIT, 0))
        return builder.lshr(builder.sub(llvm.I64(71), zeros), llvm.I64(3))

    return types.int64(types.uint64), emit


def _place(
    context: BaseContext,
    builder: ir.IRBuilder,
    array_type: NumbaType,
    array: LlvmValue,
    at: LlvmValue,
) -> LlvmValue:
    return builder.gep(llvm.array_data(context, builder, array_type, array), [at])


def _choose[F: Callable[..., object]](python: F, compiled: Callable[..., llvm.Emitted]) -> F:
    return python if UNCOMPILED else cast("F", intrinsic(compiled))


load_word = _choose(_load_word, _compiled_load)
store_word = _choose(_store_word, _compiled_store)
copy = _choose(_copy, _compiled_copy)
_size = _choose(_word_size, _compiled_word_size)


@no_refcount
def put(out: U8, at: Int, data: U8, start: Int, length: Int) -> Int:
    """Copy `length` bytes of `data` from `start`; returns the offset after the copy."""
    copy(out, at, data, start, length)
    return at + length


@no_refcount
def put_number(out: U8, at: Int, value: Int, size: Int) -> Int:
    """Write a non-negative integer in `size` bytes; returns the offset after it."""
    for i in range(size):
        # Byte i has size - 1 - i bytes after it, of 8 bits each.
        out[at + i] = (value >> (8 * (size - 1 - i))) & 0xFF
    return at + size


@no_refcount
def read_u16(data: U8, at: Int) -> Int:
    """The number in two bytes."""
    return np.int64(data[at]) << 8 | np.int64(data[at + 1])


@no_refcount
def magnitude_size(high: Word, low: Word) -> Int:
    """The least number of bytes that hold the number high · 2**64 + low; 0 for 0."""
    return _size(low) if high == 0 else 8 + _size(high)


@no_refcount
def put_magnitude(out: U8, at: Int, high: Word, low: Word, size: Int) -> Int:
    """Write the last `size` bytes (0 to 16) of high · 2**64 + low; returns the offset after them.

    What follows is overwritten, up to 8 bytes from `at` or, for `size` > 8, from `at` + 8.
    """
    if size > 8:
        # The number, moved up so that its `size` bytes are the first of 16. A shift by 64 is
        # undefined, so 0 bits of `low` are not got by one.
        shift = np.uint64(8 * (16 - size))
        store_word(
            out, at, high << shift | (low >> np.uint64(64) - shift if shift > 0 else np.uint64(0))
        )
        store_word(out, at + 8, low << shift)
    elif size > 0:
        store_word(out, at, low << np.uint64(8 * (8 - size)))
    return at + size


@no_refcount
def read_magnitude(data: U8, at: Int, size: Int) -> tuple[Word, Word]:
    """The (high, low) words of a number of `size` bytes (0 to 16)."""
    if size == 0:
        return np.uint64(0), np.uint64(0)
    first = load_word(data, at)
    if size <= 8:
        # The first `size` of 8 bytes: without the 8 - size bytes after them.
        return np.uint64(0), first >> np.uint64(8 * (8 - size))
    # `low` is the last 8 of the bytes. `high` is the size - 8 bytes before them; with the
    # others of the first 8, these are 8 - (size - 8) = 16 - size bytes too many.
    second = load_word(data, at + size - 8)
    return first >> np.uint64(8 * (16 - size)), second


@no_refcount
def negated(high: Word, low: Word) -> tuple[Word, Word]:
    """The (high, low) words of minus a number in two's complement: all bits flipped, plus 1."""
    return ~high + (np.uint64(1) if low == 0 else np.uint64(0)), ~low + np.uint64(1)


@no_refcount
def same_bytes(data: U8, first: Int, second: Int, length: Int) -> bool:
    """Whether `length` bytes from `first` and from `second` on are equal."""
    for i in range(length):  # noqa: SIM110
        if data[first + i] != data[second + i]:
            return False
    return True


@no_refcount
def xor_bytes(
    out: U8, at: Int, plain: U8, plain_at: Int, stream: U8, start: Int, length: Int
) -> None:
    """Write the XOR of `length` bytes of `plain` and of `stream`.

    `plain` may be what is written over.
    """
    words = length // 8
    for i in range(words):
        word = load_word(plain, plain_at + 8 * i) ^ load_word(stream, start + 8 * i)
        store_word(out, at + 8 * i, word)
    flat, other = plain.reshape(-1), stream.reshape(-1)
    for i in range(8 * words, length):
        out[at + i] = flat[plain_at + i] ^ other[start + i]
