"""Reading a built site: its snapshots, their statements and wallet lists."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from proofpress.disclosures import record
from proofpress.errors import StateError
from proofpress.reserves.canonical import parse_wallets
from proofpress.reserves.wallets import Wallet
from proofpress_verify import paths, statement
from proofpress_verify.records import Statement

METHODOLOGY = "methodology.md"
DISCLOSURES = record.FILE
WALLETS = "wallets.csv"


def released_ids(site: Path) -> list[str]:
    """The ids of the snapshots below a site's folder, unordered."""
    return [path.parent.name for path in (site / "snapshots").glob("*/statement.json")]


def read_statement(site: Path, snapshot: str) -> tuple[Statement, bytes]:
    """A published statement and its SHA-256."""
    data = (site / paths.statement_path(snapshot)).read_bytes()
    return statement.decode(statement.parse(data)), sha256(data).digest()


def read_wallet_rows(site: Path, snapshot: str) -> tuple[Wallet, ...]:
    """The rows of a published wallet list."""
    return parse_wallets(read_wallets(site, snapshot))


def read_wallets(site: Path, snapshot: str) -> bytes:
    """The bytes of a published wallet list."""
    return (site / "snapshots" / snapshot / WALLETS).read_bytes()


def newest_statement(site: Path) -> tuple[Statement, bytes] | None:
    """The statement of the newest released snapshot: no other statement names it as previous.

    Raises:
        StateError: the statements do not form one chain.
    """
    statements = [read_statement(site, snapshot) for snapshot in released_ids(site)]
    named = {made.previous.sha256 for made, _ in statements if made.previous}
    last = [pair for pair in statements if pair[1] not in named]
    if len(last) > 1:
        ids = ", ".join(made.header.snapshot for made, _ in last)
        raise StateError(f"{site}: the snapshots {ids} all claim to be the newest")
    return last[0] if last else None
