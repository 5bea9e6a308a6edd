"""The tree over all shards, and the root path of each shard. Format document, "Root path".

It is a perfect tree over 2**p shards, whose nodes are numbered as `shape` says.
"""

from __future__ import annotations

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import DIGEST_SIZE, ROOT_PATH_STREAM
from proofpress.liabilities.compiled.kernels.messages import (
    begin_domain,
    digest_batch,
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
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.shape import perfect_node, tree_shape
from proofpress.liabilities.compiled.kernels.streams import stream_hashes
from proofpress.liabilities.compiled.kernels.types import I64, U8, Int
from proofpress.liabilities.compiled.kernels.words import copy, put, put_number, read_u16, xor_bytes


@kernel
def tree_over_shards(hashes: U8, encoded: U8, encoded_at: I64, columns: Int) -> tuple[Int, Nodes]:
    """The tree over the shard roots: their hashes, and enc(sums) side by side.

    Returns (-1, its nodes) or (the column that reaches 2**128, nothing of use). 8 bytes must
    exist after the last enc(sums).
    """
    shards = hashes.shape[0]
    entries = np.int64(0)
    for i in range(shards):
        entries += read_u16(encoded, encoded_at[i])
    nodes = new_nodes(shards, entries, columns)
    copy(nodes.hashes, 0, hashes, 0, DIGEST_SIZE * shards)
    for i in range(shards):
        read_leaf(nodes, i, encoded, encoded_at[i])
    return hash_parents(tree_shape(shards), nodes), nodes


@no_refcount
def _shard_count(nodes: Nodes) -> Int:
    """m, where there are 2m - 1 nodes."""
    return (nodes.hashes.shape[0] + 1) // 2


@no_refcount
def put_root_path(nodes: Nodes, shard: Int, out: U8, at: Int) -> Int:
    """Write a shard's root path, not encrypted, at `at`; returns the offset after it."""
    shards = _shard_count(nodes)
    width, index = shards, shard
    while width > 1:
        # Nodes 2i and 2i + 1 of a level are siblings, below node i of the next level.
        sibling = perfect_node(shards, width, index ^ 1)
        at = put(out, at, nodes.hashes, DIGEST_SIZE * sibling, DIGEST_SIZE)
        at = put_encoded(out, at, nodes, sibling)
        width //= 2
        index //= 2
    return at


@no_refcount
def longest_root_path(nodes: Nodes) -> Int:
    """The length of the longest root path."""
    shards = _shard_count(nodes)
    longest = 0
    for shard in range(shards):
        width, index, length = shards, shard, 0
        while width > 1:
            length += DIGEST_SIZE + encoded_size(nodes, perfect_node(shards, width, index ^ 1))
            width //= 2
            index //= 2
        longest = max(longest, length)
    return longest


@kernel
def encrypt_root_paths(keys: U8, root: U8, paths: U8) -> None:
    """Encrypt root paths, one in each row, under g of their shards' roots."""
    length = paths.shape[1]
    hashes = stream_hashes(length, np.int64(0))
    stream = np.empty((hashes, DIGEST_SIZE), np.uint8)
    batch = new_batch(hashes, (1 + 2 * DIGEST_SIZE + 4) * hashes)
    for i in range(paths.shape[0]):
        for counter in range(hashes):
            at = begin_domain(batch, counter, ROOT_PATH_STREAM)
            at = put(batch.data, at, keys, DIGEST_SIZE * i, DIGEST_SIZE)
            at = put(batch.data, at, root, 0, DIGEST_SIZE)
            finish(batch, counter, put_number(batch.data, at, counter, 4), 0)
        digest_batch(batch, IV, stream)
        xor_bytes(paths[i], 0, paths[i], 0, stream, 0, length)
