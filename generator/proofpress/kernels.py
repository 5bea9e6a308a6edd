"""The shard file's definition at the speed of the machine: hash, fold, seal, scatter, sum.

`liabilities.reference.shard` and the verifier say what a shard file is, in plain Python; every
function here does a part of that to arrays, and tests hold the two equal. All of it is in
one file because numba's cache on disk notices changes in this file only; so the domain
bytes are listed here again, and a test compares them with `core.hashing.Domain`.

Ground rules:

- Bytes are uint8; offsets, lengths and counts int64; an amount is uint64 words. Results go
  into arrays that the caller passes (`out…`), unless their size is known only afterwards.
  Nothing raises: what can fail returns a status.
- Hashing is done in bulk. A phase writes its padded messages side by side and hashes them
  together, so that independent compressions run next to each other: four interleaved
  through the CPU's SHA instructions, or 4 to 16 in the elements of its vectors. Which is
  decided when this module is imported, from the CPU features that numba compiles for
  (they are part of its cache's key).
- Every function releases the interpreter's lock and also runs uncompiled
  (NUMBA_DISABLE_JIT=1), slowly, which is how its lines are covered by tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.base import BaseContext
from numba.core.registry import cpu_target
from numba.core.typing.templates import Signature
from numba.extending import intrinsic

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]

# What these are is known to numba and LLVM, not to a type checker.
Int = Any  # int64; an int or np.int64 where not compiled
Word = Any  # uint64
Value = Any  # of an LLVM program
Kind = Any  # numba's type of an argument
Compress = Callable[..., Any]

PLAIN: bool = numba.config.DISABLE_JIT  # type: ignore[attr-defined]


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile at the first call, keep the result on disk, release the lock while it runs."""
    return cast("F", _compiled(function, nogil=True))


def leaf[F: Callable[..., Any]](function: F) -> F:
    """As `kernel`, for functions that allocate nothing: without counting references to arrays.

    The counting would take longer than the work of the small functions in inner loops.
    """
    return cast("F", _compiled(function, nogil=True, _nrt=False))


def _compiled(function: Callable[..., Any], **options: bool) -> Callable[..., Any]:
    compile_: Callable[..., Any] = numba.njit
    try:
        return cast("Callable[..., Any]", compile_(cache=True, **options)(function))
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        return cast("Callable[..., Any]", compile_(**options)(function))


BLOCK = 64
DIGEST = 32
CODE = 20
PUBLISHER = 20
TAG = 16
POINTER = 6
ENTRY = TAG + POINTER
CELL = 2 * DIGEST + POINTER
FIXED = 1 + DIGEST + 4 + 4 + DIGEST + 4

LEAF, NODE = 0x04, 0x05
BUCKET, SNAPSHOT_CODE, TAG_OF, IDENT, SALT = 0x10, 0x11, 0x12, 0x13, 0x14
LEAF_KEY, NODE_KEY, WRAP_PAD, CELL_STREAM, RECORD_STREAM = 0x15, 0x16, 0x17, 0x18, 0x19
ROOT_PATH_STREAM, IDENTITY, HMAC_CODE = 0x1A, 0x1C, 0x20
PLACE = 0xFFFFFFFF


# SHA-256 (FIPS 180-4). K and IV are the fractional parts of the cube roots of the first 64
# primes and of the square roots of the first 8.


def _first_primes(count: int) -> list[int]:
    primes: list[int] = []
    candidate = 2
    while len(primes) < count:
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
        candidate += 1
    return primes


def _integer_root(number: int, degree: int) -> int:
    low, high = 0, 1 << number.bit_length()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle)
    return low


_PRIMES = _first_primes(64)
_K = tuple(_integer_root(prime << 96, 3) & 0xFFFFFFFF for prime in _PRIMES)
K: I64 = np.array(_K, np.int64)
IV: U32 = np.array([[_integer_root(p << 64, 2) & 0xFFFFFFFF for p in _PRIMES[:8]]], np.uint32)
IV.flags.writeable = False


@kernel
def compress_scalar(states: U32, data: U8, at: I64, digests: U8, digests_at: Int) -> None:
    """Advance each lane's state over one block: the portable path, and what the others must do.

    Lane i's block begins at `at[i]` of `data`. Its state is 8 words of `states`, laid out as
    `Engine` says, and is also spelled as a digest into `digests` (seen as one row of bytes)
    at `digests_at` + 32·i.
    """
    flat = digests.reshape(-1)
    for lane in range(at.size):
        _compress_one(states, 8 * lane, data, at[lane])
        for word in range(8):
            value = np.int64(states[8 * lane + word])
            for i in range(4):
                flat[digests_at + 32 * lane + 4 * word + i] = (value >> (24 - 8 * i)) & 0xFF


@kernel
def _compress_one(states: U32, base: Int, data: U8, start: Int) -> None:
    mask = np.int64(0xFFFFFFFF)
    w = np.empty(64, np.int64)
    for i in range(16):
        w[i] = 0
        for j in range(4):
            w[i] = w[i] << 8 | np.int64(data[start + 4 * i + j])
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        s0 = _ror(x, 7) ^ _ror(x, 18) ^ (x >> 3)
        s1 = _ror(y, 17) ^ _ror(y, 19) ^ (y >> 10)
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & mask
    a, b, c, d = (
        np.int64(states[base]),
        np.int64(states[base + 1]),
        np.int64(states[base + 2]),
        np.int64(states[base + 3]),
    )
    e, f, g, h = (
        np.int64(states[base + 4]),
        np.int64(states[base + 5]),
        np.int64(states[base + 6]),
        np.int64(states[base + 7]),
    )
    for i in range(64):
        s1 = _ror(e, 6) ^ _ror(e, 11) ^ _ror(e, 25)
        t1 = h + s1 + (g ^ (e & (f ^ g))) + K[i] + w[i]
        t2 = (_ror(a, 2) ^ _ror(a, 13) ^ _ror(a, 22)) + ((a & b) | (c & (a | b)))
        h, g, f, e, d, c, b, a = g, f, e, (d + t1) & mask, c, b, a, (t1 + t2) & mask
    for i, value in enumerate((a, b, c, d, e, f, g, h)):
        states[base + i] = (np.int64(states[base + i]) + value) & mask


@kernel
def _ror(x: Int, n: int) -> Int:
    return ((x >> n) | (x << (32 - n))) & 0xFFFFFFFF


_I32, _I64 = ir.IntType(32), ir.IntType(64)


class _Emitter:
    """Writes the LLVM code of an engine: common to the vector and the SHA-instruction one."""

    def __init__(
        self,
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[Value],
    ) -> None:
        self.builder = builder
        pointers = [
            context.make_array(kind)(context, builder, value).data
            if isinstance(kind, types.Array)
            else value
            for kind, value in zip(signature.args, arguments, strict=True)
        ]
        self.states, self.data, self.at, digests, digests_at = pointers
        self.digests = builder.bitcast(builder.gep(digests, [digests_at]), _I32.as_pointer())

    def call(self, name: str, result: Value, *arguments: Value) -> Value:
        kind = ir.FunctionType(result, [argument.type for argument in arguments])
        function = cgutils.get_or_insert_function(self.builder.module, kind, name)
        return self.builder.call(function, arguments)

    def shuffle(self, x: Value, y: Value, order: list[int]) -> Value:
        kind = ir.VectorType(_I32, len(order))
        return self.builder.shuffle_vector(x, y, ir.Constant(kind, order))

    def load(self, pointer: Value, offset: Value, kind: Value) -> Value:
        place = self.builder.bitcast(self.builder.gep(pointer, [offset]), kind.as_pointer())
        return self.builder.load(place, align=1)

    def store(self, value: Value, pointer: Value, word: int) -> None:
        place = self.builder.gep(pointer, [_I64(word)])
        self.builder.store(value, self.builder.bitcast(place, value.type.as_pointer()), align=1)

    def lane_start(self, lane: int) -> Value:
        return self.builder.load(self.builder.gep(self.at, [_I64(lane)]))

    def swap_bytes(self, words: Value) -> Value:
        return self.call(f"llvm.bswap.v{words.type.count}i32", words.type, words)


