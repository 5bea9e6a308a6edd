"""Changes from one snapshot to the next."""

from __future__ import annotations

from dataclasses import replace

from proofpress.reserves.wallets import Custody, HoldingForm
from proofpress.site.changes import ChangeKind, changes, movements, wallet_changes
from tests.generator import sample


def test_changes_between_snapshots_are_found():
    first, second = sample.first_statement(), sample.statement("2026-09-30")
    kinds = [change.kind for change in changes(first, second)]
    assert kinds == [
        ChangeKind.ASSET_ADDED,
        ChangeKind.SCOPE_ADDED,
        ChangeKind.KIND,
        ChangeKind.OWN_ISSUED,
        ChangeKind.CLAMPED,
        ChangeKind.TIME_GAP,
        ChangeKind.METHODOLOGY,
    ]
    backwards = {change.kind for change in changes(second, first)}
    assert {ChangeKind.ASSET_REMOVED, ChangeKind.SCOPE_REMOVED, ChangeKind.KIND} <= backwards


def test_a_snapshot_after_its_announced_date_is_late():
    first = sample.first_statement()
    late = [c for c in changes(first, sample.statement("2026-10-15")) if c.kind is ChangeKind.LATE]
    assert [(c.before, c.after) for c in late] == [("2026-09-30", "2026-10-15")]


def test_movements_are_in_the_finest_decimals():
    found = {move.name: move for move in movements(sample.first_statement(), sample.statement())}
    assert found["BTC"].owed == 1_843_50217733 - 1_843_50217733 * 9 // 10
    assert found["DOGE"].owed is None
    assert found["DOGE"].before is None


def test_changes_of_forms_and_custody_are_computed_from_the_lists():
    rows = sample.wallets().rows
    lent = replace(rows[0], form=HoldingForm.LENT, custody=Custody.CONTRACT)
    found = wallet_changes(rows, (*rows, lent))
    assert [(c.kind, c.subject, c.after) for c in found] == [
        (ChangeKind.FORM_ADDED, "BTC", "lent"),
        (ChangeKind.CUSTODY, "BTC", "contract, unstated"),
    ]
    assert [c.is_scope for c in found] == [True, False]
    (gone, _) = wallet_changes((*rows, lent), rows)
    assert gone.kind is ChangeKind.FORM_REMOVED
    assert wallet_changes(rows, rows) == ()
