"""A shard's tree, its keys and the places in its heap. Format document, "Tree", "Key ladder".

Over m accounts are m leaves and 2m - 1 nodes; all nodes but the root have a cell, number by
number. The heap has m records, then (as parts) 2m - 2 chunks: cell i's chunk is part m + i.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.codes import snapshot_codes
from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import (
    CELL_SIZE,
    CODE_SIZE,
    DIGEST_SIZE,
    ENTRY_SIZE,
    FIXED_SIZE,
    IDENT,
    LEAF,
    LEAF_KEY,
    NODE_KEY,
    ORDERING_COUNTER,
    SALT,
)
from proofpress.liabilities.compiled.kernels.messages import (
    begin_domain,
    digest_batch,
    digest_blocks,
    digest_rows,
    finish,
    new_batch,
)
from proofpress.liabilities.compiled.kernels.nodes import (
    Nodes,
    encoded_size,
    hash_parents,
    new_nodes,
    put_encoded,
    read_leaf,
)
from proofpress.liabilities.compiled.kernels.order import order_of_digests, pick, pick_rows
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.shape import TreeShape, tree_shape
from proofpress.liabilities.compiled.kernels.streams import (
    cell_streams,
    key_cell_stream,
    key_record_stream,
    record_streams,
)
from proofpress.liabilities.compiled.kernels.types import I64, U8, Int
from proofpress.liabilities.compiled.kernels.words import put, read_u16


class ShardAccounts(NamedTuple):
    """The accounts of a shard, sorted by tag.

    `k`, `tags` and `identity_hashes` have rows of 32 bytes (of which 20 and 16 count; no
    rows at all if no identity is bound). The record of account i, without its identity
    hash, is `records` from `start[i]` to `end[i]`: u8 length ‖ name ‖ enc(sums); 8 bytes
    must exist after the last one.
    """

    k: U8
    tags: U8
    identity_hashes: U8
    records: U8
    start: I64
    end: I64


class ShardTree(NamedTuple):
    """A shard that has its root.

    `keys` is g of all nodes, a row of 32 bytes each. Part i of the heap has `length[i]` bytes
    from `offset[i]` of the heap. `size` is the file's, up to the end of the heap.
    """

    shape: TreeShape
    nodes: Nodes
    salt: U8
    keys: U8
    offset: I64
    length: I64
    size: int


@kernel
def sort_accounts(
    codes: U8, header: U8, identity_hashes: U8, records: U8, start: I64, end: I64
) -> ShardAccounts:
    """The accounts of a shard, from their codes (rows of at least 20 bytes) and records."""
    m = codes.shape[0]
    k, tags = np.empty((m, DIGEST_SIZE), np.uint8), np.empty((m, DIGEST_SIZE), np.uint8)
    snapshot_codes(codes, header, k, tags)
    order = order_of_digests(tags)
    bound = pick_rows(identity_hashes, order[: identity_hashes.shape[0]])
    return ShardAccounts(
        pick_rows(k, order),
        pick_rows(tags, order),
        bound,
        records,
        pick(start, order),
        pick(end, order),
    )


@kernel
def build_shard_tree(accounts: ShardAccounts, columns: Int) -> tuple[Int, ShardTree]:
    """Compute a shard's tree and keys, and where the parts of its heap will be.

    `columns` is the number of columns, column 0 included. Returns (-1, the tree) or (the
    column that reaches 2**128, nothing of use).
    """
    m = accounts.k.shape[0]
    shape = tree_shape(m)
    nodes = _hash_leaves(accounts, columns)
    failed = hash_parents(shape, nodes)
    salts = np.empty((1, DIGEST_SIZE), np.uint8)
    # The root is the last of nodes 0 to 2m - 2.
    digest_rows(SALT, nodes.hashes[2 * m - 2 :], DIGEST_SIZE, salts)
    keys = _node_keys(accounts, salts[0], shape)
    order = order_of_digests(_ordering_keys(accounts, salts[0], shape, keys))
    length = _part_lengths(accounts, nodes)
    offset = np.empty(length.size, np.int64)
    size = 0
    for part in order:
        offset[part] = size
        size += length[part]
    size += heap_at(m)
    return failed, ShardTree(shape, nodes, salts[0], keys, offset, length, size)


@no_refcount
def cells_at(m: Int) -> Int:
    """Where the cells begin in a shard file: after the fixed part and one entry for each leaf."""
    return FIXED_SIZE + ENTRY_SIZE * m


@no_refcount
def heap_at(m: Int) -> Int:
    """Where the heap begins in a shard file: after the cells of all 2m - 1 nodes but one."""
    return cells_at(m) + CELL_SIZE * (2 * m - 2)


@kernel
def _part_lengths(accounts: ShardAccounts, nodes: Nodes) -> I64:
    """The bytes of the parts of the heap: m records, then 2m - 2 chunks, together 3m - 2."""
    m = accounts.k.shape[0]
    length = np.empty(3 * m - 2, np.int64)
    for i in range(m):
        length[i] = accounts.end[i] - accounts.start[i]
        length[i] += 0 if accounts.identity_hashes.shape[0] == 0 else DIGEST_SIZE
    for cell in range(2 * m - 2):
        length[m + cell] = encoded_size(nodes, cell)
    return length


@kernel
def _hash_leaves(accounts: ShardAccounts, columns: Int) -> Nodes:
    """The nodes of a shard, of which only the leaves are done."""
    m = accounts.k.shape[0]
    entries, room = np.int64(0), 0
    for i in range(m):
        entries += read_u16(accounts.records, _sums_at(accounts, i))
        room += accounts.end[i] - accounts.start[i]
    nodes = new_nodes(m, entries, columns)
    idents = _hash_idents(accounts, room)
    # A domain byte, ident and enc(sums), which is a part of the record.
    batch = new_batch(m, room + (1 + DIGEST_SIZE) * m)
    for i in range(m):
        read_leaf(nodes, i, accounts.records, _sums_at(accounts, i))
        at = begin_domain(batch, i, LEAF)
        at = put(batch.data, at, idents, DIGEST_SIZE * i, DIGEST_SIZE)
        finish(batch, i, put_encoded(batch.data, at, nodes, i), 0)
    digest_batch(batch, IV, nodes.hashes)
    return nodes


@no_refcount
def _sums_at(accounts: ShardAccounts, i: Int) -> Int:
    """Where enc(sums) begins in a record: after u8 length ‖ name."""
    return accounts.start[i] + name_size(accounts, i)


@no_refcount
def name_size(accounts: ShardAccounts, i: Int) -> Int:
    """The size of u8 length ‖ name in a record."""
    return 1 + np.int64(accounts.records[accounts.start[i]])


@kernel
def _hash_idents(accounts: ShardAccounts, room: Int) -> U8:
    """ident of each account; `room` is the bytes of all records together."""
    m = accounts.k.shape[0]
    bound = accounts.identity_hashes.shape[0] > 0
    # A domain byte, k, u8 length ‖ name, which is a part of the record, and idh.
    batch = new_batch(m, room + (1 + CODE_SIZE + DIGEST_SIZE) * m)
    for i in range(m):
        at = begin_domain(batch, i, IDENT)
        at = put(batch.data, at, accounts.k, DIGEST_SIZE * i, CODE_SIZE)
        at = put(batch.data, at, accounts.records, accounts.start[i], name_size(accounts, i))
        if bound:
            at = put(batch.data, at, accounts.identity_hashes, DIGEST_SIZE * i, DIGEST_SIZE)
        finish(batch, i, at, 0)
    idents = np.empty((m, DIGEST_SIZE), np.uint8)
    digest_batch(batch, IV, idents)
    return idents


@kernel
def _node_keys(accounts: ShardAccounts, salt: U8, shape: TreeShape) -> U8:
    """g of every node, a row of 32 bytes each."""
    m = accounts.k.shape[0]
    keys = np.empty((2 * m - 1, DIGEST_SIZE), np.uint8)
    batch = new_batch(m, (1 + CODE_SIZE + DIGEST_SIZE) * m)
    for i in range(m):
        at = begin_domain(batch, i, LEAF_KEY)
        at = put(batch.data, at, accounts.k, DIGEST_SIZE * i, CODE_SIZE)
        finish(batch, i, put(batch.data, at, salt, 0, DIGEST_SIZE), 0)
    digest_blocks(batch.data, m, IV, keys)
    for level in range(shape.levels.size - 1):
        first, end = shape.levels[level], shape.levels[level + 1]
        batch = new_batch(end - first, (1 + 2 * DIGEST_SIZE) * (end - first))
        for node in range(first, end):
            at = begin_domain(batch, node - first, NODE_KEY)
            left, right = shape.left[node - m], shape.right[node - m]
            at = put(batch.data, at, keys, DIGEST_SIZE * left, DIGEST_SIZE)
            at = put(batch.data, at, keys, DIGEST_SIZE * right, DIGEST_SIZE)
            finish(batch, node - first, at, 0)
        digest_batch(batch, IV, keys[first:end])
    return keys


@kernel
def _ordering_keys(accounts: ShardAccounts, salt: U8, shape: TreeShape, keys: U8) -> U8:
    """The ordering keys of the records, then of the chunks, a row of 32 bytes each."""
    m, cells = accounts.k.shape[0], shape.sibling.size
    ordering = np.empty((m + cells, DIGEST_SIZE), np.uint8)
    batch = record_streams(m, salt)
    for i in range(m):
        key_record_stream(batch, i, accounts.k, i, ORDERING_COUNTER)
    digest_batch(batch, IV, ordering[:m])
    messages = cell_streams(cells)
    for cell in range(cells):
        key_cell_stream(messages, cell, keys, shape.sibling[cell], ORDERING_COUNTER)
    digest_blocks(messages, cells, IV, ordering[m:])
    return ordering
