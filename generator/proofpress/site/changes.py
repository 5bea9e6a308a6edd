"""The differences between a snapshot and the one before: scope, rules and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from proofpress.reserves.ratios import Ratio
from proofpress.reserves.wallets import HoldingForm, Wallet
from proofpress.site.figures import (
    SCOPES,
    Figures,
    asset_figures,
    gap,
    group_figures,
    moment,
)
from proofpress.site.model import SnapshotView
from proofpress_verify.records import Scope, Statement


class ChangeKind(Enum):
    """What can change between two snapshots in the meaning of their figures."""

    ASSET_ADDED = "asset-added"
    ASSET_REMOVED = "asset-removed"
    SCOPE_ADDED = "scope-added"
    SCOPE_REMOVED = "scope-removed"
    DECIMALS = "decimals"
    GROUP = "group"
    GROUP_UNIT = "group-unit"
    KIND = "kind"
    OWN_ISSUED = "own-issued"
    NOT_OWN_ISSUED = "not-own-issued"
    OUT_OF_SCOPE = "out-of-scope"
    BACK_IN_SCOPE = "back-in-scope"
    FORM_ADDED = "form-added"
    FORM_REMOVED = "form-removed"
    CUSTODY = "custody"
    CLAMPED = "clamped"
    NOT_CLAMPED = "not-clamped"
    WALLETS_PARTIAL = "wallets-partial"
    WALLETS_COMPLETE = "wallets-complete"
    IDENTITY = "identity"
    METHODOLOGY = "methodology"
    DISCLOSURES = "disclosures"
    NAME = "name"
    LATE = "late"
    TIME_GAP = "time-gap"


@dataclass(frozen=True)
class Change:
    """One change. `subject` is the asset, group or kind; `before` and `after` depend on `kind`."""

    kind: ChangeKind
    subject: str = ""
    before: str = ""
    after: str = ""

    @property
    def is_scope(self) -> bool:
        """Whether the figures of the two snapshots cover different things."""
        return self.kind in _SCOPE_CHANGES


_SCOPE_CHANGES = frozenset(
    {
        ChangeKind.ASSET_ADDED,
        ChangeKind.ASSET_REMOVED,
        ChangeKind.SCOPE_ADDED,
        ChangeKind.SCOPE_REMOVED,
        ChangeKind.GROUP,
        ChangeKind.GROUP_UNIT,
        ChangeKind.KIND,
        ChangeKind.OUT_OF_SCOPE,
        ChangeKind.BACK_IN_SCOPE,
        ChangeKind.OWN_ISSUED,
        ChangeKind.NOT_OWN_ISSUED,
        ChangeKind.FORM_ADDED,
        ChangeKind.FORM_REMOVED,
        ChangeKind.WALLETS_PARTIAL,
        ChangeKind.WALLETS_COMPLETE,
    }
)


def changes_of(snapshot: SnapshotView) -> tuple[Change, ...]:
    """Every change since the previous snapshot, including its wallet list; scope changes first."""
    if snapshot.previous is None:
        return ()
    listed = wallet_changes(snapshot.previous_wallets, snapshot.wallets.rows)
    found = (*changes(snapshot.previous, snapshot.statement), *listed)
    return tuple(sorted(found, key=lambda change: not change.is_scope))


def wallet_changes(before: tuple[Wallet, ...], after: tuple[Wallet, ...]) -> tuple[Change, ...]:
    """How two wallet lists differ, by asset: forms of coins, and who holds the keys.

    Assets that only one list has are skipped: the reserve figures show them.
    """
    return tuple(_wallet_changes(_by_asset(before), _by_asset(after)))


def _by_asset(rows: tuple[Wallet, ...]) -> dict[str, list[Wallet]]:
    found: dict[str, list[Wallet]] = {}
    for row in rows:
        found.setdefault(row.counts_as, []).append(row)
    return found


def _wallet_changes(
    before: dict[str, list[Wallet]], after: dict[str, list[Wallet]]
) -> Iterator[Change]:
    for asset in sorted(before.keys() & after.keys()):
        old, new = ({row.form for row in rows[asset]} for rows in (before, after))
        for form in HoldingForm:
            if form in new - old:
                yield Change(ChangeKind.FORM_ADDED, asset, after=form.value)
            elif form in old - new:
                yield Change(ChangeKind.FORM_REMOVED, asset, before=form.value)
        was, now = (_custodies(rows[asset]) for rows in (before, after))
        if was != now:
            yield Change(ChangeKind.CUSTODY, asset, was, now)


def _custodies(rows: list[Wallet]) -> str:
    return ", ".join(sorted({row.custody.value or "unstated" for row in rows}))


def changes(before: Statement, after: Statement) -> tuple[Change, ...]:
    """Every change from one statement to the next."""
    return (
        *_column_changes(before, after),
        *_group_changes(before, after),
        *_kind_changes(before, after),
        *_disclosure_changes(before, after),
        *_setting_changes(before, after),
    )


def _column_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old, new = _scopes_by_asset(before), _scopes_by_asset(after)
    for asset in [*new, *(asset for asset in old if asset not in new)]:
        if asset not in old:
            yield Change(ChangeKind.ASSET_ADDED, asset)
        elif asset not in new:
            yield Change(ChangeKind.ASSET_REMOVED, asset)
        else:
            yield from _scope_changes(asset, old[asset], new[asset])


def _scopes_by_asset(statement: Statement) -> dict[str, dict[Scope, int]]:
    found: dict[str, dict[Scope, int]] = {}
    for column in statement.header.columns[1:]:
        found.setdefault(column.asset, {})[column.scope] = column.decimals
    return found


def _scope_changes(asset: str, old: dict[Scope, int], new: dict[Scope, int]) -> Iterator[Change]:
    for scope in SCOPES:
        if scope in new and scope not in old:
            yield Change(ChangeKind.SCOPE_ADDED, asset, after=scope.value)
        elif scope in old and scope not in new:
            yield Change(ChangeKind.SCOPE_REMOVED, asset, before=scope.value)
        elif old.get(scope) != new.get(scope):
            yield Change(ChangeKind.DECIMALS, asset, str(old[scope]), str(new[scope]))


def _group_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old = {row.name: row for row in group_figures(before)}
    new = {row.name: row for row in group_figures(after)}
    for name in dict.fromkeys([*new, *old]):
        was, now = (" + ".join(rows[name].parts) if name in rows else "" for rows in (old, new))
        if was != now:
            yield Change(ChangeKind.GROUP, name, was, now)
        if name in old and name in new and old[name].unit != new[name].unit:
            yield Change(ChangeKind.GROUP_UNIT, name, old[name].unit, new[name].unit)


def _kind_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old = {claim.kind: _rule(claim.scope) for claim in before.kinds}
    new = {claim.kind: _rule(claim.scope) for claim in after.kinds}
    for kind in dict.fromkeys([*new, *old]):
        if old.get(kind) != new.get(kind):
            yield Change(ChangeKind.KIND, kind, old.get(kind, ""), new.get(kind, ""))


def _rule(scope: Scope | None) -> str:
    """How rows of a kind are counted, as the word that templates compare with."""
    return "left-out" if scope is None else scope.value


def _disclosure_changes(before: Statement, after: Statement) -> Iterator[Change]:
    yield from _set_changes(
        set(before.own_issued),
        set(after.own_issued),
        ChangeKind.OWN_ISSUED,
        ChangeKind.NOT_OWN_ISSUED,
    )
    yield from _set_changes(
        {item.asset for item in before.out_of_scope},
        {item.asset for item in after.out_of_scope},
        ChangeKind.OUT_OF_SCOPE,
        ChangeKind.BACK_IN_SCOPE,
    )
    if bool(before.clamped) != bool(after.clamped):
        yield Change(ChangeKind.CLAMPED if after.clamped else ChangeKind.NOT_CLAMPED)


def _set_changes(
    old: set[str], new: set[str], came: ChangeKind, went: ChangeKind
) -> Iterator[Change]:
    yield from (Change(came, name) for name in sorted(new - old))
    yield from (Change(went, name) for name in sorted(old - new))


def _setting_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old, new = before.header, after.header
    if before.wallets.complete != after.wallets.complete:
        complete = after.wallets.complete
        yield Change(ChangeKind.WALLETS_COMPLETE if complete else ChangeKind.WALLETS_PARTIAL)
    if old.identity_bound != new.identity_bound:
        yield Change(ChangeKind.IDENTITY, after="bound" if new.identity_bound else "")
    if gap(before) != gap(after):
        yield Change(ChangeKind.TIME_GAP)
    if before.methodology != after.methodology:
        yield Change(ChangeKind.METHODOLOGY)
    if before.disclosures != after.disclosures:
        yield Change(ChangeKind.DISCLOSURES)
    if before.name != after.name:
        yield Change(ChangeKind.NAME, before=before.name, after=after.name)
    if is_late(before, after):
        yield Change(ChangeKind.LATE, before=before.next_due or "", after=new.liabilities_at[:10])


def is_late(before: Statement, after: Statement) -> bool:
    """Whether a snapshot was taken after the due date in the previous statement."""
    if before.next_due is None:
        return False
    return moment(after.header.liabilities_at).date() > date.fromisoformat(before.next_due)


@dataclass(frozen=True)
class Movement:
    """How the figures of one asset changed from one snapshot to the next.

    `owed` and `held` are differences in base units of `decimals`, or None if one of the snapshots
    does not state the amount. A ratio is None if the asset is not in that snapshot.
    """

    name: str
    decimals: int
    owed: int | None
    held: int | None
    before: Ratio | None
    after: Ratio | None


def movements(before: Statement, after: Statement) -> tuple[Movement, ...]:
    """The movement of every counted asset, those of the newer snapshot first."""
    old = {row.name: row for row in asset_figures(before) if row.is_counted}
    new = {row.name: row for row in asset_figures(after) if row.is_counted}
    return tuple(_movement(name, old.get(name), new.get(name)) for name in {**new, **old})


def _movement(name: str, old: Figures | None, new: Figures | None) -> Movement:
    decimals = max(row.decimals for row in (old, new) if row is not None)
    return Movement(
        name=name,
        decimals=decimals,
        owed=_difference(_in(old, "customer", decimals), _in(new, "customer", decimals)),
        held=_difference(_in(old, "reserves", decimals), _in(new, "reserves", decimals)),
        before=None if old is None else old.customers_only,
        after=None if new is None else new.customers_only,
    )


def _in(row: Figures | None, amount: Literal["customer", "reserves"], decimals: int) -> int | None:
    """An amount of a row in base units of `decimals`, or None if the row does not have it."""
    if row is None:
        return None
    found = row.customer if amount == "customer" else row.reserves
    return None if found is None else found * 10 ** (decimals - row.decimals)


def _difference(old: int | None, new: int | None) -> int | None:
    return None if old is None or new is None else new - old
