"""The key ladder: how each customer opens exactly their own path inside a shard.

Format document, "Key ladder". Each node X below the shard root has a key g(X), known to
exactly the customers under X, and a cell:

    wrap(X) = g(parent) XOR pad(g(X))
    sealed(X) = (hash(X) ‖ u32 offset ‖ u16 length) XOR keystream(g(sibling of X))

The chunk at that offset of the heap, enc(sums(X)), continues the same keystream. So
whoever knows g of a node opens its sibling and unwraps g of its parent.
"""

from __future__ import annotations

from dataclasses import dataclass

from .amounts import Sums, decode_sums
from .codec import POINTER_SIZE, Cell, Record, ShardFile, decode_place, decode_record
from .errors import CellPlace, RecordPlace
from .hashing import HASH_SIZE, Domain, digest, keystream, xor

SEALED_SIZE = HASH_SIZE + POINTER_SIZE


@dataclass(frozen=True)
class Node:
    """A node of the tree as its hash commits to it: hash and sums."""

    hash: bytes
    sums: Sums


def salt(shard_root: bytes) -> bytes:
    """What a shard file publishes instead of its root's hash."""
    return digest(Domain.SALT, shard_root)


def leaf_key(k: bytes, salt_: bytes) -> bytes:
    """g of a leaf."""
    return digest(Domain.LEAF_KEY, k, salt_)


def node_key(left: bytes, right: bytes) -> bytes:
    """g of a parent, from its children's."""
    return digest(Domain.NODE_KEY, left, right)


def wrap(key: bytes, parent_key: bytes) -> bytes:
    """The parent's key, sealed for whoever holds `key`; its own inverse."""
    return xor(parent_key, digest(Domain.WRAP_PAD, key))


def open_record(file: ShardFile, position: int, k: bytes, identity_bound: bool) -> Record:
    """The record of the account whose snapshot code is `k`, at leaf `position`.

    Raises:
        RecordPlace, RecordForm, SumsForm
    """
    secret = k + file.salt
    pointer = xor(file.pointer(position), keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE))
    offset, length = decode_place(pointer)
    if offset + length > len(file.heap):
        raise RecordPlace(
            expected=f"an end within {len(file.heap)} bytes", found=f"{offset} + {length}"
        )
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE + length)[POINTER_SIZE:]
    return decode_record(xor(file.heap[offset : offset + length], stream), identity_bound)


def open_sibling(cell: Cell, heap: bytes, key: bytes, where: str) -> Node:
    """The sibling's hash and sums, opened with the key g of the node beside it.

    Raises:
        CellPlace, SumsForm
    """
    opened = xor(cell.sealed, keystream(Domain.CELL_STREAM, key, SEALED_SIZE))
    offset, length = decode_place(opened[HASH_SIZE:])
    if offset + length > len(heap):
        raise CellPlace(
            expected=f"an end within {len(heap)} bytes", found=f"{offset} + {length}", where=where
        )
    stream = keystream(Domain.CELL_STREAM, key, SEALED_SIZE + length)[SEALED_SIZE:]
    sums = decode_sums(xor(heap[offset : offset + length], stream), where)
    return Node(opened[:HASH_SIZE], sums)


def top_stream(shard_root_key: bytes, root: bytes, length: int) -> bytes:
    """The keystream of the path from the shard root to the root."""
    return keystream(Domain.TOP_STREAM, shard_root_key + root, length)
