"""A shard's file up to the end of its heap, from its tree. Format document, "Shard file".

Each record has one keystream: 6 bytes for its pointer, then those of the record. Each cell
has one: 38 bytes for its hash and place, then those of its chunk. A stream is made of whole
hashes, rows of 32 bytes; the streams of some parts of the heap are made together.
"""

from __future__ import annotations

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import (
    CELL_SIZE,
    DIGEST_SIZE,
    ENTRY_SIZE,
    FIXED_SIZE,
    POINTER_SIZE,
    TAG_SIZE,
    WRAP_PAD,
)
from proofpress.liabilities.compiled.kernels.messages import (
    HASHES_AT_ONCE,
    Batch,
    digest_batch,
    digest_blocks,
    digest_rows,
)
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.shard_tree import (
    ShardAccounts,
    ShardTree,
    cells_at,
    heap_at,
    name_size,
)
from proofpress.liabilities.compiled.kernels.streams import (
    cell_streams,
    key_cell_stream,
    key_record_stream,
    record_streams,
    stream_hashes,
)
from proofpress.liabilities.compiled.kernels.types import I64, U8, Int
from proofpress.liabilities.compiled.kernels.words import load_word, put, put_number, xor_bytes

# What a keystream encrypts before a record, and before a chunk.
RECORD_HEAD = POINTER_SIZE
CHUNK_HEAD = DIGEST_SIZE + POINTER_SIZE


@kernel
def encrypt_shard(
    header: U8, number: Int, accounts: ShardAccounts, tree: ShardTree, out: U8
) -> None:
    """Write a shard's file, up to the end of its heap, into the first `tree.size` bytes."""
    m = accounts.k.shape[0]
    out[0] = 0
    at = put_number(out, put(out, 1, header, 0, DIGEST_SIZE), number, 4)
    at = put(out, put_number(out, at, m, 4), tree.salt, 0, DIGEST_SIZE)
    put_number(out, at, tree.size - heap_at(m), 4)
    _encrypt_records(accounts, tree, out, heap_at(m))
    _encrypt_cells(tree, out, cells_at(m), heap_at(m))


@no_refcount
def _parts_at_once(lengths: I64, first: Int, end: Int, head: Int) -> tuple[Int, Int]:
    """Parts from `first` on that HASHES_AT_ONCE encrypt: at least one, and up to `end`.

    Returns (the number of the last one and one, how many hashes they take).
    """
    count = stream_hashes(lengths[first], head)
    part = first + 1
    while part < end and count + stream_hashes(lengths[part], head) <= HASHES_AT_ONCE:
        count += stream_hashes(lengths[part], head)
        part += 1
    return part, count


@kernel
def _encrypt_records(accounts: ShardAccounts, tree: ShardTree, out: U8, heap: Int) -> None:
    """Write tags, encrypted pointers and encrypted records. The heap begins at `heap`."""
    m, head = accounts.k.shape[0], np.int64(RECORD_HEAD)
    first = np.int64(0)
    while first < m:
        end, count = _parts_at_once(tree.length, first, m, head)
        batch = record_streams(count, tree.salt)
        _key_record_streams(batch, accounts.k, tree.length, first, end)
        stream = np.empty((count, DIGEST_SIZE), np.uint8)
        digest_batch(batch, IV, stream)
        _write_records(accounts, tree, first, end, stream, out, heap)
        first = end


@no_refcount
def _key_record_streams(batch: Batch, k: U8, lengths: I64, first: Int, end: Int) -> None:
    message = 0
    for i in range(first, end):
        for counter in range(stream_hashes(lengths[i], np.int64(RECORD_HEAD))):
            key_record_stream(batch, message, k, i, counter)
            message += 1


@no_refcount
def _write_records(
    accounts: ShardAccounts, tree: ShardTree, first: Int, end: Int, stream: U8, out: U8, heap: Int
) -> None:
    """Write entries and records `first` to `end` - 1."""
    start = 0  # of the keystream
    for i in range(first, end):
        # The entries follow the fixed part.
        at = FIXED_SIZE + ENTRY_SIZE * i
        at = put(out, at, accounts.tags, DIGEST_SIZE * i, TAG_SIZE)
        _put_pointer(out, at, tree, i, stream, start)
        record = heap + tree.offset[i]
        _put_record(out, record, accounts, i)
        xor_bytes(out, record, out, record, stream, start + RECORD_HEAD, tree.length[i])
        start += DIGEST_SIZE * stream_hashes(tree.length[i], np.int64(RECORD_HEAD))


