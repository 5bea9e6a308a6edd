"""Climbing: from a leaf to the root of the liabilities, from a file to the files root.

Format document, "Tree" and "File tree". A node binds each child's hash and each child's
own sums, so no sum can be moved between siblings.
"""

from __future__ import annotations

from hashlib import sha256

from .amounts import EMPTY, Sums, add, encode_sums
from .hashing import Domain, digest
from .ladder import Node


def leaf(ident: bytes, sums: Sums) -> Node:
    """The leaf of one account."""
    return Node(digest(Domain.LEAF, ident, encode_sums(sums)), sums)


def parent(left: Node, right: Node) -> Node:
    """The node above two nodes.

    Raises:
        SumOverflow: a column's sum reaches 2**128.
    """
    sums = add(left.sums, right.sums)
    hash_ = digest(
        Domain.NODE, left.hash, right.hash, encode_sums(left.sums), encode_sums(right.sums)
    )
    return Node(hash_, sums)


def empty_shard() -> Node:
    """The root of a shard without accounts."""
    return Node(digest(Domain.EMPTY_SHARD), EMPTY)


def empty_node(height: int) -> Node:
    """The node above 2**height shards without accounts."""
    node = empty_shard()
    for _ in range(height):
        node = parent(node, node)
    return node


def file_leaf(shard: int, sealed: bytes, rest: bytes) -> bytes:
    """The leaf of a shard file, from its two parts."""
    return file_leaf_from(shard, sha256(sealed).digest(), sha256(rest).digest())


def file_leaf_from(shard: int, sealed_digest: bytes, rest_digest: bytes) -> bytes:
    """The leaf of a shard file, from the SHA-256 of its two parts."""
    return digest(Domain.FILE_LEAF, shard.to_bytes(4, "big"), sealed_digest, rest_digest)


def file_node(left: bytes, right: bytes) -> bytes:
    """The node above two nodes of the file tree."""
    return digest(Domain.FILE_NODE, left, right)


def climb_files(shard: int, start: bytes, audit_path: tuple[bytes, ...]) -> bytes:
    """The files root to which `start`, the file leaf of `shard`, leads."""
    node = start
    for level, sibling in enumerate(audit_path):
        on_left = shard >> level & 1
        node = file_node(sibling, node) if on_left else file_node(node, sibling)
    return node
