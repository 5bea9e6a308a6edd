"""The pages: what they say, what they never say, and that a publisher's text stays text."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from math import floor
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from proofpress import resources
from proofpress.disclosures.record import Topic
from proofpress.errors import InputError
from proofpress.hosting.spellings import HOST_FILE
from proofpress.pages import colours, feeds, write_pages
from proofpress.pages.amounts import exact, rounded_down, rounded_up
from proofpress.pages.logo import checked_logo
from proofpress.pages.markup import MAX_CHARACTERS, render_markdown
from proofpress.pages.render import duration, environment, listing, moment_text, script_safe, size
from proofpress.pages.write import VIEW_SCRIPTS, WALLET_ROWS, WALLETS_SCRIPTS
from proofpress.reserves.repeats import keys_of
from proofpress.reserves.wallets import Custody, HoldingForm, WalletList
from proofpress.views import (
    ChangeKind,
    Logo,
    SiteView,
    asset_figures,
    changes,
    compositions,
    group_figures,
    growth,
    headline,
    in_dollars,
    movements,
    wallet_changes,
)
from proofpress_verify.code_text import TEXT_LENGTH
from proofpress_verify.ownership.outcome import UNSIGNED
from proofpress_verify.records import (
    ClampedColumn,
    KindClaim,
    LeftOut,
    OutOfScope,
    ReserveClaim,
    Scope,
)
from tests.generator import sample

WALLETS = "snapshots/2026-10-31/wallets/index.html"
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'"


class Page(HTMLParser):
    """A page's elements with their attributes, and its text without scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside:
            self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).replace("\u00a0", " ").split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def references(self) -> list[str]:
        """Everything that the page leads to or loads."""
        names = ("href", "src", "srcset", "action", "data", "poster", "formaction")
        return [attrs[name] for _, attrs in self.elements for name in names if name in attrs]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder, sample.site_view())
    return folder


def written(folder: Path, view: SiteView) -> Path:
    write_pages(folder, view)
    return folder


def page(folder: Path, path: str = "index.html") -> Page:
    return Page((folder / path).read_text("utf-8"))


def pages(folder: Path) -> dict[str, Page]:
    return {path: Page(file.read_text("utf-8")) for path, file in _html_files(folder)}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# --- every page ---------------------------------------------------------------------------


def test_every_page_has_a_language_a_title_of_its_own_and_one_heading(site):
    titles = []
    for path, html in ((p, f.read_text("utf-8")) for p, f in _html_files(site)):
        found = Page(html)
        assert found.all("html")[0]["lang"] == "en", path
        assert len(found.all("h1")) == 1, path
        titles += re.findall("<title>(.*?)</title>", html)
    assert len(set(titles)) == len(titles) == len(pages(site))


def _html_files(folder: Path) -> list[tuple[str, Path]]:
    return [(p.relative_to(folder).as_posix(), p) for p in sorted(folder.rglob("*.html"))]


