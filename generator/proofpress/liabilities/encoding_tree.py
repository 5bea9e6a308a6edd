"""What the builder of a shard needs besides what a verifier computes.

Format document, "Tree", "Key ladder" and "File tree".
"""

from __future__ import annotations

from collections.abc import Iterator

from proofpress_verify.core.hashing import Domain, digest
from proofpress_verify.core.tree import cell_number, perfect_width


def branches(m: int) -> Iterator[tuple[int, int]]:
    """(left, right) cell numbers of the children of the nodes m, m+1, … 2m-2.

    Leaves are the nodes 0 … m-1, the shard root is node 2m-2 and has no cell.
    """
    if m < 2:
        return
    c = perfect_width(m)
    for pair in range(m - c):
        yield 2 * pair, 2 * pair + 1
    width = c
    while width > 1:
        for left in range(0, width, 2):
            yield cell_number(m, width, left), cell_number(m, width, left + 1)
        width //= 2


def node_key(left: bytes, right: bytes) -> bytes:
    """g of a parent, from its children's."""
    return digest(Domain.NODE_KEY, left, right)


def ordering_key(domain: Domain, key: bytes) -> bytes:
    """The secret 32 bytes by which the parts of a heap are ordered (counter ffffffff)."""
    return digest(domain, key, b"\xff\xff\xff\xff")


def file_leaf_from(shard: int, part_a_digest: bytes, part_b_digest: bytes) -> bytes:
    """The leaf of a shard file, from the SHA-256 of its two parts."""
    return digest(Domain.FILE_LEAF, shard.to_bytes(4, "big"), part_a_digest, part_b_digest)