def _vector_engine(lanes: int) -> Compress:
    """`compress_scalar` for 4, 8 or 16 lanes, one in each element of the CPU's vectors."""
    vector = ir.VectorType(_I32, lanes)
    side = min(lanes, 8)

    def transpose(e: _Emitter, rows: list[Value], size: int) -> list[Value]:
        """Transpose each `size` × `size` square of the rows."""
        step = 1
        while step < size:
            low = [j if not j & step else (j ^ step) + lanes for j in range(lanes)]
            high = [j | step if not j & step else j + lanes for j in range(lanes)]
            new = list(rows)
            for i in range(len(rows)):
                if not i & step:
                    new[i] = e.shuffle(rows[i], rows[i | step], low)
                    new[i | step] = e.shuffle(rows[i], rows[i | step], high)
            rows, step = new, 2 * step
        return rows

    def message_words(e: _Emitter) -> list[Value]:
        words: list[Value] = []
        for part in range(16 // lanes):
            rows = [
                e.load(e.data, e.builder.add(e.lane_start(lane), _I64(4 * lanes * part)), vector)
                for lane in range(lanes)
            ]
            words += transpose(e, [e.swap_bytes(row) for row in rows], lanes)
        return words

    def rounds(e: _Emitter, states: list[Value], w: list[Value]) -> list[Value]:
        b = e.builder

        def constant(value: int) -> Value:
            return ir.Constant(vector, [value] * lanes)

        def ror(x: Value, n: int) -> Value:
            return e.call(f"llvm.fshr.v{lanes}i32", vector, x, x, constant(n))

        def xor(x: Value, y: Value, z: Value) -> Value:
            return b.xor(b.xor(x, y), z)

        s = list(states)
        for i in range(64):
            if i >= 16:
                x, y = w[(i - 15) % 16], w[(i - 2) % 16]
                s0 = xor(ror(x, 7), ror(x, 18), b.lshr(x, constant(3)))
                s1 = xor(ror(y, 17), ror(y, 19), b.lshr(y, constant(10)))
                w[i % 16] = b.add(b.add(w[i % 16], s0), b.add(w[(i - 7) % 16], s1))
            big1 = xor(ror(s[4], 6), ror(s[4], 11), ror(s[4], 25))
            choice = b.xor(s[6], b.and_(s[4], b.xor(s[5], s[6])))
            t1 = b.add(b.add(s[7], b.add(w[i % 16], constant(_K[i]))), b.add(big1, choice))
            big0 = xor(ror(s[0], 2), ror(s[0], 13), ror(s[0], 22))
            majority = b.or_(b.and_(s[0], s[1]), b.and_(s[2], b.or_(s[0], s[1])))
            s = [b.add(t1, b.add(big0, majority)), *s[:3], b.add(s[3], t1), *s[4:7]]
        return [b.add(x, y) for x, y in zip(states, s, strict=True)]

    def store_digests(e: _Emitter, states: list[Value]) -> None:
        swapped = [e.swap_bytes(state) for state in states]
        for group in range(0, 8, side):
            for i, row in enumerate(transpose(e, swapped[group : group + side], side)):
                for square in range(0, lanes, side):
                    part = e.shuffle(row, row, list(range(square, square + side)))
                    e.store(part, e.digests, 8 * (square + i) + group)

    def emit(
        context: BaseContext, builder: ir.IRBuilder, signature: Signature, arguments: list[Value]
    ) -> Value:
        e = _Emitter(context, builder, signature, arguments)
        before = [e.load(e.states, _I64(word * lanes), vector) for word in range(8)]
        states = rounds(e, before, message_words(e))
        for word, state in enumerate(states):
            e.store(state, e.states, word * lanes)
        store_digests(e, states)
        return context.get_dummy_value()

    return _as_intrinsic(emit)


def _sha_engine(lanes: int) -> Compress:
    """`compress_scalar` by the x86 SHA instructions, `lanes` chains interleaved.

    They keep a state as the vectors (f e b a) and (h g d c).
    """
    vector = ir.VectorType(_I32, 4)

    def load_lane(e: _Emitter, lane: int) -> tuple[Value, Value]:
        low, high = (e.load(e.states, _I64(8 * lane + half), vector) for half in (0, 4))
        return e.shuffle(low, high, [5, 4, 1, 0]), e.shuffle(low, high, [7, 6, 3, 2])

    def four_rounds(
        e: _Emitter, state: tuple[Value, Value], w: list[Value], i: int
    ) -> tuple[Value, Value]:
        b = e.builder
        if i >= 4:
            partial = e.call("llvm.x86.sha256msg1", vector, w[i - 4], w[i - 3])
            partial = b.add(partial, e.shuffle(w[i - 2], w[i - 1], [1, 2, 3, 4]))
            w.append(e.call("llvm.x86.sha256msg2", vector, partial, w[i - 1]))
        keyed = b.add(w[i], ir.Constant(vector, _K[4 * i : 4 * i + 4]))
        feba, hgdc = state
        hgdc = e.call("llvm.x86.sha256rnds2", vector, hgdc, feba, keyed)
        keyed = e.shuffle(keyed, keyed, [2, 3, 0, 0])
        return e.call("llvm.x86.sha256rnds2", vector, feba, hgdc, keyed), hgdc

    def store_lane(e: _Emitter, lane: int, feba: Value, hgdc: Value) -> None:
        halves = e.shuffle(feba, hgdc, [3, 2, 7, 6]), e.shuffle(feba, hgdc, [1, 0, 5, 4])
        for i, half in enumerate(halves):
            e.store(half, e.states, 8 * lane + 4 * i)
            e.store(e.swap_bytes(half), e.digests, 8 * lane + 4 * i)

    def emit(
        context: BaseContext, builder: ir.IRBuilder, signature: Signature, arguments: list[Value]
    ) -> Value:
        e = _Emitter(context, builder, signature, arguments)
        before = [load_lane(e, lane) for lane in range(lanes)]
        words = [
            [
                e.swap_bytes(e.load(e.data, builder.add(e.lane_start(lane), _I64(16 * i)), vector))
                for i in range(4)
            ]
            for lane in range(lanes)
        ]
        after = list(before)
        for i in range(16):
            after = [four_rounds(e, after[lane], words[lane], i) for lane in range(lanes)]
        for lane in range(lanes):
            sums = (builder.add(x, y) for x, y in zip(before[lane], after[lane], strict=True))
            store_lane(e, lane, *sums)
        return context.get_dummy_value()

    return _as_intrinsic(emit)


def _as_intrinsic(emit: Callable[..., Value]) -> Compress:
    def compress(
        context: Kind, states: Kind, data: Kind, at: Kind, digests: Kind, digests_at: Kind
    ) -> tuple[Signature, Callable[..., Value]]:
        return types.void(states, data, at, digests, types.int64), emit

    return intrinsic(compress)


class Engine(NamedTuple):
    """A way to compress: see `compress_scalar`.

    `lanes` is how many blocks it takes at once; word w of lane i's state is
    `states[w * word_step + i * lane_step]`.
    """

    compress: Compress
    lanes: int
    word_step: int
    lane_step: int


def available_engines() -> dict[str, Engine]:
    """The engines that this CPU (as numba sees it) can run, the best first."""
    scalar = {"scalar": Engine(compress_scalar, 1, 1, 8)}
    if PLAIN:
        return scalar
    features = cpu_target.target_context.codegen().magic_tuple()[2].split(",")
    width = 16 if "+avx512bw" in features else 8 if "+avx2" in features else 4
    vector = {"vector": Engine(_vector_engine(width), width, width, 1)}
    sha = {"sha": Engine(_sha_engine(4), 4, 1, 8)} if "+sha" in features else {}
    return {**sha, **vector, **scalar}


_compress, LANES, _WORD_STEP, _LANE_STEP = next(iter(available_engines().values()))


# Machine words: what a loop over bytes does, in one instruction where compiled. All may
# touch up to 8 bytes from `at`; who calls them has made sure that these exist.


def _load_word(data: U8, at: Int) -> Word:
    """Eight bytes as a big-endian number."""
    return np.uint64(int.from_bytes(data.reshape(-1)[at : at + 8].tobytes(), "big"))


def _store_word(out: U8, at: Int, word: Word) -> None:
    """Write a number as eight big-endian bytes."""
    out[at : at + 8] = np.frombuffer(int(word).to_bytes(8, "big"), np.uint8)


def _copy(out: U8, at: Int, data: U8, start: Int, length: Int) -> None:
    """Copy `length` bytes between arrays that do not overlap; rows count as one row of bytes."""
    out.reshape(-1)[at : at + length] = data.reshape(-1)[start : start + length]


def _size(word: Word) -> Int:
    """The least number of bytes that hold an unsigned number."""
    return (int(word).bit_length() + 7) // 8


def _pointer(
    context: BaseContext, builder: ir.IRBuilder, kind: Kind, array: Value, at: Value
) -> Value:
    return builder.gep(context.make_array(kind)(context, builder, array).data, [at])


def _swap_bytes(builder: ir.IRBuilder, word: Value) -> Value:
    swap = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(_I64, [_I64]), "llvm.bswap.i64"
    )
    return builder.call(swap, [word])


def _machine_size(context: Kind, word: Kind) -> tuple[Signature, Callable[..., Value]]:
    def emit(
        context: BaseContext, builder: ir.IRBuilder, signature: Signature, arguments: list[Value]
    ) -> Value:
        zeros = builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 0))
        return builder.lshr(builder.sub(_I64(71), zeros), _I64(3))

    return types.int64(types.uint64), emit


