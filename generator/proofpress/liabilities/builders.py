"""Two ways to the same bytes: the definition in plain Python, and kernels for large ledgers.

Tests hold the two equal. Small builds take the plain way, since loading the kernels takes
longer than they would save, the first time on a machine by far.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from proofpress.ledger.files import files_of
from proofpress.liabilities.compiled.threads import Threads
from proofpress.liabilities.engines_local import choose_engine
from proofpress.liabilities.reference import files as shard_files
from proofpress.liabilities.reference import partition
from proofpress.liabilities.reference.files import ShardFiles
from proofpress.liabilities.reference.partition import Coding, Person, RowSource
from proofpress.progress import Progress
from proofpress_verify.records import ClampedColumn

if TYPE_CHECKING:
    from proofpress.liabilities.compiled import partition as fast_partition
    from proofpress.settings.config import SnapshotSettings

LARGE = 4 * 1024 * 1024
"""Bytes of ledger files from which on the kernels are worth loading."""

BUILDER_VARIABLE = "PROOFPRESS_BUILDER"


@dataclass(frozen=True)
class Counted:
    """What was counted while a ledger was partitioned: `totals` one amount per column.

    `absent` are the names in the list of generations that are no account of the ledger.
    """

    accounts: int
    prefix_bits: int
    totals: tuple[int, ...]
    clamped: tuple[ClampedColumn, ...]
    absent: tuple[str, ...]


class Books(Protocol):
    """A partitioned ledger, ready to be sealed."""

    @property
    def counted(self) -> Counted:
        """What was counted on the way."""
        ...

    def write_shards(
        self,
        snapshot: Path,
        header_digest: bytes,
        identities: Mapping[str, str] | None,
        progress: Progress,
    ) -> ShardFiles:
        """Write all shard files below a snapshot's folder (see `shard_files`)."""
        ...

    def sample(self, runs: int, most: int) -> list[Person]:
        """At most `most` people from each of about `runs` places spread over the snapshot."""
        ...


class Builder(Protocol):
    """Partitions a ledger: see `partition.partition` for arguments and errors."""

    def __call__(
        self,
        rows: RowSource,
        coding: Coding,
        floor_negatives: bool,
        work: Path,
        progress: Progress,
    ) -> Books: ...


@dataclass(frozen=True)
class _PlainBooks:
    parts: partition.Partition

    @property
    def counted(self) -> Counted:
        return _counted(self.parts)

    def write_shards(
        self,
        snapshot: Path,
        header_digest: bytes,
        identities: Mapping[str, str] | None,
        progress: Progress,
    ) -> ShardFiles:
        del progress  # a few seconds: the stage is enough
        tasks = shard_files.shard_tasks(self.parts, snapshot, header_digest, identities)
        return shard_files.build_shard_files(tasks, snapshot, choose_engine(self.parts.accounts))

    def sample(self, runs: int, most: int) -> list[Person]:
        filled = [run for run in self.parts.runs if run.people]
        chosen = _spread(filled, runs)
        return [person for run in chosen for person in partition.read_people(run)[:most]]


def plain(
    rows: RowSource, coding: Coding, floor_negatives: bool, work: Path, progress: Progress
) -> Books:
    """The definition: plain Python, for some thousands of accounts."""
    del progress  # a few seconds: the stage is enough
    return _PlainBooks(partition.partition(rows, coding, floor_negatives, work))


@dataclass(frozen=True)
class _KernelBooks:
    parts: fast_partition.Partition

    @property
    def counted(self) -> Counted:
        return _counted(self.parts)

    def write_shards(
        self,
        snapshot: Path,
        header_digest: bytes,
        identities: Mapping[str, str] | None,
        progress: Progress,
    ) -> ShardFiles:
        from proofpress.liabilities.compiled import files as fast_shards

        tasks = fast_shards.seal_tasks(self.parts, snapshot, header_digest, identities)
        total = self.parts.accounts
        return fast_shards.build_shard_files(
            tasks, snapshot, Threads(), on_accounts=lambda done: progress.advance(done, total)
        )

    def sample(self, runs: int, most: int) -> list[Person]:
        from proofpress.liabilities.compiled import partition as fast_partition

        filled = [run for run in self.parts.runs if run.people]
        chosen = _spread(filled, runs)
        return [person for run in chosen for person in fast_partition.read_people(run, most)]


def kernels(
    rows: RowSource, coding: Coding, floor_negatives: bool, work: Path, progress: Progress
) -> Books:
    """The same by compiled kernels: on all cores, in memory that does not grow."""
    # Loading them takes about a second: only who needs them waits for it.
    from proofpress.liabilities.compiled import partition as fast_partition

    parts = fast_partition.partition(rows, coding, floor_negatives, work, on_rows=progress.advance)
    return _KernelBooks(parts)


def _counted(parts: partition.Partition | fast_partition.Partition) -> Counted:
    return Counted(parts.accounts, parts.prefix_bits, parts.totals, parts.clamped, parts.absent)


def _spread[Run](runs: Sequence[Run], most: int) -> Sequence[Run]:
    return runs[:: max(1, len(runs) // most)]


def choose_builder(snapshot: SnapshotSettings) -> Builder:
    """The builder for a snapshot's ledger, by the size of its files.

    `PROOFPRESS_BUILDER`, plain or kernels, decides otherwise.
    """
    wanted = os.environ.get(BUILDER_VARIABLE, "")
    if wanted in ("plain", "kernels"):
        return plain if wanted == "plain" else kernels
    files: Iterable[Path] = chain.from_iterable(files_of(ledger) for ledger in snapshot.ledger)
    return kernels if sum(file.stat().st_size for file in files) >= LARGE else plain
