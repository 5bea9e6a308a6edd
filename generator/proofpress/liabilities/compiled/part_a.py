"""The shards of a task, built and written up to the end of their heaps.

SHA-256's state at that point is kept, so that `part_b` can go on from it: no byte is hashed
twice or read back.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from proofpress.liabilities.accounts import Partition
from proofpress.liabilities.compiled.account_table import AccountTable, read_tables
from proofpress.liabilities.compiled.kernels.codes import identity_hashes
from proofpress.liabilities.compiled.kernels.encrypt import encrypt_shard
from proofpress.liabilities.compiled.kernels.layout import BLOCK_SIZE, DIGEST_SIZE
from proofpress.liabilities.compiled.kernels.messages import (
    Batch,
    digest_batch,
    digest_from,
    states_of,
)
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.shard_tree import (
    ShardTree,
    build_shard_tree,
    sort_accounts,
)
from proofpress.liabilities.compiled.kernels.types import I64, U8, U64
from proofpress.liabilities.compiled.octets import as_array, write_file
from proofpress.liabilities.reference.shard import build_shard
from proofpress.liabilities.refusals import identity_of
from proofpress.liabilities.shard_files import ShardTask, Target
from proofpress_verify.core.amounts import encode_sums
from proofpress_verify.core.errors import SumOverflow
from proofpress_verify.core.tree import Node
from proofpress_verify.paths import shard_path

GROUP = 8
ARENA = 4 * 1024 * 1024


@dataclass(frozen=True)
class PartA:
    """What a task's shards leave once they are written up to the end of their heaps.

    One row, or one entry, for each shard, the first of which has the number `first`. `hashes`
    and `encoded` (enc(sums)) are their roots; `keys`, which are secret, g of their roots, zero
    where a shard is empty (`leaves` is 0). `states` is SHA-256's state after the whole blocks
    of the `lengths` bytes written, `rests` the bytes that were left over (rows of 64),
    `digests` the hash of what was written. `columns` is how many the snapshot has, column 0
    included.
    """

    first: int
    columns: int
    leaves: I64
    hashes: U8
    encoded: list[bytes]
    keys: U8 = field(repr=False)
    lengths: I64
    states: U8
    rests: U8
    digests: U8


def write_part_a(task: ShardTask, partition: Partition, target: Target) -> PartA:
    """Build a task's shards and write each up to the end of its heap.

    Raises:
        InputError: an account has no identity where the snapshot binds one.
        SumOverflow: a sum reaches 2**128.
    """
    table = read_tables(task.runs)
    hashed = _identity_hashes(table, target)
    header = as_array(target.header_digest)
    columns = len(partition.totals)
    out = _Writing(task, target, columns)
    bounds = _bounds(task, partition.prefix_bits, table.buckets)
    for i, (first, end) in enumerate(pairwise(bounds)):
        if first == end:
            out.add_empty(i)
            continue
        accounts = sort_accounts(
            table.codes[first:end],
            header,
            hashed[first:end],
            table.records,
            table.starts[first:end],
            table.starts[first + 1 : end + 1],
        )
        failed, tree = build_shard_tree(accounts, columns)
        refuse_overflow(failed)
        encrypt_shard(header, task.first + i, accounts, tree, out.room(tree.size))
        out.add(i, end - first, tree)
    out.flush()
    return out.written


def refuse_overflow(column: int) -> None:
    """Refuse the column that a kernel names, if it names one (-1 for none).

    A sum cannot reach 2**128 here if the totals of all columns do not.
    """
    if column >= 0:
        raise SumOverflow(expected="less than 2^128", found="more", where=f"column {column}")


def _bounds(task: ShardTask, prefix_bits: int, buckets: U64) -> list[int]:
    """Where each of the task's shards begins among the accounts, and where the last ends."""
    if prefix_bits == 0:
        return [0, buckets.size]
    shards = buckets >> np.uint64(64 - prefix_bits)
    numbers = np.arange(task.first, task.first + task.count + 1, dtype=np.uint64)
    bounds: list[int] = np.searchsorted(shards, numbers).tolist()
    return bounds


def _identity_hashes(table: AccountTable, target: Target) -> U8:
    """idh of each account, a row of 32 bytes; no rows if the snapshot binds no identity."""
    if target.identities is None:
        return np.zeros((0, DIGEST_SIZE), np.uint8)
    identities = [_identity(table, start, target.identities) for start in table.starts[:-1]]
    hashes = np.empty((len(identities), DIGEST_SIZE), np.uint8)
    identity_hashes(
        table.codes,
        as_array(target.header_digest),
        as_array(b"".join(identities)),
        np.cumsum([0, *map(len, identities)]),
        hashes,
    )
    return hashes


def _identity(table: AccountTable, start: np.int64, identities: Mapping[str, str]) -> bytes:
    name = table.records[start + 1 : start + 1 + int(table.records[start])].tobytes()
    return identity_of(name.decode("ascii"), identities)


class _Writing:
    """Shards of a task on their way to their files: a few are hashed and written together."""

    def __init__(self, task: ShardTask, target: Target, columns: int) -> None:
        self._task = task
        self._target = target
        self._arena = np.empty(ARENA, np.uint8)
        self._used = 0
        self._waiting: list[tuple[int, int, int]] = []
        self._encoded: list[bytes] = []
        self.written = PartA(
            first=task.first,
            columns=columns,
            leaves=np.zeros(task.count, np.int64),
            hashes=np.zeros((task.count, DIGEST_SIZE), np.uint8),
            encoded=self._encoded,
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

    def add(self, i: int, leaves: int, tree: ShardTree) -> None:
        """Take shard i of the task, whose file has been written into its room."""
        nodes, root = tree.nodes, 2 * leaves - 2
        encoded = nodes.encoded[nodes.encoded_at[root] : nodes.encoded_at[root + 1]].tobytes()
        self.written.leaves[i] = leaves
        self.written.keys[i] = tree.keys[root]
        self._add(i, Node(nodes.hashes[root].tobytes(), ()), encoded, tree.size)

    def add_empty(self, i: int) -> None:
        """Take shard i of the task, which has no accounts."""
        shard = build_shard(self._target.header_digest, self._task.first + i, [])
        self.room(len(shard.part_a))[:] = np.frombuffer(shard.part_a, np.uint8)
        self._add(i, shard.root, encode_sums(shard.root.sums), len(shard.part_a))

    def _add(self, i: int, root: Node, encoded: bytes, size: int) -> None:
        self.written.hashes[i] = np.frombuffer(root.hash, np.uint8)
        self.written.lengths[i] = size
        self._encoded.append(encoded)
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
            self.written.states[i] = states[row]
            self.written.rests[i, : rests[row].size] = rests[row]
            self.written.digests[i] = digests[row]
            self._write(self._task.first + i, self._arena[start : start + size])
        self._waiting.clear()
        self._used = 0

    def _write(self, number: int, data: U8) -> None:
        path = self._target.folder / shard_path(number)
        if number == self._task.first or number % 256 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, os.O_CREAT | os.O_TRUNC, data)
