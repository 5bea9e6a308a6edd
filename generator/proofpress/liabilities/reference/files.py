"""Partition -> shard files on disk, with the roots that the statement commits to.

There are two passes. The first builds each shard, writes its file up to the end of the heap,
and keeps the shard's root, key and digest. The second appends to each file what depends on all
shards: the path to the root and the file tree. Digests of whole files come from their bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from proofpress.liabilities.accounts import AccountTotals, Partition
from proofpress.liabilities.reference.partition import read_accounts
from proofpress.liabilities.reference.shard import Account, build_shard
from proofpress.liabilities.refusals import check_shard_size, identity_of
from proofpress.liabilities.shard_files import (
    ShardFiles,
    ShardTask,
    Target,
    WrittenFile,
    shard_tasks,
)
from proofpress.liabilities.top_tree import (
    build_file_tree,
    build_top_tree,
    encrypt_part_b,
    file_leaf_from,
    paths_to_root,
)
from proofpress_verify import paths
from proofpress_verify.core import codes
from proofpress_verify.core.tree import Node


@dataclass(frozen=True)
class _WrittenShard:
    """A shard file up to the end of its heap. `root_key` is secret."""

    number: int
    root: Node
    root_key: bytes = field(repr=False)
    length: int
    digest: bytes


def write_shard_files(partition: Partition, target: Target) -> ShardFiles:
    """Write all shard files of a snapshot below its folder.

    Raises:
        InputError: a shard would be too large, or an account has no identity.
        SumOverflow: a sum reached 2**128.
    """
    shards = [
        _write_part_a(number, accounts, target)
        for task in shard_tasks(partition)
        for number, accounts in _shards_of(task, partition.prefix_bits)
    ]
    top = build_top_tree([shard.root for shard in shards])
    rests = [
        encrypt_part_b(path, top.root.hash, shard.root_key, shard.length)
        for shard, path in zip(shards, paths_to_root(top), strict=True)
    ]
    tree = build_file_tree(
        [
            file_leaf_from(shard.number, shard.digest, sha256(rest).digest())
            for shard, rest in zip(shards, rests, strict=True)
        ]
    )
    files = tuple(
        _append(shard, rest + b"".join(tree.siblings(shard.number)), target)
        for shard, rest in zip(shards, rests, strict=True)
    )
    return ShardFiles(top.root, tree.root, files)


def _shards_of(task: ShardTask, prefix_bits: int) -> list[tuple[int, list[AccountTotals]]]:
    """(number, accounts) of each shard of a task."""
    shards: list[list[AccountTotals]] = [[] for _ in range(task.count)]
    for run in task.runs:
        for account in read_accounts(run):
            shards[codes.shard_of(account.code, prefix_bits) - task.first].append(account)
    return list(enumerate(shards, task.first))


def _write_part_a(number: int, accounts: list[AccountTotals], target: Target) -> _WrittenShard:
    """Build a shard and write it up to the end of its heap."""
    shard = build_shard(
        target.header_digest, number, [as_account(each, target) for each in accounts]
    )
    path = target.folder / paths.shard_path(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(shard.part_a)
    digest = sha256(shard.part_a).digest()
    return _WrittenShard(number, shard.root, shard.root_key, len(shard.part_a), digest)


def as_account(account: AccountTotals, target: Target) -> Account:
    """An account as it enters its shard, bound to its identity if the snapshot has identities."""
    hashed = b""
    if target.identities is not None:
        identity = identity_of(account.name, target.identities)
        hashed = codes.identity_hash(account.code, target.header_digest, identity)
    return Account(account.code, account.name.encode("ascii"), hashed, account.sums)


def _append(shard: _WrittenShard, tail: bytes, target: Target) -> WrittenFile:
    """Append to a shard's file what follows its heap."""
    name = paths.shard_path(shard.number)
    size = shard.length + len(tail)
    check_shard_size(shard.number, size)
    with (target.folder / name).open("r+b") as file:
        digest = sha256(file.read())
        digest.update(tail)
        file.write(tail)
    return WrittenFile(name, digest.digest(), size)
