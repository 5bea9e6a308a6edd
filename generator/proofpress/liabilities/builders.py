"""Two builders of the same bytes: the reference in plain Python, and kernels for large ledgers.

Tests check that both give the same result. Small builds use the reference, since loading the
kernels takes longer than they would save, above all the first time on a machine.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from proofpress.keys.master import CodeDerivation
from proofpress.ledger.files import size_as_csv
from proofpress.liabilities.accounts import AccountTotals, Partition, RowSource, Run
from proofpress.liabilities.reference import files as reference_files
from proofpress.liabilities.reference import partition as reference_partition
from proofpress.liabilities.shard_files import ShardFiles, Target
from proofpress.progress import Progress
from proofpress.settings.ledger import LedgerSettings

LARGE = 4 * 1024 * 1024
"""Size of the ledger as CSV, in bytes, from which the kernels are worth loading: 100,000 rows."""

BUILDER_VARIABLE = "PROOFPRESS_BUILDER"


class Builder(Protocol):
    """From the rows of a ledger to shard files."""

    def partition(
        self,
        rows: RowSource,
        derivation: CodeDerivation,
        clamp: bool,
        work: Path,
        progress: Progress,
    ) -> Partition:
        """Partition a ledger: see `reference.partition` for arguments and errors."""
        ...

    def write_shard_files(
        self, partition: Partition, target: Target, progress: Progress
    ) -> ShardFiles:
        """Write all shard files of a snapshot: see `reference.files`."""
        ...

    def read_accounts(self, run: Run, most: int) -> list[AccountTotals]:
        """The accounts of a run that this builder has made, the first `most` of them."""
        ...


class ReferenceBuilder:
    """The definition, in plain Python. Fast enough for a few thousand accounts."""

    def partition(
        self,
        rows: RowSource,
        derivation: CodeDerivation,
        clamp: bool,
        work: Path,
        progress: Progress,
    ) -> Partition:
        """See `Builder.partition`."""
        del progress  # a few seconds: the stage is enough
        return reference_partition.partition(rows, derivation, clamp, work)

    def write_shard_files(
        self, partition: Partition, target: Target, progress: Progress
    ) -> ShardFiles:
        """See `Builder.write_shard_files`."""
        del progress
        return reference_files.write_shard_files(partition, target)

    def read_accounts(self, run: Run, most: int) -> list[AccountTotals]:
        """See `Builder.read_accounts`."""
        return reference_partition.read_accounts(run, most)


class CompiledBuilder:
    """The same with compiled kernels: on all cores, in bounded memory.

    Loading them takes about a second, so they are loaded only when they are needed.
    """

    def partition(
        self,
        rows: RowSource,
        derivation: CodeDerivation,
        clamp: bool,
        work: Path,
        progress: Progress,
    ) -> Partition:
        """See `Builder.partition`."""
        from proofpress.liabilities.compiled.partition import partition

        return partition(rows, derivation, clamp, work, on_rows=progress.advance)

    def write_shard_files(
        self, partition: Partition, target: Target, progress: Progress
    ) -> ShardFiles:
        """See `Builder.write_shard_files`."""
        from proofpress.liabilities.compiled.files import write_shard_files

        total = partition.accounts
        return write_shard_files(
            partition, target, on_accounts=lambda done: progress.advance(done, total)
        )

    def read_accounts(self, run: Run, most: int) -> list[AccountTotals]:
        """See `Builder.read_accounts`."""
        from proofpress.liabilities.compiled.account_table import read_accounts

        return read_accounts(run, most)


def choose_builder(ledgers: Sequence[LedgerSettings]) -> Builder:
    """The builder for a snapshot's ledgers, by the size of their files.

    The environment variable `PROOFPRESS_BUILDER` (plain or kernels) overrides this.
    """
    wanted = os.environ.get(BUILDER_VARIABLE, "")
    if wanted in ("plain", "kernels"):
        return ReferenceBuilder() if wanted == "plain" else CompiledBuilder()
    size = sum(size_as_csv(ledger) for ledger in ledgers)
    return CompiledBuilder() if size >= LARGE else ReferenceBuilder()


def sample_accounts(
    builder: Builder, partition: Partition, runs: int, most: int
) -> list[AccountTotals]:
    """At most `most` accounts from each of about `runs` runs, spread over the snapshot."""
    filled = [run for run in partition.runs if run.accounts]
    chosen = filled[:: max(1, len(filled) // runs)]
    return [account for run in chosen for account in builder.read_accounts(run, most)]
