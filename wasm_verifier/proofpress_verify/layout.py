"""Where things are: the shape of the tree inside a shard, and the paths of a site.

Format document, "Tree" and "Paths". Position and m alone give side, height and counts;
a proof never says any of them.

For m >= 2 leaves let c be the power of two with c < m <= 2c. The first 2(m-c) leaves
form pairs, the other 2c-m rise once, and a perfect tree of c nodes stands above.
Cells stand in the order: the m leaves; if c > 1 the m-c pair nodes; then the levels of
c/2, c/4, … 2 nodes, left to right: 2m-2 in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


def crown(m: int) -> int:
    """c: the width of the perfect tree above m >= 2 leaves."""
    if m < 2:
        raise ValueError(f"a tree of {m} leaves has no crown")
    return 1 << (m - 1).bit_length() - 1


@dataclass(frozen=True)
class Rung:
    """One step of a climb inside a shard.

    `own` and `sibling` are cell indices, `sibling_leaves` the number of leaves the
    shape puts under the sibling, `sibling_left` whether it stands on the left.
    """

    own: int
    sibling: int
    sibling_leaves: int
    sibling_left: bool


def climb(m: int, position: int) -> Iterator[Rung]:
    """The rungs from leaf `position` (0 <= position < m) to just below the shard root."""
    if not 0 <= position < m:
        raise ValueError(f"leaf {position} of {m}")
    if m == 1:
        return
    c = crown(m)
    pairs = m - c
    own, index = position, position - pairs
    if position < 2 * pairs:
        yield Rung(position, position ^ 1, 1, position & 1 == 1)
        own, index = m + position // 2, position // 2
    width = c
    while width > 1:
        beside = index ^ 1
        yield Rung(own, _cell(m, width, beside), _leaves(m, width, beside), beside < index)
        index //= 2
        width //= 2
        own = _cell(m, width, index)


def _cell(m: int, width: int, index: int) -> int:
    """The cell of node `index` of the level of `width` nodes, width a power of two <= c."""
    c = crown(m)
    if width < c:
        return 2 * m - 2 * width + index
    return m + index if index < m - c else index + (m - c)


def _leaves(m: int, width: int, index: int) -> int:
    """How many leaves stand under node `index` of the level of `width` nodes."""
    c = crown(m)
    below = c // width
    pairs_before = max(0, min(m - c - index * below, below))
    return below + pairs_before


def branches(m: int) -> Iterator[tuple[int, int]]:
    """(left, right) cell indices of the children of the nodes m, m+1, … 2m-2.

    Leaves are the nodes 0 … m-1, the shard root is node 2m-2 and has no cell.
    """
    if m < 2:
        return
    c = crown(m)
    for pair in range(m - c):
        yield 2 * pair, 2 * pair + 1
    width = c
    while width > 1:
        for left in range(0, width, 2):
            yield _cell(m, width, left), _cell(m, width, left + 1)
        width //= 2


def cells(m: int) -> int:
    """The number of cells in a shard of m leaves."""
    return max(0, 2 * m - 2)


def statement_path(snapshot: str) -> str:
    """The statement, relative to the site."""
    return f"snapshots/{snapshot}/statement.json"


def note_path(snapshot: str) -> str:
    """The signed note over the statement, relative to the site."""
    return f"snapshots/{snapshot}/statement.note"


def shard_path(shard: int) -> str:
    """A shard file, relative to the snapshot: six hex digits, in folders of 256."""
    name = f"{shard:06x}"
    return f"shards/{name[:4]}/{name}.shard"
