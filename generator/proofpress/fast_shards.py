"""Runs of accounts -> shard files on disk, as `shard_files` writes them, for millions of accounts.

Two passes over the files. `write_sealed` builds the shards of a task, writes each up to the
end of its heap and keeps what all shards together need; `write_tails` appends what follows
from that. No byte is hashed twice or read back: SHA-256's state at the end of the first
part is kept, and goes on with the second.

What a task needs and what it returns is picklable and small. `Sealed.keys` are secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np

from proofpress.encoding.shard_file import encode_part_b
from proofpress.encoding.tree import file_leaf_from
from proofpress.engines import Engine
from proofpress.errors import InputError
from proofpress.fast_partition import Partition, Roll, Run, read_roll, write_all
from proofpress.liabilities.compiled.kernels.codes import identity_hashes
from proofpress.liabilities.compiled.kernels.encrypt import encrypt_shard
from proofpress.liabilities.compiled.kernels.layout import BLOCK_SIZE, DIGEST_SIZE
from proofpress.liabilities.compiled.kernels.messages import (
    Batch,
    digest_batch,
    digest_from,
    states_of,
)
from proofpress.liabilities.compiled.kernels.nodes import Nodes
from proofpress.liabilities.compiled.kernels.root_paths import (
    encrypt_root_paths,
    longest_root_path,
    put_root_path,
    tree_over_shards,
)
from proofpress.liabilities.compiled.kernels.rows import RUN_BITS
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.shard_tree import (
    ShardTree,
    build_shard_tree,
    sort_accounts,
)
from proofpress.liabilities.compiled.kernels.types import I64, U8, U64
from proofpress.shard_files import ShardFiles, WrittenFile
from proofpress.shards import build_shard
from proofpress.top_tree import PerfectTree, build_file_tree
from proofpress_verify.core.amounts import decode_sums, encode_sums
from proofpress_verify.core.errors import SumOverflow
from proofpress_verify.core.shard_file import MAX_SHARD_SIZE
from proofpress_verify.core.tree import Node
from proofpress_verify.paths import shard_path

GROUP = 8
ARENA = 4 * 1024 * 1024
SLACK = 16


@dataclass(frozen=True)
class SealTask:
    """Shards `first` … `first + count - 1`, whose accounts are in `runs`.

    `columns` is their number, column 0 included; `identities` is None where the snapshot
    binds none.
    """

    snapshot: Path
    header_digest: bytes
    prefix_bits: int
    columns: int
    first: int
    count: int
    runs: tuple[Run, ...]
    identities: Mapping[str, str] | None = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """What a task's shards leave: one row, or one entry, for each.

    `hashes` and `spelled` are their roots; `keys` g of their roots, zero where a shard is
    empty (`leaves` is 0). `states` is SHA-256's state after the whole blocks of the
    `lengths` bytes written, `rests` the bytes that were left over (rows of 64), `digests`
    the hash of what was written.
    """

    first: int
    columns: int
    leaves: I64
    hashes: U8
    spelled: list[bytes]
    keys: U8 = field(repr=False)
    lengths: I64
    states: U8
    rests: U8
    digests: U8


@dataclass(frozen=True)
class TailTask:
    """The tails of a task's shards: `paths` are the opened top paths, a row for each.

    `root` is the hash of the root of all shards, `audit` the audit path of each.
    """

    snapshot: Path
    sealed: Sealed = field(repr=False)
    paths: U8 = field(repr=False)
    root: bytes
    audit: tuple[bytes, ...] = field(repr=False)


def seal_tasks(
    parts: Partition, snapshot: Path, header_digest: bytes, identities: Mapping[str, str] | None
) -> Iterator[SealTask]:
    """The tasks of a snapshot, in shard order: at least a shard and at least a run each."""
    bits = parts.prefix_bits
    shards, runs = 1 << max(0, bits - RUN_BITS), 1 << max(0, RUN_BITS - bits)
    for index in range(1 << min(bits, RUN_BITS)):
        yield SealTask(
            snapshot,
            header_digest,
            bits,
            len(parts.totals),
            index * shards,
            shards,
            parts.runs[index * runs : (index + 1) * runs],
            identities,
        )


def build_shard_files(
    tasks: Iterator[SealTask],
    snapshot: Path,
    engine: Engine,
    on_accounts: Callable[[int], None] = lambda accounts: None,
) -> ShardFiles:
    """Write all shard files of a snapshot below its folder.

    `on_accounts` is told after each task how many accounts have been sealed so far.

    Raises:
        InputError: a shard would be too large, or an account has no identity.
        SumOverflow: a sum reaches 2**128.
    """
    sealed: list[Sealed] = []
    accounts = 0
    for part in engine.map(write_sealed, tasks):
        sealed.append(part)
        accounts += int(part.leaves.sum())
        on_accounts(accounts)
    top = _top_tree(sealed)
    root = _node(top, top.hashes.shape[0] - 1)
    rests = engine.map(digest_rests, _tail_tasks(snapshot, sealed, top, root.hash, None))
    files = build_file_tree(
        [
            file_leaf_from(part.first + i, part.digests[i].tobytes(), rest)
            for part, digests in zip(sealed, rests, strict=True)
            for i, rest in enumerate(digests)
        ]
    )
    tails = _tail_tasks(snapshot, sealed, top, root.hash, files)
    written = tuple(file for part in engine.map(write_tails, tails) for file in part)
    return ShardFiles(root, files.root, written)


def _top_tree(sealed: Sequence[Sealed]) -> Nodes:
    """The nodes above the shards, their roots among them."""
    spelled = [root for part in sealed for root in part.spelled]
    at = np.cumsum([0, *map(len, spelled)])
    hashes = np.concatenate([part.hashes for part in sealed])
    joined = np.frombuffer(b"".join(spelled) + bytes(SLACK), np.uint8).copy()
    failed, nodes = tree_over_shards(hashes, joined, at, sealed[0].columns)
    _refuse(failed)
    top: Nodes = nodes
    return top


def _refuse(failed: int) -> None:
    """A sum cannot reach 2**128 here if the totals of all columns do not."""
    if failed >= 0:
        raise SumOverflow(expected="less than 2^128", found="more", where=f"column {failed}")


def _node(nodes: Nodes, index: int) -> Node:
    spelled = nodes.encoded[nodes.encoded_at[index] : nodes.encoded_at[index + 1]]
    return Node(nodes.hashes[index].tobytes(), decode_sums(spelled.tobytes(), "a node"))


def _tail_tasks(
    snapshot: Path,
    sealed: Sequence[Sealed],
    top: Nodes,
    root: bytes,
    files: PerfectTree[bytes] | None,
) -> Iterator[TailTask]:
    longest = int(longest_root_path(top))
    for part in sealed:
        paths = np.zeros((part.leaves.size, longest), np.uint8)
        audit: list[bytes] = []
        for i in range(part.leaves.size):
            put_root_path(top, part.first + i, paths, longest * i)
            audit.append(b"" if files is None else b"".join(files.siblings(part.first + i)))
        yield TailTask(snapshot, part, paths, root, tuple(audit))


def write_sealed(task: SealTask) -> Sealed:
    """Build a task's shards and write each up to the end of its heap.

    Raises:
        InputError: an account has no identity where the snapshot binds one.
        SumOverflow: a sum reaches 2**128.
    """
    roll = _read_rolls(task.runs)
    hashed = _identity_hashes(task, roll)
    header = _bytes(task.header_digest)
    out = _Sealing(task)
    for i, (first, behind) in enumerate(pairwise(_bounds(task, roll.buckets))):
        if first == behind:
            out.add_empty(i)
            continue
        accounts = sort_accounts(
            roll.codes[first:behind],
            header,
            hashed[first:behind],
            roll.records,
            roll.starts[first:behind],
            roll.starts[first + 1 : behind + 1],
        )
        failed, folded = build_shard_tree(accounts, task.columns)
        _refuse(failed)
        encrypt_shard(header, task.first + i, accounts, folded, out.room(folded.size))
        out.add(i, behind - first, folded)
    out.flush()
    return out.sealed


def _bytes(data: bytes) -> U8:
    return np.frombuffer(data, np.uint8).copy()


def _read_rolls(runs: Sequence[Run]) -> Roll:
    """The accounts of several runs as of one."""
    rolls = [read_roll(run) for run in runs]
    if len(rolls) == 1:
        return rolls[0]
    ends = np.cumsum([0, *(roll.starts[-1] for roll in rolls)])
    records = [roll.records[: roll.starts[-1]] for roll in rolls]
    return Roll(
        np.concatenate([roll.buckets for roll in rolls]),
        np.concatenate([roll.codes for roll in rolls]),
        np.concatenate(
            [roll.starts[:-1] + end for roll, end in zip(rolls, ends[:-1], strict=True)]
            + [ends[-1:]]
        ),
        np.concatenate([*records, np.zeros(SLACK, np.uint8)]),
    )


def _bounds(task: SealTask, buckets: U64) -> list[int]:
    """Where each of the task's shards begins among the accounts, and where the last ends."""
    if task.prefix_bits == 0:
        return [0, buckets.size]
    shards = buckets >> np.uint64(64 - task.prefix_bits)
    numbers = np.arange(task.first, task.first + task.count + 1, dtype=np.uint64)
    bounds: list[int] = np.searchsorted(shards, numbers).tolist()
    return bounds


