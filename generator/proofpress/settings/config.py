"""publisher.toml and snapshots/<id>.toml as typed, checked, immutable settings.

`toml_file` sees to known keys and types; here the values are held against each other. What
is wrong is said with its file and key. Paths are relative to the publisher's folder;
absolute ones are taken as written. Whether a file exists is asked by whoever reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from proofpress.errors import InputError
from proofpress.settings.disclosures import DisclosureTable
from proofpress.settings.ledger import (
    ASSET_RULE,
    CLAMPED_PRESETS,
    LedgerSettings,
    LedgerTable,
    SettingError,
    settle,
)
from proofpress.settings.prices import OwnPrice, PriceTable, shortest
from proofpress.settings.toml_file import TomlFile, join, nearest
from proofpress.settings.wallets import WalletSettings
from proofpress_verify.forms import (
    ASSET,
    KIND,
    MAX_AGE,
    MAX_COLUMNS,
    MAX_DECIMALS,
    MAX_LONG_TEXT,
    SNAPSHOT,
)
from proofpress_verify.records import Price, Scope

MAX_NAME = 80
MAX_URL = 2048
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"

_ORIGIN = re.compile(r"[\x21-\x2a\x2c-\x7e]{1,128}")
_URL = re.compile(r"https?://[\x21-\x7e]+")
# With a final slash, so that what is put behind it lies below it.
_SITE_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?/([A-Za-z0-9._~-]+/)*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_UNITS = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")

Absent = Literal["refuse", "disclose"]
Negatives = Literal["refuse", "floor"]


@dataclass(frozen=True)
class AssetSettings:
    """A counted asset, and how many decimals its base unit has (0 to 38).

    `own_issued` marks a token that the publisher or a company close to it issues.
    """

    name: str
    decimals: int
    own_issued: bool = False


@dataclass(frozen=True)
class GroupSettings:
    """Assets that are also shown as one sum, one unit of each counted as one `unit`."""

    name: str
    unit: str
    assets: tuple[str, ...]


@dataclass(frozen=True)
class KeySettings:
    """Where the keys lie. `generations` lists accounts whose code was renewed."""

    code: Path
    signing: Path
    generations: Path | None


@dataclass(frozen=True)
class ThemeSettings:
    """How the site looks: `accent` is #rrggbb."""

    accent: str
    logo: Path | None


@dataclass(frozen=True)
class PublisherSettings:
    """Who publishes. `assets` are in the order of the file, which is that of the columns.

    `site_url` is where the site will be, with a final slash, or None if that is not said.
    """

    folder: Path
    name: str
    origin: str
    url: str
    support_url: str
    site_url: str | None
    keys: KeySettings
    theme: ThemeSettings
    assets: tuple[AssetSettings, ...]
    groups: tuple[GroupSettings, ...]


@dataclass(frozen=True)
class KindRule:
    """What becomes of rows of a kind: summed in `scope`, or (None) left out and disclosed."""

    kind: str
    scope: Scope | None


