"""The trees: nodes of the liabilities, the shape of the tree inside a shard, the file tree.

A node binds each child's hash and each child's own sums, so no sum can be moved between siblings.
Sides, heights and counts follow from position and number of leaves; a proof does not state them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from .amounts import Sums, add, encode_sums
from .hashing import Domain, digest


@dataclass(frozen=True)
class Node:
    """A node of the tree: its hash, and the sums that the hash commits to."""

    hash: bytes
    sums: Sums


# Format document, "Tree".
def leaf(ident: bytes, sums: Sums) -> Node:
    """The leaf of one account."""
    return Node(digest(Domain.LEAF, ident, encode_sums(sums)), sums)


def parent(left: Node, right: Node) -> Node:
    """The node above two nodes."""
    sums = encode_sums(left.sums) + encode_sums(right.sums)
    return Node(digest(Domain.NODE, left.hash, right.hash, sums), add(left.sums, right.sums))


def empty_node(height: int) -> Node:
    """The node above 2**height shards without accounts; at height 0, the root of one."""
    node = Node(digest(Domain.EMPTY_SHARD), ())
    for _ in range(height):
        node = parent(node, node)
    return node


# Format document, "Tree". For m >= 2 leaves let c be the power of two with c < m <= 2c. The first
# 2(m-c) leaves form m-c pairs, each under a pair node; the other 2c-m leaves rise. In this order
# they are (m-c) + (2c-m) = c nodes, the level of width c, under a perfect tree with levels of c/2,
# c/4, ... 1 nodes. The level of width 1 is the shard root.
def perfect_width(m: int) -> int:
    """c. As c <= m-1 < 2c, it is the highest power of two in m-1."""
    return 1 << (m - 1).bit_length() - 1


def cell_count(m: int) -> int:
    """A binary tree of m >= 1 leaves has 2m-1 nodes; all but the shard root have a cell."""
    return max(0, 2 * m - 2)


# The cells are those of the m leaves; then, if c > 1, of the m-c pair nodes; then of the levels of
# c/2, c/4, ... 2 nodes, each from left to right.
def cell_number(m: int, width: int, index: int) -> int:
    """The cell of node `index` of the level of `width` nodes, a power of two from 2 to c.

    For width < c, the leaves, the pair nodes and the levels c/2 ... 2*width come before the level.
    Those levels have c - 2*width nodes, since c/2 + c/4 + ... + 2w = c - 2w. So the level begins
    at m + (m-c) + (c - 2*width) = 2m - 2*width.
    For width = c, the first m-c nodes are the pair nodes. Each later one is a leaf that rose; the
    m-c pairs on its left have two leaves each, so it is leaf 2(m-c) + (index - (m-c)).
    """
    c = perfect_width(m)
    if width < c:
        return 2 * m - 2 * width + index
    return m + index if index < m - c else index + (m - c)


def leaves_under(m: int, width: int, index: int) -> int:
    """How many leaves are under node `index` of the level of `width` nodes.

    Under it are `below` = c/width nodes of the level of width c, from number index*below on. Each
    is a leaf or, if its number is less than m-c, a pair: one more leaf. The pairs among them are
    m-c - index*below, but at least none and at most all.
    """
    c = perfect_width(m)
    below = c // width
    return below + max(0, min(m - c - index * below, below))


def inclusion_path(m: int, position: int) -> Iterator[tuple[int, int, int, bool]]:
    """For each level from leaf `position` (0 <= position < m) to just below the shard root.

    Yields the node's cell, its sibling's cell and leaves, and whether that one is on the left.
    Leaf n < 2(m-c) is in pair n div 2 with leaf n XOR 1, the odd one on the right, and goes on as
    node n div 2 of the level of width c. Any later leaf is node n - (m-c) there (`cell_number`).
    In the perfect tree, nodes i and i XOR 1 have the parent i div 2, and the odd one is on the
    right. At width 1 (after the pair, if c is 1) the node is the shard root.
    """
    if not 0 <= position < m:
        raise ValueError(f"leaf {position} of {m}")
    if m == 1:
        return
    width = perfect_width(m)
    pairs = m - width
    index = position - pairs
    if position < 2 * pairs:
        yield position, position ^ 1, 1, position & 1 == 1
        index = position // 2
    while width > 1:
        beside = index ^ 1
        own, sibling = cell_number(m, width, index), cell_number(m, width, beside)
        yield own, sibling, leaves_under(m, width, beside), beside < index
        index, width = index // 2, width // 2


# Format document, "Tree" (above the shards) and "File tree": both are perfect trees of height p
# over 2**p shards, shard 0 first. At height h, shard s is under node s >> h. If the lowest bit of
# that is 1, the node is the right child of its parent and its sibling the left one.
def file_leaf(shard: int, part_a: bytes, part_b: bytes) -> bytes:
    """The leaf of a shard file, from its two parts."""
    parts = sha256(part_a).digest() + sha256(part_b).digest()
    return digest(Domain.FILE_LEAF, shard.to_bytes(4, "big"), parts)


def file_node(left: bytes, right: bytes) -> bytes:
    """The node above two nodes of the file tree."""
    return digest(Domain.FILE_NODE, left, right)


def files_root(shard: int, start: bytes, siblings: tuple[bytes, ...]) -> bytes:
    """The root to which `start`, the file leaf of `shard`, leads; its own sibling comes first."""
    node = start
    for height, sibling in enumerate(siblings):
        on_left = shard >> height & 1
        node = file_node(sibling, node) if on_left else file_node(node, sibling)
    return node