def _identity_hashes(task: SealTask, roll: Roll) -> U8:
    """idh of each account, a row of 32 bytes; no rows if the snapshot binds no identity."""
    if task.identities is None:
        return np.zeros((0, DIGEST_SIZE), np.uint8)
    identities = [
        _identity(task.identities, roll.records[start + 1 : start + 1 + int(roll.records[start])])
        for start in roll.starts[:-1]
    ]
    hashes = np.empty((len(identities), DIGEST_SIZE), np.uint8)
    identity_hashes(
        roll.codes,
        _bytes(task.header_digest),
        _bytes(b"".join(identities)),
        np.cumsum([0, *map(len, identities)]),
        hashes,
    )
    return hashes


def _identity(identities: Mapping[str, str], name: U8) -> bytes:
    account = name.tobytes().decode("ascii")
    if account not in identities:
        raise InputError(
            f"account {account!r} has no identity",
            advice="Give every account of the ledger one, or remove `identity`.",
        )
    return identities[account].encode("ascii")


class _Sealing:
    """Shards of a task on their way to their files: a few are hashed and written together."""

    def __init__(self, task: SealTask) -> None:
        self._task = task
        self._arena = np.empty(ARENA, np.uint8)
        self._used = 0
        self._waiting: list[tuple[int, int, int]] = []
        self._spelled: list[bytes] = []
        self.sealed = Sealed(
            first=task.first,
            columns=task.columns,
            leaves=np.zeros(task.count, np.int64),
            hashes=np.zeros((task.count, DIGEST_SIZE), np.uint8),
            spelled=self._spelled,
            keys=np.zeros((task.count, DIGEST_SIZE), np.uint8),
            lengths=np.zeros(task.count, np.int64),
            states=np.zeros((task.count, DIGEST_SIZE), np.uint8),
            rests=np.zeros((task.count, BLOCK_SIZE), np.uint8),
            digests=np.zeros((task.count, DIGEST_SIZE), np.uint8),
        )

    def room(self, size: int) -> U8:
        """Room for the next shard's file, which must then be added."""
        if len(self._waiting) == GROUP or self._used + size > self._arena.size:
            self.flush()
        if size > self._arena.size:
            self._arena = np.empty(size, np.uint8)
        return self._arena[self._used : self._used + size]

    def add(self, i: int, leaves: int, folded: ShardTree) -> None:
        """Take shard i of the task, whose file has been written into its room."""
        nodes, root = folded.nodes, 2 * leaves - 2
        spelled = nodes.encoded[nodes.encoded_at[root] : nodes.encoded_at[root + 1]].tobytes()
        self.sealed.leaves[i] = leaves
        self.sealed.keys[i] = folded.keys[root]
        self._add(i, Node(nodes.hashes[root].tobytes(), ()), spelled, folded.size)

    def add_empty(self, i: int) -> None:
        """Take shard i of the task, which has no accounts."""
        shard = build_shard(self._task.header_digest, self._task.first + i, [])
        self.room(len(shard.sealed))[:] = np.frombuffer(shard.sealed, np.uint8)
        self._add(i, shard.root, encode_sums(shard.root.sums), len(shard.sealed))

    def _add(self, i: int, root: Node, spelled: bytes, size: int) -> None:
        self.sealed.hashes[i] = np.frombuffer(root.hash, np.uint8)
        self.sealed.lengths[i] = size
        self._spelled.append(spelled)
        self._waiting.append((i, self._used, size))
        self._used += size

    def flush(self) -> None:
        """Hash and write what is waiting."""
        if not self._waiting:
            return
        shards, starts, sizes = np.array(self._waiting).T.copy()
        blocks = sizes // BLOCK_SIZE
        states, digests = np.empty((2, shards.size, DIGEST_SIZE), np.uint8)
        digest_batch(Batch(self._arena, starts, blocks), IV, states)
        rests = [
            self._arena[start + BLOCK_SIZE * whole : start + size]
            for start, whole, size in zip(starts, blocks, sizes, strict=True)
        ]
        ends = np.cumsum([0, *(rest.size for rest in rests)])
        tails = np.concatenate(rests)
        digest_from(states_of(states), BLOCK_SIZE * blocks, tails, ends, digests)
        for row, (i, start, size) in enumerate(self._waiting):
            self.sealed.states[i] = states[row]
            self.sealed.rests[i, : rests[row].size] = rests[row]
            self.sealed.digests[i] = digests[row]
            self._write(self._task.first + i, self._arena[start : start + size])
        self._waiting.clear()
        self._used = 0

    def _write(self, number: int, data: U8) -> None:
        path = self._task.snapshot / shard_path(number)
        if number == self._task.first or number % 256 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            write_all(descriptor, memoryview(data), path)
        finally:
            os.close(descriptor)