def _machine_load(context: Kind, data: Kind, at: Kind) -> tuple[Signature, Callable[..., Value]]:
    def emit(
        context: BaseContext, builder: ir.IRBuilder, signature: Signature, arguments: list[Value]
    ) -> Value:
        place = _pointer(context, builder, signature.args[0], *arguments)
        word = builder.load(builder.bitcast(place, _I64.as_pointer()), align=1)
        return _swap_bytes(builder, word)

    return types.uint64(data, types.int64), emit


def _machine_store(
    context: Kind, out: Kind, at: Kind, word: Kind
) -> tuple[Signature, Callable[..., Value]]:
    def emit(
        context: BaseContext, builder: ir.IRBuilder, signature: Signature, arguments: list[Value]
    ) -> Value:
        place = _pointer(context, builder, signature.args[0], *arguments[:2])
        builder.store(
            _swap_bytes(builder, arguments[2]), builder.bitcast(place, _I64.as_pointer()), align=1
        )
        return context.get_dummy_value()

    return types.void(out, types.int64, types.uint64), emit


def _machine_copy(
    context: Kind, out: Kind, at: Kind, data: Kind, start: Kind, length: Kind
) -> tuple[Signature, Callable[..., Value]]:
    def emit(
        context: BaseContext, builder: ir.IRBuilder, signature: Signature, arguments: list[Value]
    ) -> Value:
        to = _pointer(context, builder, signature.args[0], *arguments[:2])
        source = _pointer(context, builder, signature.args[2], *arguments[2:4])
        cgutils.raw_memcpy(builder, to, source, arguments[4], 1)
        return context.get_dummy_value()

    return types.void(out, types.int64, data, types.int64, types.int64), emit


if not PLAIN:
    globals().update(
        _load_word=intrinsic(_machine_load),
        _store_word=intrinsic(_machine_store),
        _copy=intrinsic(_machine_copy),
        _size=intrinsic(_machine_size),
    )


@leaf
def _put(out: U8, at: Int, data: U8, start: Int, length: Int) -> Int:
    """Copy `length` bytes of `data` from `start`; returns the offset behind the copy."""
    _copy(out, at, data, start, length)
    return at + length


@leaf
def _put_number(out: U8, at: Int, value: Int, size: Int) -> Int:
    """Write a non-negative integer in `size` bytes; returns the offset behind it."""
    for i in range(size):
        out[at + i] = (value >> (8 * (size - 1 - i))) & 0xFF
    return at + size


@leaf
def _put_magnitude(out: U8, at: Int, high: Word, low: Word, size: Int) -> Int:
    """Write the last `size` bytes of a number; returns the offset behind them.

    What is behind is overwritten, up to 8 bytes from `at` or, for `size` > 8, from `at` + 8.
    """
    if size > 8:
        shift = np.uint64(8 * (16 - size))
        _store_word(
            out, at, high << shift | (low >> np.uint64(64) - shift if shift > 0 else np.uint64(0))
        )
        _store_word(out, at + 8, low << shift)
    elif size > 0:
        _store_word(out, at, low << np.uint64(8 * (8 - size)))
    return at + size


@leaf
def _read_magnitude(data: U8, at: Int, size: Int) -> tuple[Word, Word]:
    """The (high, low) words of a number of `size` bytes (0 to 16)."""
    if size == 0:
        return np.uint64(0), np.uint64(0)
    first = _load_word(data, at)
    if size <= 8:
        return np.uint64(0), first >> np.uint64(8 * (8 - size))
    second = _load_word(data, at + size - 8)
    return first >> np.uint64(8 * (16 - size)), second


# Messages. A phase writes them side by side, each padded to whole blocks.


class Batch(NamedTuple):
    """Messages hashed together: message i is `blocks[i]` blocks of `data` from `starts[i]`."""

    data: U8
    starts: I64
    blocks: I64


@kernel
def _new_batch(count: Int, room: Int) -> Batch:
    """Room for `count` messages that have `room` bytes together, before padding."""
    padding = BLOCK + 8
    return Batch(
        np.empty(room + count * padding + 8, np.uint8),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
    )


@leaf
def _begin(batch: Batch, i: Int, domain: Int) -> Int:
    """Begin message i behind the one before it; returns where its second byte goes."""
    start = 0
    if i > 0:
        start = batch.starts[i - 1] + BLOCK * batch.blocks[i - 1]
    batch.starts[i] = start
    batch.data[start] = domain
    return start + 1


@leaf
def _end(batch: Batch, i: Int, end: Int, hashed_before: Int) -> None:
    """Pad message i, whose last byte is before `end`.

    `hashed_before` is the number of bytes that its initial state stands for.
    """
    start = batch.starts[i]
    length = end - start
    batch.blocks[i] = (length + 9 + BLOCK - 1) // BLOCK
    behind = start + BLOCK * batch.blocks[i]
    batch.data[end] = 0x80
    batch.data[end + 1 : behind - 8] = 0
    _store_word(batch.data, behind - 8, np.uint64(8 * (length + hashed_before)))


@leaf
def _set_state(states: U32, lane: Int, initial: U32, row: Int) -> None:
    for i in range(8):
        states[i * _WORD_STEP + lane * _LANE_STEP] = initial[row, i]


@kernel
def digest_blocks(data: U8, count: Int, initial: U32, out: U8) -> None:
    """Hash `count` messages of one block each, side by side, into the rows of `out`.

    All begin from the state in the only row of `initial`.
    """
    start = np.empty(8 * LANES, np.uint32)
    for lane in range(LANES):
        _set_state(start, lane, initial, np.int64(0))
    states = np.empty(8 * LANES, np.uint32)
    at = np.empty(LANES, np.int64)
    whole = count - count % LANES
    for first in range(0, whole, LANES):
        for lane in range(LANES):
            at[lane] = BLOCK * (first + lane)
        for i in range(start.size):
            states[i] = start[i]
        _compress(states, data, at, out, DIGEST * first)
    if whole == count:
        return
    spare = np.empty((LANES, DIGEST), np.uint8)
    for lane in range(LANES):
        at[lane] = BLOCK * min(whole + lane, count - 1)
    states[:] = start
    _compress(states, data, at, spare, 0)
    _copy(out, DIGEST * whole, spare, 0, DIGEST * (count - whole))


@kernel
def digest_batch(batch: Batch, initial: U32, out: U8) -> None:
    """Hash messages of any lengths into the rows of `out`.

    They begin from the states in the rows of `initial`, or all from its only row. They are
    taken by length, so that those next to each other in the lanes end together.
    """
    count = batch.starts.size
    order = _order_by_size(batch.blocks)
    states = np.empty(8 * LANES, np.uint32)
    at, left = np.empty(LANES, np.int64), np.empty(LANES, np.int64)
    spare = np.empty((LANES, DIGEST), np.uint8)
    for first in range(0, count, LANES):
        for lane in range(LANES):
            message = order[min(first + lane, count - 1)]
            at[lane], left[lane] = batch.starts[message], batch.blocks[message]
            _set_state(states, lane, initial, message if initial.shape[0] > 1 else 0)
        shortest = left[0]
        for step in range(1, left[LANES - 1] + 1):
            _compress(states, batch.data, at, spare, 0)
            for lane in range(LANES):
                at[lane] += BLOCK if step < left[lane] else 0
            if step >= shortest:
                for lane in range(min(LANES, count - first)):
                    if left[lane] == step:
                        _copy(out, DIGEST * order[first + lane], spare, DIGEST * lane, DIGEST)


@kernel
def _order_by_size(sizes: I64) -> I64:
    """The order of the messages by their sizes, those of one size as they were."""
    largest = 0
    for size in sizes:
        largest = max(largest, size)
    starts = np.zeros(largest + 2, np.int64)
    for size in sizes:
        starts[size + 1] += 1
    for size in range(starts.size - 1):
        starts[size + 1] += starts[size]
    order = np.empty(sizes.size, np.int64)
    for i in range(sizes.size):
        order[starts[sizes[i]]] = i
        starts[sizes[i]] += 1
    return order


@kernel
def _digest_rows(domain: Int, rows: U8, length: Int, out: U8) -> None:
    """H(domain ‖ row[:length]) of each row, at most 54 bytes, into the rows of `out`."""
    count = rows.shape[0]
    batch = _new_batch(count, 0)
    for i in range(count):
        at = _begin(batch, i, domain)
        _end(batch, i, _put(batch.data, at, rows, rows.shape[1] * i, length), 0)
    digest_blocks(batch.data, count, IV, out)


# Codes.


