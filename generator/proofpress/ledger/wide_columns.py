"""What each column of a wide ledger means. Every column must mean something.

In this order: the account and kind; a column named under columns or debts; one that fits
the pattern of equity or debt; one to ignore. A column that is left over might be an asset,
so it is refused rather than lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from proofpress.errors import InputError
from proofpress.ledger.shapes import named_field
from proofpress.ledger.sources import Field, RowFile
from proofpress.settings.ledger import ASSET_RULE, PLACEHOLDER, WideShape
from proofpress_verify.forms import ASSET

_MAX_LISTED = 20


@dataclass(frozen=True)
class MappedColumn:
    """A column of the file that holds amounts of `asset`, or what is owed of it."""

    field: Field
    asset: str
    is_debt: bool


def map_columns(
    source: RowFile, shape: WideShape, spoken_for: Collection[str], counted: Sequence[str]
) -> tuple[MappedColumn, ...]:
    """The columns that hold assets, in the order of the file.

    `spoken_for` are columns that mean something else; `counted` are the counted assets,
    which a pattern finds in any case of letters. Others are taken in upper case.

    Raises:
        InputError: a column is missing, means nothing, or no column is of an asset.
    """
    named = _named(source, shape)
    spelled = {asset.lower(): asset for asset in counted}
    mapped: list[MappedColumn] = []
    rest: list[Field] = []
    for field in source.fields:
        column = named.get(field.name) or _by_pattern(source, field, shape, spelled)
        if field.name in spoken_for:
            continue
        if column is None:
            rest.append(field)
        else:
            mapped.append(column)
    _check_rest(source, rest, shape.ignore, {column.asset.lower() for column in mapped})
    if not mapped:
        what = "no column fits the patterns of equity and debt"
        advice = "Columns of the file: " + ", ".join(f.name for f in source.fields[:_MAX_LISTED])
        raise InputError(what, file=source.name, advice=advice)
    return tuple(mapped)


def _named(source: RowFile, shape: WideShape) -> dict[str, MappedColumn]:
    return {
        name: MappedColumn(named_field(source, name, key), asset, key == "debts")
        for key, pairs in (("columns", shape.columns), ("debts", shape.debts))
        for name, asset in pairs
    }


def _by_pattern(
    source: RowFile, field: Field, shape: WideShape, spelled: dict[str, str]
) -> MappedColumn | None:
    for pattern, is_debt in ((shape.equity, False), (shape.debt, True)):
        name = _asset_in(field.name, pattern) if pattern else None
        if name:
            asset = spelled.get(name.lower(), name.upper())
            _check_asset(source, field, asset)
            return MappedColumn(field, asset, is_debt)
    return None


def _check_asset(source: RowFile, field: Field, asset: str) -> None:
    if not ASSET.fullmatch(asset):
        what = "fits a pattern, but what stands for {asset} is no asset's name"
        advice = f"A name is {ASSET_RULE}. Name the column under ignore, or under [ledger.columns]."
        raise InputError(what, file=source.name, column=field.name, advice=advice)


def _asset_in(name: str, pattern: str) -> str | None:
    """What stands for {asset} if the name fits the pattern."""
    before, after = pattern.split(PLACEHOLDER)
    fits = name.startswith(before) and name.endswith(after)
    middle = name[len(before) : len(name) - len(after)]
    return middle if fits and len(name) > len(before) + len(after) else None


def _check_rest(
    source: RowFile, rest: Iterable[Field], ignore: Sequence[str], assets: Collection[str]
) -> None:
    left = [field.name for field in rest if not _is_ignored(field.name, ignore, assets)]
    if left:
        more = f" Also: {', '.join(left[1:_MAX_LISTED])}." if left[1:] else ""
        advice = (
            f"Say what it is under [ledger.columns], or name it in ignore.{more}"
            " Columns that are not mapped might be assets that would be lost."
        )
        what = "is neither mapped to an asset nor ignored"
        raise InputError(what, file=source.name, column=left[0], advice=advice)


def _is_ignored(name: str, ignore: Sequence[str], assets: Collection[str]) -> bool:
    for entry in ignore:
        if PLACEHOLDER not in entry and name == entry:
            return True
        asset = _asset_in(name, entry) if PLACEHOLDER in entry else None
        if asset and asset.lower() in assets:
            return True
    return False
