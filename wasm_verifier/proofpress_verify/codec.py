"""Bytes of a shard file <-> typed records. One legal spelling; lengths before contents.

Format document, "Shard file":

    sealed = u8 version ‖ D ‖ u32 shard ‖ u32 m ‖ salt ‖ u32 heap length
           ‖ m × (tag 16 ‖ pointer 6) ‖ (2m-2) × cell 70 ‖ heap
    rest   = u32 top length ‖ top path ‖ zero bytes to the next multiple of 4,096
    file   = sealed ‖ rest ‖ p × 32 bytes, the sibling of the file leaf first
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from .amounts import Sums, encode_sums, read_sums
from .codes import TAG_SIZE
from .errors import (
    RecordForm,
    ShardFileSize,
    ShardFiller,
    ShardHeader,
    ShardNumber,
    ShardSalt,
    ShardSmall,
    ShardVersion,
    SumsForm,
    TagOrder,
    TopPathForm,
)
from .hashing import HASH_SIZE, Domain, digest
from .layout import cells

VERSION = 0
BLOCK = 4096
POINTER_SIZE = 6
ENTRY_SIZE = TAG_SIZE + POINTER_SIZE
CELL_SIZE = HASH_SIZE + HASH_SIZE + POINTER_SIZE
FIXED_SIZE = 1 + HASH_SIZE + 4 + 4 + HASH_SIZE + 4
MAX_ACCOUNT_BYTES = 255
MAX_SHARD_SIZE = 16 * 1024 * 1024
LEAST_ACCOUNTS = 100


@dataclass(frozen=True)
class ShardFile:
    """A shard file taken apart; nothing in it has been checked yet but its length.

    `sealed` and `rest` are the two parts whose digests make the file leaf.
    """

    version: int
    header_digest: bytes
    shard: int
    leaves: int
    salt: bytes
    entries: bytes
    cells: bytes
    heap: bytes
    top_path: bytes
    filler: bytes
    audit_path: tuple[bytes, ...]
    sealed: bytes
    rest: bytes

    def tag(self, position: int) -> bytes:
        """The tag of leaf `position`."""
        start = position * ENTRY_SIZE
        return self.entries[start : start + TAG_SIZE]

    def pointer(self, position: int) -> bytes:
        """The sealed pointer to the record of leaf `position`."""
        start = position * ENTRY_SIZE + TAG_SIZE
        return self.entries[start : start + POINTER_SIZE]

    def cell(self, index: int) -> Cell:
        """Cell `index` (0 … 2m-3)."""
        start = index * CELL_SIZE
        data = self.cells[start : start + CELL_SIZE]
        return Cell(data[:HASH_SIZE], data[HASH_SIZE:])


@dataclass(frozen=True)
class Cell:
    """A node's cell: its wrapped parent key (32 bytes) and its sealed hash and place (38)."""

    wrap: bytes
    sealed: bytes


@dataclass(frozen=True)
class Record:
    """An account's own record: its name, its identity hash (empty if unbound) and sums."""

    account: bytes
    identity_hash: bytes
    sums: Sums


def parse_shard(data: bytes, prefix_bits: int) -> ShardFile:
    """Take a shard file apart.

    Raises:
        ShardFileSize: the length does not follow from the counts in the file.
    """
    if not FIXED_SIZE <= len(data) <= MAX_SHARD_SIZE:
        raise ShardFileSize(
            expected=f"{FIXED_SIZE} to {MAX_SHARD_SIZE} bytes", found=f"{len(data)} bytes"
        )
    leaves = int.from_bytes(data[37:41], "big")
    heap_length = int.from_bytes(data[73:77], "big")
    entries_at = FIXED_SIZE
    cells_at = entries_at + leaves * ENTRY_SIZE
    heap_at = cells_at + cells(leaves) * CELL_SIZE
    rest_at = heap_at + heap_length
    if rest_at + 4 > len(data):
        raise ShardFileSize(expected=f"at least {rest_at + 4} bytes", found=f"{len(data)}")
    top_at = rest_at + 4
    filler_at = top_at + int.from_bytes(data[rest_at:top_at], "big")
    audit_at = filler_at + -filler_at % BLOCK
    if audit_at + prefix_bits * HASH_SIZE != len(data):
        raise ShardFileSize(
            expected=f"{audit_at + prefix_bits * HASH_SIZE} bytes", found=f"{len(data)}"
        )
    return ShardFile(
        version=data[0],
        header_digest=data[1:33],
        shard=int.from_bytes(data[33:37], "big"),
        leaves=leaves,
        salt=data[41:73],
        entries=data[entries_at:cells_at],
        cells=data[cells_at:heap_at],
        heap=data[heap_at:rest_at],
        top_path=data[top_at:filler_at],
        filler=data[filler_at:audit_at],
        audit_path=tuple(
            data[start : start + HASH_SIZE] for start in range(audit_at, len(data), HASH_SIZE)
        ),
        sealed=data[:rest_at],
        rest=data[rest_at:audit_at],
    )