def code_key_states(secret: bytes) -> U32:
    """HMAC-SHA256's initial states under a key of at most 64 bytes: inner, outer (2 rows of 8)."""
    digests = np.empty((2, DIGEST), np.uint8)
    for row, pad in enumerate((0x36, 0x5C)):
        block = np.array([byte ^ pad for byte in secret.ljust(BLOCK, b"\0")], np.uint8)
        digest_blocks(block, 1, IV, digests[row : row + 1])
    return states_of(digests)


def states_of(digests: U8) -> U32:
    """Digests as states to go on hashing from, read-only as `IV` is: a type less to compile."""
    states: U32 = digests.view(">u4").astype(np.uint32)
    states.flags.writeable = False
    return states


class Names(NamedTuple):
    """Account names: `length[i]` bytes of `data` from `at[i]`."""

    data: U8
    at: I64
    length: I64


@kernel
def derive_codes(states: U32, publisher: U8, names: Names, generations: U32, out: U8) -> None:
    """The accounts' codes, in the first 20 bytes of the rows of `out` (32 bytes wide).

    `states` are those of `code_key_states`, `publisher` is the 20-byte id.
    """
    count = names.at.size
    room = 0
    for length in names.length:
        room += 1 + PUBLISHER + 4 + length
    batch = _new_batch(count, room)
    for i in range(count):
        at = _put(batch.data, _begin(batch, i, HMAC_CODE), publisher, 0, PUBLISHER)
        at = _put_number(batch.data, at, np.int64(generations[i]), 4)
        at = _put(batch.data, at, names.data, names.at[i], names.length[i])
        _end(batch, i, at, BLOCK)
    digest_batch(batch, states[:1], out)
    for i in range(count):
        at = _begin(batch, i, 0) - 1
        _end(batch, i, _put(batch.data, at, out, DIGEST * i, DIGEST), BLOCK)
    digest_blocks(batch.data, count, states[1:], out)


@kernel
def bucket_words(codes: U8, out: U64) -> None:
    """The first 64 bits of the buckets of codes, which are rows of at least 20 bytes."""
    digests = np.empty((codes.shape[0], DIGEST), np.uint8)
    _digest_rows(BUCKET, codes, CODE, digests)
    for i in range(codes.shape[0]):
        out[i] = _load_word(digests, DIGEST * i)


@kernel
def snapshot_codes(codes: U8, header: U8, out_k: U8, out_tags: U8) -> None:
    """k of each code, and the tag of each k, in the first bytes of rows of 32."""
    count = codes.shape[0]
    batch = _new_batch(count, 0)
    for i in range(count):
        at = _put(batch.data, _begin(batch, i, SNAPSHOT_CODE), codes, codes.shape[1] * i, CODE)
        _end(batch, i, _put(batch.data, at, header, 0, DIGEST), 0)
    digest_blocks(batch.data, count, IV, out_k)
    _digest_rows(TAG_OF, out_k, CODE, out_tags)


@kernel
def identity_hashes(codes: U8, header: U8, identities: U8, identity_at: I64, out: U8) -> None:
    """idh of each code: identity i is `identities` from `identity_at[i]` to the next."""
    count = codes.shape[0]
    batch = _new_batch(count, 53 * count + identity_at[count] - identity_at[0])
    for i in range(count):
        start, end = identity_at[i], identity_at[i + 1]
        at = _put(batch.data, _begin(batch, i, IDENTITY), codes, codes.shape[1] * i, CODE)
        at = _put(batch.data, at, header, 0, DIGEST)
        _end(batch, i, _put(batch.data, at, identities, start, end - start), 0)
    digest_batch(batch, IV, out)


# Order. All that is ever sorted here is a hash, so its first bits spread it evenly.


@kernel
def random_order(high: U64, low: U64, shared_bits: Int) -> I64:
    """The order that sorts uniformly random 128-bit numbers that share their first bits.

    They are counted into as many classes as there are numbers, by the first bits that they
    do not share; then neighbours change places. Equal numbers keep their order.
    """
    count = high.size
    bits = 1
    while 1 << bits < count:
        bits += 1
    unshared, shift = np.uint64(shared_bits), np.uint64(64 - bits)
    starts = np.zeros((1 << bits) + 1, np.int64)
    for i in range(count):
        starts[np.int64(high[i] << unshared >> shift) + 1] += 1
    for i in range(1 << bits):
        starts[i + 1] += starts[i]
    order = np.empty(count, np.int64)
    for i in range(count):
        group = np.int64(high[i] << unshared >> shift)
        order[starts[group]] = i
        starts[group] += 1
    for i in range(1, count):
        moving, j = order[i], i
        while j > 0 and _is_above(high, low, order[j - 1], moving):
            order[j] = order[j - 1]
            j -= 1
        order[j] = moving
    return order


@leaf
def _is_above(high: U64, low: U64, i: Int, j: Int) -> bool:
    return bool(high[i] > high[j] or (high[i] == high[j] and low[i] > low[j]))


@kernel
def _order_of_digests(rows: U8) -> I64:
    """The order of rows of hashes, by their first 16 bytes."""
    count = rows.shape[0]
    high, low = np.empty(count, np.uint64), np.empty(count, np.uint64)
    for i in range(count):
        high[i], low[i] = _load_word(rows, DIGEST * i), _load_word(rows, DIGEST * i + 8)
    return random_order(high, low, 0)


# The tree of a shard. Its nodes are numbered as in `core.tree`: m leaves, then the parents, the
# root last. What belongs to node i stands from `…_at[i]` to `…_at[i + 1]`.


class Shape(NamedTuple):
    """Who is whose: children of node m + i; sibling and parent of node i; where levels begin.

    `levels` holds the first parent of each level, from below, and 2m - 1 behind the last.
    """

    left: I64
    right: I64
    sibling: I64
    parent: I64
    levels: I64


class Nodes(NamedTuple):
    """What nodes commit to: sums as columns and amounts, as spelled by enc(), and hashes.

    `hashes` has a row of 32 bytes for each node.
    """

    sums_at: I64
    columns: U16
    high: U64
    low: U64
    spelled_at: I64
    spelled: U8
    hashes: U8


@kernel
def tree_shape(m: Int) -> Shape:
    """The shape of the tree over m >= 1 leaves."""
    crown = 1
    while 2 * crown < m:
        crown *= 2
    pairs = m - crown
    levels, count = np.empty(66, np.int64), 0
    if pairs > 0:
        levels[count] = m
        count += 1
    left, right = np.empty(m - 1, np.int64), np.empty(m - 1, np.int64)
    for i in range(pairs):
        left[i], right[i] = 2 * i, 2 * i + 1
    width = crown // 2
    while width > 0:
        first = 2 * m - 2 * width
        levels[count] = first
        count += 1
        for i in range(width):
            left[first - m + i] = _cell(m, crown, 2 * width, 2 * i)
            right[first - m + i] = _cell(m, crown, 2 * width, 2 * i + 1)
        width //= 2
    levels[count] = 2 * m - 1
    sibling, parent = np.empty(2 * m - 2, np.int64), np.empty(2 * m - 2, np.int64)
    for i in range(m - 1):
        sibling[left[i]], sibling[right[i]] = right[i], left[i]
        parent[left[i]], parent[right[i]] = m + i, m + i
    return Shape(left, right, sibling, parent, levels[: count + 1])


@leaf
def _cell(m: Int, crown: Int, width: Int, index: Int) -> Int:
    """Node `index` of the level of `width` nodes: `core.tree.cell_number`."""
    if width < crown:
        return 2 * m - 2 * width + index
    return m + index if index < m - crown else index + (m - crown)


@kernel
def _new_nodes(m: Int, leaf_sums: Int, columns: Int) -> Nodes:
    """Room for the nodes over m leaves that have `leaf_sums` sums together."""
    room = leaf_sums
    width = m
    while width > 1:
        width = (width + 1) // 2
        room += min(leaf_sums, width * columns)
    count = 2 * m - 1
    return Nodes(
        np.zeros(count + 1, np.int64),
        np.empty(room, np.uint16),
        np.empty(room, np.uint64),
        np.empty(room, np.uint64),
        np.zeros(count + 1, np.int64),
        np.empty(2 * count + 19 * room + 16, np.uint8),
        np.empty((count, DIGEST), np.uint8),
    )


@leaf
def _read_leaf(nodes: Nodes, leaf: Int, data: U8, start: Int) -> None:
    """Take a leaf's sums from its enc(sums), which begins at `start` of `data`."""
    first = nodes.sums_at[leaf]
    behind = first + (np.int64(data[start]) << 8 | np.int64(data[start + 1]))
    at = start + 2
    for entry in range(first, behind):
        nodes.columns[entry] = np.int64(data[at]) << 8 | np.int64(data[at + 1])
        size = np.int64(data[at + 2])
        nodes.high[entry], nodes.low[entry] = _read_magnitude(data, at + 3, size)
        at += 3 + size
    nodes.sums_at[leaf + 1] = behind
    nodes.spelled_at[leaf + 1] = _put(
        nodes.spelled, nodes.spelled_at[leaf], data, start, at - start
    )


