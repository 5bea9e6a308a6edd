"""The machine-readable files: latest.json, the series and the feed."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from xml.etree import ElementTree

from proofpress.site.pages import feeds
from proofpress_verify.records import ReserveClaim
from tests.generator import sample
from tests.generator.site.pages.page_files import written


def test_latest_json_lists_snapshots_and_exact_figures(site):
    latest = json.loads((site / "latest.json").read_text("utf-8"))
    assert [each["id"] for each in latest["snapshots"]] == [
        "2026-10-31",
        "2026-09-30",
        "2026-08-31",
    ]
    bitcoin = next(asset for asset in latest["assets"] if asset["name"] == "BTC")
    assert bitcoin["customer"] == "1843.50217733"
    assert bitcoin["ratio_customers"] == "103.18%"
    dollar = next(asset for asset in latest["assets"] if asset["name"] == "USD")
    assert "reserves" not in dollar


def test_the_series_in_dollars_holds_numbers_only(site):
    rows = list(csv.DictReader((site / "series/usd.csv").read_text().splitlines()))
    assert [row["snapshot"] for row in rows] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    assert rows[0]["inflow"] == ""
    assert int(rows[1]["owed"]) > int(rows[0]["owed"])
    assert all(int(row[name]) is not None for row in rows[1:] for name in ("inflow", "price"))
    assert feeds._without_formula("-5") == "-5"
    assert feeds._without_formula("-5+1") == "'-5+1"


def test_series_are_oldest_first_and_without_drafts(tmp_path, site):
    rows = list(csv.DictReader((site / "series/accounts.csv").open(encoding="utf-8")))
    assert [row["snapshot"] for row in rows] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    drafts = written(tmp_path, sample.site_view(draft=True))
    rows = list(csv.DictReader((drafts / "series/accounts.csv").open(encoding="utf-8")))
    assert [row["snapshot"] for row in rows] == ["2026-08-31", "2026-09-30"]


def test_csv_cells_cannot_become_formulas(tmp_path):
    view = sample.site_view()
    made = view.newest.statement
    evil = "=cmd|' /C calc'!A0"
    claims = (*made.reserves, ReserveClaim(evil, 2, 1, 1))
    newest = replace(view.newest, statement=replace(made, reserves=claims))
    folder = written(tmp_path, replace(view, snapshots=(newest,)))
    rows = list(csv.reader((folder / "series/assets.csv").open(encoding="utf-8")))
    assert rows[-1][3] == "'" + evil
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_feed_is_well_formed_and_its_names_never_change(tmp_path, site):
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}updated") for entry in entries] == [
        "2026-10-31T03:20:00Z", "2026-09-30T03:20:00Z", "2026-08-31T00:00:00Z",
    ]  # fmt: skip
    assert feeds.urn(b"\1" * 20, "2026-10-31") == "urn:uuid:7c436a88-867c-8b94-a4d9-18db9dd4feb6"
    drafts = ElementTree.parse(written(tmp_path, sample.site_view(draft=True)) / "feed.xml")
    assert len(drafts.getroot().findall(f"{atom}entry")) == 2
