"""The key ladder: with it, each customer can decrypt only their own path inside a shard.

Each node X below the shard root has a cell, and a key g(X) that only the customers under X know:

    wrap(X)      = g(parent) XOR pad(g(X))
    encrypted(X) = (hash(X) ‖ u32 offset ‖ u16 length) XOR keystream(g(sibling of X))

The chunk at that offset of the heap, enc(sums(X)), continues the same keystream. So g of a node
decrypts its sibling and unwraps g of its parent. There is no MAC: decrypted values are right if
their hashes lead to the signed root.
"""

from .amounts import decode_sums
from .errors import CellPlace, RecordPlace
from .hashing import HASH_SIZE, Domain, digest, keystream, xor
from .shard_file import POINTER_SIZE, Record, ShardFile, decode_pointer, decode_record
from .tree import Node

ENCRYPTED_SIZE = HASH_SIZE + POINTER_SIZE


# Format document, "Key ladder".
def salt(shard_root: bytes) -> bytes:
    """The value that a shard file publishes instead of its root's hash."""
    return digest(Domain.SALT, shard_root)


def leaf_key(k: bytes, salt_: bytes) -> bytes:
    """g of a leaf."""
    return digest(Domain.LEAF_KEY, k, salt_)


def wrap(key: bytes, parent_key: bytes) -> bytes:
    """The parent's key, encrypted with `key`. As its own inverse, this function also unwraps."""
    return xor(parent_key, digest(Domain.WRAP_PAD, key))


def decrypt_record(file: ShardFile, position: int, k: bytes, identity_bound: bool) -> Record:
    """The record of leaf `position`; the keystream's first 6 bytes are for its pointer."""
    secret = k + file.salt
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE)
    offset, length = decode_pointer(xor(file.pointers[position], stream))
    if offset + length > len(file.heap):
        raise RecordPlace(expected=f"at most {len(file.heap)}", found=f"{offset} + {length}")
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE + length)[POINTER_SIZE:]
    return decode_record(xor(file.heap[offset : offset + length], stream), identity_bound)


def decrypt_sibling(node: bytes, heap: bytes, key: bytes, where: str) -> Node:
    """The sibling, by the key g of the node beside it; 38 bytes of keystream are for its cell."""
    decrypted = xor(node, keystream(Domain.CELL_STREAM, key, ENCRYPTED_SIZE))
    offset, length = decode_pointer(decrypted[HASH_SIZE:])
    if offset + length > len(heap):
        found = f"{offset} + {length}"
        raise CellPlace(expected=f"at most {len(heap)}", found=found, where=where)
    stream = keystream(Domain.CELL_STREAM, key, ENCRYPTED_SIZE + length)[ENCRYPTED_SIZE:]
    sums = decode_sums(xor(heap[offset : offset + length], stream), where)
    return Node(decrypted[:HASH_SIZE], sums)


# Format document, "Root path".
def root_path_stream(shard_root_key: bytes, root: bytes, length: int) -> bytes:
    """The keystream of the path from the shard root to the root."""
    return keystream(Domain.ROOT_PATH_STREAM, shard_root_key + root, length)