@leaf
def _fold(nodes: Nodes, node: Int, left: Int, right: Int) -> Int:
    """Give a node its children's sums; returns a column that reaches 2**128, or -1."""
    i, i_end = nodes.sums_at[left], nodes.sums_at[left + 1]
    j, j_end = nodes.sums_at[right], nodes.sums_at[right + 1]
    out = nodes.sums_at[node]
    while i < i_end or j < j_end:
        if j == j_end or (i < i_end and nodes.columns[i] < nodes.columns[j]):
            _copy_sum(nodes, out, i)
            i += 1
        elif i == i_end or nodes.columns[j] < nodes.columns[i]:
            _copy_sum(nodes, out, j)
            j += 1
        else:
            if not _add_sums(nodes, out, i, j):
                return np.int64(nodes.columns[i])
            i += 1
            j += 1
        out += 1
    nodes.sums_at[node + 1] = out
    _spell(nodes, node)
    return np.int64(-1)


@leaf
def _copy_sum(nodes: Nodes, out: Int, source: Int) -> None:
    nodes.columns[out] = nodes.columns[source]
    nodes.high[out], nodes.low[out] = nodes.high[source], nodes.low[source]


@leaf
def _add_sums(nodes: Nodes, out: Int, i: Int, j: Int) -> bool:
    """Add two sums of one column; False if it reaches 2**128."""
    low = nodes.low[i] + nodes.low[j]
    carry = np.uint64(1) if low < nodes.low[i] else np.uint64(0)
    partial = nodes.high[i] + nodes.high[j]
    high = partial + carry
    nodes.columns[out], nodes.high[out], nodes.low[out] = nodes.columns[i], high, low
    return bool(partial >= nodes.high[i] and high >= partial)


@leaf
def _spell(nodes: Nodes, node: Int) -> None:
    """Write enc(sums) of a node."""
    first, end = nodes.sums_at[node], nodes.sums_at[node + 1]
    at = _put_number(nodes.spelled, nodes.spelled_at[node], end - first, 2)
    for entry in range(first, end):
        column = np.int64(nodes.columns[entry])
        at = _put_sum(nodes.spelled, at, column, nodes.high[entry], nodes.low[entry])
    nodes.spelled_at[node + 1] = at


@leaf
def _put_sum(out: U8, at: Int, column: Int, high: Word, low: Word) -> Int:
    """Write u16 column ‖ u8 length ‖ amount; returns the offset behind it.

    What is behind is overwritten, up to 16 bytes from the amount on.
    """
    size = _size(low) if high == 0 else 8 + _size(high)
    out[at], out[at + 1], out[at + 2] = column >> 8, column & 0xFF, size
    return _put_magnitude(out, at + 3, high, low, size)


@leaf
def _put_spelled(out: U8, at: Int, nodes: Nodes, node: Int) -> Int:
    start = nodes.spelled_at[node]
    return _put(out, at, nodes.spelled, start, nodes.spelled_at[node + 1] - start)


@kernel
def _hash_parents(shape: Shape, nodes: Nodes) -> Int:
    """Sums and hashes of all parents; returns a column that reaches 2**128, or -1."""
    m = nodes.hashes.shape[0] - shape.left.size
    for level in range(shape.levels.size - 1):
        first, behind = shape.levels[level], shape.levels[level + 1]
        for node in range(first, behind):
            column = _fold(nodes, node, shape.left[node - m], shape.right[node - m])
            if column >= 0:
                return column
        room = 0
        for node in range(first, behind):
            left, right = shape.left[node - m], shape.right[node - m]
            room += nodes.spelled_at[left + 1] - nodes.spelled_at[left]
            room += nodes.spelled_at[right + 1] - nodes.spelled_at[right]
        batch = _new_batch(behind - first, room + (1 + 2 * DIGEST) * (behind - first))
        for node in range(first, behind):
            left, right = shape.left[node - m], shape.right[node - m]
            at = _begin(batch, node - first, NODE)
            at = _put(batch.data, at, nodes.hashes, DIGEST * left, DIGEST)
            at = _put(batch.data, at, nodes.hashes, DIGEST * right, DIGEST)
            at = _put_spelled(batch.data, at, nodes, left)
            _end(batch, node - first, _put_spelled(batch.data, at, nodes, right), 0)
        digest_batch(batch, IV, nodes.hashes[first:behind])
    return np.int64(-1)


# A shard: its accounts, its tree, the key ladder, the file up to the end of the heap.


class Accounts(NamedTuple):
    """The accounts of a shard, sorted by tag.

    `k`, `tags` and `identity_hashes` have rows of 32 bytes (of which 20 and 16 count; no
    rows at all if no identity is bound). The record of account i, without its identity
    hash, is `records` from `start[i]` to `end[i]`: u8 length ‖ name ‖ enc(sums); 8 bytes
    must exist behind the last one.
    """

    k: U8
    tags: U8
    identity_hashes: U8
    records: U8
    start: I64
    end: I64


class Folded(NamedTuple):
    """A shard that has its root; `size` is its file's, up to the end of the heap.

    `keys` is g of all nodes. The heap's parts are the records, then the chunks of all cells.
    """

    shape: Shape
    nodes: Nodes
    salt: U8
    keys: U8
    offset: I64
    length: I64
    size: int


@kernel
def sort_accounts(
    codes: U8, header: U8, identity_hashes: U8, records: U8, start: I64, end: I64
) -> Accounts:
    """The accounts of a shard, from their codes (rows of at least 20 bytes) and records."""
    m = codes.shape[0]
    k, tags = np.empty((m, DIGEST), np.uint8), np.empty((m, DIGEST), np.uint8)
    snapshot_codes(codes, header, k, tags)
    order = _order_of_digests(tags)
    bound = _pick_rows(identity_hashes, order[: identity_hashes.shape[0]])
    return Accounts(
        _pick_rows(k, order),
        _pick_rows(tags, order),
        bound,
        records,
        _pick(start, order),
        _pick(end, order),
    )


@kernel
def _pick_rows(rows: U8, order: I64) -> U8:
    picked = np.empty((order.size, DIGEST), np.uint8)
    for i in range(order.size):
        _copy(picked, DIGEST * i, rows, DIGEST * order[i], DIGEST)
    return picked


@kernel
def _pick(values: I64, order: I64) -> I64:
    picked = np.empty(order.size, np.int64)
    for i in range(order.size):
        picked[i] = values[order[i]]
    return picked


@kernel
def fold_shard(accounts: Accounts, columns: Int) -> tuple[Int, Folded]:
    """Compute a shard's tree and keys, and where the parts of its heap will be.

    `columns` is the number of columns, column 0 included. Returns (-1, the shard) or (the
    column that reaches 2**128, nothing of use).
    """
    m = accounts.k.shape[0]
    shape = tree_shape(m)
    nodes = _hash_leaves(accounts, columns)
    failed = _hash_parents(shape, nodes)
    salts = np.empty((1, DIGEST), np.uint8)
    _digest_rows(SALT, nodes.hashes[2 * m - 2 :], DIGEST, salts)
    keys = _ladder_keys(accounts, salts[0], shape)
    order = _order_of_digests(_place_values(accounts, salts[0], shape, keys))
    length = np.empty(3 * m - 2, np.int64)
    for i in range(m):
        length[i] = accounts.end[i] - accounts.start[i]
        length[i] += 0 if accounts.identity_hashes.shape[0] == 0 else DIGEST
    for cell in range(2 * m - 2):
        length[m + cell] = nodes.spelled_at[cell + 1] - nodes.spelled_at[cell]
    offset = np.empty(3 * m - 2, np.int64)
    size = 0
    for part in order:
        offset[part] = size
        size += length[part]
    size += FIXED + ENTRY * m + CELL * (2 * m - 2)
    return failed, Folded(shape, nodes, salts[0], keys, offset, length, size)


@kernel
def _hash_leaves(accounts: Accounts, columns: Int) -> Nodes:
    """The nodes of a shard, of which only the leaves are done."""
    m = accounts.k.shape[0]
    entries, room = np.int64(0), 0
    for i in range(m):
        at = accounts.start[i] + 1 + np.int64(accounts.records[accounts.start[i]])
        entries += np.int64(accounts.records[at]) << 8 | np.int64(accounts.records[at + 1])
        room += accounts.end[i] - accounts.start[i]
    nodes = _new_nodes(m, entries, columns)
    idents = _hash_idents(accounts, room)
    batch = _new_batch(m, room + (1 + DIGEST) * m)
    for i in range(m):
        spelled = accounts.start[i] + 1 + np.int64(accounts.records[accounts.start[i]])
        _read_leaf(nodes, i, accounts.records, spelled)
        at = _put(batch.data, _begin(batch, i, LEAF), idents, DIGEST * i, DIGEST)
        _end(batch, i, _put_spelled(batch.data, at, nodes, i), 0)
    digest_batch(batch, IV, nodes.hashes)
    return nodes