def test_headings_never_skip_a_level(site):
    for path, found in pages(site).items():
        levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_page_carries_a_strict_policy(site):
    for path, found in pages(site).items():
        policy = next(
            attrs["content"]
            for attrs in found.all("meta")
            if attrs.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; "), path
        assert "base-uri 'none'; form-action 'none'" in policy, path
        assert "unsafe-inline" not in policy, path
        assert ("script-src" in policy) == checks(path)
        assert found.all("meta")[0] == {"charset": "utf-8"}


def checks(path: str) -> bool:
    """Whether the page at a path is one that checks something on the visitor's device."""
    return path == "verify/index.html" or path.endswith("/wallets/index.html")


def test_only_pages_that_check_have_scripts_and_none_is_inline(site):
    for path, found in pages(site).items():
        scripts = found.all("script")
        if not checks(path):
            assert scripts == [], path
            continue
        kinds = [attrs.get("type", "") for attrs in scripts]
        assert kinds.count("application/json") == 1
        assert all("src" in attrs for attrs in scripts if "type" not in attrs)
        assert scripts[0]["integrity"].startswith("sha256-")


def test_keys_that_back_several_rows_are_named_on_the_page(site, tmp_path):
    assert "Keys that back several rows" not in page(site, WALLETS).text
    view = sample.site_view()
    held = view.newest.wallets
    ether = replace(held.rows[2], asset="ETH", form=HoldingForm.NATIVE, repeats="<b>the rest</b>")
    listed = replace(held, rows=(*held.rows, ether))
    outcomes = [UNSIGNED] * len(listed.rows)
    newest = replace(
        view.newest,
        wallets=listed,
        ownership=(*view.newest.ownership, view.newest.ownership[1]),
        shared_keys=keys_of(listed.rows, outcomes),
    )
    folder = written(tmp_path, replace(view, snapshots=(newest, *view.snapshots[1:])))
    found = page(folder, WALLETS)
    assert "One key backs 3 rows: 2241 ETH in rows 3, 6; 1120.5 BTC in row 2." in found.text
    assert "Row 3 states no reason." in found.text
    assert "Listed again: <b>the rest</b>" in found.text
    (box,) = [each for each in found.all("div") if each.get("id") == "device"]
    assert box["data-keys"] == "1"


def test_a_list_without_rows_has_nothing_to_check(tmp_path):
    view = sample.site_view()
    empty = replace(view.newest, wallets=WalletList((), complete=True), ownership=())
    folder = written(tmp_path, replace(view, snapshots=(empty, *view.snapshots[1:])))
    found = page(folder, "snapshots/2026-10-31/wallets/index.html")
    assert found.all("script") == found.all("button") == []


def test_no_element_carries_a_style_or_a_handler(site):
    for path, found in pages(site).items():
        for tag, attrs in found.elements:
            assert "style" not in attrs, (path, tag)
            assert not [name for name in attrs if name.startswith("on")], (path, tag)


def test_links_are_relative_and_lead_somewhere(site):
    view = sample.site_view()
    elsewhere = {file.path for each in view.snapshots for file in each.files}
    elsewhere |= {file.path for file in view.files} | {"SHA256SUMS", "SHA256SUMS.note"}
    elsewhere |= {view.runtime.folder + name for name in ("check.js", "check-wallets.js")}
    elsewhere |= {view.runtime.verifier.folder + WHEEL}
    verifier = view.runtime.verifier
    elsewhere.add(verifier.folder + verifier.offline_page.name)
    for path, found in pages(site).items():
        for reference in found.references:
            if not reference.startswith(("https://", "mailto:", "#")):
                target = resolve(path, reference)
                shard = re.fullmatch(r"snapshots/[0-9-]+/shards/0000/00000[0-9a-f].shard", target)
                assert shard or target in elsewhere or (site / target).is_file(), (path, reference)


WHEEL = sample.SampleRuntime().verifier.wheel


def resolve(path: str, reference: str) -> str:
    """The site's path that a reference on the page at `path` leads to."""
    parts = list(PurePosixPath(path).parent.parts)
    for part in unquote(reference.partition("#")[0]).split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_no_page_loads_anything_from_another_host(site):
    loading = {"img", "script", "link", "iframe", "audio", "video", "source", "object", "embed"}
    for path, found in pages(site).items():
        for tag, attrs in found.elements:
            for name in ("src", "href", "srcset", "data"):
                if tag in loading and name in attrs:
                    assert "//" not in attrs[name], (path, tag)
    for css in site.glob("theme/*.css"):
        assert not re.search(r"url\(|@import", css.read_text()), css


def test_links_to_other_sites_give_nothing_away(site):
    for path, found in pages(site).items():
        for attrs in found.all("a"):
            if attrs["href"].startswith("http"):
                assert "noreferrer" in attrs["rel"], (path, attrs)
                assert "noopener" in attrs["rel"], (path, attrs)


def test_everything_written_is_linked_so_that_a_plain_crawler_finds_it(site):
    found: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        found.add(path)
        if path.endswith(".html"):
            targets = {
                resolve(path, reference)
                for reference in page(site, path).references
                if not reference.startswith(("https://", "mailto:", "#"))
            }
            waiting += [t for t in targets - found - set(waiting) if (site / t).is_file()]
    assert found == set(contents(site)) - {HOST_FILE}  # which hosts do not hand out


# --- the same bytes -----------------------------------------------------------------------


def test_the_same_view_gives_the_same_bytes(site, tmp_path):
    assert contents(written(tmp_path, sample.site_view())) == contents(site)


def test_a_new_snapshot_leaves_the_pages_of_older_ones_alone(site, tmp_path):
    view = sample.site_view()
    before = contents(written(tmp_path, replace(view, snapshots=view.snapshots[1:])))
    after = contents(site)
    of_older = [path for path in before if re.match(r"(snapshots|files)/2026", path)]
    assert len(of_older) == 10
    assert all(before[path] == after[path] for path in of_older)


def test_nothing_depends_on_where_or_when_it_is_written(site):
    for path, content in contents(site).items():
        assert str(site).encode() not in content, path


# --- what the figures say -----------------------------------------------------------------


def test_the_overview_says_plainly_that_reserves_fall_short(site):
    text = page(site).text
    assert "at least 100% for 4 of the 6 assets it owes its customers, and below 100% for 2" in text
    assert "For USD, no reserves are stated" in text
    assert "With the platform’s own accounts counted too, 3 of 6 reach 100%" in text
    assert "With native coins only, 1 of 6 reach 100%" in text
    assert "97.30% below 100%" in text.replace("97.30%below", "97.30% below")


def test_the_overview_when_all_is_held():
    made = replace(sample.statement(), reserves=plenty())
    text = sentence(made)
    assert text == (
        "Example Exchange reports reserves of at least 100% for all 6 assets it owes its customers."
    )


def enough_for_customers() -> tuple[ReserveClaim, ...]:
    """Just what customers are owed of each asset, and nothing for the platform's own accounts."""
    rows = asset_figures(sample.statement())
    return tuple(ReserveClaim(row.name, row.decimals, row.customer or 0, 0) for row in rows)


def test_the_headline_is_judged_by_the_lower_of_both_bases(tmp_path):
    """Coins of the platform itself are held in the same reserves: customers are not first."""
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


def test_the_headline_is_good_where_both_bases_are_reached():
    found = headline(replace(sample.statement(), reserves=plenty()))
    assert (found.enough, found.enough_with_platform, found.tone) == (6, 6, "good")


def test_the_overview_when_nothing_is_held():
    text = sentence(replace(sample.statement(), reserves=()))
    assert "reports reserves below 100% for all 6 assets" in text


def test_the_overview_when_nothing_is_owed():
    made = sample.statement()
    text = sentence(replace(made, totals=(0,) * len(made.totals)))
    assert text == "Example Exchange reports that it owes its customers nothing."


def plenty() -> tuple[ReserveClaim, ...]:
    assets = {column.asset: column.decimals for column in sample.COLUMNS[1:]}
    return tuple(ReserveClaim(asset, d, 10 ** (d + 12), 0) for asset, d in assets.items())


def sentence(statement) -> str:
    jinja = environment(Path(__file__).parents[2] / "site_templates")
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
    assert "2 of 5 rows carry a signature that holds, 1 row carries one that does" in text
    assert "2 rows carry none. 1 signature that holds stood in the last snapshot" in text
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


def test_disclosures_stand_apart_and_what_is_not_said_is_shown(site):
    """Threat 21: what a publisher writes here is text or safe Markdown, never markup."""
    text = page(site, "snapshots/2026-10-31/disclosures/index.html").text
    assert "Not proven by cryptography." in text
    assert "Dollars at a bank" in text
    assert "2,500,000.5 USD" in text
    assert "<script>alert(1)</script>" in text
    silent = len(Topic) - len(sample.DISCLOSED.texts)
    assert text.count("Nothing is said about this.") == silent
    nothing = page(site, "snapshots/2026-08-31/disclosures/index.html").text
    assert nothing.count("Nothing is said about this.") == len(Topic) + 1


def test_growth_in_dollars_is_split_into_inflow_and_price():
    before, after = sample.statement("2026-09-30"), sample.statement()
    btc, tether = before.prices
    dearer = (replace(btc, price="100123.5"), tether)
    more = tuple(t + 10**8 if i == 1 else t for i, t in enumerate(after.totals))
    found = growth(before, replace(after, prices=dearer, totals=more))
    assert found is not None
    assert (found.inflow, found.apart) == (100_123, 0)
    assert found.price == int(Fraction("1843.50217733") * 2000)
    assert abs(found.after - found.before - found.inflow - found.price) <= 3
    unpriced = growth(before, replace(after, prices=dearer[:1]))
    assert unpriced is not None
    assert unpriced.apart == floor(Fraction("-61224870.1184") * Fraction("0.9991"))
    assert growth(before, replace(after, prices=())) is None


def test_own_issued_assets_never_make_the_dollar_headline_larger():
    made = sample.statement()
    own = replace(made, own_issued=("BTC", "DOGE"))
    less, more = in_dollars(own), in_dollars(made)
    assert less is not None
    assert more is not None
    assert less.owed < more.owed
    found = growth(made, own)
    assert found is not None
    assert (found.inflow, found.apart < 0) == (0, True)


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


def test_the_story_of_2026_01_07(tmp_path):
    """The platform's own accounts enter the net balances: every ratio on both bases, and said."""
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
    said = "Entries of the kind “platform” are now counted apart, as the platform’s own accounts"
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


def test_a_snapshot_that_leaves_nothing_out_says_so(tmp_path):
    view = sample.site_view()
    bare = replace(view.newest.statement, clamped=(), left_out=(), out_of_scope=())
    bare = replace(bare, header=replace(bare.header, reserves_at=bare.header.liabilities_at))
    view = replace(view, snapshots=(replace(view.newest, statement=bare), *view.snapshots[1:]))
    text = page(written(tmp_path, view)).text
    assert "No account was below zero in any asset" in text
    assert "No kind of entry was left out" in text
    assert "Every asset of the books is counted" in text
    assert "taken at the same moment" in text


def test_a_draft_is_marked_wherever_its_figures_stand(tmp_path):
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
    assert "each ratio stands with and without them" in text


def test_the_wallet_list_shows_what_became_of_every_signature(site):
    """Threats 15 and 16: the rule of each row is named, and how old its message may be."""
    text = page(site, "snapshots/2026-10-31/wallets/index.html").text
    assert "Bitcoin message (BIP-137): the header byte names the kind of address" in text
    assert "names the block’s hash: it was not signed before that block" in text
    assert "Keccak-256 hash of the bare text, without prefix" in text
    assert "names neither the snapshot nor a block: it can be of any age" in text
    assert "it does not name the publisher" in text
    assert "The same signature stands in every list since 2026-08-31" in text
    assert "Invalid another key signed" in text
    assert text.count("Unsigned") == 2
    assert "none stated" in text
    assert "3 rows carry no signature (rows 2, 3 and 5)" in text
    links = page(site, "snapshots/2026-10-31/wallets/index.html").all("a")
    assert sum(attrs["href"].startswith("https://etherscan.io/") for attrs in links) == 2


def test_a_long_wallet_list_is_cut_and_says_where_the_rest_is(tmp_path):
    view = sample.site_view()
    rows = sample.wallets().rows * 401
    listed = WalletList(rows, complete=True)
    newest = replace(view.newest, wallets=listed, ownership=sample.OWNERSHIP * 401)
    folder = written(tmp_path, replace(view, snapshots=(newest,)))
    found = page(folder, "snapshots/2026-10-31/wallets/index.html")
    assert len([a for a in found.all("td") if a.get("class") == "address"]) == WALLET_ROWS
    assert "The first 1,000 rows stand here" in found.text
    assert "2,005 rows" in found.text


def test_the_wallet_list_says_what_the_reserves_are_made_of():
    rows = sample.wallets().rows
    finer = replace(rows[1], balance=5, decimals=10, address="0x" + "1" * 40)
    bitcoin = compositions(WalletList((*rows, *rows, finer), complete=True))[0]
    assert (bitcoin.asset, bitcoin.decimals) == ("BTC", 10)
    assert bitcoin.amounts[HoldingForm.NATIVE] == 1_120_5000000000
    assert bitcoin.amounts[HoldingForm.WRAPPED] == 1_120_5000000005
    assert bitcoin.total == 2_241_0000000005


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
    assert "Entries of the kind “bonus” are new: left out" in text
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


# --- sums and ratios ----------------------------------------------------------------------


def test_a_group_sums_like_with_like_in_the_finest_decimals():
    (group,) = group_figures(sample.statement())
    assert group.parts == ("USD", "USDC", "USDT")
    assert group.unit == "USD-like"
    assert group.decimals == 6
    assert group.customer == 4_120_334_170000 + 18_334_119_250000 + 61_224_870_118400
    assert group.reserves == 85_000_000_000000


def test_reserves_of_an_asset_without_a_column_are_still_shown():
    made = sample.statement()
    made = replace(made, reserves=(*made.reserves, ReserveClaim("XRP", 6, 5, 5)))
    last = asset_figures(made)[-1]
    assert (last.name, last.customer, last.reserves) == ("XRP", None, 5)
    assert headline(made).assets == 6


def test_reserves_without_balances_make_up_for_nothing_in_the_table(tmp_path):
    view = sample.site_view()
    made = view.newest.statement
    made = replace(made, reserves=(*made.reserves, ReserveClaim("XRP", 6, 5, 5)))
    folder = written(tmp_path, replace(view, snapshots=(replace(view.newest, statement=made),)))
    for path in ("index.html", "snapshots/2026-10-31/index.html"):
        assert "of which no balances are counted: XRP" in page(folder, path).text
        assert "nothing owed" not in page(folder, path).text


def test_assets_of_which_nothing_is_owed_count_on_neither_side():
    made = sample.statement()
    totals = tuple(0 if i == 3 else total for i, total in enumerate(made.totals))
    assert headline(replace(made, totals=totals)).assets == 5


def test_the_lowest_ratio_is_the_lowest():
    found = headline(replace(sample.statement(), reserves=sample.RESERVES))
    assert found.lowest is not None
    assert found.lowest.name == "USD"
    ratios = [row.customers_only.sort_key for row in asset_figures(sample.statement())]
    assert found.lowest.customers_only.sort_key == min(ratios)


@pytest.mark.parametrize(
    "amount", [0, 1, 9, 10**7, 123_456_789, 10**11 - 1, 10**12 + 1, 10**30 + 1]
)
@pytest.mark.parametrize("decimals", [0, 2, 8, 18, 38])
def test_rounding_never_makes_what_is_owed_less_or_what_is_held_more(amount, decimals):
    true = Fraction(amount, 10**decimals)
    assert (
        as_fraction(rounded_down(amount, decimals))
        <= true
        <= as_fraction(rounded_up(amount, decimals))
    )
    assert as_fraction(exact(amount, decimals)) == true


def as_fraction(text) -> Fraction:
    return Fraction(str(text).replace(",", ""))


def test_amounts_as_text():
    assert str(exact(150_000_000, 8)) == "1.5"
    assert str(exact(1_234_567, 0)) == "1,234,567"
    assert str(rounded_up(1, 18)) == "0.00000001"
    assert str(rounded_down(1, 18)) == "0"
    assert str(rounded_up(999_999_999_999, 8)) == "10,000"


def test_times_and_sizes_as_text():
    assert moment_text("2026-10-31T00:00:05Z").replace("\u00a0", " ") == (
        "31 October 2026, 00:00:05 UTC"
    )
    assert duration(-sample_gap()) == duration(sample_gap()) == "1 day 1 hour"
    assert [size(n) for n in (812, 12_499, 3_199_999)] == ["812 B", "12.4 KB", "3.1 MB"]
    assert [listing(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def sample_gap():
    from datetime import timedelta

    return timedelta(hours=25, seconds=59)


# --- changes ------------------------------------------------------------------------------


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


def test_every_kind_of_change_has_a_sentence():
    source = (Path(__file__).parents[2] / "site_templates/parts/changes.html").read_text("utf-8")
    for kind in ChangeKind:
        assert f'kind == "{kind.value}"' in source, kind


def test_movements_are_in_the_finest_decimals():
    found = {move.name: move for move in movements(sample.first_statement(), sample.statement())}
    assert found["BTC"].owed == 1_843_50217733 - 1_843_50217733 * 9 // 10
    assert found["DOGE"].owed is None
    assert found["DOGE"].before is None


# --- hostile input ------------------------------------------------------------------------


def hostile_view() -> SiteView:
    """Everything that a publisher writes, written with intent. (Names of assets cannot be.)"""
    view = sample.site_view()
    bad = replace(
        view.newest.statement,
        name=HOSTILE,
        first_key=HOSTILE,
        proofpress=HOSTILE,
        left_out=(LeftOut(HOSTILE, HOSTILE, 6, 1, 1),),
        out_of_scope=(OutOfScope(HOSTILE, 1, "1"),),
        clamped=(ClampedColumn(1, 1, 1),),
    )
    row = replace(
        sample.wallets().rows[0],
        asset=HOSTILE, network=HOSTILE, address=HOSTILE, counts_as=HOSTILE, label=HOSTILE,
    )  # fmt: skip
    newest = replace(
        view.newest,
        statement=bad,
        wallets=WalletList((row,), complete=True),
        methodology=f"# {HOSTILE}\n\n{HOSTILE}\n\n```\n{HOSTILE}\n```\n",
    )
    publisher = replace(view.publisher, name=HOSTILE)
    return replace(view, publisher=publisher, snapshots=(newest, *view.snapshots[1:]))


def test_script_injection_by_names_wallets_and_markdown(tmp_path):
    folder = written(tmp_path, hostile_view())
    for path, found in pages(folder).items():
        own = WALLETS_SCRIPTS if "wallets" in path else VIEW_SCRIPTS
        assert len(found.all("script")) == (len(own) + 2 if checks(path) else 0)
        assert not [attrs for attrs in found.all("img") if "theme/" not in attrs["src"]], path
        assert not [1 for _, attrs in found.elements if "onerror" in attrs], path
    assert "<script>alert(1)</script>" in page(folder).text
    assert "{{ 7*7 }}" in page(folder).text
    ElementTree.fromstring((folder / "feed.xml").read_bytes())


def test_templates_are_escaped_strict_and_know_no_foreign_filter():
    jinja = environment(Path(__file__).parents[2] / "site_templates")
    assert jinja.autoescape is True
    assert jinja.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(Exception, match="is undefined"):
        jinja.from_string("{{ nothing }}").render()
    assert "safe" not in jinja.filters
    assert "attr" not in jinja.filters


def test_the_runtime_cannot_end_its_script_element():
    text = script_safe(json.dumps({"name": "</script><!--\u2028&"}))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": "</script><!--\u2028&"}


MARKDOWN_ELEMENTS = set("p h1 h2 ul ol li pre code em strong blockquote table a div".split())
SAFE_HREF = r"|https?://[^\"<>]*|mailto:[^\"<>]*|(?!/)[^:\\]*"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "para\n\n<div onclick=x>y</div>\n",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/x.png)",
        "![x](javascript:alert(1))",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](&#x6A;avascript&colon;alert(1))",
        "[x](data:text/html,<script>)",
        "[x](vbscript:x)",
        "[x](//evil.example/)",
        "[x](/\\evil.example/)",
        "[x](\\\\evil.example)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://ok.example "onmouseover=alert(1)")',
        '[x](https://ok.example/"onmouseover="alert(1))',
        "<!-- <script>x</script> -->",
        "<style>*{display:none}</style>",
        "<a href='https://x' style='x'>y</a>",
        "`<b>`",
        "```html\n<b>\n```",
        "# x {: onclick=alert(1) }",
        "\x02stx\x03 \x02wzxhzdk:0\x03",
    ],
)
def test_markdown_cannot_write_html(text):
    elements = Page(str(render_markdown(text).html)).elements
    assert {tag for tag, _ in elements} <= MARKDOWN_ELEMENTS
    for _, attributes in elements:
        assert set(attributes) <= {"class", "href", "id", "rel", "tabindex", "role", "aria-label"}
        assert re.fullmatch(SAFE_HREF, attributes.get("href", "")), attributes


