"""The shard files of a snapshot: where to write them, the tasks to build them, the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proofpress.liabilities.accounts import Partition, Run
from proofpress_verify.core.tree import Node


@dataclass(frozen=True)
class Target:
    """The snapshot that shard files are built for.

    `folder` is the snapshot's own, `header_digest` is D. `identities` has the identity of each
    account by name, or is None if the snapshot has no identities.
    """

    folder: Path
    header_digest: bytes
    identities: Mapping[str, str] | None = field(repr=False)


@dataclass(frozen=True)
class ShardTask:
    """Shards `first` … `first + count - 1`, whose accounts are in `runs`."""

    first: int
    count: int
    runs: tuple[Run, ...]


def shard_tasks(partition: Partition) -> Iterator[ShardTask]:
    """The tasks of a snapshot, in shard order. Each has at least one shard and one run.

    With 2**k runs and 2**p shards, 2**min(k, p) tasks have 2**(p - k) shards or 2**(k - p)
    runs each.
    """
    tasks = min(len(partition.runs), 1 << partition.prefix_bits)
    shards = (1 << partition.prefix_bits) // tasks
    runs = len(partition.runs) // tasks
    for index in range(tasks):
        own = partition.runs[index * runs : (index + 1) * runs]
        yield ShardTask(index * shards, shards, own)


@dataclass(frozen=True)
class WrittenFile:
    """A finished file: its path relative to the snapshot, SHA-256 and size in bytes."""

    path: str
    sha256: bytes
    size: int


@dataclass(frozen=True)
class ShardFiles:
    """All shard files of a snapshot: the root of the liabilities, the files root, the files."""

    root: Node
    files_root: bytes
    files: tuple[WrittenFile, ...]