@dataclass(frozen=True)
class ReleaseSettings:
    """Control totals, from the publisher's own books: None or absent where not given.

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
    snapshot, "" for nothing; with `strict_scope` a change without it stops the build.
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


class _AssetTable(msgspec.Struct, frozen=True):
    decimals: int
    own_issued: bool = False


class _GroupTable(msgspec.Struct, frozen=True):
    name: str
    assets: tuple[str, ...]
    unit: str | None = None


class _KeyTable(msgspec.Struct, frozen=True):
    code: str = "keys/code.key"
    signing: str = "keys/signing.key"
    generations: str | None = None


class _ThemeTable(msgspec.Struct, frozen=True):
    accent: str = "#0b5fff"
    logo: str | None = None


class _ReleaseTable(msgspec.Struct, frozen=True):
    accounts: int | None = None
    rows: int | None = None
    totals: dict[str, str] = msgspec.field(default_factory=dict)


class _PublisherFile(msgspec.Struct, frozen=True):
    name: str
    origin: str
    url: str
    support_url: str
    site_url: str | None = None
    keys: _KeyTable = _KeyTable()
    theme: _ThemeTable = _ThemeTable()
    assets: dict[str, _AssetTable] = msgspec.field(default_factory=dict)
    group: tuple[_GroupTable, ...] = ()


class _SnapshotFile(msgspec.Struct, frozen=True):
    id: str
    liabilities_at: datetime
    reserves_at: datetime
    ledger: tuple[LedgerTable, ...]
    next_due: date | None = None
    methodology: str = "methodology.md"
    identity: str | None = None
    assets: dict[str, _AssetTable] = msgspec.field(default_factory=dict)
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


_TREATMENTS = {
    "count": Scope.CUSTOMER,
    "count_apart:platform": Scope.PLATFORM,
    "count_apart:bonus": Scope.BONUS,
    "leave_out": None,
}


def load_publisher(folder: Path) -> PublisherSettings:
    """The settings in `folder`/publisher.toml.

    Raises:
        InputError: the file cannot be read, or says something it must not.
    """
    source = TomlFile(folder / "publisher.toml")
    table = source.read(_PublisherFile, "Make a publisher's folder with `proofpress init`.")
    return PublisherSettings(
        folder=folder.absolute(),
        name=_person_text(source, "name", table.name),
        origin=_matching(source, "origin", table.origin, _ORIGIN, "blanks and '+' cannot be in it"),
        url=_url(source, "url", table.url),
        support_url=_url(source, "support_url", table.support_url),
        site_url=_site_url(source, table.site_url),
        keys=_keys(source, folder, table.keys),
        theme=_theme(source, folder, table.theme),
        assets=_assets(source, table.assets),
        groups=_groups(source, table.group),
    )


def load_snapshot(publisher: PublisherSettings, snapshot_id: str) -> SnapshotSettings:
    """The settings in snapshots/<snapshot_id>.toml of the publisher's folder.

    Raises:
        InputError: the file cannot be read, or says something it must not.
    """
    if not SNAPSHOT.fullmatch(snapshot_id):
        raise InputError(
            f"{snapshot_id!r} cannot be a snapshot's id",
            advice="An id is 1 to 32 of 0-9, a-z and '-', the first not '-', such as 2026-10-31.",
        )
    folder = publisher.folder
    source = TomlFile(folder / "snapshots" / f"{snapshot_id}.toml")
    table = source.read(_SnapshotFile, "The snapshots that exist are the files beside it.")
    if table.id != snapshot_id:
        raise source.fail("id", f"is {table.id!r}", f"Write {snapshot_id!r}, as the file is named.")
    assets = _merged_assets(source, publisher, table)
    kinds = _kinds(source, table.kinds)
    _check_group_assets(publisher, assets)
    _check_column_count(source, assets, kinds)
    liabilities_at = _time(source, "liabilities_at", table.liabilities_at)
    return SnapshotSettings(
        publisher=publisher,
        id=snapshot_id,
        liabilities_at=liabilities_at,
        reserves_at=_time(source, "reserves_at", table.reserves_at),
        next_due=_next_due(source, table.next_due, liabilities_at),
        methodology=_path(source, "methodology", folder, table.methodology),
        identity=_optional_path(source, "identity", folder, table.identity),
        assets=assets,
        groups=publisher.groups,
        assets_without_column=table.assets_without_column,
        negatives=_negatives(table),
        sub_accounts=_optional_path(source, "sub_accounts", folder, table.sub_accounts),
        kinds=kinds,
        ledger=_ledgers(source, folder, table.ledger, kinds),
        wallets=_wallets(source, folder, table.wallets),
        prices=_prices(source, table.prices, assets),
        disclosures=table.disclosures,
        scope_note=_scope_note(source, table.scope_note),
        strict_scope=table.strict_scope,
        release=_release(source, table.release, assets, kinds),
    )


def _negatives(table: _SnapshotFile) -> Negatives:
    """The policy as written; else to floor where a preset's ledgers hold debt, to refuse else."""
    if table.negatives is not None:
        return table.negatives
    return "floor" if any(ledger.preset in CLAMPED_PRESETS for ledger in table.ledger) else "refuse"


def _matching(source: TomlFile, key: str, text: str, form: re.Pattern[str], rule: str) -> str:
    if not form.fullmatch(text):
        raise source.fail(key, f"cannot be {text[:MAX_NAME]!r}", f"The rule: {rule}.")
    return text


def _person_text(source: TomlFile, key: str, text: str) -> str:
    if not text.isprintable() or text != text.strip() or not 0 < len(text) <= MAX_NAME:
        rule = f"1 to {MAX_NAME} printable characters, no blank first or last"
        raise source.fail(key, f"cannot be {text[:MAX_NAME]!r}", f"The rule: {rule}.")
    return text


def _url(source: TomlFile, key: str, text: str) -> str:
    rule = f"a link that begins with https:// or http://, at most {MAX_URL} characters, no blanks"
    return _matching(source, key, text if len(text) <= MAX_URL else "", _URL, rule)


def _site_url(source: TomlFile, text: str | None) -> str | None:
    if text is None:
        return None
    rule = (
        f"https:// and the site's whole address with a final slash, at most {MAX_URL} characters, "
        "as in https://example.com/reserves/"
    )
    return _matching(source, "site_url", text if len(text) <= MAX_URL else "", _SITE_URL, rule)