def test_markdown_keeps_what_is_meant():
    html = str(render_markdown(sample.METHODOLOGY, top=2).html)
    assert '<h2 id="methodology">Methodology</h2>' in html
    assert "<strong>ledger of record</strong>" in html
    assert "<table>" in html
    assert 'href="https://example.com/help"' in html
    assert 'href="mailto:por@example.com"' in html
    assert 'href="../format/index.html#tree"' in str(
        render_markdown("[x](../format/index.html#tree)").html
    )


def test_markdown_headings_start_where_the_page_needs_them():
    assert "<h2" in str(render_markdown("### a\n\n#### b", top=2).html)
    assert "<h3" in str(render_markdown("### a\n\n#### b", top=2).html)
    assert "<h1" not in str(render_markdown("# a", top=2).html)
    assert str(render_markdown("plain", top=2).html) == "<p>plain</p>"


def test_markdown_names_its_headings():
    found = render_markdown("# T\n\n## One *two*\n\ntext\n\n### no\n\n## Three\n").headings
    assert [(h.anchor, h.text) for h in found] == [("one-two", "One two"), ("three", "Three")]


def test_markdown_of_absurd_size_or_depth_is_refused():
    with pytest.raises(InputError, match="at most"):
        render_markdown("x" * (MAX_CHARACTERS + 1))
    with pytest.raises(InputError, match="nested too deeply"):
        render_markdown("> " * 400 + "x")


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


