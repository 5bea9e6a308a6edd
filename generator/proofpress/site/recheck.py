"""Checking the finished site with the verifier, before it is put in place.

The verifier does not know how the site was built. It reads the files as a customer and as an
archivist would. A failure means an error in proofpress or in the machine, so nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from proofpress.errors import ProofpressError
from proofpress.keys.master import code_text
from proofpress.liabilities.accounts import AccountTotals, Partition
from proofpress.liabilities.builders import Builder, sample_accounts
from proofpress_verify import paths
from proofpress_verify.core.errors import ProofError
from proofpress_verify.site import check_snapshot
from proofpress_verify.sources import Folder
from proofpress_verify.verify import Copy, Opened, begin, finish

MOST_FILES = 256
SAMPLE_RUNS = 4
SAMPLE_PER_RUN = 8


class RecheckFailed(ProofpressError):
    """The finished site does not verify. It was not put in place."""


@dataclass(frozen=True)
class Sample:
    """An account to check as its customer would."""

    code: str = field(repr=False)
    account: AccountTotals = field(repr=False)


def choose_samples(builder: Builder, partition: Partition, publisher: bytes) -> list[Sample]:
    """A few accounts from several places of the snapshot."""
    accounts = sample_accounts(builder, partition, SAMPLE_RUNS, SAMPLE_PER_RUN)
    return [Sample(code_text(each.code, publisher), each) for each in accounts]


def recheck(site: Path, snapshot: str, samples: Iterable[Sample]) -> None:
    """Check a snapshot's public files, and the private proofs of the samples.

    At most `MOST_FILES` shard files are checked, spread over all of them. `proofpress-verify site`
    checks every file.

    Raises:
        RecheckFailed: something does not verify.
    """
    result = check_snapshot(Folder(site), snapshot, MOST_FILES)
    if result.failure is not None:
        raise RecheckFailed(f"the site as written does not verify: {result.failure}")
    statement = (site / paths.statement_path(snapshot)).read_bytes()
    note = (site / paths.note_path(snapshot)).read_bytes()
    for sample in samples:
        _check_sample(site / "snapshots" / snapshot, begin(sample.code, statement, note), sample)


def _check_sample(home: Path, opened: object, sample: Sample) -> None:
    if not isinstance(opened, Opened):
        failure: ProofError | None = getattr(opened, "failure", None)
        raise RecheckFailed(f"a sampled account does not verify: {failure}")
    data = (home / paths.shard_path(opened.shard)).read_bytes()
    verdict = finish(opened, [Copy(data)])
    if verdict.finding is None:
        raise RecheckFailed(f"a sampled account does not verify: {verdict.failure}")
    found = (verdict.finding.account, verdict.finding.sums)
    if found != (sample.account.name, sample.account.sums):
        raise RecheckFailed("a sampled account verifies with a different name or different sums")
