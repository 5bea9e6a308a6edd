"""Settings that are right, and how a test makes one mistake in them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from proofpress.errors import InputError
from proofpress.settings.publisher import load_publisher
from proofpress.settings.snapshot import SnapshotSettings, load_snapshot

PUBLISHER = """\
name = "Example Exchange"
origin = "example.com/reserves"
url = "https://example.com"
support_url = "https://example.com/help"
[assets.BTC]
decimals = 8
[assets.USDT]
decimals = 6
[[group]]
name = "USD"
assets = ["USDT", "USDC"]
"""

SNAPSHOT = """\
id = "2026-10-31"
liabilities_at = 2026-10-31T00:00:00Z
reserves_at = 2026-10-31T02:00:00+02:00
next_due = 2026-11-30
assets.USDC.decimals = 6
[[ledger]]
path = "ledger/*.parquet"
"""


def load(folder: Path, publisher: str = PUBLISHER, snapshot: str = SNAPSHOT) -> SnapshotSettings:
    (folder / "snapshots").mkdir()
    (folder / "publisher.toml").write_text(publisher)
    (folder / "snapshots" / "2026-10-31.toml").write_text(snapshot)
    return load_snapshot(load_publisher(folder), "2026-10-31")


@dataclass(frozen=True)
class Wrong:
    """A line to replace (or, if empty, to add before) and what the message must contain."""

    old: str
    new: str
    what: str
    advice: str


def assert_publisher_refused(folder: Path, case: Wrong) -> None:
    """Make the mistake in publisher.toml, and compare the error with the case."""
    assert case.old in PUBLISHER
    with pytest.raises(InputError) as caught:
        load(folder, publisher=PUBLISHER.replace(case.old, case.new, 1))
    assert case.what in caught.value.what
    assert case.advice in caught.value.advice
    assert caught.value.file == str(folder / "publisher.toml")


def assert_snapshot_refused(folder: Path, case: Wrong) -> None:
    """Make the mistake in the snapshot's settings, and compare the error with the case."""
    assert case.old in SNAPSHOT
    with pytest.raises(InputError) as caught:
        load(folder, snapshot=SNAPSHOT.replace(case.old, case.new, 1))
    assert case.what in caught.value.what
    assert case.advice in caught.value.advice
    # The error names the group's line, although only a snapshot's assets show it.
    name = "publisher.toml" if "group" in case.what else "snapshots/2026-10-31.toml"
    assert caught.value.file == str(folder / name)