@kernel
def _hash_idents(accounts: Accounts, room: Int) -> U8:
    m = accounts.k.shape[0]
    bound = accounts.identity_hashes.shape[0] > 0
    batch = _new_batch(m, room + (1 + CODE + DIGEST) * m)
    for i in range(m):
        at = _put(batch.data, _begin(batch, i, IDENT), accounts.k, DIGEST * i, CODE)
        name = 1 + np.int64(accounts.records[accounts.start[i]])
        at = _put(batch.data, at, accounts.records, accounts.start[i], name)
        if bound:
            at = _put(batch.data, at, accounts.identity_hashes, DIGEST * i, DIGEST)
        _end(batch, i, at, 0)
    idents = np.empty((m, DIGEST), np.uint8)
    digest_batch(batch, IV, idents)
    return idents


@kernel
def _ladder_keys(accounts: Accounts, salt: U8, shape: Shape) -> U8:
    """g of every node, a row of 32 bytes each."""
    m = accounts.k.shape[0]
    keys = np.empty((2 * m - 1, DIGEST), np.uint8)
    batch = _new_batch(m, 0)
    for i in range(m):
        at = _put(batch.data, _begin(batch, i, LEAF_KEY), accounts.k, DIGEST * i, CODE)
        _end(batch, i, _put(batch.data, at, salt, 0, DIGEST), 0)
    digest_blocks(batch.data, m, IV, keys)
    for level in range(shape.levels.size - 1):
        first, behind = shape.levels[level], shape.levels[level + 1]
        batch = _new_batch(behind - first, 2 * BLOCK * (behind - first))
        for node in range(first, behind):
            at = _begin(batch, node - first, NODE_KEY)
            at = _put(batch.data, at, keys, DIGEST * shape.left[node - m], DIGEST)
            at = _put(batch.data, at, keys, DIGEST * shape.right[node - m], DIGEST)
            _end(batch, node - first, at, 0)
        digest_batch(batch, IV, keys[first:behind])
    return keys


@kernel
def _place_values(accounts: Accounts, salt: U8, shape: Shape, keys: U8) -> U8:
    """The place values of the records, then of the chunks, a row of 32 bytes each."""
    m, cells = accounts.k.shape[0], shape.sibling.size
    places = np.empty((m + cells, DIGEST), np.uint8)
    batch = _record_streams(m, salt)
    for i in range(m):
        _key_record_stream(batch, i, accounts.k, i, PLACE)
    digest_batch(batch, IV, places[:m])
    messages = _cell_streams(cells)
    for cell in range(cells):
        _key_cell_stream(messages, cell, keys, shape.sibling[cell], PLACE)
    digest_blocks(messages, cells, IV, places[m:])
    return places


@kernel
def _record_streams(count: Int, salt: U8) -> Batch:
    """`count` messages 19 ‖ k ‖ salt ‖ u32 counter; k and counter are still to come."""
    batch = _new_batch(count, 2 * BLOCK * count)
    for i in range(count):
        at = _put(batch.data, _begin(batch, i, RECORD_STREAM) + CODE, salt, 0, DIGEST)
        _end(batch, i, at + 4, 0)
    return batch


@leaf
def _key_record_stream(batch: Batch, i: Int, k: U8, account: Int, counter: Int) -> None:
    at = _put(batch.data, batch.starts[i] + 1, k, DIGEST * account, CODE)
    _put_number(batch.data, at + DIGEST, counter, 4)


@kernel
def _cell_streams(count: Int) -> U8:
    """`count` messages 18 ‖ key ‖ u32 counter, of a block each; key and counter are to come."""
    batch = _new_batch(count, 0)
    for i in range(count):
        _end(batch, i, _begin(batch, i, CELL_STREAM) + DIGEST + 4, 0)
    return batch.data


@leaf
def _key_cell_stream(messages: U8, i: Int, keys: U8, node: Int, counter: Int) -> None:
    at = _put(messages, BLOCK * i + 1, keys, DIGEST * node, DIGEST)
    _put_number(messages, at, counter, 4)


@kernel
def seal_shard(header: U8, number: Int, accounts: Accounts, folded: Folded, out: U8) -> None:
    """Write a shard's file, up to the end of its heap, into the first `folded.size` bytes."""
    m = accounts.k.shape[0]
    cells_at = FIXED + ENTRY * m
    heap_at = cells_at + CELL * (2 * m - 2)
    out[0] = 0
    at = _put_number(out, _put(out, 1, header, 0, DIGEST), number, 4)
    at = _put(out, _put_number(out, at, m, 4), folded.salt, 0, DIGEST)
    _put_number(out, at, folded.size - heap_at, 4)
    _seal_records(accounts, folded, out, heap_at)
    _seal_cells(folded, out, cells_at, heap_at)


TILE = 256


@leaf
def _streams(length: Int, head: Int) -> Int:
    """How many hashes seal a part of `length` bytes and the `head` bytes that point to it."""
    return (head + length + DIGEST - 1) // DIGEST


@leaf
def _tile(lengths: I64, first: Int, behind: Int, head: Int) -> tuple[Int, Int]:
    """Parts that TILE hashes can seal, at least one: (the part behind them, the hashes)."""
    count = _streams(lengths[first], head)
    part = first + 1
    while part < behind and count + _streams(lengths[part], head) <= TILE:
        count += _streams(lengths[part], head)
        part += 1
    return part, count


@kernel
def _seal_records(accounts: Accounts, folded: Folded, out: U8, heap_at: Int) -> None:
    """Write tags, sealed pointers and sealed records."""
    m, head = accounts.k.shape[0], np.int64(POINTER)
    first = np.int64(0)
    while first < m:
        behind, count = _tile(folded.length, first, m, head)
        batch = _record_streams(count, folded.salt)
        _key_record_streams(batch, accounts.k, folded.length, first, behind)
        stream = np.empty((count, DIGEST), np.uint8)
        digest_batch(batch, IV, stream)
        _write_records(accounts, folded, first, behind, stream, out, heap_at)
        first = behind


@leaf
def _key_record_streams(batch: Batch, k: U8, lengths: I64, first: Int, behind: Int) -> None:
    message = 0
    for i in range(first, behind):
        for counter in range(_streams(lengths[i], np.int64(POINTER))):
            _key_record_stream(batch, message, k, i, counter)
            message += 1


@leaf
def _write_records(
    accounts: Accounts, folded: Folded, first: Int, behind: Int, stream: U8, out: U8, heap_at: Int
) -> None:
    """Write records `first` to `behind` - 1: their keystreams are whole rows, one by one."""
    row = 0
    for i in range(first, behind):
        at = _put(out, FIXED + ENTRY * i, accounts.tags, DIGEST * i, TAG)
        _put_place(out, at, folded, i, stream, DIGEST * row)
        start, end = accounts.start[i], accounts.end[i]
        name = 1 + np.int64(accounts.records[start])
        own = heap_at + folded.offset[i]
        at = _put(out, own, accounts.records, start, name)
        if accounts.identity_hashes.shape[0] > 0:
            at = _put(out, at, accounts.identity_hashes, DIGEST * i, DIGEST)
        _put(out, at, accounts.records, start + name, end - start - name)
        _mix(out, own, out, own, stream, DIGEST * row + POINTER, folded.length[i])
        row += _streams(folded.length[i], np.int64(POINTER))


@kernel
def _seal_cells(folded: Folded, out: U8, cells_at: Int, heap_at: Int) -> None:
    """Write the cells and the sealed chunks."""
    head, parts = np.int64(DIGEST + POINTER), folded.length.size
    cells = folded.shape.sibling.size
    pads = np.empty((cells, DIGEST), np.uint8)
    _digest_rows(WRAP_PAD, folded.keys[:cells], DIGEST, pads)
    messages = _cell_streams(TILE)
    stream = np.empty((TILE, DIGEST), np.uint8)
    first = parts - cells
    while first < parts:
        behind, count = _tile(folded.length, first, parts, head)
        if count > stream.shape[0]:
            messages = _cell_streams(count)
            stream = np.empty((count, DIGEST), np.uint8)
        _key_cell_streams(messages, folded, first, behind)
        digest_blocks(messages, count, IV, stream)
        _write_cells(folded, first, behind, pads, stream, out, cells_at, heap_at)
        first = behind