# --- feeds --------------------------------------------------------------------------------


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
    assert feeds._harmless("-5") == "-5"
    assert feeds._harmless("-5+1") == "'-5+1"


def test_series_are_oldest_first_and_without_drafts(tmp_path, site):
    rows = list(csv.DictReader((site / "series/accounts.csv").open(encoding="utf-8")))
    assert [row["snapshot"] for row in rows] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    drafts = written(tmp_path, sample.site_view(draft=True))
    rows = list(csv.DictReader((drafts / "series/accounts.csv").open(encoding="utf-8")))
    assert [row["snapshot"] for row in rows] == ["2026-08-31", "2026-09-30"]


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


def test_every_text_and_script_says_how_long_a_code_is() -> None:
    texts = [
        *(resources.site_templates() / name for name in ("verify.html", "how-it-works.html")),
        resources.web() / "offline/page.html",
        resources.web() / "view/code-input.js",
    ]
    said = [
        re.findall(r"(\d+) characters that|LENGTH = (\d+);", path.read_text()) for path in texts
    ]
    assert [["".join(found) for found in each] for each in said] == [[str(TEXT_LENGTH)]] * 4
    letters = re.findall(r"/\^por1\[.*\]\{(\d+)\}\$/", (resources.web() / "ahead.js").read_text())
    assert letters == [str(TEXT_LENGTH - len("por1"))]