def _path(source: TomlFile, key: str, folder: Path, text: str) -> Path:
    path = Path(text)
    if not text or not text.isprintable():
        raise source.fail(key, f"cannot be {text[:MAX_NAME]!r}", "Name a file.")
    if ".." in path.parts and not path.is_absolute():
        advice = "Write a path inside the folder, or an absolute one."
        raise source.fail(key, "leads out of the publisher's folder by '..'", advice)
    return (folder / path).absolute()


def _optional_path(source: TomlFile, key: str, folder: Path, text: str | None) -> Path | None:
    return None if text is None else _path(source, key, folder, text)


def _keys(source: TomlFile, folder: Path, table: _KeyTable) -> KeySettings:
    return KeySettings(
        code=_path(source, "keys.code", folder, table.code),
        signing=_path(source, "keys.signing", folder, table.signing),
        generations=_optional_path(source, "keys.generations", folder, table.generations),
    )


def _theme(source: TomlFile, folder: Path, table: _ThemeTable) -> ThemeSettings:
    rule = "'#' and six hexadecimal digits, such as #0b5fff"
    return ThemeSettings(
        accent=_matching(source, "theme.accent", table.accent, _COLOUR, rule),
        logo=_optional_path(source, "theme.logo", folder, table.logo),
    )


def _assets(source: TomlFile, tables: dict[str, _AssetTable]) -> tuple[AssetSettings, ...]:
    seen: dict[str, str] = {}
    for name, table in tables.items():
        _matching(source, join("assets", name), name, ASSET, ASSET_RULE)
        if not 0 <= table.decimals <= MAX_DECIMALS:
            key = f"{join('assets', name)}.decimals"
            raise source.fail(key, f"is {table.decimals}", f"It can be 0 to {MAX_DECIMALS}.")
        other = seen.setdefault(name.lower(), name)
        if other != name:
            advice = "Names that differ in case only are one asset: keep one."
            raise source.fail(join("assets", name), f"stands beside assets.{other}", advice)
    return tuple(
        AssetSettings(name, table.decimals, table.own_issued) for name, table in tables.items()
    )


def _merged_assets(
    source: TomlFile, publisher: PublisherSettings, table: _SnapshotFile
) -> tuple[AssetSettings, ...]:
    """The publisher's assets in their order, then those of the snapshot alone."""
    own = _assets(source, table.assets)
    merged = {asset.name: asset for asset in (*publisher.assets, *own)}
    if not merged:
        advice = "Add tables such as [assets.BTC] with decimals = 8, here or in publisher.toml."
        raise source.fail("assets", "names no asset to count", advice)
    _assets(source, {name: _AssetTable(asset.decimals) for name, asset in merged.items()})
    return tuple(merged.values())


def _groups(source: TomlFile, tables: tuple[_GroupTable, ...]) -> tuple[GroupSettings, ...]:
    names: set[str] = set()
    taken: dict[str, str] = {}
    units = {table.unit or table.name for table in tables}
    for index, table in enumerate(tables, 1):
        key = f"group[{index}]"
        _matching(source, f"{key}.name", table.name, ASSET, ASSET_RULE)
        unit = _matching(source, f"{key}.unit", table.unit or table.name, ASSET, ASSET_RULE)
        if table.name.lower() in names:
            raise source.fail(f"{key}.name", f"{table.name!r} is taken", "Give each its own name.")
        if not table.assets:
            raise source.fail(f"{key}.assets", "is empty", "Name the assets that it sums.")
        names.add(table.name.lower())
        for asset in table.assets:
            if asset in units and asset != unit:
                what = f"counts {asset} as {unit}, and another group has {asset} as its unit"
                advice = "One unit of each asset is counted as one unit of the group: split it."
                raise source.fail(f"{key}.assets", what, advice)
            if asset in taken:
                what = f"names {asset}, which is in {taken[asset]} already"
                advice = "An asset can be in one group, once: it would be summed twice."
                raise source.fail(f"{key}.assets", what, advice)
            taken[asset] = table.name
    return tuple(
        GroupSettings(table.name, table.unit or table.name, table.assets) for table in tables
    )


def _check_group_assets(publisher: PublisherSettings, assets: tuple[AssetSettings, ...]) -> None:
    known = {asset.name: None for asset in assets}
    for index, group in enumerate(publisher.groups, 1):
        for name in group.assets:
            if name not in known:
                source = TomlFile(publisher.folder / "publisher.toml")
                what = f"names {name!r}, which is not a counted asset"
                advice = nearest(name, known, "Counted assets")
                raise source.fail(f"group[{index}].assets", what, advice)


def _check_column_count(
    source: TomlFile, assets: tuple[AssetSettings, ...], kinds: tuple[KindRule, ...]
) -> None:
    scopes = {Scope.CUSTOMER} | {rule.scope for rule in kinds if rule.scope is not None}
    if 1 + len(assets) * len(scopes) > MAX_COLUMNS:
        what = f"make {1 + len(assets) * len(scopes)} columns with {len(scopes)} scopes"
        advice = f"At most {MAX_COLUMNS} are possible: count fewer assets, or fewer kinds apart."
        raise source.fail("assets", what, advice)


