"""A shard file, a record and the path above the shards: from bytes to values, most still encrypted.

part A = u8 version ‖ D ‖ u32 shard ‖ u32 m ‖ salt ‖ u32 heap length
       ‖ m × (tag 16 ‖ pointer 6) ‖ (2m-2) × cell 70 ‖ heap
part B = u32 path length ‖ path to the root ‖ zero bytes to the next multiple of 4,096
file   = part A ‖ part B ‖ p × 32 bytes, the sibling of the file leaf first
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from . import errors
from .amounts import Sums, read_sums
from .codes import TAG_SIZE
from .hashing import HASH_SIZE, Domain, digest
from .tree import Node, cell_count, empty_node

VERSION = 0
ALIGNMENT = 4096
POINTER_SIZE = 6
ENTRY_SIZE = TAG_SIZE + POINTER_SIZE
CELL_SIZE = HASH_SIZE + HASH_SIZE + POINTER_SIZE
FIXED_SIZE = 1 + HASH_SIZE + 4 + 4 + HASH_SIZE + 4
MAX_ACCOUNT_BYTES = 255
MAX_SHARD_SIZE = 16 * 1024 * 1024
LEAST_ACCOUNTS = 100
_ACCOUNT = re.compile(rb"[!-~]+(?: [!-~]+)*")


@dataclass(frozen=True)
class ShardFile:
    """A parsed shard file. `wraps` and `nodes` are the cells' first 32 and last 38 bytes."""

    version: int
    header_digest: bytes
    shard: int
    leaves: int
    salt: bytes
    tags: tuple[bytes, ...]
    pointers: tuple[bytes, ...]
    wraps: tuple[bytes, ...]
    nodes: tuple[bytes, ...]
    heap: bytes
    root_path: bytes
    filler: bytes
    siblings: tuple[bytes, ...]
    part_a: bytes
    part_b: bytes


@dataclass(frozen=True)
class Record:
    """An account's own record: its name, its identity hash (empty if unbound) and sums."""

    account: bytes
    identity_hash: bytes
    sums: Sums


# Format document, "Shard file". Python's integers do not wrap, and the counts are compared with the
# length of the file before anything is cut out.
def parse_shard(data: bytes, prefix_bits: int, where: str = "") -> ShardFile:
    """Parse a shard file; FileSize if its length does not follow from the counts in it."""
    size, limits = f"{len(data)} bytes", f"{FIXED_SIZE} to {MAX_SHARD_SIZE} bytes"
    if not FIXED_SIZE <= len(data) <= MAX_SHARD_SIZE:
        raise errors.FileSize(expected=limits, found=size, where=where)
    leaves = int.from_bytes(data[37:41], "big")
    cells_at = FIXED_SIZE + leaves * ENTRY_SIZE
    heap_at = cells_at + cell_count(leaves) * CELL_SIZE
    part_b_at = heap_at + int.from_bytes(data[73:77], "big")
    path_at = part_b_at + 4
    if path_at > len(data):
        raise errors.FileSize(expected=f"at least {path_at} bytes", found=size, where=where)
    filler_at = path_at + int.from_bytes(data[part_b_at:path_at], "big")
    siblings_at = filler_at + -filler_at % ALIGNMENT
    end = siblings_at + prefix_bits * HASH_SIZE
    if end != len(data):
        raise errors.FileSize(expected=f"{end} bytes", found=size, where=where)
    entries = [data[at : at + ENTRY_SIZE] for at in range(FIXED_SIZE, cells_at, ENTRY_SIZE)]
    cells = [data[at : at + CELL_SIZE] for at in range(cells_at, heap_at, CELL_SIZE)]
    return ShardFile(
        version=data[0],
        header_digest=data[1:33],
        shard=int.from_bytes(data[33:37], "big"),
        leaves=leaves,
        salt=data[41:73],
        tags=tuple(entry[:TAG_SIZE] for entry in entries),
        pointers=tuple(entry[TAG_SIZE:] for entry in entries),
        wraps=tuple(cell[:HASH_SIZE] for cell in cells),
        nodes=tuple(cell[HASH_SIZE:] for cell in cells),
        heap=data[heap_at:part_b_at],
        root_path=data[path_at:filler_at],
        filler=data[filler_at:siblings_at],
        siblings=tuple(
            data[at : at + HASH_SIZE] for at in range(siblings_at, len(data), HASH_SIZE)
        ),
        part_a=data[:part_b_at],
        part_b=data[part_b_at:siblings_at],
    )