@leaf
def _key_cell_streams(messages: U8, folded: Folded, first: Int, behind: Int) -> None:
    message = 0
    base = folded.length.size - folded.shape.sibling.size
    for part in range(first, behind):
        sibling = folded.shape.sibling[part - base]
        for counter in range(_streams(folded.length[part], np.int64(DIGEST + POINTER))):
            _key_cell_stream(messages, message, folded.keys, sibling, counter)
            message += 1


@leaf
def _write_cells(
    folded: Folded,
    first: Int,
    behind: Int,
    pads: U8,
    stream: U8,
    out: U8,
    cells_at: Int,
    heap_at: Int,
) -> None:
    """Write the cells of parts `first` to `behind` - 1, and these: as `_write_records`."""
    start = 0
    base = folded.length.size - folded.shape.sibling.size
    nodes = folded.nodes
    for part in range(first, behind):
        cell, length = part - base, folded.length[part]
        at, parent = cells_at + CELL * cell, folded.shape.parent[cell]
        _mix(out, at, folded.keys, DIGEST * parent, pads, DIGEST * cell, DIGEST)
        _mix(out, at + DIGEST, nodes.hashes, DIGEST * cell, stream, start, DIGEST)
        _put_place(out, at + 2 * DIGEST, folded, part, stream, start + DIGEST)
        own, plain = heap_at + folded.offset[part], nodes.spelled_at[cell]
        _mix(out, own, nodes.spelled, plain, stream, start + DIGEST + POINTER, length)
        start += DIGEST * _streams(length, np.int64(DIGEST + POINTER))


@leaf
def _put_place(out: U8, at: Int, folded: Folded, part: Int, stream: U8, start: Int) -> None:
    """Write a part's u32 offset ‖ u16 length under six bytes of a keystream."""
    place = np.uint64(folded.offset[part] << 16 | folded.length[part])
    sealed = np.int64(place ^ _load_word(stream, start) >> np.uint64(16))
    _put_number(out, at, sealed, POINTER)


@leaf
def _mix(out: U8, at: Int, plain: U8, plain_at: Int, stream: U8, start: Int, length: Int) -> None:
    """Write the exclusive or of `length` bytes of `plain` and `stream`, which may be rows.

    `plain` may be what is written over.
    """
    words = length // 8
    for i in range(words):
        word = _load_word(plain, plain_at + 8 * i) ^ _load_word(stream, start + 8 * i)
        _store_word(out, at + 8 * i, word)
    flat, other = plain.reshape(-1), stream.reshape(-1)
    for i in range(8 * words, length):
        out[at + i] = flat[plain_at + i] ^ other[start + i]


# Rows of the ledger, scattered into runs by the first bits of their account's bucket. A row
# of a run: bucket (its first 8 bytes) ‖ u16 column ‖ u8 sign and length of the amount
# ‖ u8 length of the name ‖ name ‖ amount without its sign.

RUN_BITS = 8
RUNS = 1 << RUN_BITS
ROW_HEAD = 12
ROW_MOST = ROW_HEAD + 255 + 16
NEGATIVE = 0x80


@kernel
def row_buckets(states: U32, publisher: U8, names: Names, generations: U32, out: U64) -> None:
    """The first 64 bits of each row's bucket.

    `generations` has one for each row, or none. A row that names the same account as the
    row before it is not hashed again.
    """
    rows = names.at.size
    heads = np.empty(TILE, np.int64)
    picked = np.zeros(TILE, np.uint32)
    codes = np.empty((TILE, DIGEST), np.uint8)
    buckets = np.empty(TILE, np.uint64)
    row = 0
    while row < rows:
        first, count = row, 0
        while row < rows and (row == first or count < TILE or _names_same(names, row)):
            if row == first or not _names_same(names, row):
                heads[count] = row
                if generations.size > 0:
                    picked[count] = generations[row]
                count += 1
            row += 1
        at, length = _pick(names.at, heads[:count]), _pick(names.length, heads[:count])
        derive_codes(states, publisher, Names(names.data, at, length), picked[:count], codes)
        bucket_words(codes[:count], buckets)
        for i in range(count):
            behind = heads[i + 1] if i + 1 < count else row
            out[heads[i] : behind] = buckets[i]


@leaf
def _names_same(names: Names, row: Int) -> bool:
    """Whether a row names the same account as the row before it."""
    length = names.length[row]
    return length == names.length[row - 1] and _same_bytes(
        names.data, names.at[row - 1], names.at[row], length
    )


@leaf
def _same_bytes(data: U8, first: Int, second: Int, length: Int) -> bool:
    for i in range(length):  # noqa: SIM110
        if data[first + i] != data[second + i]:
            return False
    return True


class Buffers(NamedTuple):
    """Rows on their way to the runs: `filled[r]` bytes of run r, `counts[r]` rows so far."""

    data: U8
    filled: I64
    counts: I64


@leaf
def scatter_rows(
    first: Int, names: Names, columns: U16, amounts: U64, buckets: U64, out: Buffers
) -> Int:
    """Append rows from `first` on to the buffers of their runs, as long as there is room.

    `amounts` are (low, high) words in two's complement. Returns the row to go on with once
    the buffer of its run has been emptied, or the number of rows.
    """
    for row in range(first, columns.size):
        run = np.int64(buckets[row] >> np.uint64(64 - RUN_BITS))
        at = out.filled[run]
        if at + ROW_MOST > out.data.shape[1]:
            return row
        data = out.data[run]
        low, high = amounts[row, 0], amounts[row, 1]
        sign = 0
        if high >> np.uint64(63) != 0:
            sign = NEGATIVE
            low, high = ~low + np.uint64(1), ~high + (np.uint64(1) if low == 0 else np.uint64(0))
        size = _size(low) if high == 0 else 8 + _size(high)
        length = names.length[row]
        _store_word(data, at, buckets[row])
        at = _put_number(data, at + 8, np.int64(columns[row]), 2)
        data[at], data[at + 1] = sign | size, length
        at = _put(data, at + 2, names.data, names.at[row], length)
        out.filled[run] = _put_magnitude(data, at, high, low, size)
        out.counts[run] += 1
    return columns.size


class Tally(NamedTuple):
    """What is counted over all accounts of a run, by column.

    `totals` and `clamped` are sums of positive amounts in three words, low first;
    `clamped_accounts` counts the accounts whose negative balance was clamped. `refused` is
    the sum that made `settle_rows` stop, three words in two's complement.
    """

    totals: U64
    clamped: U64
    clamped_accounts: I64
    refused: U64


class Settled(NamedTuple):
    """Room for accounts sorted by bucket.

    Account i has the first 64 bits of its bucket and the record u8 length ‖ name
    ‖ enc(sums), column 0 included, which is `records` from `starts[i]` to `starts[i + 1]`.
    """

    buckets: U64
    starts: I64
    records: U8


@leaf
def split_rows(rows: U8, count: Int, bits: Int, out: U8, out_at: I64, out_counts: I64) -> None:
    """Put the `count` rows of a run into 2**bits pieces, by the next bits of their buckets.

    Piece i becomes `out` from `out_at[i]`, so that its rows fit into a cache; `out_counts[i]`
    is their number and `out_at[2**bits]` where the last piece ends. `out` is as long as the
    rows and some bytes more.
    """
    pieces = 1 << bits
    out_at[:] = 0
    out_counts[:] = 0
    at = np.int64(0)
    for _ in range(count):
        piece, size = _piece(rows, at, bits), _row_size(rows, at)
        out_at[piece + 1] += size
        out_counts[piece] += 1
        at += size
    for piece in range(pieces):
        out_at[piece + 1] += out_at[piece]
    at = np.int64(0)
    for _ in range(count):
        piece, size = _piece(rows, at, bits), _row_size(rows, at)
        out_at[piece] = _put(out, out_at[piece], rows, at, size)
        at += size
    for piece in range(pieces, 0, -1):
        out_at[piece] = out_at[piece - 1]
    out_at[0] = 0


@leaf
def _piece(rows: U8, at: Int, bits: Int) -> Int:
    """The piece that a row goes to: the `bits` bits of its bucket behind the run's."""
    unshared = _load_word(rows, at) << np.uint64(RUN_BITS)
    return np.int64(unshared >> np.uint64(1) >> np.uint64(63 - bits))


@leaf
def _row_size(rows: U8, at: Int) -> Int:
    return ROW_HEAD + np.int64(rows[at + 11]) + np.int64(rows[at + 10] & (NEGATIVE - 1))


