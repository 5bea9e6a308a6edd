"""The nodes of a tree: their sums, enc(sums) and hashes. Format document, "Sums" and "Tree"."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import DIGEST_SIZE, NODE
from proofpress.liabilities.compiled.kernels.messages import (
    begin_domain,
    digest_batch,
    finish,
    new_batch,
)
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.shape import TreeShape
from proofpress.liabilities.compiled.kernels.types import I64, U8, U16, U64, Int, Word
from proofpress.liabilities.compiled.kernels.words import (
    magnitude_size,
    put,
    put_magnitude,
    put_number,
    read_magnitude,
    read_u16,
)

# An entry of enc(sums), at most: u16 column ‖ u8 length ‖ amount.
MAX_ENTRY_SIZE = 2 + 1 + 16


class Nodes(NamedTuple):
    """What the 2m - 1 nodes of a tree commit to, in the order of `shape`.

    Node i's sums are `columns`, `high` and `low` (words of the amount) from `sums_at[i]` to
    `sums_at[i + 1]`; its enc(sums) is `encoded` from `encoded_at[i]` to `encoded_at[i + 1]`.
    `hashes` has a row of 32 bytes for each node.
    """

    sums_at: I64
    columns: U16
    high: U64
    low: U64
    encoded_at: I64
    encoded: U8
    hashes: U8


@kernel
def new_nodes(m: Int, leaf_sums: Int, columns: Int) -> Nodes:
    """Room for the nodes over m leaves that have `leaf_sums` sums together."""
    # Put the parents into groups 1, 2, … so that no two parents of a group are over the same
    # leaf, and group j has at most ceil(m / 2**j) parents. Then the parents of a group have at
    # most `leaf_sums` sums together, since adding two nodes makes no sum more than they have,
    # and at most `columns` each. The loop adds that up, halving and rounding up, to the root.
    #
    # Such groups exist. The level of width c has a = m - c pair nodes and then b = c - a leaves
    # in no pair. Above it, on the level of width c / 2**i, the first ceil(a / 2**i) nodes are
    # over a pair, the last floor(b / 2**i) are not. Put those over a pair into group i + 1 and
    # the others into group i. So group j has the first ceil(a / 2**(j-1)) nodes of one level and
    # the last floor(b / 2**j) of the next one. The first of that next level cover the former,
    # so no leaf is twice in a group. And ceil(x) + floor(y) <= ceil(x + y), where x + y is
    # a / 2**(j-1) + b / 2**j = (2a + b) / 2**j = m / 2**j.
    room = leaf_sums
    width = m
    while width > 1:
        width = (width + 1) // 2
        room += min(leaf_sums, width * columns)
    count = 2 * m - 1
    # enc(sums) has two bytes and the entries; writing one may overwrite 16 bytes after it.
    encoded_room = 2 * count + MAX_ENTRY_SIZE * room + 16
    return Nodes(
        np.zeros(count + 1, np.int64),
        np.empty(room, np.uint16),
        np.empty(room, np.uint64),
        np.empty(room, np.uint64),
        np.zeros(count + 1, np.int64),
        np.empty(encoded_room, np.uint8),
        np.empty((count, DIGEST_SIZE), np.uint8),
    )


@no_refcount
def read_leaf(nodes: Nodes, leaf: Int, data: U8, start: Int) -> None:
    """Take a leaf's sums from its enc(sums), which begins at `start` of `data`."""
    first = nodes.sums_at[leaf]
    end = first + read_u16(data, start)
    at = start + 2
    for entry in range(first, end):
        nodes.columns[entry] = read_u16(data, at)
        size = np.int64(data[at + 2])
        nodes.high[entry], nodes.low[entry] = read_magnitude(data, at + 3, size)
        at += 3 + size
    nodes.sums_at[leaf + 1] = end
    nodes.encoded_at[leaf + 1] = put(nodes.encoded, nodes.encoded_at[leaf], data, start, at - start)


@no_refcount
def _add_children(nodes: Nodes, node: Int, left: Int, right: Int) -> Int:
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
    _encode(nodes, node)
    return np.int64(-1)


