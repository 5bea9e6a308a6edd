"""One shard's accounts -> tree -> the sealed part of its canonical file.

This is the definition of a shard file, in plain Python; kernels that do the same faster
are held equal to it. Format document, "Tree", "Key ladder" and "Shard file".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from proofpress.liabilities.encoding_shard_file import encode_part_a, encode_pointer, encode_record
from proofpress.liabilities.encoding_tree import branches, node_key, ordering_key
from proofpress_verify.core import codes, ladder, tree
from proofpress_verify.core.amounts import Sums, encode_sums
from proofpress_verify.core.hashing import Domain, keystream, xor
from proofpress_verify.core.ladder import ENCRYPTED_SIZE
from proofpress_verify.core.shard_file import POINTER_SIZE, Record
from proofpress_verify.core.tree import Node


@dataclass(frozen=True)
class Account:
    """An account as it enters its shard: its secret code, name, identity hash and sums.

    `identity_hash` is empty where the snapshot binds none; `sums` include column 0.
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
    sealed: bytes = field(repr=False)
    leaves: int


@dataclass(frozen=True)
class _Part:
    """A piece of the heap: its secret place value and its sealed bytes."""

    place: bytes
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
    nodes = _nodes([_leaf(k, account) for k, account in keyed])
    salt = ladder.salt(nodes[-1].hash)
    keys = _keys([ladder.leaf_key(k, salt) for k, _ in keyed])
    records = [_record(k + salt, account) for k, account in keyed]
    chunks = _chunks(nodes, keys)
    places, heap = _heap(records + chunks)
    entries = [
        codes.tag(k) + _sealed_pointer(k + salt, place)
        for (k, _), place in zip(keyed, places, strict=False)
    ]
    cells = _cells(nodes, keys, places[len(records) :])
    sealed = encode_part_a(header_digest, number, salt, entries, cells, heap)
    return Shard(nodes[-1], keys[-1], sealed, len(accounts))


def _empty(header_digest: bytes, number: int) -> Shard:
    root = tree.empty_node(0)
    sealed = encode_part_a(header_digest, number, ladder.salt(root.hash), [], [], b"")
    return Shard(root, b"", sealed, 0)


def _leaf(k: bytes, account: Account) -> Node:
    return tree.leaf(codes.ident(k, account.name, account.identity_hash), account.sums)


def _nodes(leaves: list[Node]) -> list[Node]:
    """All nodes in cell order, the shard root last."""
    nodes = list(leaves)
    for left, right in branches(len(leaves)):
        nodes.append(tree.parent(nodes[left], nodes[right]))
    return nodes


def _keys(leaf_keys: list[bytes]) -> list[bytes]:
    """g of all nodes in cell order, g(shard root) last."""
    keys = list(leaf_keys)
    for left, right in branches(len(leaf_keys)):
        keys.append(node_key(keys[left], keys[right]))
    return keys


def _siblings(leaves: int) -> list[tuple[int, int]]:
    """(sibling, parent) of each node that has a cell, in cell order."""
    relatives = [(0, 0)] * tree.cell_count(leaves)
    for parent, (left, right) in enumerate(branches(leaves), leaves):
        relatives[left] = (right, parent)
        relatives[right] = (left, parent)
    return relatives


def _record(secret: bytes, account: Account) -> _Part:
    plain = encode_record(Record(account.name, account.identity_hash, account.sums))
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE + len(plain))
    return _Part(ordering_key(Domain.RECORD_STREAM, secret), xor(plain, stream[POINTER_SIZE:]))


def _chunks(nodes: list[Node], keys: list[bytes]) -> list[_Part]:
    leaves = (len(nodes) + 1) // 2
    return [
        _chunk(nodes[cell], keys[sibling]) for cell, (sibling, _) in enumerate(_siblings(leaves))
    ]


def _chunk(node: Node, sibling_key: bytes) -> _Part:
    plain = encode_sums(node.sums)
    stream = keystream(Domain.CELL_STREAM, sibling_key, ENCRYPTED_SIZE + len(plain))
    return _Part(ordering_key(Domain.CELL_STREAM, sibling_key), xor(plain, stream[ENCRYPTED_SIZE:]))


def _heap(parts: list[_Part]) -> tuple[list[tuple[int, int]], bytes]:
    """(offset, length) of each part, and the heap: the parts by ascending place value."""
    places = [(0, 0)] * len(parts)
    offset = 0
    order = sorted(range(len(parts)), key=lambda index: parts[index].place)
    for index in order:
        places[index] = (offset, len(parts[index].data))
        offset += len(parts[index].data)
    return places, b"".join(parts[index].data for index in order)


def _sealed_pointer(secret: bytes, place: tuple[int, int]) -> bytes:
    return xor(encode_pointer(*place), keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE))


def _cells(nodes: list[Node], keys: list[bytes], places: list[tuple[int, int]]) -> list[bytes]:
    leaves = (len(nodes) + 1) // 2
    return [
        ladder.wrap(keys[cell], keys[parent])
        + xor(
            nodes[cell].hash + encode_pointer(*places[cell]),
            keystream(Domain.CELL_STREAM, keys[sibling], ENCRYPTED_SIZE),
        )
        for cell, (sibling, parent) in enumerate(_siblings(leaves))
    ]
