"""SHA-256 with domain bytes: one table of everything that is hashed."""

from enum import IntEnum
from hashlib import sha256

HASH_SIZE = 32


# Format document, "Domain bytes". RFC 6962 logs use 00 and 01.
class Domain(IntEnum):
    """The first byte of every hash input of the liability proof."""

    LEAF = 0x04
    NODE = 0x05
    EMPTY_SHARD = 0x06
    HEADER = 0x07
    FILE_LEAF = 0x08
    FILE_NODE = 0x09
    BUCKET = 0x10
    SNAPSHOT_CODE = 0x11
    TAG = 0x12
    IDENT = 0x13
    SALT = 0x14
    LEAF_KEY = 0x15
    NODE_KEY = 0x16
    WRAP_PAD = 0x17
    CELL_STREAM = 0x18
    RECORD_STREAM = 0x19
    ROOT_PATH_STREAM = 0x1A
    IDENTITY = 0x1C
    CODE = 0x20


def digest(domain: Domain, *parts: bytes) -> bytes:
    """H(domain ‖ parts), 32 bytes."""
    return sha256(bytes((domain,)) + b"".join(parts)).digest()


def keystream(domain: Domain, key: bytes, length: int) -> bytes:
    """The first `length` bytes of H(domain ‖ key ‖ u32 0) ‖ H(domain ‖ key ‖ u32 1) ‖ …."""
    blocks = -(-length // HASH_SIZE)  # length / 32, rounded up
    return b"".join(digest(domain, key, i.to_bytes(4, "big")) for i in range(blocks))[:length]


def xor(left: bytes, right: bytes) -> bytes:
    """Byte-wise exclusive or of two strings of equal length."""
    if len(left) != len(right):
        raise ValueError(f"xor of {len(left)} and {len(right)} bytes")
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(left), "big")