@no_refcount
def _copy_sum(nodes: Nodes, out: Int, source: Int) -> None:
    nodes.columns[out] = nodes.columns[source]
    nodes.high[out], nodes.low[out] = nodes.high[source], nodes.low[source]


@no_refcount
def _add_sums(nodes: Nodes, out: Int, i: Int, j: Int) -> bool:
    """Add two sums of one column; False if it reaches 2**128."""
    # A word that overflows is less than either of the two that were added.
    low = nodes.low[i] + nodes.low[j]
    carry = np.uint64(1) if low < nodes.low[i] else np.uint64(0)
    partial = nodes.high[i] + nodes.high[j]
    high = partial + carry
    nodes.columns[out], nodes.high[out], nodes.low[out] = nodes.columns[i], high, low
    return bool(partial >= nodes.high[i] and high >= partial)


@no_refcount
def _encode(nodes: Nodes, node: Int) -> None:
    """Write enc(sums) of a node."""
    first, end = nodes.sums_at[node], nodes.sums_at[node + 1]
    at = put_number(nodes.encoded, nodes.encoded_at[node], end - first, 2)
    for entry in range(first, end):
        column = np.int64(nodes.columns[entry])
        at = put_sum(nodes.encoded, at, column, nodes.high[entry], nodes.low[entry])
    nodes.encoded_at[node + 1] = at


@no_refcount
def put_sum(out: U8, at: Int, column: Int, high: Word, low: Word) -> Int:
    """Write u16 column ‖ u8 length ‖ amount; returns the offset after it.

    What follows is overwritten, up to 16 bytes from the amount on.
    """
    size = magnitude_size(high, low)
    out[at], out[at + 1], out[at + 2] = column >> 8, column & 0xFF, size
    return put_magnitude(out, at + 3, high, low, size)


@no_refcount
def put_encoded(out: U8, at: Int, nodes: Nodes, node: Int) -> Int:
    """Write enc(sums) of a node that has it; returns the offset after it."""
    return put(out, at, nodes.encoded, nodes.encoded_at[node], encoded_size(nodes, node))


@no_refcount
def encoded_size(nodes: Nodes, node: Int) -> Int:
    """How many bytes enc(sums) of a node has."""
    return nodes.encoded_at[node + 1] - nodes.encoded_at[node]


@kernel
def hash_parents(shape: TreeShape, nodes: Nodes) -> Int:
    """Sums and hashes of all parents; returns a column that reaches 2**128, or -1.

    `nodes` has the leaves already.
    """
    m = nodes.hashes.shape[0] - shape.left.size  # 2m - 1 nodes less m - 1 parents
    for level in range(shape.levels.size - 1):
        first, end = shape.levels[level], shape.levels[level + 1]
        for node in range(first, end):
            column = _add_children(nodes, node, shape.left[node - m], shape.right[node - m])
            if column >= 0:
                return column
        _hash_level(shape, nodes, m, first, end)
    return np.int64(-1)


@kernel
def _hash_level(shape: TreeShape, nodes: Nodes, m: Int, first: Int, end: Int) -> None:
    """The hashes of parents `first` to `end` - 1, whose children are done."""
    room = (1 + 2 * DIGEST_SIZE) * (end - first)
    for node in range(first, end):
        room += encoded_size(nodes, shape.left[node - m])
        room += encoded_size(nodes, shape.right[node - m])
    batch = new_batch(end - first, room)
    for node in range(first, end):
        left, right = shape.left[node - m], shape.right[node - m]
        at = begin_domain(batch, node - first, NODE)
        at = put(batch.data, at, nodes.hashes, DIGEST_SIZE * left, DIGEST_SIZE)
        at = put(batch.data, at, nodes.hashes, DIGEST_SIZE * right, DIGEST_SIZE)
        at = put_encoded(batch.data, at, nodes, left)
        finish(batch, node - first, put_encoded(batch.data, at, nodes, right), 0)
    digest_batch(batch, IV, nodes.hashes[first:end])