def _kinds(source: TomlFile, tables: dict[str, str]) -> tuple[KindRule, ...]:
    for kind, treatment in tables.items():
        key = join("kinds", kind)
        _matching(source, key, kind, KIND, "a kind is 1 to 32 of a-z, 0-9, '_' and '-'")
        if treatment not in _TREATMENTS:
            choices = ", ".join(f'"{choice}"' for choice in _TREATMENTS)
            raise source.fail(key, f"cannot be {treatment[:MAX_NAME]!r}", f"Use one of {choices}.")
    if not tables:
        raise source.fail("kinds", "is empty", 'Write customer = "count", or leave the table out.')
    return tuple(KindRule(kind, _TREATMENTS[treatment]) for kind, treatment in tables.items())


def _time(source: TomlFile, key: str, moment: datetime) -> str:
    if moment.tzinfo is None:
        advice = "End it with Z for UTC, as in 2026-10-31T00:00:00Z."
        raise source.fail(key, "does not say in which time zone it is", advice)
    if moment.microsecond:
        raise source.fail(key, "has a fraction of a second", "Give whole seconds.")
    return moment.astimezone(UTC).strftime(TIME_FORM)


def _next_due(source: TomlFile, due: date | None, liabilities_at: str) -> str | None:
    if due is not None and due.isoformat() <= liabilities_at[:10]:
        advice = "Give the day of the next snapshot, or leave it out."
        raise source.fail("next_due", "is not after the snapshot itself", advice)
    if due is not None and due > date.fromisoformat(liabilities_at[:10]) + MAX_AGE:
        advice = "Promise the next snapshot within a year: later dates keep a proof fresh for ever."
        raise source.fail("next_due", f"is more than {MAX_AGE.days} days after it", advice)
    return None if due is None else due.isoformat()


def _ledgers(
    source: TomlFile, folder: Path, tables: tuple[LedgerTable, ...], kinds: tuple[KindRule, ...]
) -> tuple[LedgerSettings, ...]:
    if not tables:
        raise source.fail(
            "ledger", "is empty", "Add a [[ledger]] table with the path of the books."
        )
    return tuple(
        _ledger(source, folder, table, kinds, f"ledger[{index}]")
        for index, table in enumerate(tables, 1)
    )


def _ledger(
    source: TomlFile, folder: Path, table: LedgerTable, kinds: tuple[KindRule, ...], key: str
) -> LedgerSettings:
    try:
        return settle(table, folder, [rule.kind for rule in kinds])
    except SettingError as error:
        raise source.fail(f"{key}.{error.key}", error.what, error.advice) from error


def _wallets(source: TomlFile, folder: Path, table: WalletSettings | None) -> WalletSettings | None:
    if table is None:
        return None
    path = _path(source, "wallets.path", folder, table.path)
    return msgspec.structs.replace(table, path=str(path))


def _prices(
    source: TomlFile, table: PriceTable | None, assets: tuple[AssetSettings, ...]
) -> tuple[Price, ...]:
    """The statement's prices, ascending by asset."""
    if table is None:
        return ()
    known = {asset.name: None for asset in assets}
    for asset in table.usd:
        if asset not in known:
            advice = nearest(asset, known, "Counted assets")
            key = join("prices.usd", asset)
            raise source.fail(key, "is not the price of a counted asset", advice)
    return tuple(_price(source, table, asset) for asset in sorted(table.usd))


def _price(source: TomlFile, table: PriceTable, asset: str) -> Price:
    written, key = table.usd[asset], join("prices.usd", asset)
    own = OwnPrice(written) if isinstance(written, str) else written
    price = shortest(own.price)
    if price is None:
        advice = 'Write digits in quotes, above zero and without an exponent: "64250.5".'
        raise source.fail(key, f"cannot be {own.price[:MAX_NAME]!r}", advice)
    named = own.source if own.source is not None else table.source
    time = own.time if own.time is not None else table.time
    if named is None or time is None:
        lacking = "source" if named is None else "time"
        advice = f"Write it under [prices], for all, or {asset} = {{ price = …, {lacking} = … }}."
        raise source.fail(key, f"has no {lacking}", advice)
    return Price(
        asset,
        price,
        _person_text(source, f"{key if own.source is not None else 'prices'}.source", named),
        _time(source, f"{key if own.time is not None else 'prices'}.time", time),
    )


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
        _matching(source, key, total, _UNITS, 'digits with a point, in whole units, as in "12.5"')
    return ReleaseSettings(table.accounts, table.rows, table.totals)
