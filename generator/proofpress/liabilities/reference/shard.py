"""One shard's accounts -> tree -> the encrypted part of its canonical file.

This is the definition of a shard file, in plain Python. Tests compare the kernels with it.
Format document, "Tree", "Key ladder" and "Shard file".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from proofpress_verify.core import codes, ladder, tree
from proofpress_verify.core.amounts import Sums, encode_sums
from proofpress_verify.core.hashing import Domain, digest, keystream, xor
from proofpress_verify.core.ladder import ENCRYPTED_SIZE
from proofpress_verify.core.shard_file import POINTER_SIZE, VERSION, Record
from proofpress_verify.core.tree import Node, cell_number, perfect_width


@dataclass(frozen=True)
class Account:
    """An account as it enters its shard: its secret code, name, identity hash and sums.

    `identity_hash` is empty if the snapshot has no identities; `sums` include column 0.
    """

    code: bytes = field(repr=False)
    name: bytes
    identity_hash: bytes
    sums: Sums


@dataclass(frozen=True)
class Shard:
    """A built shard: its root, g(shard root) (secret) and its file up to the end of the heap."""

    root: Node
    root_key: bytes = field(repr=False)
    part_a: bytes = field(repr=False)
    leaves: int


@dataclass(frozen=True)
class _Part:
    """A piece of the heap: its secret ordering key and its encrypted bytes."""

    ordering_key: bytes
    data: bytes


def build_shard(header_digest: bytes, number: int, accounts: Sequence[Account]) -> Shard:
    """Build one shard from its accounts, in any order.

    `header_digest` is D, `number` the shard's. All sums of a shard stay below 2**128.

    Raises:
        SumOverflow: a sum reached 2**128.
    """
    if not accounts:
        return _empty(header_digest, number)
    keyed = [(codes.snapshot_code(account.code, header_digest), account) for account in accounts]
    keyed.sort(key=lambda pair: codes.tag(pair[0]))
    nodes = _nodes([tree.leaf(codes.ident(k, a.name, a.identity_hash), a.sums) for k, a in keyed])
    salt = ladder.salt(nodes[-1].hash)
    keys = _keys([ladder.leaf_key(k, salt) for k, _ in keyed])
    places, heap = _heap(
        [*(_record(k + salt, account) for k, account in keyed), *_chunks(nodes, keys)]
    )
    entries = [
        codes.tag(k) + _encrypted_pointer(k + salt, place)
        for (k, _), place in zip(keyed, places, strict=False)
    ]
    cells = _cells(nodes, keys, places[len(keyed) :])
    part_a = encode_part_a(header_digest, number, salt, entries, cells, heap)
    return Shard(nodes[-1], keys[-1], part_a, len(accounts))


def _empty(header_digest: bytes, number: int) -> Shard:
    root = tree.empty_node(0)
    part_a = encode_part_a(header_digest, number, ladder.salt(root.hash), [], [], b"")
    return Shard(root, b"", part_a, 0)


# The tree and its keys, in cell order: the leaves are 0 … m-1, the shard root is node 2m-2 and
# has no cell.


def branches(m: int) -> Iterator[tuple[int, int]]:
    """(left, right) cell numbers of the children of the nodes m, m+1, … 2m-2."""
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


def _nodes(leaves: list[Node]) -> list[Node]:
    """All nodes, the shard root last."""
    nodes = list(leaves)
    for left, right in branches(len(leaves)):
        nodes.append(tree.parent(nodes[left], nodes[right]))
    return nodes


def _keys(leaf_keys: list[bytes]) -> list[bytes]:
    """g of all nodes, g(shard root) last."""
    keys = list(leaf_keys)
    for left, right in branches(len(leaf_keys)):
        keys.append(node_key(keys[left], keys[right]))
    return keys


def _relatives(leaves: int) -> list[tuple[int, int]]:
    """(sibling, parent) of each node that has a cell."""
    relatives = [(0, 0)] * tree.cell_count(leaves)
    for parent, (left, right) in enumerate(branches(leaves), leaves):
        relatives[left] = (right, parent)
        relatives[right] = (left, parent)
    return relatives


# The heap: records of accounts and chunks of nodes, in the order of secret keys.


def ordering_key(domain: Domain, key: bytes) -> bytes:
    """The secret 32 bytes by which the parts of a heap are ordered (counter ffffffff)."""
    return digest(domain, key, b"\xff\xff\xff\xff")


def _record(secret: bytes, account: Account) -> _Part:
    plain = encode_record(Record(account.name, account.identity_hash, account.sums))
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE + len(plain))
    return _Part(ordering_key(Domain.RECORD_STREAM, secret), xor(plain, stream[POINTER_SIZE:]))


def _chunks(nodes: list[Node], keys: list[bytes]) -> Iterator[_Part]:
    """The sums of each node that has a cell, under the key of its sibling."""
    leaves = (len(nodes) + 1) // 2
    for node, (sibling, _) in zip(nodes, _relatives(leaves), strict=False):
        plain, key = encode_sums(node.sums), keys[sibling]
        stream = keystream(Domain.CELL_STREAM, key, ENCRYPTED_SIZE + len(plain))
        encrypted = xor(plain, stream[ENCRYPTED_SIZE:])
        yield _Part(ordering_key(Domain.CELL_STREAM, key), encrypted)


def _heap(parts: list[_Part]) -> tuple[list[tuple[int, int]], bytes]:
    """(offset, length) of each part, and the heap: the parts by ascending ordering key."""
    places = [(0, 0)] * len(parts)
    offset = 0
    order = sorted(range(len(parts)), key=lambda index: parts[index].ordering_key)
    for index in order:
        places[index] = (offset, len(parts[index].data))
        offset += len(parts[index].data)
    return places, b"".join(parts[index].data for index in order)


def _encrypted_pointer(secret: bytes, place: tuple[int, int]) -> bytes:
    return xor(encode_pointer(*place), keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE))


def _cells(nodes: list[Node], keys: list[bytes], places: list[tuple[int, int]]) -> list[bytes]:
    leaves = (len(nodes) + 1) // 2
    return [
        ladder.wrap(keys[cell], keys[parent])
        + xor(
            nodes[cell].hash + encode_pointer(*places[cell]),
            keystream(Domain.CELL_STREAM, keys[sibling], ENCRYPTED_SIZE),
        )
        for cell, (sibling, parent) in enumerate(_relatives(leaves))
    ]


# Encoding.


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


def encode_pointer(offset: int, length: int) -> bytes:
    """u32 offset ‖ u16 length: where in the heap something is."""
    return offset.to_bytes(4, "big") + length.to_bytes(2, "big")


def encode_record(record: Record) -> bytes:
    """u8 length ‖ account ‖ [idh] ‖ enc(sums)."""
    length = bytes((len(record.account),))
    return length + record.account + record.identity_hash + encode_sums(record.sums)
