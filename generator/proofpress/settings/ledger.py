"""One `[[ledger]]` table of a snapshot's file, typed and checked.

A ledger is *long* (a row per account and asset) or *wide* (a column per asset). A preset
fills in the keys for the wide ledgers of a known tool; keys in the table override it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from proofpress_verify.forms import ASSET

Format = Literal["csv", "parquet"]
Shape = Literal["long", "wide"]
Units = Literal["decimal", "base"]

PLACEHOLDER = "{asset}"
ASSET_RULE = "1 to 32 letters, digits and . _ $ + -, the first a letter or digit"
MAX_NAME = 255
DEFAULT_KIND = "customer"


class LedgerTable(msgspec.Struct, frozen=True):
    """The table as written. An absent key is None, so that a preset can fill it in."""

    path: str
    format: Format | None = None
    preset: str | None = None
    shape: Shape | None = None
    account: str | None = None
    asset: str | None = None
    amount: str | None = None
    kind: str | None = None
    default_kind: str | None = None
    units: Units | None = None
    columns: dict[str, str] | None = None
    debts: dict[str, str] | None = None
    equity: str | None = None
    debt: str | None = None
    ignore: tuple[str, ...] | None = None
    delimiter: str | None = None


@dataclass(frozen=True)
class LongShape:
    """A row per account and asset: the names of the columns that hold them."""

    asset: str
    amount: str


@dataclass(frozen=True)
class WideShape:
    """A column per asset.

    `columns` and `debts` are (column, asset) pairs; the amounts of a debt column are
    subtracted. `equity` and `debt` are patterns such as `e_{asset}`. `ignore` lists columns
    to skip, by name or by pattern; a pattern only skips columns of assets that another
    column of the file is read for.
    """

    columns: tuple[tuple[str, str], ...]
    debts: tuple[tuple[str, str], ...]
    equity: str | None
    debt: str | None
    ignore: tuple[str, ...]


@dataclass(frozen=True)
class LedgerSettings:
    """Where the files of a ledger are, and what its columns mean.

    `pattern` is a path or glob, absolute or relative to `folder`; `format` is None if each
    file's suffix decides. `kind` is the column with a row's kind; without one, every row is
    of `default_kind`. `units` says whether amounts are whole units with decimals or integers
    in base units.
    """

    folder: Path
    pattern: str
    format: Format | None
    shape: LongShape | WideShape
    account: str
    kind: str | None
    default_kind: str
    units: Units
    delimiter: str


class SettingError(ValueError):
    """A key of the table has a value it cannot have. `key` is relative to the table."""

    def __init__(self, key: str, what: str, advice: str) -> None:
        super().__init__(what)
        self.key = key
        self.what = what
        self.advice = advice


# The keys of each preset. "binance" is the input of the zk-SNARK proof-of-solvency tool: for
# each asset e_ equity, d_ debt, the bare name their difference, vl_ m_ pm_ collateral.
PRESETS = {
    "binance": LedgerTable(
        path="",
        format="csv",
        shape="wide",
        account="id",
        equity="e_{asset}",
        debt="d_{asset}",
        ignore=(
            "rn",
            "total_net_balance_usdt",
            "{asset}",
            "vl_{asset}",
            "m_{asset}",
            "pm_{asset}",
        ),
    )
}

# Presets whose ledgers hold debt, so negative nets are usual: by default they are clamped to zero.
CLAMPED_PRESETS = frozenset({"binance"})


def resolve_ledger(table: LedgerTable, folder: Path, kinds: Iterable[str]) -> LedgerSettings:
    """Fill in the preset and the defaults, and check the result.

    `folder` is the publisher's folder; `kinds` are the kinds that have a rule.

    Raises:
        SettingError: naming the key, what is wrong and what to do.
    """
    full = _with_preset(table)
    shape = full.shape or "long"
    _refuse_foreign_keys(full, shape)
    _refuse_one_column_twice(full, shape)
    default_kind = full.default_kind or DEFAULT_KIND
    if default_kind not in kinds and full.kind is None:
        raise SettingError(
            "default_kind",
            f"there is no rule for the kind {default_kind!r}",
            f"Give it a rule under [kinds], or name one of: {', '.join(sorted(kinds))}.",
        )
    return LedgerSettings(
        folder=folder,
        pattern=_pattern(full.path),
        format=full.format,
        shape=_long(full) if shape == "long" else _wide(full),
        account=_name("account", "account" if full.account is None else full.account),
        kind=None if full.kind is None else _name("kind", full.kind),
        default_kind=default_kind,
        units=full.units or "decimal",
        delimiter=_delimiter(full.delimiter),
    )


def _with_preset(table: LedgerTable) -> LedgerTable:
    if table.preset is None:
        return table
    if table.preset not in PRESETS:
        raise SettingError(
            "preset",
            f"there is no preset {table.preset!r}",
            f"Known presets: {', '.join(sorted(PRESETS))}. Without one, map the columns by hand.",
        )
    preset = PRESETS[table.preset]
    written = msgspec.structs.asdict(table)
    absent = {key: getattr(preset, key) for key, value in written.items() if value is None}
    return msgspec.structs.replace(table, **absent)


def _refuse_foreign_keys(table: LedgerTable, shape: Shape) -> None:
    """Refuse a key that the shape does not use: it would have no effect."""
    wide_keys, long_keys = ("columns", "debts", "equity", "debt", "ignore"), ("asset", "amount")
    other = "wide" if shape == "long" else "long"
    for key in wide_keys if shape == "long" else long_keys:
        if getattr(table, key) is not None:
            raise SettingError(
                key,
                f"applies only to a {other} ledger, and this one is {shape}",
                f'Write shape = "{other}", or remove {key}.',
            )


def _refuse_one_column_twice(table: LedgerTable, shape: Shape) -> None:
    taken: set[str] = set()
    keys = ("account", "asset", "amount", "kind") if shape == "long" else ("account", "kind")
    for key in keys:
        written = getattr(table, key)
        name = key if written is None and key != "kind" else written
        if name in taken:
            raise SettingError(
                key, f"names {name!r}, as does another key", "Give each its own column."
            )
        if name is not None:
            taken.add(name)


def _pattern(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    if not path or not path.isprintable():
        raise SettingError(
            "path", "is not a path", "Name a file, or files by a glob such as *.csv."
        )
    if ".." in parts:
        raise SettingError(
            "path",
            "leads out of the publisher's folder by '..'",
            "Write a path inside the folder, or an absolute one.",
        )
    return path


def _name(key: str, name: str) -> str:
    if not name or len(name) > MAX_NAME or "\0" in name:
        raise SettingError(key, "is not the name of a column", f"Give 1 to {MAX_NAME} characters.")
    return name


def _delimiter(delimiter: str | None) -> str:
    if delimiter is None:
        return ","
    if delimiter not in {",", ";", "\t", "|"}:
        raise SettingError("delimiter", "is not supported", r'Use ",", ";", "\t" or "|".')
    return delimiter


def _long(table: LedgerTable) -> LongShape:
    return LongShape(
        asset=_name("asset", "asset" if table.asset is None else table.asset),
        amount=_name("amount", "amount" if table.amount is None else table.amount),
    )


def _wide(table: LedgerTable) -> WideShape:
    shape = WideShape(
        columns=_assets_of("columns", table.columns or {}),
        debts=_assets_of("debts", table.debts or {}),
        equity=_asset_pattern("equity", table.equity),
        debt=_asset_pattern("debt", table.debt),
        ignore=table.ignore or (),
    )
    if not (shape.columns or shape.debts or shape.equity or shape.debt):
        raise SettingError(
            "shape",
            "is wide, but no column is mapped to an asset",
            'Add [ledger.columns] with lines such as btc_balance = "BTC", '
            'or a pattern such as equity = "e_{asset}".',
        )
    twice = {column for column, _ in shape.columns} & {column for column, _ in shape.debts}
    if twice:
        raise SettingError(
            "debts", f"{min(twice)!r} is also under columns", "Keep it in one of the two."
        )
    return shape


def _assets_of(key: str, mapping: dict[str, str]) -> tuple[tuple[str, str], ...]:
    for column, asset in mapping.items():
        _name(key, column)
        if not ASSET.fullmatch(asset):
            raise SettingError(
                f"{key}.{column}", f"{asset!r} is not an asset's name", f"Use {ASSET_RULE}."
            )
    return tuple(mapping.items())


def _asset_pattern(key: str, pattern: str | None) -> str | None:
    if pattern is not None and pattern.count(PLACEHOLDER) != 1:
        raise SettingError(
            key, f"must contain {PLACEHOLDER} once", f'Write it as in {key} = "e_{PLACEHOLDER}".'
        )
    return pattern