# --- the site's own address ---------------------------------------------------------------


def test_a_site_that_knows_its_address_says_it_and_feed_links_are_whole(tmp_path):
    view, address = sample.site_view(), "https://proof.aurora.example/reserves/"
    with_address = replace(view, publisher=replace(view.publisher, site_url=address))
    folder = written(tmp_path, with_address)
    for path in ("offline/index.html", "verify/index.html"):
        text = page(folder, path).text
        assert f"proofpress-verify account {address}" in text
        assert "in place of the example" not in text.replace("Put your folder in place", "")
    assert f"--no-host-directories {address}" in page(folder, "offline/index.html").text
    feed = ElementTree.parse(folder / "feed.xml").getroot()
    links = [link.attrib["href"] for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert links[:2] == [f"{address}index.html", f"{address}feed.xml"]
    assert links[2] == f"{address}snapshots/2026-10-31/index.html"


def test_a_site_that_does_not_know_its_address_says_so(site):
    for path in ("offline/index.html", "verify/index.html"):
        text = page(site, path).text
        assert "proofpress-verify account https://example.com/reserves/" in text
        assert "in place of the example" in text


# --- colours and logo ---------------------------------------------------------------------

ACCENTS = [f"#{r:02x}{g:02x}{b:02x}" for r in (0, 90, 255) for g in (0, 120, 255) for b in (0, 200)]


@pytest.mark.parametrize("accent", [*ACCENTS, "#0b5fff", "#f0b90b", "#777777", "#ffffff"])
def test_any_accent_stays_readable(accent):
    found = colours.palette(accent)
    pairs = [(found.on_fill, found.fill)]
    pairs += [(found.ink_light, surface) for surface in ("#ffffff", "#f7f7f5", "#f0f1ee")]
    pairs += [(found.ink_dark, surface) for surface in ("#0e1115", "#161a20", "#1d222a")]
    for ink, surface in pairs:
        assert colours.contrast(colours.parse(ink), colours.parse(surface)) >= 4.5, (ink, surface)


@pytest.mark.parametrize(
    "accent", ["", "blue", "#12345", "#1234567", "#12345g", "#fff;}", "#١٢٣٤٥٦"]
)
def test_an_accent_that_is_no_colour_is_refused(accent):
    with pytest.raises(InputError, match="not of the form"):
        colours.palette(accent)


def test_the_sheet_and_the_palette_agree_on_surfaces():
    sheet = (Path(__file__).parents[2] / "site_templates/theme/style.css").read_text("utf-8")
    for surface in ("#f7f7f5", "#ffffff", "#f0f1ee", "#0e1115", "#161a20", "#1d222a"):
        assert f": {surface};" in sheet


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def test_a_plain_logo_is_taken_and_shown(tmp_path):
    data = ('<?xml version="1.0" encoding="UTF-8"?><!-- x -->' + SVG).format("<path d='M0 0'/>")
    logo = checked_logo(data.encode(), "logo.svg")
    folder = written(tmp_path, sample.site_view(logo=logo))
    assert (folder / "theme/logo.svg").read_bytes() == data.encode()
    assert page(folder).all("img")[0]["src"] == "theme/logo.svg"
    assert checked_logo(b"\x89PNG\r\n\x1a\nrest", "x") == Logo(b"\x89PNG\r\n\x1a\nrest", "png")


@pytest.mark.parametrize(
    "data",
    [
        SVG.format("<script>alert(1)</script>"),
        SVG.format("<rect onclick='alert(1)'/>"),
        SVG.format("<rect ONLOAD='alert(1)'/>"),
        SVG.format("<foreignObject/>"),
        SVG.format("<image href='https://evil.example/x'/>"),
        SVG.format("<use href='other.svg#x'/>"),
        SVG.format(
            "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='https://evil.example/x'/>"
        ),
        SVG.format("<a href='javascript:alert(1)'><rect/></a>"),
        SVG.format("<style>@import 'https://evil.example/x';</style>"),
        SVG.format("<rect style='fill:url(https://evil.example/x)'/>"),
        SVG.format("<set attributeName='href' to='javascript:alert(1)'/>"),
        SVG.format("<b xmlns='http://www.w3.org/1999/xhtml'/>"),
        "<!DOCTYPE svg [<!ENTITY x 'y'>]>" + SVG.format("&x;"),
        "<?xml-stylesheet href='https://evil.example/x'?>" + SVG.format(""),
        "<?xml version='1.0' encoding='UTF-7'?>" + SVG.format(""),
        "<svg>",
        "<svg/>",
        "GIF89a",
        "\udcff",
        SVG.format(" " * 200_001),
    ],
)
def test_a_logo_that_is_more_than_a_picture_is_refused(data):
    with pytest.raises(InputError):
        checked_logo(data.encode("utf-8", "surrogateescape"), "logo.svg")
