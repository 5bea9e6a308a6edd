"""Assets, groups of assets, and kinds of rows: what a snapshot counts, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from proofpress.settings.ledger import ASSET_RULE
from proofpress.settings.toml_file import TomlFile, join, nearest
from proofpress.settings.values import MAX_NAME, matching
from proofpress_verify.forms import ASSET, KIND, MAX_COLUMNS, MAX_DECIMALS
from proofpress_verify.records import Scope


@dataclass(frozen=True)
class AssetSettings:
    """A counted asset, and the number of decimals of its base unit (0 to 38).

    `own_issued` marks a token that the publisher or an affiliate issues.
    """

    name: str
    decimals: int
    own_issued: bool = False


@dataclass(frozen=True)
class GroupSettings:
    """Assets that are also shown as one sum; one unit of each counts as one `unit`."""

    name: str
    unit: str
    assets: tuple[str, ...]


@dataclass(frozen=True)
class KindRule:
    """How rows of a kind are counted: summed in `scope`, or left out and disclosed if None."""

    kind: str
    scope: Scope | None


class AssetTable(msgspec.Struct, frozen=True):
    """`[assets.BTC]` as written."""

    decimals: int
    own_issued: bool = False


class GroupTable(msgspec.Struct, frozen=True):
    """`[[group]]` as written."""

    name: str
    assets: tuple[str, ...]
    unit: str | None = None


_TREATMENTS = {
    "count": Scope.CUSTOMER,
    "count_apart:platform": Scope.PLATFORM,
    "count_apart:bonus": Scope.BONUS,
    "leave_out": None,
}


def resolve_assets(source: TomlFile, tables: dict[str, AssetTable]) -> tuple[AssetSettings, ...]:
    """Counted assets in the order of the file.

    Raises:
        InputError: a name or its decimals break a rule, or two names differ only in case.
    """
    seen: dict[str, str] = {}
    for name, table in tables.items():
        matching(source, join("assets", name), name, ASSET, ASSET_RULE)
        if not 0 <= table.decimals <= MAX_DECIMALS:
            key = f"{join('assets', name)}.decimals"
            raise source.fail(key, f"is {table.decimals}", f"It can be 0 to {MAX_DECIMALS}.")
        other = seen.setdefault(name.lower(), name)
        if other != name:
            advice = "Names that differ only in case are one asset: keep one of them."
            what = f"differs only in case from assets.{other}"
            raise source.fail(join("assets", name), what, advice)
    return tuple(
        AssetSettings(name, table.decimals, table.own_issued) for name, table in tables.items()
    )


def merge_assets(
    source: TomlFile, publisher: tuple[AssetSettings, ...], tables: dict[str, AssetTable]
) -> tuple[AssetSettings, ...]:
    """The publisher's assets in their order, then those that only the snapshot has.

    Raises:
        InputError: there is none, or two names differ only in case.
    """
    own = resolve_assets(source, tables)
    merged = {asset.name: asset for asset in (*publisher, *own)}
    if not merged:
        advice = "Add tables such as [assets.BTC] with decimals = 8, here or in publisher.toml."
        raise source.fail("assets", "names no asset to count", advice)
    resolve_assets(source, {name: AssetTable(asset.decimals) for name, asset in merged.items()})
    return tuple(merged.values())


def resolve_groups(source: TomlFile, tables: tuple[GroupTable, ...]) -> tuple[GroupSettings, ...]:
    """Groups in the order of the file.

    Raises:
        InputError: a name breaks a rule or is taken, or an asset would be summed twice.
    """
    names: set[str] = set()
    taken: dict[str, str] = {}
    units = {table.unit or table.name for table in tables}
    for index, table in enumerate(tables, 1):
        key = f"group[{index}]"
        matching(source, f"{key}.name", table.name, ASSET, ASSET_RULE)
        unit = matching(source, f"{key}.unit", table.unit or table.name, ASSET, ASSET_RULE)
        if table.name.lower() in names:
            raise source.fail(f"{key}.name", f"{table.name!r} is taken", "Give each its own name.")
        if not table.assets:
            raise source.fail(f"{key}.assets", "is empty", "Name the assets to sum.")
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


def check_group_assets(
    folder: Path, groups: tuple[GroupSettings, ...], assets: tuple[AssetSettings, ...]
) -> None:
    """Refuse a group of the publisher that names an asset which is not counted.

    Raises:
        InputError
    """
    known = {asset.name: None for asset in assets}
    for index, group in enumerate(groups, 1):
        for name in group.assets:
            if name not in known:
                source = TomlFile(folder / "publisher.toml")
                what = f"names {name!r}, which is not a counted asset"
                advice = nearest(name, known, "Counted assets")
                raise source.fail(f"group[{index}].assets", what, advice)


def check_column_count(
    source: TomlFile, assets: tuple[AssetSettings, ...], kinds: tuple[KindRule, ...]
) -> None:
    """Refuse more columns than a header can have.

    Raises:
        InputError
    """
    scopes = {Scope.CUSTOMER} | {rule.scope for rule in kinds if rule.scope is not None}
    if 1 + len(assets) * len(scopes) > MAX_COLUMNS:
        what = f"make {1 + len(assets) * len(scopes)} columns with {len(scopes)} scopes"
        advice = f"At most {MAX_COLUMNS} are possible: count fewer assets, or fewer kinds apart."
        raise source.fail("assets", what, advice)


def resolve_kinds(source: TomlFile, tables: dict[str, str]) -> tuple[KindRule, ...]:
    """How rows of each kind are counted, in the order of the file.

    Raises:
        InputError: a kind or its treatment breaks a rule, or there is none.
    """
    for kind, treatment in tables.items():
        key = join("kinds", kind)
        matching(source, key, kind, KIND, "a kind is 1 to 32 of a-z, 0-9, '_' and '-'")
        if treatment not in _TREATMENTS:
            choices = ", ".join(f'"{choice}"' for choice in _TREATMENTS)
            raise source.fail(key, f"cannot be {treatment[:MAX_NAME]!r}", f"Use one of {choices}.")
    if not tables:
        raise source.fail("kinds", "is empty", 'Write customer = "count", or leave the table out.')
    return tuple(KindRule(kind, _TREATMENTS[treatment]) for kind, treatment in tables.items())
