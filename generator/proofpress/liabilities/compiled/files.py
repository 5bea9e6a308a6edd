"""Partition -> shard files on disk, as `reference.files` writes them, for millions of accounts.

Two passes over the files: `part_a` builds the shards of a task, writes each up to the end of
its heap and keeps what all shards together need; `part_b` appends what follows from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from proofpress.liabilities.accounts import Partition
from proofpress.liabilities.compiled.account_table import SLACK
from proofpress.liabilities.compiled.kernels.nodes import Nodes
from proofpress.liabilities.compiled.kernels.root_paths import (
    longest_root_path,
    put_root_path,
    tree_over_shards,
)
from proofpress.liabilities.compiled.part_a import PartA, refuse_overflow, write_part_a
from proofpress.liabilities.compiled.part_b import Tails, digest_part_b, write_tails
from proofpress.liabilities.compiled.threads import Threads
from proofpress.liabilities.shard_files import ShardFiles, Target, shard_tasks
from proofpress.liabilities.top_tree import PerfectTree, build_file_tree, file_leaf_from
from proofpress_verify.core.amounts import decode_sums
from proofpress_verify.core.tree import Node


def write_shard_files(
    partition: Partition,
    target: Target,
    workers: int = 0,
    on_accounts: Callable[[int], None] = lambda accounts: None,
) -> ShardFiles:
    """Write all shard files of a snapshot below its folder.

    `on_accounts` is told after each task how many accounts have been encrypted so far.

    Raises:
        InputError: a shard would be too large, or an account has no identity.
        SumOverflow: a sum reaches 2**128.
    """
    threads = Threads(workers)
    written: list[PartA] = []
    accounts = 0
    write = partial(write_part_a, partition=partition, target=target)
    for part in threads.map(write, shard_tasks(partition)):
        written.append(part)
        accounts += int(part.leaves.sum())
        on_accounts(accounts)
    top = _top_tree(written)
    root = _node(top, top.hashes.shape[0] - 1)
    digests = threads.map(digest_part_b, _tails(written, top, root.hash, None))
    tree = build_file_tree(
        [
            file_leaf_from(part.first + i, part.digests[i].tobytes(), digest)
            for part, own in zip(written, digests, strict=True)
            for i, digest in enumerate(own)
        ]
    )
    tails = threads.map(partial(write_tails, target=target), _tails(written, top, root.hash, tree))
    return ShardFiles(root, tree.root, tuple(file for part in tails for file in part))


def _top_tree(written: Sequence[PartA]) -> Nodes:
    """The nodes above the shards, their roots among them."""
    encoded = [root for part in written for root in part.encoded]
    at = np.cumsum([0, *map(len, encoded)])
    hashes = np.concatenate([part.hashes for part in written])
    joined = np.frombuffer(b"".join(encoded) + bytes(SLACK), np.uint8).copy()
    failed, nodes = tree_over_shards(hashes, joined, at, written[0].columns)
    refuse_overflow(failed)
    top: Nodes = nodes
    return top


def _node(nodes: Nodes, index: int) -> Node:
    encoded = nodes.encoded[nodes.encoded_at[index] : nodes.encoded_at[index + 1]]
    return Node(nodes.hashes[index].tobytes(), decode_sums(encoded.tobytes(), "a node"))


def _tails(
    written: Sequence[PartA], top: Nodes, root: bytes, files: PerfectTree[bytes] | None
) -> Iterator[Tails]:
    """What follows the heaps, task by task; without audit paths while `files` is None."""
    longest = int(longest_root_path(top))
    for part in written:
        paths = np.zeros((part.leaves.size, longest), np.uint8)
        audit: list[bytes] = []
        for i in range(part.leaves.size):
            put_root_path(top, part.first + i, paths, longest * i)
            audit.append(b"" if files is None else b"".join(files.siblings(part.first + i)))
        yield Tails(part, paths, root, tuple(audit))
