"""snapshots/<id>.toml: the ledger, wallets, prices, disclosures and control totals of a snapshot.

See `publisher` for paths and for what is checked where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from proofpress.errors import InputError
from proofpress.settings.assets import (
    AssetSettings,
    AssetTable,
    GroupSettings,
    KindRule,
    check_column_count,
    check_group_assets,
    merge_assets,
    resolve_kinds,
)
from proofpress.settings.disclosures import DisclosureTable
from proofpress.settings.ledger import (
    CLAMPED_PRESETS,
    LedgerSettings,
    LedgerTable,
    SettingError,
    resolve_ledger,
)
from proofpress.settings.prices import PriceTable, resolve_prices
from proofpress.settings.publisher import PublisherSettings
from proofpress.settings.toml_file import TomlFile, join, nearest
from proofpress.settings.values import matching, moment, optional_path_in, path_in
from proofpress.settings.wallets import WalletSettings
from proofpress_verify.forms import MAX_AGE, MAX_LONG_TEXT, SNAPSHOT
from proofpress_verify.records import Price, Scope

_UNITS = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")

Absent = Literal["refuse", "disclose"]
Negatives = Literal["refuse", "floor"]


@dataclass(frozen=True)
class ReleaseSettings:
    """Control totals, from the publisher's accounting: None or absent if not given.

    `totals` maps "ASSET/scope" to a decimal string in whole units.
    """

    accounts: int | None
    rows: int | None
    totals: dict[str, str]


@dataclass(frozen=True)
class SnapshotSettings:
    """One snapshot. Times are `YYYY-MM-DDTHH:MM:SSZ`, `next_due` is a date or None.

    `assets` are the publisher's, with this snapshot's own decimals and additions.
    `wallets.path` is absolute. `scope_note` says what changed in scope since the last
    snapshot, or is ""; with `strict_scope`, a change without a note stops the build.
    """

    publisher: PublisherSettings
    id: str
    liabilities_at: str
    reserves_at: str
    next_due: str | None
    methodology: Path
    identity: Path | None
    assets: tuple[AssetSettings, ...]
    groups: tuple[GroupSettings, ...]
    assets_without_column: Absent
    negatives: Negatives
    sub_accounts: Path | None
    kinds: tuple[KindRule, ...]
    ledger: tuple[LedgerSettings, ...]
    wallets: WalletSettings | None
    prices: tuple[Price, ...]
    disclosures: DisclosureTable | None
    scope_note: str
    strict_scope: bool
    release: ReleaseSettings


class _ReleaseTable(msgspec.Struct, frozen=True):
    accounts: int | None = None
    rows: int | None = None
    totals: dict[str, str] = msgspec.field(default_factory=dict)


class _SnapshotFile(msgspec.Struct, frozen=True):
    id: str
    liabilities_at: datetime
    reserves_at: datetime
    ledger: tuple[LedgerTable, ...]
    next_due: date | None = None
    methodology: str = "methodology.md"
    identity: str | None = None
    assets: dict[str, AssetTable] = msgspec.field(default_factory=dict)
    assets_without_column: Absent = "refuse"
    negatives: Negatives | None = None
    sub_accounts: str | None = None
    kinds: dict[str, str] = msgspec.field(default_factory=lambda: {"customer": "count"})
    wallets: WalletSettings | None = None
    prices: PriceTable | None = None
    disclosures: DisclosureTable | None = None
    scope_note: str = ""
    strict_scope: bool = False
    release: _ReleaseTable = _ReleaseTable()


def load_snapshot(publisher: PublisherSettings, snapshot_id: str) -> SnapshotSettings:
    """The settings in snapshots/<snapshot_id>.toml of the publisher's folder.

    Raises:
        InputError: the file cannot be read, or a value breaks a rule.
    """
    if not SNAPSHOT.fullmatch(snapshot_id):
        raise InputError(
            f"{snapshot_id!r} cannot be a snapshot's id",
            advice="An id is 1 to 32 of 0-9, a-z and '-', the first not '-', such as 2026-10-31.",
        )
    folder = publisher.folder
    source = TomlFile(folder / "snapshots" / f"{snapshot_id}.toml")
    table = source.read(_SnapshotFile, "The snapshots that exist are the files in its folder.")
    if table.id != snapshot_id:
        raise source.fail("id", f"is {table.id!r}", f"Write {snapshot_id!r}, the name of the file.")
    assets = merge_assets(source, publisher.assets, table.assets)
    kinds = resolve_kinds(source, table.kinds)
    check_group_assets(folder, publisher.groups, assets)
    check_column_count(source, assets, kinds)
    liabilities_at = moment(source, "liabilities_at", table.liabilities_at)
    return SnapshotSettings(
        publisher=publisher,
        id=snapshot_id,
        liabilities_at=liabilities_at,
        reserves_at=moment(source, "reserves_at", table.reserves_at),
        next_due=_next_due(source, table.next_due, liabilities_at),
        methodology=path_in(source, "methodology", folder, table.methodology),
        identity=optional_path_in(source, "identity", folder, table.identity),
        assets=assets,
        groups=publisher.groups,
        assets_without_column=table.assets_without_column,
        negatives=_negatives(table),
        sub_accounts=optional_path_in(source, "sub_accounts", folder, table.sub_accounts),
        kinds=kinds,
        ledger=_ledgers(source, folder, table.ledger, kinds),
        wallets=_wallets(source, folder, table.wallets),
        prices=resolve_prices(source, table.prices, assets),
        disclosures=table.disclosures,
        scope_note=_scope_note(source, table.scope_note),
        strict_scope=table.strict_scope,
        release=_release(source, table.release, assets, kinds),
    )


def _negatives(table: _SnapshotFile) -> Negatives:
    """The policy as written; the default is floor if a preset's ledgers hold debt, else refuse."""
    if table.negatives is not None:
        return table.negatives
    return "floor" if any(ledger.preset in CLAMPED_PRESETS for ledger in table.ledger) else "refuse"