@no_refcount
def _put_record(out: U8, at: Int, accounts: ShardAccounts, i: Int) -> None:
    """Write u8 length ‖ name ‖ idh, if there is one, ‖ enc(sums)."""
    start, name = accounts.start[i], name_size(accounts, i)
    at = put(out, at, accounts.records, start, name)
    if accounts.identity_hashes.shape[0] > 0:
        at = put(out, at, accounts.identity_hashes, DIGEST_SIZE * i, DIGEST_SIZE)
    put(out, at, accounts.records, start + name, accounts.end[i] - start - name)


@kernel
def _encrypt_cells(tree: ShardTree, out: U8, cells: Int, heap: Int) -> None:
    """Write the cells, from `cells` on, and the encrypted chunks. The heap begins at `heap`."""
    head, parts = np.int64(CHUNK_HEAD), tree.length.size
    count_of_cells = tree.shape.sibling.size
    pads = np.empty((count_of_cells, DIGEST_SIZE), np.uint8)
    digest_rows(WRAP_PAD, tree.keys[:count_of_cells], DIGEST_SIZE, pads)
    messages = cell_streams(HASHES_AT_ONCE)
    stream = np.empty((HASHES_AT_ONCE, DIGEST_SIZE), np.uint8)
    first = parts - count_of_cells  # chunks are the last parts
    while first < parts:
        end, count = _parts_at_once(tree.length, first, parts, head)
        if count > stream.shape[0]:  # one very long chunk
            messages = cell_streams(count)
            stream = np.empty((count, DIGEST_SIZE), np.uint8)
        _key_cell_streams(messages, tree, first, end)
        digest_blocks(messages, count, IV, stream)
        _write_cells(tree, first, end, pads, stream, out, cells, heap)
        first = end


@no_refcount
def _key_cell_streams(messages: U8, tree: ShardTree, first: Int, end: Int) -> None:
    message = 0
    first_chunk = tree.length.size - tree.shape.sibling.size
    for part in range(first, end):
        sibling = tree.shape.sibling[part - first_chunk]
        for counter in range(stream_hashes(tree.length[part], np.int64(CHUNK_HEAD))):
            key_cell_stream(messages, message, tree.keys, sibling, counter)
            message += 1


@no_refcount
def _write_cells(
    tree: ShardTree,
    first: Int,
    end: Int,
    pads: U8,
    stream: U8,
    out: U8,
    cells: Int,
    heap: Int,
) -> None:
    """Write the cells of parts `first` to `end` - 1, and these chunks."""
    start = 0  # of the keystream
    first_chunk = tree.length.size - tree.shape.sibling.size
    nodes = tree.nodes
    for part in range(first, end):
        cell, length = part - first_chunk, tree.length[part]
        at, parent = cells + CELL_SIZE * cell, tree.shape.parent[cell]
        # A cell is a wrapped key (g(parent) XOR pad), then the hash and the place.
        xor_bytes(out, at, tree.keys, DIGEST_SIZE * parent, pads, DIGEST_SIZE * cell, DIGEST_SIZE)
        at += DIGEST_SIZE
        xor_bytes(out, at, nodes.hashes, DIGEST_SIZE * cell, stream, start, DIGEST_SIZE)
        _put_pointer(out, at + DIGEST_SIZE, tree, part, stream, start + DIGEST_SIZE)
        chunk, plain = heap + tree.offset[part], nodes.encoded_at[cell]
        xor_bytes(out, chunk, nodes.encoded, plain, stream, start + CHUNK_HEAD, length)
        start += DIGEST_SIZE * stream_hashes(length, np.int64(CHUNK_HEAD))


@no_refcount
def _put_pointer(out: U8, at: Int, tree: ShardTree, part: Int, stream: U8, start: Int) -> None:
    """Write a part's u32 offset ‖ u16 length, encrypted with six bytes of a keystream."""
    # The offset goes before 16 bits of length. Of a word of 8 bytes, all but the last two
    # (16 bits) are the first six.
    pointer = np.uint64(tree.offset[part] << 16 | tree.length[part])
    encrypted = np.int64(pointer ^ load_word(stream, start) >> np.uint64(16))
    put_number(out, at, encrypted, POINTER_SIZE)
