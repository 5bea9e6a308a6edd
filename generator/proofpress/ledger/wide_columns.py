"""What each column of a wide ledger means. Every column must have a meaning.

The rules apply in this order: the account and the kind; a column named under columns or
debts; one that matches the pattern of equity or debt; one to ignore. Any other column might be
an asset, so it is refused rather than skipped.
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
    source: RowFile, shape: WideShape, used: Collection[str], counted: Sequence[str]
) -> tuple[MappedColumn, ...]:
    """The columns that hold assets, in the order of the file.

    `used` are the columns with another meaning. `counted` are the counted assets; a pattern
    matches their names in upper and lower case. The names of other assets are put in upper
    case.

    Raises:
        InputError: a column is missing or has no meaning, or no column holds an asset.
    """
    named = _named(source, shape)
    by_lower = {asset.lower(): asset for asset in counted}
    mapped: list[MappedColumn] = []
    rest: list[Field] = []
    for field in source.fields:
        column = named.get(field.name) or _by_pattern(source, field, shape, by_lower)
        if field.name in used:
            continue
        if column is None:
            rest.append(field)
        else:
            mapped.append(column)
    _check_rest(source, rest, shape.ignore, {column.asset.lower() for column in mapped})
    if not mapped:
        what = "no column matches the patterns of equity and debt"
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
    source: RowFile, field: Field, shape: WideShape, by_lower: dict[str, str]
) -> MappedColumn | None:
    for pattern, is_debt in ((shape.equity, False), (shape.debt, True)):
        name = _asset_in(field.name, pattern) if pattern else None
        if name:
            asset = by_lower.get(name.lower(), name.upper())
            _check_asset(source, field, asset)
            return MappedColumn(field, asset, is_debt)
    return None


def _check_asset(source: RowFile, field: Field, asset: str) -> None:
    if not ASSET.fullmatch(asset):
        what = "matches a pattern, but the part for {asset} is not an asset's name"
        advice = f"A name is {ASSET_RULE}. Name the column under ignore, or under [ledger.columns]."
        raise InputError(what, file=source.name, column=field.name, advice=advice)


def _asset_in(name: str, pattern: str) -> str | None:
    """The part of the name in place of {asset}, or None if the name does not match."""
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
            f"Map it under [ledger.columns], or name it in ignore.{more}"
            " A column that is neither might be an asset that would not be counted."
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
