"""SHA-256 of many messages together.

A kernel writes its messages side by side into a `Batch`, each padded to whole blocks: for
message i, `begin` or `begin_domain`, then what `put…` writes, then `finish`. Then it hashes
all of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import BLOCK_SIZE, DIGEST_SIZE
from proofpress.liabilities.compiled.kernels.sha256 import LANES, compress, set_state
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.types import I64, U8, U32, Int
from proofpress.liabilities.compiled.kernels.words import copy, put, store_word

# Kernels that need very many hashes compute about so many at a time: what is written and
# hashed then stays in a core's cache.
HASHES_AT_ONCE = 256


class Batch(NamedTuple):
    """Messages hashed together: message i is `blocks[i]` blocks of `data` from `starts[i]`."""

    data: U8
    starts: I64
    blocks: I64


@kernel
def new_batch(count: Int, length: Int) -> Batch:
    """Room for `count` messages that have at most `length` bytes together, before padding."""
    # Padding adds 9 bytes or more, up to a whole block: at most 9 + (BLOCK_SIZE - 1) bytes.
    # Writers of words may touch 8 bytes more.
    padding = BLOCK_SIZE + 8
    return Batch(
        np.empty(length + count * padding + 8, np.uint8),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
    )


@no_refcount
def begin(batch: Batch, i: Int) -> Int:
    """Begin message i where the one before it ends; returns that offset."""
    start = 0
    if i > 0:
        start = batch.starts[i - 1] + BLOCK_SIZE * batch.blocks[i - 1]
    batch.starts[i] = start
    return start


@no_refcount
def begin_domain(batch: Batch, i: Int, domain: Int) -> Int:
    """Begin message i with a domain byte; returns the offset after it."""
    start = begin(batch, i)
    batch.data[start] = domain
    return start + 1


@no_refcount
def finish(batch: Batch, i: Int, end: Int, hashed_before: Int) -> None:
    """Pad message i, which goes up to `end`.

    `hashed_before` is the number of bytes that led to its initial state.
    """
    start = batch.starts[i]
    length = end - start
    # A byte 80, zeros, and the length in bits as a u64: length + 1 + 8 bytes or more, in
    # whole blocks. Dividing rounds down, so add a block less one byte to round up.
    batch.blocks[i] = (length + 9 + BLOCK_SIZE - 1) // BLOCK_SIZE
    padded_end = start + BLOCK_SIZE * batch.blocks[i]
    batch.data[end] = 0x80
    batch.data[end + 1 : padded_end - 8] = 0
    store_word(batch.data, padded_end - 8, np.uint64(8 * (length + hashed_before)))


@kernel
def digest_blocks(data: U8, count: Int, initial: U32, out: U8) -> None:
    """Hash `count` messages of one block each, side by side, into the rows of `out`.

    All begin from the state in the only row of `initial`.
    """
    start = np.empty(8 * LANES, np.uint32)
    for lane in range(LANES):
        set_state(start, lane, initial, np.int64(0))
    states = np.empty(8 * LANES, np.uint32)
    at = np.empty(LANES, np.int64)
    whole = count - count % LANES
    for first in range(0, whole, LANES):
        for lane in range(LANES):
            at[lane] = BLOCK_SIZE * (first + lane)
        for i in range(start.size):
            states[i] = start[i]
        compress(states, data, at, out, DIGEST_SIZE * first)
    if whole == count:
        return
    # Fewer messages than lanes are left: the other lanes hash the last message again.
    spare = np.empty((LANES, DIGEST_SIZE), np.uint8)
    for lane in range(LANES):
        at[lane] = BLOCK_SIZE * min(whole + lane, count - 1)
    states[:] = start
    compress(states, data, at, spare, 0)
    copy(out, DIGEST_SIZE * whole, spare, 0, DIGEST_SIZE * (count - whole))


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
    spare = np.empty((LANES, DIGEST_SIZE), np.uint8)
    for first in range(0, count, LANES):
        for lane in range(LANES):
            # Lanes beyond the last message hash that one again.
            message = order[min(first + lane, count - 1)]
            at[lane], left[lane] = batch.starts[message], batch.blocks[message]
            set_state(states, lane, initial, message if initial.shape[0] > 1 else 0)
        shortest = left[0]
        for step in range(1, left[LANES - 1] + 1):
            compress(states, batch.data, at, spare, 0)
            for lane in range(LANES):
                # A lane that has ended stays on its last block; what it gives is not used.
                at[lane] += BLOCK_SIZE if step < left[lane] else 0
            if step >= shortest:
                for lane in range(min(LANES, count - first)):
                    if left[lane] == step:
                        row = order[first + lane]
                        copy(out, DIGEST_SIZE * row, spare, DIGEST_SIZE * lane, DIGEST_SIZE)


@kernel
def _order_by_size(sizes: I64) -> I64:
    """The order of the messages by their sizes, those of one size as they were."""
    largest = 0
    for size in sizes:
        largest = max(largest, size)
    # starts[size + 1] counts the messages of a size; added up, starts[size] is the number of
    # smaller ones, which is where those of this size begin.
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
def digest_rows(domain: Int, rows: U8, length: Int, out: U8) -> None:
    """H(domain ‖ row[:length]) of each row, into the rows of `out`.

    `length` is at most 54: with the domain byte and 9 bytes of padding, one block.
    """
    count = rows.shape[0]
    batch = new_batch(count, (1 + length) * count)
    for i in range(count):
        at = begin_domain(batch, i, domain)
        finish(batch, i, put(batch.data, at, rows, rows.shape[1] * i, length), 0)
    digest_blocks(batch.data, count, IV, out)


@kernel
def digest_from(states: U32, hashed_before: I64, data: U8, at: I64, out: U8) -> None:
    """Hash messages to their ends: message i goes on with `data` from `at[i]` to `at[i + 1]`.

    Its first `hashed_before[i]` bytes, whole blocks, have led to the state `states[i]`.
    """
    count = hashed_before.size
    batch = new_batch(count, at[count] - at[0])
    for i in range(count):
        end = put(batch.data, begin(batch, i), data, at[i], at[i + 1] - at[i])
        finish(batch, i, end, hashed_before[i])
    digest_batch(batch, states, out)


def states_of(digests: U8) -> U32:
    """Digests as states to go on hashing from, read-only as `IV` is: a type less to compile."""
    states: U32 = digests.view(">u4").astype(np.uint32)
    states.flags.writeable = False
    return states