def check_form(file: ShardFile, header_digest: bytes, shard: int) -> None:
    """Check what the file says of itself, and the order of its tags.

    To be called once the file is known to be the signed one: what fails here is then
    the publisher's doing.

    Raises:
        ShardVersion, ShardHeader, ShardNumber, ShardSmall, ShardFiller, ShardSalt, TagOrder
    """
    if file.version != VERSION:
        raise ShardVersion(expected=f"version {VERSION}", found=f"version {file.version}")
    if file.header_digest != header_digest:
        raise ShardHeader(expected=header_digest.hex(), found=file.header_digest.hex())
    if file.shard != shard:
        raise ShardNumber(expected=f"shard {shard}", found=f"shard {file.shard}")
    if file.audit_path and 0 < file.leaves < LEAST_ACCOUNTS:  # an audit path: p > 0
        raise ShardSmall(
            expected=f"no accounts, or at least {LEAST_ACCOUNTS}, in each of several shards",
            found=f"{file.leaves} accounts",
            where=f"shard {shard}",
        )
    if any(file.filler):
        raise ShardFiller(expected="zero bytes", found="others")
    if file.leaves == 0:
        _check_empty(file)
    tags = [file.tag(position) for position in range(file.leaves)]
    for position, (before, after) in enumerate(pairwise(tags)):
        if before >= after:
            raise TagOrder(
                expected="strictly ascending tags",
                found=f"{before.hex()} before {after.hex()}",
                where=f"leaves {position} and {position + 1}",
            )


def _check_empty(file: ShardFile) -> None:
    """An empty shard has nothing to choose: it seals nothing, and its salt is known."""
    if file.heap or file.top_path:
        raise ShardFiller(expected="an empty shard with nothing sealed", found="sealed bytes")
    salt = digest(Domain.SALT, digest(Domain.EMPTY_SHARD))
    if file.salt != salt:
        raise ShardSalt(expected=salt.hex(), found=file.salt.hex(), where="an empty shard")


def encode_sealed(
    header_digest: bytes,
    shard: int,
    salt: bytes,
    entries: list[bytes],
    cells: list[bytes],
    heap: bytes,
) -> bytes:
    """The part of a shard file up to the end of the heap."""
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


def encode_rest(sealed_length: int, top_path: bytes) -> bytes:
    """The part behind the heap: the sealed top path and filler to a multiple of 4,096."""
    filler = -(sealed_length + 4 + len(top_path)) % BLOCK
    return len(top_path).to_bytes(4, "big") + top_path + bytes(filler)


def encode_place(offset: int, length: int) -> bytes:
    """u32 offset ‖ u16 length: where in the heap something stands."""
    return offset.to_bytes(4, "big") + length.to_bytes(2, "big")


def decode_place(data: bytes) -> tuple[int, int]:
    """(offset, length) of 6 bytes."""
    return int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")


def is_account(account: bytes) -> bool:
    """1 to 255 bytes 20 to 7e, no blank first, last or doubled."""
    return (
        1 <= len(account) <= MAX_ACCOUNT_BYTES
        and all(0x20 <= byte <= 0x7E for byte in account)
        and not account.startswith(b" ")
        and not account.endswith(b" ")
        and b"  " not in account
    )


def encode_record(record: Record) -> bytes:
    """u8 length ‖ account ‖ [idh] ‖ enc(sums)."""
    length = bytes((len(record.account),))
    return length + record.account + record.identity_hash + encode_sums(record.sums)


def decode_record(data: bytes, identity_bound: bool) -> Record:
    """The record spelled by exactly `data`.

    Raises:
        RecordForm: its account or its length is not legal.
        SumsForm: its sums are not.
    """
    length = data[0] if data else 0
    sums_at = 1 + length + (HASH_SIZE if identity_bound else 0)
    account = data[1 : 1 + length]
    if sums_at > len(data) or not is_account(account):
        raise RecordForm(expected="an account name as the format allows", found="another")
    sums, end = read_sums(data, sums_at, "the account's record")
    if end != len(data):
        raise RecordForm(expected=f"{end} bytes", found=f"{len(data)} bytes")
    return Record(account, data[1 + length : sums_at], sums)


def encode_top_path(siblings: list[tuple[bytes, Sums]]) -> bytes:
    """Per level upwards, from the shard root's sibling: hash ‖ enc(sums)."""
    return b"".join(hash_ + encode_sums(sums) for hash_, sums in siblings)


def decode_top_path(data: bytes, levels: int) -> tuple[tuple[bytes, Sums], ...]:
    """The siblings of an opened top path; only zero bytes may follow them.

    Raises:
        TopPathForm: `data` is not exactly `levels` siblings and zero bytes.
    """
    siblings: list[tuple[bytes, Sums]] = []
    offset = 0
    for level in range(levels):
        hash_ = data[offset : offset + HASH_SIZE]
        try:
            sums, offset = read_sums(data, offset + HASH_SIZE, f"level {level} above the shards")
        except SumsForm as error:
            raise TopPathForm(
                expected=error.expected, found=error.found, where=error.where
            ) from error
        siblings.append((hash_, sums))
    if any(data[offset:]):
        raise TopPathForm(expected=f"zero bytes from byte {offset} on", found="others")
    return tuple(siblings)