def check_form(file: ShardFile, header_digest: bytes, shard: int) -> None:
    """Check what a signed file says about itself, and the order of its tags."""
    if file.version != VERSION:
        raise errors.ShardVersion(expected=f"version {VERSION}", found=f"version {file.version}")
    if file.header_digest != header_digest:
        raise errors.ShardHeader(expected=header_digest.hex(), found=file.header_digest.hex())
    if file.shard != shard:
        raise errors.ShardNumber(expected=f"shard {shard}", found=f"shard {file.shard}")
    if file.siblings:  # p > 0: there are other shards
        check_size(file.leaves, f"shard {shard}")
    if any(file.filler):
        rest = file.filler.lstrip(b"\0")
        offset = len(file.part_a) + len(file.part_b) - len(rest)
        raise errors.Filler(expected="zero bytes", found=f"{rest[0]:02x} at offset {offset}")
    if file.leaves == 0:
        _check_empty(file)
    for position, (before, after) in enumerate(pairwise(file.tags)):
        if before >= after:
            order, where = f"{before.hex()} before {after.hex()}", f"leaf {position}"
            raise errors.TagOrder(expected="strictly ascending tags", found=order, where=where)


# Format document, "Tree".
def check_size(accounts: int, where: str) -> None:
    """Check that one of several shards, or a node above them, counts no accounts or enough."""
    if 0 < accounts < LEAST_ACCOUNTS:
        expected = f"no accounts or at least {LEAST_ACCOUNTS}"
        raise errors.ShardSmall(expected=expected, found=f"{accounts}", where=where)


def _check_empty(file: ShardFile) -> None:
    """Check that an empty shard has no data, and the only salt that it can have."""
    if file.heap or file.root_path:
        found = f"a heap of {len(file.heap)} bytes and a path of {len(file.root_path)} bytes"
        raise errors.Filler(expected="an empty shard that holds nothing", found=found)
    salt = digest(Domain.SALT, empty_node(0).hash)
    if file.salt != salt:
        raise errors.ShardSalt(expected=salt.hex(), found=file.salt.hex(), where="an empty shard")


# Format document, "Codes": 1 to 255 bytes 20 to 7e, no blank first, last or doubled.
def legal_bytes(account: bytes) -> int:
    """How many bytes of an account name, from its start, the format allows."""
    match = _ACCOUNT.match(account[:MAX_ACCOUNT_BYTES])
    return match.end() if match else 0


# Format document, "Key ladder".
def decode_pointer(data: bytes) -> tuple[int, int]:
    """(offset, length) of a piece of the heap: u32 offset ‖ u16 length."""
    return int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")


def decode_record(data: bytes, identity_bound: bool) -> Record:
    """The record that exactly `data` encodes: u8 length ‖ account ‖ [idh] ‖ enc(sums)."""
    length = data[0] if data else 0
    sums_at = 1 + length + (HASH_SIZE if identity_bound else 0)
    account = data[1 : 1 + length]
    if sums_at > len(data) or not 0 < legal_bytes(account) == length:
        expected = f"an account name of {length or 'some'} legal bytes, and {sums_at} bytes or more"
        found = f"{legal_bytes(account)} legal bytes, and {len(data)} bytes"
        raise errors.RecordForm(expected=expected, found=found)
    sums, end = read_sums(data, sums_at, "the account's record")
    if end != len(data):
        raise errors.RecordForm(expected=f"{end} bytes", found=f"{len(data)} bytes")
    return Record(account, data[1 + length : sums_at], sums)


# Format document, "Root path".
def decode_root_path(data: bytes, levels: int) -> tuple[Node, ...]:
    """The siblings of a decrypted path, the shard root's first: hash ‖ enc(sums), then zeros."""
    siblings: list[Node] = []
    offset = 0
    for level in range(levels):
        hash_ = data[offset : offset + HASH_SIZE]  # if cut off, no bytes are left for the sums
        try:
            sums, offset = read_sums(data, offset + HASH_SIZE, f"level {level} above the shards")
        except errors.SumsForm as error:
            failed = {"expected": error.expected, "found": error.found, "where": error.where}
            raise errors.RootPath(**failed) from error
        siblings.append(Node(hash_, sums))
    rest = data[offset:].lstrip(b"\0")
    if rest:
        found = f"{rest[0]:02x} at byte {len(data) - len(rest)}"
        raise errors.RootPath(expected=f"zero bytes from byte {offset} on", found=found)
    return tuple(siblings)