@kernel
def settle_rows(
    rows: U8, count: Int, shared_bits: Int, floor: bool, tally: Tally, out: Settled, account: Int
) -> tuple[Int, Int]:
    """Sum rows by account; their buckets have the same first `shared_bits` bits.

    The first account found becomes number `account` of `out`, where its record's start
    already stands. Returns (the number of the last account and one, -1); or, if a sum
    reaches 2**128 or is negative and not to be clamped, (its account's number, its column).
    `out` then also holds that account's name. Some bytes must exist behind the rows, and
    `out.records` is as long as all rows and 16 bytes for each.
    """
    buckets, starts = np.empty(count, np.uint64), np.empty(count, np.int64)
    at = np.int64(0)
    for i in range(count):
        buckets[i], starts[i] = _load_word(rows, at), at
        at += _row_size(rows, at)
    order = random_order(buckets, buckets, shared_bits)
    sums = np.zeros((tally.clamped_accounts.size, 3), np.uint64)
    touched = np.zeros(tally.clamped_accounts.size // 64 + 1, np.uint64)
    return _settle_in_order(rows, buckets, starts, order, floor, tally, sums, touched, out, account)


@leaf
def _settle_in_order(
    rows: U8,
    buckets: U64,
    starts: I64,
    order: I64,
    floor: bool,
    tally: Tally,
    sums: U64,
    touched: U64,
    out: Settled,
    account: Int,
) -> tuple[Int, Int]:
    first = 0
    while first < order.size:
        own = starts[order[first]]
        out.buckets[account] = buckets[order[first]]
        first = _sum_account(rows, starts, order, buckets, first, sums, touched)
        head = _put(out.records, out.starts[account], rows, own + 11, 1 + np.int64(rows[own + 11]))
        end, failed = _write_sums(sums, touched, floor, tally, out.records, head)
        out.starts[account + 1] = end
        if failed >= 0:
            return account, failed
        account += 1
    return account, -1


@leaf
def _sum_account(
    rows: U8, starts: I64, order: I64, buckets: U64, first: Int, sums: U64, touched: U64
) -> Int:
    """Add up the rows of the account of row `order[first]`; returns where the next one begins.

    Should two accounts ever share 64 bits of bucket, the rows of the others are put behind
    those of this one.
    """
    own, bucket = starts[order[first]], buckets[order[first]]
    i = kept = first
    while i < order.size and buckets[order[i]] == bucket:
        row = starts[order[i]]
        if _same_bytes(rows, own + 11, row + 11, 1 + np.int64(rows[own + 11])):
            _add_row(rows, row, sums, touched)
            order[i], order[kept] = order[kept], order[i]
            kept += 1
        i += 1
    return kept


@leaf
def _add_row(rows: U8, row: Int, sums: U64, touched: U64) -> None:
    column = np.int64(rows[row + 8]) << 8 | np.int64(rows[row + 9])
    touched[column >> 6] |= np.uint64(1) << np.uint64(column & 63)
    size = np.int64(rows[row + 10] & (NEGATIVE - 1))
    high, low = _read_magnitude(rows, row + ROW_HEAD + np.int64(rows[row + 11]), size)
    _add_words(sums[column], low, high, rows[row + 10] & NEGATIVE != 0)


@leaf
def _add_words(total: U64, low: Word, high: Word, negative: bool) -> None:
    """Add an amount (or, if `negative`, subtract it) to three words, low first."""
    flip = ~np.uint64(0) if negative else np.uint64(0)
    carry = np.uint64(1) if negative else np.uint64(0)
    for i in range(3):
        word = (low if i == 0 else high if i == 1 else np.uint64(0)) ^ flip
        partial = total[i] + word
        whole = partial + carry
        carry = np.uint64(1) if partial < word or whole < partial else np.uint64(0)
        total[i] = whole


@leaf
def _write_sums(
    sums: U64, touched: U64, floor: bool, tally: Tally, out: U8, head: Int
) -> tuple[Int, Int]:
    """Write enc(sums) at `head`, clear the sums and count them: (end, refused column or -1)."""
    at = _put_sum(out, head + 2, 0, np.uint64(0), np.uint64(1))
    entries = 1
    for group in range(touched.size):
        left, column = touched[group], 64 * group
        touched[group] = 0
        while left != 0:
            if left & np.uint64(1) != 0 and column != 0:
                status = _count_sum(sums[column], column, floor, tally)
                if status < 0:
                    return at, column
                if status > 0:
                    at = _put_sum(out, at, column, sums[column, 1], sums[column, 0])
                    entries += 1
                sums[column, 0] = sums[column, 1] = sums[column, 2] = 0
            left >>= np.uint64(1)
            column += 1
    _put_number(out, head, entries, 2)
    return at, -1


@leaf
def _count_sum(amount: U64, column: Int, floor: bool, tally: Tally) -> Int:
    """Count a net sum: 1 if it is to be written, 0 if it is nothing, -1 if it is refused."""
    low, high, top = amount[0], amount[1], amount[2]
    if top == 0 and low == 0 and high == 0:
        return 0
    if top == 0:
        _add_words(tally.totals[column], low, high, False)
        return 1
    if floor and top == ~np.uint64(0) and (low != 0 or high != 0):
        low, high = ~low + np.uint64(1), ~high + (np.uint64(1) if low == 0 else np.uint64(0))
        _add_words(tally.clamped[column], low, high, False)
        tally.clamped_accounts[column] += 1
        return 0
    for i in range(3):
        tally.refused[i] = amount[i]
    return -1


# Above the shards. The nodes of the perfect tree over 2**p shards are numbered as above, so
# node `index` of the level of `width` nodes is 2 · 2**p - 2 · width + index.


@kernel
def fold_top(hashes: U8, spelled: U8, spelled_at: I64, columns: Int) -> tuple[Int, Nodes]:
    """The tree over the shard roots: their hashes, and enc(sums) side by side.

    Returns (-1, its nodes) or (the column that reaches 2**128, nothing of use). 8 bytes must
    exist behind the last enc(sums).
    """
    shards = hashes.shape[0]
    entries = np.int64(0)
    for i in range(shards):
        at = spelled_at[i]
        entries += np.int64(spelled[at]) << 8 | np.int64(spelled[at + 1])
    nodes = _new_nodes(shards, entries, columns)
    _copy(nodes.hashes, 0, hashes, 0, DIGEST * shards)
    for i in range(shards):
        _read_leaf(nodes, i, spelled, spelled_at[i])
    return _hash_parents(tree_shape(shards), nodes), nodes


@leaf
def top_path(nodes: Nodes, shard: Int, out: U8, at: Int) -> Int:
    """Write a shard's opened top path at `at`; returns the offset behind it."""
    width = (nodes.hashes.shape[0] + 1) // 2
    shards, index = width, shard
    while width > 1:
        sibling = 2 * shards - 2 * width + (index ^ 1)
        at = _put_spelled(
            out, _put(out, at, nodes.hashes, DIGEST * sibling, DIGEST), nodes, sibling
        )
        width //= 2
        index //= 2
    return at


@leaf
def longest_top_path(nodes: Nodes) -> Int:
    """The length of the longest opened top path."""
    shards = (nodes.hashes.shape[0] + 1) // 2
    longest = 0
    for shard in range(shards):
        width, index, length = shards, shard, 0
        while width > 1:
            sibling = 2 * shards - 2 * width + (index ^ 1)
            length += DIGEST + nodes.spelled_at[sibling + 1] - nodes.spelled_at[sibling]
            width //= 2
            index //= 2
        longest = max(longest, length)
    return longest


@kernel
def seal_top_paths(keys: U8, root: U8, paths: U8) -> None:
    """Seal opened top paths, one in each row, under g of their shards' roots."""
    count = paths.shape[0]
    streams = (paths.shape[1] + DIGEST - 1) // DIGEST
    stream = np.empty((streams, DIGEST), np.uint8)
    batch = _new_batch(streams, 2 * BLOCK * streams)
    for i in range(count):
        for counter in range(streams):
            at = _put(
                batch.data, _begin(batch, counter, ROOT_PATH_STREAM), keys, DIGEST * i, DIGEST
            )
            at = _put(batch.data, at, root, 0, DIGEST)
            _end(batch, counter, _put_number(batch.data, at, counter, 4), 0)
        digest_batch(batch, IV, stream)
        _mix(paths[i], 0, paths[i], 0, stream, 0, paths.shape[1])


@kernel
def digest_on(initial: U32, hashed_before: I64, data: U8, at: I64, out: U8) -> None:
    """Hash messages to their ends: message i goes on with `data` from `at[i]` to `at[i + 1]`.

    Its first `hashed_before[i]` bytes, whole blocks, have led to the state `initial[i]`.
    """
    count = hashed_before.size
    batch = _new_batch(count, at[count] - at[0])
    for i in range(count):
        start = 0 if i == 0 else batch.starts[i - 1] + BLOCK * batch.blocks[i - 1]
        batch.starts[i] = start
        end = _put(batch.data, start, data, at[i], at[i + 1] - at[i])
        _end(batch, i, end, hashed_before[i])
    digest_batch(batch, initial, out)