def _next_due(source: TomlFile, due: date | None, liabilities_at: str) -> str | None:
    if due is not None and due.isoformat() <= liabilities_at[:10]:
        advice = "Give the day of the next snapshot, or leave it out."
        raise source.fail("next_due", "is not after the snapshot itself", advice)
    if due is not None and due > date.fromisoformat(liabilities_at[:10]) + MAX_AGE:
        advice = "Promise the next snapshot within a year, or a proof would look current for ever."
        raise source.fail("next_due", f"is more than {MAX_AGE.days} days after it", advice)
    return None if due is None else due.isoformat()


def _ledgers(
    source: TomlFile, folder: Path, tables: tuple[LedgerTable, ...], kinds: tuple[KindRule, ...]
) -> tuple[LedgerSettings, ...]:
    if not tables:
        raise source.fail(
            "ledger", "is empty", "Add a [[ledger]] table with the path of the ledger."
        )
    return tuple(
        _ledger(source, folder, table, kinds, f"ledger[{index}]")
        for index, table in enumerate(tables, 1)
    )


def _ledger(
    source: TomlFile, folder: Path, table: LedgerTable, kinds: tuple[KindRule, ...], key: str
) -> LedgerSettings:
    try:
        return resolve_ledger(table, folder, [rule.kind for rule in kinds])
    except SettingError as error:
        raise source.fail(f"{key}.{error.key}", error.what, error.advice) from error


def _wallets(source: TomlFile, folder: Path, table: WalletSettings | None) -> WalletSettings | None:
    if table is None:
        return None
    path = path_in(source, "wallets.path", folder, table.path)
    return msgspec.structs.replace(table, path=str(path))


def _scope_note(source: TomlFile, note: str) -> str:
    joined = " ".join(note.split())
    if not joined.isprintable() or len(joined) > MAX_LONG_TEXT:
        rule = f"at most {MAX_LONG_TEXT:,} printable characters"
        raise source.fail("scope_note", "cannot be published", f"The rule: {rule}.")
    return joined


def _release(
    source: TomlFile,
    table: _ReleaseTable,
    assets: tuple[AssetSettings, ...],
    kinds: tuple[KindRule, ...],
) -> ReleaseSettings:
    for key, count in (("accounts", table.accounts), ("rows", table.rows)):
        if count is not None and count < 0:
            raise source.fail(f"release.{key}", f"is {count}", "Give a number of 0 or more.")
    scopes = {Scope.CUSTOMER} | {rule.scope for rule in kinds if rule.scope is not None}
    known = {f"{asset.name}/{scope.value}": None for asset in assets for scope in scopes}
    for name, total in table.totals.items():
        key = join("release.totals", name)
        if name not in known:
            advice = nearest(name, known, "Columns")
            raise source.fail(key, "is not a column of this snapshot", advice)
        matching(source, key, total, _UNITS, 'digits with a point, in whole units, as in "12.5"')
    return ReleaseSettings(table.accounts, table.rows, table.totals)
