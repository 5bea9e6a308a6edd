"""The shape of a shard's tree over m leaves, and of any perfect tree. Format document, "Tree".

Nodes are numbered in cell order, as in `core.tree`: the m leaves, the pair nodes, then the
levels of the perfect subtree from below, the root last. That is 2m - 1 nodes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.types import I64, Int

# Levels of parents, at most: m is below 2**63, so there are at most 62 in the perfect subtree,
# and the pair nodes.
MAX_LEVELS = 63


class TreeShape(NamedTuple):
    """Which node is related to which one.

    `left` and `right` are the children of parent m + i, for i from 0 to m - 2; `sibling` and
    `parent` are those of node i, for all but the root. `levels` holds the first parent of
    each level, from below, and then 2m - 1.
    """

    left: I64
    right: I64
    sibling: I64
    parent: I64
    levels: I64


@no_refcount
def perfect_width(m: Int) -> Int:
    """c: the power of two with c < m <= 2c, which is how wide the perfect subtree is below.

    The smallest power of two with m <= 2c has also c < m, for m >= 2: either c is 1, or c / 2
    was too small and so 2 · (c / 2) < m. For m = 1 this is 1.
    """
    width = 1
    while 2 * width < m:
        width *= 2
    return width


@no_refcount
def perfect_node(m: Int, width: Int, index: Int) -> Int:
    """Node `index` of the level of `width` nodes, a power of two below c.

    Before that level are m leaves, m - c pair nodes and the levels of c/2, c/4, … 2·width
    nodes, together c - 2·width. So it begins at m + (m - c) + (c - 2·width) = 2m - 2·width.
    In a perfect tree over m leaves the same holds for every level, that of the leaves too:
    before a level of `width` nodes are m + m/2 + … + 2·width = 2m - 2·width.
    """
    return 2 * m - 2 * width + index


@no_refcount
def cell_number(m: Int, c: Int, width: Int, index: Int) -> Int:
    """Node `index` of the level of `width` nodes, from 1 to c: `core.tree.cell_number`.

    On the level of width c are m - c pair nodes, which come after the m leaves, and then the
    leaves that are in no pair. Left of the first of these are 2·(m - c) leaves, so leaf
    2·(m - c) + i is node (m - c) + i of the level: node `index` is leaf index + (m - c).
    """
    if width < c:
        return perfect_node(m, width, index)
    return m + index if index < m - c else index + (m - c)


@kernel
def tree_shape(m: Int) -> TreeShape:
    """The shape of the tree over m >= 1 leaves."""
    c = perfect_width(m)
    pairs = m - c  # 0 for m = 1
    levels, count = np.empty(MAX_LEVELS + 1, np.int64), 0
    if pairs > 0:
        levels[count] = m
        count += 1
    left, right = np.empty(m - 1, np.int64), np.empty(m - 1, np.int64)
    for i in range(pairs):
        # Pair node i is node m + i, over the leaves 2i and 2i + 1.
        left[i], right[i] = 2 * i, 2 * i + 1
    width = c // 2
    while width > 0:
        first = perfect_node(m, width, 0)
        levels[count] = first
        count += 1
        for i in range(width):
            # Node i of a level is over the nodes 2i and 2i + 1 of the level twice as wide.
            left[first - m + i] = cell_number(m, c, 2 * width, 2 * i)
            right[first - m + i] = cell_number(m, c, 2 * width, 2 * i + 1)
        width //= 2
    levels[count] = 2 * m - 1
    # All 2m - 1 nodes but the root, which is the last.
    sibling, parent = np.empty(2 * m - 2, np.int64), np.empty(2 * m - 2, np.int64)
    for i in range(m - 1):
        sibling[left[i]], sibling[right[i]] = right[i], left[i]
        parent[left[i]], parent[right[i]] = m + i, m + i
    return TreeShape(left, right, sibling, parent, levels[: count + 1])
