"""Whether the members of a statement agree with each other.

Format document, "Columns" and "Statement". With contradictory columns, totals or reserves, even a
valid proof would prove nothing. These checks are attributed to the publisher, who signed it all.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from . import errors
from .core.amounts import COUNT
from .forms import MAX_AGE, confusable
from .members import moment
from .notes import publisher_id
from .records import COUNT_COLUMN, Column, Group, Header, Scope, Statement


def check_meaning(statement: Statement) -> None:
    """Check the members of a well-formed statement against each other.

    Raises:
        PublisherId, Columns, Groups, TotalsShape, StatementMember, AssetNames, Reserves, Kinds,
        OwnIssued, Prices, NextDue
    """
    named = publisher_id(statement.first_key)
    if statement.header.publisher != named:
        raise errors.PublisherId(expected=named.hex(), found=statement.header.publisher.hex())
    _check_columns(statement.header.columns)
    _check_groups(statement.header)
    _check_totals(statement)
    _check_names(statement)
    _check_reserves(statement)
    _check_kinds(statement)
    _check_own_issued(statement)
    _check_prices(statement)
    _check_next_due(statement)


def _check_columns(columns: tuple[Column, ...]) -> None:
    counting = _shown(columns[0]) if columns else "no column"
    if columns[:1] != (COUNT_COLUMN,):
        raise errors.Columns(expected=f"first {_shown(COUNT_COLUMN)}", found=counting)
    alike: dict[str, Column] = {}
    seen: set[tuple[str, Scope]] = set()
    for index, column in enumerate(columns[1:], 1):
        asset, where = column.asset.lower(), f"column {index}"
        reserved = column.scope is Scope.COUNT or asset == COUNT_COLUMN.asset
        if reserved or (asset, column.scope) in seen:
            raise errors.Columns(
                expected="each asset once a scope",
                found=f"{column.asset} / {column.scope.value}",
                where=where,
            )
        first = alike.setdefault(asset, column)
        if (first.asset, first.decimals) != (column.asset, column.decimals):
            raise errors.Columns(
                expected=f"{first.asset} with {first.decimals} decimals in every scope",
                found=f"{column.asset} with {column.decimals}",
                where=where,
            )
        seen.add((asset, column.scope))


def _shown(column: Column) -> str:
    return f"{column.asset} / {column.scope.value} with {column.decimals} decimals"


def _check_groups(header: Header) -> None:
    taken: set[int] = set()
    names: set[tuple[str, Scope]] = set()
    for group in header.groups:
        if not group.columns or any(left >= right for left, right in pairwise(group.columns)):
            raise errors.Groups(
                expected="ascending columns", found=str(group.columns), where=group.name
            )
        if group.columns[0] == COUNT or group.columns[-1] >= len(header.columns):
            raise errors.Groups(
                expected=f"columns 1 to {len(header.columns) - 1}",
                found=str(group.columns),
                where=group.name,
            )
        scopes = {header.columns[index].scope for index in group.columns}
        key = (group.name.lower(), min(scopes, key=lambda scope: scope.value))
        apart = _named_like_another_asset(header, group)
        if len(scopes) != 1 or key in names or taken.intersection(group.columns) or apart:
            raise errors.Groups(
                expected="groups of one scope that share no column and no name, and are not "
                "named after an asset outside them",
                found=str(group.columns),
                where=group.name,
            )
        names.add(key)
        taken.update(group.columns)
    _check_namesakes(header)
    _check_units(header)


def _check_namesakes(header: Header) -> None:
    """Groups of one name in several scopes are shown as one, so they are of the same assets."""
    assets: dict[str, set[str]] = {}
    units: dict[str, str] = {}
    for group in header.groups:
        assets.setdefault(group.name, set()).update(header.columns[i].asset for i in group.columns)
        units.setdefault(group.name, group.unit)
    for group in header.groups:
        scope = header.columns[group.columns[0]].scope
        belonging = tuple(
            index
            for index, column in enumerate(header.columns)
            if column.scope is scope and column.asset in assets[group.name]
        )
        if (group.columns, group.unit) != (belonging, units[group.name]):
            raise errors.Groups(
                expected=f"columns {belonging} in {units[group.name]}, as in other scopes",
                found=f"{group.columns} in {group.unit}",
                where=group.name,
            )


def _check_units(header: Header) -> None:
    """An asset is counted as the same unit in every group, and a unit as itself."""
    units = {group.unit: group.unit for group in header.groups}
    for group in header.groups:
        for index in group.columns:
            asset = header.columns[index].asset
            if units.setdefault(asset, group.unit) != group.unit:
                raise errors.Groups(
                    expected=f"{asset} counted as {units[asset]} everywhere",
                    found=f"{asset} counted as {group.unit}",
                    where=group.name,
                )


def _named_like_another_asset(header: Header, group: Group) -> bool:
    inside = {header.columns[index].asset.lower() for index in group.columns}
    every = {column.asset.lower() for column in header.columns}
    return group.name.lower() in every - inside


def _check_totals(statement: Statement) -> None:
    columns, totals = statement.header.columns, statement.totals
    if len(totals) != len(columns):
        raise errors.TotalsShape(expected=f"{len(columns)} totals", found=f"{len(totals)}")
    for clamped in statement.clamped:
        if clamped.column == COUNT or clamped.column >= len(columns):
            raise errors.StatementMember(
                expected=f"a column from 1 to {len(columns) - 1}",
                found=str(clamped.column),
                where="clamped",
            )


def _check_names(statement: Statement) -> None:
    """Check that no two names can be confused by a reader."""
    header = statement.header
    alike = confusable(
        (
            *(column.asset for column in header.columns),
            *(name for group in header.groups for name in (group.name, group.unit)),
            *(reserve.asset for reserve in statement.reserves),
            *(item.asset for item in statement.left_out),
            *(item.asset for item in statement.out_of_scope),
        )
    )
    if alike is not None:
        raise errors.AssetNames(expected=f"no name that looks like {alike[0]}", found=alike[1])


def _check_reserves(statement: Statement) -> None:
    for before, after in pairwise(statement.reserves):
        if before.asset >= after.asset:
            raise errors.Reserves(
                expected="assets ascending", found=f"{before.asset} before {after.asset}"
            )
    for reserve in statement.reserves:
        if reserve.asset == COUNT_COLUMN.asset:
            raise errors.Reserves(expected="assets that can be held", found=reserve.asset)
        if reserve.native > reserve.amount:
            raise errors.Reserves(
                expected=f"native at most {reserve.amount}",
                found=f"{reserve.native}",
                where=reserve.asset,
            )


def _check_kinds(statement: Statement) -> None:
    for before, after in pairwise(statement.kinds):
        if before.kind >= after.kind:
            raise errors.Kinds(
                expected="kinds ascending", found=f"{before.kind} before {after.kind}"
            )
    left_out = {item.kind for item in statement.kinds if item.scope is None}
    for item in statement.left_out:
        if item.kind not in left_out:
            raise errors.Kinds(
                expected="a kind that is left out", found=item.kind, where="left_out"
            )
    scopes = {column.scope for column in statement.header.columns}
    for rule in statement.kinds:
        if rule.scope is not None and rule.scope not in scopes:
            raise errors.Kinds(
                expected=f"a column of scope {rule.scope.value}", found="none", where=rule.kind
            )


def _check_own_issued(statement: Statement) -> None:
    for before, after in pairwise(statement.own_issued):
        if before >= after:
            raise errors.OwnIssued(expected="assets ascending", found=f"{before} before {after}")
    strange = set(statement.own_issued) - _assets(statement)
    if strange:
        raise errors.OwnIssued(expected="assets that are counted or held", found=min(strange))


def _check_prices(statement: Statement) -> None:
    for before, after in pairwise(statement.prices):
        if before.asset >= after.asset:
            raise errors.Prices(
                expected="assets ascending", found=f"{before.asset} before {after.asset}"
            )
    known = _assets(statement)
    for price in statement.prices:
        if price.asset not in known:
            raise errors.Prices(expected="assets that are counted or held", found=price.asset)
        if price.price == "0" or price.price.startswith("-"):
            raise errors.Prices(expected="above zero", found=price.price, where=price.asset)


def _assets(statement: Statement) -> set[str]:
    """Every asset that has a column or reserves."""
    counted = {column.asset for column in statement.header.columns[1:]}
    return counted | {reserve.asset for reserve in statement.reserves}


def _check_next_due(statement: Statement) -> None:
    """Check the date: one far ahead would make a statement look current for years."""
    if statement.next_due is None:
        return
    day = statement.header.liabilities_at[:10]
    if not timedelta() <= moment(statement.next_due) - moment(day) <= MAX_AGE:
        raise errors.NextDue(
            expected=f"{day} or at most {MAX_AGE.days} days later", found=statement.next_due
        )