def digest_rests(task: TailTask) -> list[bytes]:
    """The SHA-256 of the part behind the heap of each of a task's files."""
    return [sha256(rest).digest() for rest in _rests(task)]


def _rests(task: TailTask) -> list[bytes]:
    """The part behind the heap of each file: its sealed top path and the filler."""
    paths = task.paths.copy()
    encrypt_root_paths(task.sealed.keys, _bytes(task.root), paths)
    return [
        encode_part_b(int(length), path.tobytes() if leaves else b"")
        for length, leaves, path in zip(task.sealed.lengths, task.sealed.leaves, paths, strict=True)
    ]


def write_tails(task: TailTask) -> list[WrittenFile]:
    """Append to each of a task's files what follows its heap.

    Raises:
        InputError: a file would be too large.
    """
    sealed = task.sealed
    tails = [rest + path for rest, path in zip(_rests(task), task.audit, strict=True)]
    whole = BLOCK_SIZE * (sealed.lengths // BLOCK_SIZE)
    left = sealed.lengths - whole
    ends = [
        sealed.rests[i, :length].tobytes() + tail
        for i, (length, tail) in enumerate(zip(left, tails, strict=True))
    ]
    digests = np.empty((len(tails), DIGEST_SIZE), np.uint8)
    at = np.cumsum([0, *map(len, ends)])
    states = states_of(sealed.states)
    digest_from(states, whole, _bytes(b"".join(ends)), at, digests)
    return [
        _append(task.snapshot, sealed.first + i, int(sealed.lengths[i]), tail, digests[i].tobytes())
        for i, tail in enumerate(tails)
    ]


def _append(snapshot: Path, number: int, length: int, tail: bytes, digest: bytes) -> WrittenFile:
    name = shard_path(number)
    size = length + len(tail)
    if size > MAX_SHARD_SIZE:
        raise InputError(
            f"shard {number} would have {size:,} bytes, more than {MAX_SHARD_SIZE:,}",
            advice="Its accounts hold too many assets each: count fewer assets.",
        )
    path = snapshot / name
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        write_all(descriptor, memoryview(tail), path)
    finally:
        os.close(descriptor)
    return WrittenFile(name, digest, size)
