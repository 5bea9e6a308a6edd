"""The pages of a snapshot, the history and the lists of files."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

from proofpress.disclosures.record import Topic
from proofpress.site.changes import ChangeKind, changes
from proofpress.site.figures import asset_figures
from proofpress_verify.records import KindClaim, LeftOut, Scope
from tests.generator import sample
from tests.generator.site.pages.page_files import page, written


def test_disclosures_are_separate_and_what_is_not_said_is_shown(site):
    """Threat 21: what a publisher writes here is text or safe Markdown, never markup."""
    text = page(site, "snapshots/2026-10-31/disclosures/index.html").text
    assert "Not proven by cryptography." in text
    assert "Dollars at a bank" in text
    assert "2,500,000.5 USD" in text
    assert "<script>alert(1)</script>" in text
    silent = len(Topic) - len(sample.DISCLOSED.texts)
    assert text.count("Example Exchange says nothing about this.") == silent
    nothing = page(site, "snapshots/2026-08-31/disclosures/index.html").text
    assert nothing.count("Example Exchange says nothing about this.") == len(Topic) + 1


def test_the_scope_change_of_2026_01_07(tmp_path):
    """The platform's own accounts are now counted: every ratio on both bases."""
    view = sample.site_view()
    after = view.newest.statement
    kept = [i for i, c in enumerate(after.header.columns) if c.scope is not Scope.PLATFORM]
    before = replace(
        view.snapshots[1].statement,
        header=replace(
            after.header,
            snapshot="2026-09-30",
            columns=tuple(after.header.columns[i] for i in kept),
            groups=(),
        ),
        totals=tuple(after.totals[i] for i in kept),
        kinds=(
            KindClaim("bonus", None),
            KindClaim("customer", Scope.CUSTOMER),
            KindClaim("platform", None),
        ),
        left_out=(LeftOut("platform", "BTC", 8, 3, 120_00000000),),
    )
    old = replace(view.snapshots[1], statement=before, previous=None, previous_wallets=())
    new = replace(view.newest, previous=before)
    folder = written(tmp_path, replace(view, snapshots=(new, old)))
    said = "entries of the kind “platform” are now counted apart, as the platform’s own accounts"
    for path in ("index.html", "history/index.html", "snapshots/2026-10-31/index.html"):
        text = page(folder, path).text
        assert f"{said}; before, they were left out" in text, path
        assert "BTC: the platform’s own accounts are now counted" in text, path
        assert after.scope_note in text, path
    feed = (folder / "feed.xml").read_text("utf-8")
    assert "BTC: the platform’s own accounts are now counted" in feed
    assert after.scope_note in feed
    row = next(each for each in asset_figures(after) if each.name == "BTC")
    text = page(folder, "snapshots/2026-10-31/index.html").text
    assert row.customers_only.percent != row.with_platform.percent
    assert row.customers_only.percent in text
    assert row.with_platform.percent in text
    assert "Held, of all that is counted" in text


def test_a_draft_is_marked_wherever_its_figures_are_shown(tmp_path):
    folder = written(tmp_path, sample.site_view(draft=True))
    for path in ("index.html", "snapshots/2026-10-31/index.html", "verify/index.html",
                 "snapshots/2026-10-31/wallets/index.html", "history/index.html"):  # fmt: skip
        assert "draft" in page(folder, path).text.lower(), path
    assert "Draft." not in page(folder, "snapshots/2026-09-30/index.html").text


def test_the_snapshot_page_is_exact_and_names_every_fingerprint(site):
    text = page(site, "snapshots/2026-10-31/index.html").text
    made = sample.site_view().newest
    assert "21,507.334500000000000017" in text
    assert "98,112,007.2214" in text
    for value in (made.statement_sha256, made.statement.root, made.statement.files):
        assert value.hex() in text
    assert made.statement.first_key in text


def test_without_a_platform_column_the_page_says_what_is_missing(site):
    statement = sample.first_statement()
    only = tuple(i for i, c in enumerate(statement.header.columns) if c.scope.value != "platform")
    assert len(only) < len(statement.header.columns)
    text = page(site, "snapshots/2026-08-31/index.html").text
    assert "each ratio is shown with and without them" in text


def test_shards_are_listed_in_folders_of_256(tmp_path):
    view = sample.site_view()
    header = replace(view.newest.statement.header, prefix_bits=10)
    newest = replace(
        view.newest,
        statement=replace(view.newest.statement, header=header),
        shard_sizes=(8192,) * 1024,
    )
    folder = written(tmp_path, replace(view, snapshots=(newest,)))
    last = page(folder, "files/2026-10-31/0003/index.html")
    linked = [each for each in last.references if each.endswith(".shard")]
    assert len(linked) == 256
    assert linked[-1] == "../../../snapshots/2026-10-31/shards/0003/0003ff.shard"


def test_history_names_changes_of_scope(site):
    text = page(site, "history/index.html").text
    assert "Ledger entries of the kind “bonus” are new: left out" in text
    assert "DOGE is counted for the first time" in text
    assert "ETH: the platform’s own accounts are now counted" in text
    assert "The methodology was changed" in text
    assert "(+1,241)" in text


def test_a_groups_unit_is_shown_wherever_the_group_is(site):
    sentence = "1 USD, 1 USDC and 1 USDT each counted as 1 USD-like"
    pages = ("index.html", "snapshots/2026-10-31/index.html")
    for path in (*pages, "snapshots/2026-10-31/wallets/index.html"):
        assert sentence in page(site, path).text, path
    latest = json.loads((site / "latest.json").read_text("utf-8"))
    assert [group["unit"] for group in latest["groups"]] == ["USD-like"]
    rows = list(csv.DictReader((site / "series/groups.csv").open(encoding="utf-8")))
    assert {row["unit"] for row in rows} == {"USD-like"}


def test_another_unit_of_a_group_is_a_change_of_scope(tmp_path):
    view = sample.site_view()
    before = view.newest.previous
    assert before is not None
    header = view.newest.statement.header
    (group,) = header.groups
    header = replace(header, groups=(replace(group, unit="EUR"),))
    after = replace(view.newest.statement, header=header)
    (change,) = changes(before, after)
    assert (change.kind, change.is_scope) == (ChangeKind.GROUP_UNIT, True)
    folder = written(tmp_path, replace(view, snapshots=(replace(view.newest, statement=after),)))
    sentence = "one unit of each asset is now counted as 1 EUR instead of 1 USD-like"
    for path in ("index.html", "snapshots/2026-10-31/index.html", "history/index.html"):
        assert sentence in page(folder, path).text, path
    assert sentence in (folder / "feed.xml").read_text("utf-8")


def test_every_kind_of_change_has_a_sentence():
    source = (Path(__file__).parents[4] / "site_templates/parts/changes.html").read_text("utf-8")
    for kind in ChangeKind:
        assert f'kind == "{kind.value}"' in source, kind
