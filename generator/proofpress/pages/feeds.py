"""The site for programs: newest figures as JSON, series as CSV, news as Atom.

Everything is derived from the statements. A draft stands in latest.json, marked as one,
and nowhere else: series and feed are about what was released.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from proofpress.views import (
    Change,
    Figures,
    Headline,
    SiteView,
    SnapshotView,
    accounts,
    asset_figures,
    changes_of,
    group_figures,
    growth,
    headline,
    in_dollars,
)
from proofpress_verify.decimals import format_units
from proofpress_verify.paths import statement_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SERIES = ("accounts", "assets", "groups", "usd")
_FIGURES = (
    "snapshot", "liabilities_at", "reserves_at", "name", "customer", "platform", "bonus",
    "reserves", "native", "ratio_customers", "ratio_with_platform", "ratio_native",
)  # fmt: skip
_DOLLARS = (*_FIGURES[:3], "owed", "held", "inflow", "price", "apart")
_NUMBER = re.compile(r"-?[0-9]+")
_FORMULA_STARTS = tuple("=+-@\t\r\n")


def latest(view: SiteView) -> str:
    """The newest snapshot's figures: amounts in whole units, as exact decimal strings."""
    newest = view.newest
    head = headline(newest.statement)
    header = newest.statement.header
    dollars = in_dollars(newest.statement)
    content = {
        "snapshots": [_reference(each) for each in view.snapshots],
        "snapshot": newest.id,
        "draft": newest.draft,
        "publisher": {"id": header.publisher.hex(), "name": newest.statement.name},
        "liabilities_at": header.liabilities_at,
        "reserves_at": header.reserves_at,
        "root": newest.statement.root.hex(),
        "accounts": accounts(newest.statement),
        "assets_owed": head.assets,
        "assets_at_or_above_100_percent": head.enough,
        "assets_at_or_above_100_percent_of_all_counted": head.enough_with_platform,
        "usd_owed": "" if dollars is None else str(dollars.owed),
        "assets": [_member(row) for row in asset_figures(newest.statement)],
        "groups": [{**_member(row), "unit": row.unit} for row in group_figures(newest.statement)],
    }
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def _reference(snapshot: SnapshotView) -> dict[str, object]:
    return {
        "id": snapshot.id,
        "draft": snapshot.draft,
        "liabilities_at": snapshot.statement.header.liabilities_at,
        "statement": statement_path(snapshot.id),
        "sha256": snapshot.statement_sha256.hex(),
    }


def _member(row: Figures) -> dict[str, str]:
    stated = [pair for pair in zip(_FIGURES[4:], _cells(row), strict=True) if pair[1]]
    return {"name": row.name, **dict(stated)}


def _cells(row: Figures) -> list[str]:
    """The amounts and ratios of a row; empty where the snapshot does not state one."""
    amounts = (row.customer, row.platform, row.bonus, row.reserves, row.native)
    ratios = (row.customers_only, row.with_platform, row.native_only)
    return [
        *("" if amount is None else format_units(amount, row.decimals) for amount in amounts),
        *("" if ratio.enough is None else ratio.percent for ratio in ratios),
    ]


@dataclass(frozen=True)
class Entry:
    """A released snapshot as an item of the feed; `id` is a URN that never changes."""

    id: str
    updated: str
    snapshot: SnapshotView
    headline: Headline
    changes: tuple[Change, ...]


def entries(view: SiteView) -> tuple[Entry, ...]:
    """One entry per released snapshot, newest first."""
    return tuple(
        Entry(
            id=urn(each.statement.header.publisher, each.id),
            updated=updated(each),
            snapshot=each,
            headline=headline(each.statement),
            changes=tuple(change for change in changes_of(each) if change.is_scope),
        )
        for each in released(view)
    )


def updated(snapshot: SnapshotView) -> str:
    """The later of a snapshot's two moments: the feed knows no clock."""
    header = snapshot.statement.header
    return max(header.liabilities_at, header.reserves_at)


def urn(publisher: bytes, snapshot: str) -> str:
    """A name for a snapshot (or, with an empty id, for the feed) that follows from both."""
    digest = bytearray(sha256(publisher + snapshot.encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80  # version 8, of one's own making (RFC 9562)
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest)).urn


def released(view: SiteView) -> tuple[SnapshotView, ...]:
    """The snapshots that are not drafts, newest first."""
    return tuple(each for each in view.snapshots if not each.draft)


def series(view: SiteView) -> Iterator[tuple[str, str]]:
    """Each series by name, as CSV, oldest snapshot first."""
    oldest_first = released(view)[::-1]
    counts = [[*_when(each), str(accounts(each.statement))] for each in oldest_first]
    yield "accounts", _csv((*_FIGURES[:3], "accounts"), counts)
    assets = [(each, row) for each in oldest_first for row in asset_figures(each.statement)]
    yield "assets", _csv(_FIGURES, (_row(*pair) for pair in assets))
    groups = [(each, row) for each in oldest_first for row in group_figures(each.statement)]
    units = ([*_row(each, row), row.unit] for each, row in groups)
    yield "groups", _csv((*_FIGURES, "unit"), units)
    yield "usd", _csv(_DOLLARS, _dollar_rows(oldest_first))


def _row(snapshot: SnapshotView, row: Figures) -> list[str]:
    return [*_when(snapshot), row.name, *_cells(row)]


def _dollar_rows(snapshots: tuple[SnapshotView, ...]) -> Iterator[list[str]]:
    """What customers are owed in whole USD, and why it changed, where prices are stated."""
    for each in snapshots:
        now = in_dollars(each.statement)
        if now is None:
            continue
        split = growth(each.previous, each.statement) if each.previous else None
        parts = [] if split is None else [split.inflow, split.price, split.apart]
        cells = [str(part) for part in (now.owed, now.held, *parts)]
        yield [*_when(each), *cells, *[""] * (len(_DOLLARS) - 3 - len(cells))]


def _when(snapshot: SnapshotView) -> list[str]:
    header = snapshot.statement.header
    return [snapshot.id, header.liabilities_at, header.reserves_at]


def _csv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell) else cell
