"""Partition -> shard files on disk, with the roots that the statement commits to.

Two passes over the files, one over the data: `write_sealed` writes each shard up to the
end of its heap and keeps its root, key and digest; `write_rest` appends what follows from
all shards together. The digests of whole files come from the bytes as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from proofpress.errors import InputError
from proofpress.liabilities.encoding_tree import file_leaf_from
from proofpress.liabilities.engines import Engine
from proofpress.liabilities.reference.partition import (
    RUN_BITS,
    Partition,
    Person,
    Run,
    as_account,
    read_people,
)
from proofpress.liabilities.reference.shard import build_shard
from proofpress.liabilities.top_tree import build_file_tree, build_top_tree, seal_rest, top_paths
from proofpress_verify import paths
from proofpress_verify.core import codes
from proofpress_verify.core.shard_file import MAX_SHARD_SIZE
from proofpress_verify.core.tree import Node


@dataclass(frozen=True)
class ShardTask:
    """Shards `first` … `first + count - 1`, whose people are in `runs`.

    `identities` is None where the snapshot binds none.
    """

    snapshot: Path
    header_digest: bytes
    prefix_bits: int
    first: int
    count: int
    runs: tuple[Run, ...]
    identities: Mapping[str, str] | None = field(repr=False)


@dataclass(frozen=True)
class SealedShard:
    """A shard file written up to the end of its heap. `root_key` is secret."""

    number: int
    root: Node
    root_key: bytes = field(repr=False)
    sealed_length: int
    sealed_digest: bytes
    leaves: int


@dataclass(frozen=True)
class WrittenFile:
    """A finished file: its path relative to the snapshot, SHA-256 and size in bytes."""

    path: str
    sha256: bytes
    size: int


@dataclass(frozen=True)
class ShardFiles:
    """All shard files of a snapshot: the liabilities' root, the files root, the files."""

    root: Node
    files_root: bytes
    files: tuple[WrittenFile, ...]


def shard_tasks(
    parts: Partition, snapshot: Path, header_digest: bytes, identities: Mapping[str, str] | None
) -> Iterator[ShardTask]:
    """The tasks of a snapshot, in shard order: at least a shard and at least a run each."""
    bits = parts.prefix_bits
    for index in range(1 << min(bits, RUN_BITS)):
        shards = 1 << max(0, bits - RUN_BITS)
        runs = 1 << max(0, RUN_BITS - bits)
        yield ShardTask(
            snapshot,
            header_digest,
            bits,
            index * shards,
            shards,
            parts.runs[index * runs : (index + 1) * runs],
            identities,
        )


def write_sealed(task: ShardTask) -> list[SealedShard]:
    """Build a task's shards and write each up to the end of its heap.

    Raises:
        InputError: an account has no identity where the snapshot binds one.
    """
    people: list[list[Person]] = [[] for _ in range(task.count)]
    for run in task.runs:
        for person in read_people(run):
            people[codes.shard_of(person.code, task.prefix_bits) - task.first].append(person)
    return [_write_shard(task, task.first + i, members) for i, members in enumerate(people)]


def _write_shard(task: ShardTask, number: int, members: list[Person]) -> SealedShard:
    accounts = [
        as_account(person, task.header_digest, _identity(task, person)) for person in members
    ]
    shard = build_shard(task.header_digest, number, accounts)
    path = task.snapshot / paths.shard_path(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(shard.sealed)
    return SealedShard(
        number,
        shard.root,
        shard.root_key,
        len(shard.sealed),
        sha256(shard.sealed).digest(),
        shard.leaves,
    )


def _identity(task: ShardTask, person: Person) -> str | None:
    if task.identities is None:
        return None
    if person.name not in task.identities:
        raise InputError(
            f"account {person.name!r} has no identity",
            advice="Give every account of the ledger one, or remove `identity`.",
        )
    return task.identities[person.name]


def build_shard_files(tasks: Iterator[ShardTask], snapshot: Path, engine: Engine) -> ShardFiles:
    """Write all shard files of a snapshot below its folder."""
    shards = [shard for built in engine.map(write_sealed, tasks) for shard in built]
    top = build_top_tree([shard.root for shard in shards])
    rests = [
        seal_rest(path, top.root.hash, shard.root_key, shard.sealed_length)
        for shard, path in zip(shards, top_paths(top), strict=True)
    ]
    tree = build_file_tree(
        [
            file_leaf_from(shard.number, shard.sealed_digest, sha256(rest).digest())
            for shard, rest in zip(shards, rests, strict=True)
        ]
    )
    files = tuple(
        _finish(snapshot, shard, rest + b"".join(tree.siblings(shard.number)))
        for shard, rest in zip(shards, rests, strict=True)
    )
    return ShardFiles(top.root, tree.root, files)


def _finish(snapshot: Path, shard: SealedShard, tail: bytes) -> WrittenFile:
    name = paths.shard_path(shard.number)
    size = shard.sealed_length + len(tail)
    if size > MAX_SHARD_SIZE:
        raise InputError(
            f"shard {shard.number} would have {size:,} bytes, more than {MAX_SHARD_SIZE:,}",
            advice="Its accounts hold too many assets each: count fewer assets.",
        )
    with (snapshot / name).open("r+b") as file:
        digest = sha256(file.read())
        digest.update(tail)
        file.write(tail)
    return WrittenFile(name, digest.digest(), size)
