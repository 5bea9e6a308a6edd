"""The overview: its headline, and everything that limits the figures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from proofpress.site.figures import asset_figures, headline, in_dollars
from proofpress.site.pages.render import environment
from proofpress_verify.records import ReserveClaim
from tests.generator import sample
from tests.generator.site.pages.page_files import page, written


def test_the_overview_says_plainly_that_reserves_fall_short(site):
    text = page(site).text
    assert "at least 100% for 4 of the 6 assets it owes its customers, and below 100% for 2" in text
    assert "For USD, no reserves are stated" in text
    assert "With the platform’s own accounts counted too, 3 of 6 reach 100%" in text
    assert "With native coins only, 1 of 6 reach 100%" in text
    assert "97.30% below 100%" in text.replace("97.30%below", "97.30% below")


def test_the_overview_when_all_is_held():
    made = replace(sample.statement(), reserves=sample.plenty())
    text = sentence(made)
    assert text == (
        "Example Exchange reports reserves of at least 100% for all 6 assets it owes its customers."
    )


def enough_for_customers() -> tuple[ReserveClaim, ...]:
    """Exactly what customers are owed in each asset, and nothing for the platform's accounts."""
    rows = asset_figures(sample.statement())
    return tuple(ReserveClaim(row.name, row.decimals, row.customer or 0, 0) for row in rows)


def test_the_headline_is_judged_by_the_lower_of_both_bases(tmp_path):
    """The same reserves cover the platform's own coins: customers do not come first."""
    view = sample.site_view()
    made = replace(view.newest.statement, reserves=enough_for_customers())
    found = headline(made)
    assert (found.enough, found.enough_with_platform, found.tone) == (6, 4, "bad")
    assert found.lowest_with_platform is not None
    assert found.lowest_with_platform.name == "BTC"
    text = sentence(made)
    assert "at least 100% for all 6 assets" in text
    assert "With the platform’s own accounts counted too, 4 of 6 reach 100%." in text
    newest = replace(view.newest, statement=made)
    folder = written(tmp_path, replace(view, snapshots=(newest, *view.snapshots[1:])))
    shown = page(folder)
    (tile,) = re.findall(
        r"Lowest ratio, of all that is counted</dt><dd class=\"(\w+)\">([0-9.]+%)",
        (folder / "index.html").read_text(),
    )
    assert tile == ("bad", "93.88%")
    assert "The lowest is then BTC, at 93.88% of all that is counted" in shown.text
    assert [each["class"] for each in shown.all("dd") if "class" in each] == ["bad"] * 4
    assert (
        "6 of 6; 4 with the platform’s own accounts counted too"
        in page(folder, "history/index.html").text
    )
    said = json.loads((folder / "latest.json").read_text())
    assert said["assets_at_or_above_100_percent_of_all_counted"] == 4


def test_the_overview_when_nothing_is_held():
    text = sentence(replace(sample.statement(), reserves=()))
    assert "reports reserves below 100% for all 6 assets" in text


def test_the_overview_when_nothing_is_owed():
    made = sample.statement()
    text = sentence(replace(made, totals=(0,) * len(made.totals)))
    assert text == "Example Exchange reports that it owes its customers nothing."


def sentence(statement) -> str:
    jinja = environment(Path(__file__).parents[4] / "site_templates")
    module = jinja.get_template("parts/statements.html").module
    return str(module.sentence(headline(statement), statement))  # type: ignore[attr-defined]


def test_everything_that_limits_the_figures_is_disclosed(site):
    text = page(site).text
    assert "reserves were taken 3 hours 20 minutes later" in text
    assert "ETH (customers’ balances): 12 accounts, together 3.2 ETH below zero" in text
    assert "bonus: 88,120.5 USDT in 4,211 entries" in text
    assert "120,934,411.25 SHIB in 17 entries" in text
    assert "is only a part of its wallets" in text
    assert "bonus: left out" in text
    assert "DOGE is issued by Example Exchange or companies close to it" in text
    assert "not proven by cryptography: disclosures" in text
    assert "2 of 5 rows have a valid signature, 1 row has an invalid one, 2 rows have none." in text
    assert "1 valid signature was already in the last snapshot." in text
    assert "What this does not prove" in text


def test_sizes_in_dollars_leave_out_what_has_no_price_or_is_own_issued(site):
    found = in_dollars(sample.statement())
    assert found is not None
    bitcoin, tether = Fraction("1843.50217733"), Fraction("61224870.1184")
    exactly = bitcoin * Fraction("98123.5") + tether * Fraction("0.9991")
    assert found.owed - 1 < exactly <= found.owed
    assert found.unpriced == ("ETH", "USD", "USDC")
    assert f"customers are owed ${found.owed:,}" in page(site).text
    assert in_dollars(replace(sample.statement(), prices=())) is None


def test_a_snapshot_that_leaves_nothing_out_says_so(tmp_path):
    view = sample.site_view()
    bare = replace(view.newest.statement, clamped=(), left_out=(), out_of_scope=())
    bare = replace(bare, header=replace(bare.header, reserves_at=bare.header.liabilities_at))
    view = replace(view, snapshots=(replace(view.newest, statement=bare), *view.snapshots[1:]))
    text = page(written(tmp_path, view)).text
    assert "No account was below zero in any asset" in text
    assert "No kind of entry was left out" in text
    assert "Every asset in the ledger is counted" in text
    assert "taken at the same moment" in text


def test_reserves_without_balances_offset_nothing_in_the_table(tmp_path):
    view = sample.site_view()
    made = view.newest.statement
    made = replace(made, reserves=(*made.reserves, ReserveClaim("XRP", 6, 5, 5)))
    folder = written(tmp_path, replace(view, snapshots=(replace(view.newest, statement=made),)))
    for path in ("index.html", "snapshots/2026-10-31/index.html"):
        assert "for assets without counted balances: XRP" in page(folder, path).text
        assert "nothing owed" not in page(folder, path).text
