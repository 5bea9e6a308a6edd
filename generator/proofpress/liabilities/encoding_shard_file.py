"""The bytes of a shard file, of a record and of the path above the shards.

Format document, "Shard file", "Key ladder" and "Root path".
"""

from __future__ import annotations

from collections.abc import Iterable

from proofpress_verify.core.amounts import encode_sums
from proofpress_verify.core.shard_file import ALIGNMENT, VERSION, Record
from proofpress_verify.core.tree import Node


def encode_part_a(
    header_digest: bytes,
    shard: int,
    salt: bytes,
    entries: list[bytes],
    cells: list[bytes],
    heap: bytes,
) -> bytes:
    """A shard file up to the end of the heap."""
    return b"".join(
        (
            bytes((VERSION,)),
            header_digest,
            shard.to_bytes(4, "big"),
            len(entries).to_bytes(4, "big"),
            salt,
            len(heap).to_bytes(4, "big"),
            *entries,
            *cells,
            heap,
        )
    )


def encode_part_b(part_a_length: int, top_path: bytes) -> bytes:
    """What follows the heap: the encrypted path to the root, filler to a multiple of 4,096."""
    filler = -(part_a_length + 4 + len(top_path)) % ALIGNMENT
    return len(top_path).to_bytes(4, "big") + top_path + bytes(filler)


def encode_pointer(offset: int, length: int) -> bytes:
    """u32 offset ‖ u16 length: where in the heap something is."""
    return offset.to_bytes(4, "big") + length.to_bytes(2, "big")


def encode_record(record: Record) -> bytes:
    """u8 length ‖ account ‖ [idh] ‖ enc(sums)."""
    length = bytes((len(record.account),))
    return length + record.account + record.identity_hash + encode_sums(record.sums)


def encode_root_path(siblings: Iterable[Node]) -> bytes:
    """Per level upwards, from the shard root's sibling: hash ‖ enc(sums)."""
    return b"".join(node.hash + encode_sums(node.sums) for node in siblings)
