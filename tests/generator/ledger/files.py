"""A publisher's folder made for one test, and its ledger read to the end."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from proofpress.ledger import Ledger, LedgerSummary, read_ledger
from proofpress.settings.publisher import load_publisher
from proofpress.settings.snapshot import SnapshotSettings, load_snapshot

PUBLISHER = """\
name = "Example Exchange"
origin = "example.com/reserves"
url = "https://example.com"
support_url = "https://example.com/help"
"""

SNAPSHOT = """\
id = "2026-10-31"
liabilities_at = 2026-10-31T00:00:00Z
reserves_at = 2026-10-31T00:00:00Z
"""

LONG = '[[ledger]]\npath = "books.csv"\n'
WIDE = '[[ledger]]\npath = "books.csv"\nshape = "wide"\naccount = "id"\n'

KINDS = """\
[kinds]
customer = "count"
platform = "count_apart:platform"
bonus = "leave_out"
credit = "count_apart:bonus"
"""

BTC_ETH = "assets.BTC.decimals = 8\nassets.ETH.decimals = 18\n"


@dataclass(frozen=True)
class Read:
    """The result of reading a ledger: net amounts by (account, column name), accounts, summary."""

    ledger: Ledger
    net: dict[tuple[str, str], int]
    accounts: set[str]
    summary: LedgerSummary

    def total(self, column: str) -> int:
        return sum(amount for (_, name), amount in self.net.items() if name == column)


def settings(
    folder: Path, ledger: str, *, snapshot: str = "", publisher: str = BTC_ETH
) -> SnapshotSettings:
    """Settings whose [[ledger]] tables are `ledger`; each `[[ledger]]` is written by the test."""
    (folder / "snapshots").mkdir(exist_ok=True)
    (folder / "publisher.toml").write_text(PUBLISHER + publisher)
    (folder / "snapshots" / "2026-10-31.toml").write_text(SNAPSHOT + snapshot + ledger)
    return load_snapshot(load_publisher(folder), "2026-10-31")


def read(snapshot: SnapshotSettings) -> Read:
    """Read the ledger to its end."""
    ledger = read_ledger(snapshot)
    net: dict[tuple[str, str], int] = defaultdict(int)
    accounts: set[str] = set()
    for batch in ledger.batches():
        assert batch.schema.names == ["account", "column", "amount"]
        for account, column, amount in rows(batch):
            accounts.add(account)
            if column:
                named = ledger.columns[column]
                net[account, f"{named.asset}/{named.scope.value}"] += amount
            else:
                assert amount == 0
    return Read(ledger, dict(net), accounts, ledger.summary())


def rows(batch: pa.RecordBatch) -> list[tuple[str, int, int]]:
    columns = (batch[name].to_pylist() for name in ("account", "column", "amount"))
    return [
        (account, column, int(amount)) for account, column, amount in zip(*columns, strict=True)
    ]


def csv_file(folder: Path, text: str | bytes, name: str = "books.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file
