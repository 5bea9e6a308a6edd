"""One account in one shard file: from the signed terms and k to the account's balances.

`check_file` says whether bytes are the shard file that was signed; `check_form` (in `shard_file`)
whether that file is well-formed; `check_account` goes from the account's own record to the root.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

from . import codes, errors, ladder, tree
from .amounts import COUNT, Sums, amount_in
from .hashing import xor
from .shard_file import Record, ShardFile, check_size, decode_root_path, parse_shard
from .tree import Node

Passed = Literal["tag", "record", "shard-path", "root-path", "totals"]


@dataclass(frozen=True)
class Terms:
    """What the core needs from a signed statement; `prefix_bits` is p."""

    header_digest: bytes
    columns: int
    prefix_bits: int
    identity_bound: bool
    root: bytes
    totals: tuple[int, ...]
    files: bytes


@dataclass(frozen=True)
class PathStep:
    """One level of an inclusion path: the sibling, whether it is on the left, the node above."""

    sibling: Node
    sibling_left: bool
    node: Node
    in_shard: bool


@dataclass(frozen=True)
class Finding:
    """What was established about one account; `identity_hash` is empty if none is bound."""

    account: str
    identity_hash: bytes
    sums: Sums
    leaf: Node
    position: int
    leaves: int
    shard: int
    path: tuple[PathStep, ...]


# Format document, "File tree". The number is that of the shard asked for, not the file's own.
def check_file(data: bytes, shard: int, terms: Terms, where: str = "") -> ShardFile:
    """The shard file in `data`; FileSize or FilesRoot if it is not the one that was signed."""
    file = parse_shard(data, terms.prefix_bits, where)
    leaf = tree.file_leaf(shard, file.part_a, file.part_b)
    root = tree.files_root(shard, leaf, file.siblings)
    if root != terms.files:
        raise errors.FilesRoot(expected=terms.files.hex(), found=root.hex(), where=where)
    return file


# Format document, "Order of checks".
def check_account(file: ShardFile, k: bytes, terms: Terms) -> Generator[Passed, None, Finding]:
    """Yield each step's name once it has passed; return the finding. `check_form` comes before."""
    position = find_tag(file, codes.tag(k))
    yield "tag"
    record = ladder.decrypt_record(file, position, k, terms.identity_bound)
    leaf = _own_leaf(record, k, terms)
    yield "record"
    in_shard, root_key = _path_in_shard(file, position, leaf, k, terms)
    shard_root = in_shard[-1].node if in_shard else leaf
    _check_shard_root(file, shard_root)
    yield "shard-path"
    above = _path_above(file, shard_root, root_key, terms)
    yield "root-path"
    _check_root(above[-1].node if above else shard_root, terms)
    yield "totals"
    name, found = record.account.decode("ascii"), (record.identity_hash, record.sums, leaf)
    return Finding(name, *found, position, file.leaves, file.shard, (*in_shard, *above))


def find_tag(file: ShardFile, tag: bytes) -> int:
    """The leaf with this tag. As the tags ascend, the two around its place show its absence."""
    if tag not in file.tags:
        place = sum(listed < tag for listed in file.tags)
        around = " and ".join(listed.hex() for listed in file.tags[max(0, place - 1) : place + 1])
        found = f"{file.leaves} tags, around its place: {around or 'nothing'}"
        raise errors.TagAbsent(expected=f"tag {tag.hex()}", found=found)
    return file.tags.index(tag)


# Format document, "Order of checks" (`column-unknown`).
def count_accounts(sums: Sums, terms: Terms, where: str) -> int:
    """How many accounts these sums count, if they use only columns that the header lists."""
    for column, _ in sums:
        if column >= terms.columns:
            known = f"a column from 0 to {terms.columns - 1}"
            raise errors.ColumnUnknown(expected=known, found=f"column {column}", where=where)
    return amount_in(sums, COUNT)


# Format document, "Columns" (every leaf counts as one account) and "Tree".
def _own_leaf(record: Record, k: bytes, terms: Terms) -> Node:
    counted = count_accounts(record.sums, terms, "the account's record")
    if counted != 1:
        raise errors.LeafCount(expected="1 account", found=f"{counted}")
    return tree.leaf(codes.ident(k, record.account, record.identity_hash), record.sums)


# Format document, "Key ladder".
def _path_in_shard(
    file: ShardFile, position: int, leaf: Node, k: bytes, terms: Terms
) -> tuple[list[PathStep], bytes]:
    """The path from the leaf to the shard root, and g(shard root)."""
    node, key, path = leaf, ladder.leaf_key(k, file.salt), list[PathStep]()
    levels = tree.inclusion_path(file.leaves, position)
    for number, (own, beside, leaves, on_left) in enumerate(levels):
        where = f"level {number} in the shard"
        sibling = ladder.decrypt_sibling(file.nodes[beside], file.heap, key, where)
        counted = count_accounts(sibling.sums, terms, where)
        if counted != leaves:
            raise errors.SiblingCount(expected=f"{leaves}", found=f"{counted}", where=where)
        node = tree.parent(sibling, node) if on_left else tree.parent(node, sibling)
        key = ladder.wrap(key, file.wraps[own])
        path.append(PathStep(sibling, on_left, node, in_shard=True))
    return path, key


def _check_shard_root(file: ShardFile, shard_root: Node) -> None:
    salt = ladder.salt(shard_root.hash)
    if salt != file.salt:
        raise errors.ShardSalt(expected=file.salt.hex(), found=salt.hex())
    counted = amount_in(shard_root.sums, COUNT)
    if counted != file.leaves:
        raise errors.ShardCount(expected=f"{file.leaves} accounts", found=f"{counted}")


# Format document, "Root path".
def _path_above(file: ShardFile, shard_root: Node, root_key: bytes, terms: Terms) -> list[PathStep]:
    stream = ladder.root_path_stream(root_key, terms.root, len(file.root_path))
    siblings = decode_root_path(xor(file.root_path, stream), terms.prefix_bits)
    node, path = shard_root, list[PathStep]()
    for height, sibling in enumerate(siblings):
        where = f"level {height} above the shards"
        counted, empty = count_accounts(sibling.sums, terms, where), tree.empty_node(height)
        # A node that counts no accounts has no balances: it has to be the one over empty shards.
        if counted == 0 and sibling != empty:
            found = f"{sibling.hash.hex()} with {len(sibling.sums)} sums and no account"
            raise errors.RootPath(expected=empty.hash.hex(), found=found, where=where)
        check_size(counted, where)
        on_left = file.shard >> height & 1 == 1
        node = tree.parent(sibling, node) if on_left else tree.parent(node, sibling)
        path.append(PathStep(sibling, on_left, node, in_shard=False))
    return path


def _check_root(root: Node, terms: Terms) -> None:
    if root.hash != terms.root:
        raise errors.Root(expected=terms.root.hex(), found=root.hash.hex())
    for column, total in enumerate(terms.totals):
        summed = amount_in(root.sums, column)
        if summed != total:
            raise errors.Totals(expected=f"{total}", found=f"{summed}", where=f"column {column}")
