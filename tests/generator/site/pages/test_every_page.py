"""What holds for every page: structure, policy, scripts, links, and the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

from proofpress.browser_bundle import resources
from proofpress.reserves.wallets import WalletList
from proofpress.site.hosting.configs import HOST_FILE
from proofpress.site.model import SiteView
from proofpress.site.pages.write import VIEW_SCRIPTS, WALLETS_SCRIPTS
from proofpress_verify.code_text import TEXT_LENGTH
from proofpress_verify.records import ClampedColumn, LeftOut, OutOfScope
from tests.generator import sample
from tests.generator.site.pages.page_files import (
    Page,
    checks,
    contents,
    html_files,
    page,
    pages,
    resolve,
    written,
)

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'"
WHEEL = sample.SampleRuntime().verifier.wheel


def test_every_page_has_a_language_a_title_of_its_own_and_one_heading(site):
    titles = []
    for path, html in ((p, f.read_text("utf-8")) for p, f in html_files(site)):
        found = Page(html)
        assert found.all("html")[0]["lang"] == "en", path
        assert len(found.all("h1")) == 1, path
        titles += re.findall("<title>(.*?)</title>", html)
    assert len(set(titles)) == len(titles) == len(pages(site))


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
    assert found == set(contents(site)) - {HOST_FILE}  # which hosts do not serve


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


def hostile_view() -> SiteView:
    """Every text that a publisher writes, here hostile. (Names of assets cannot be.)"""
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


def test_a_site_that_knows_its_address_says_it_and_feed_links_are_whole(tmp_path):
    view, address = sample.site_view(), "https://proof.aurora.example/reserves/"
    with_address = replace(view, publisher=replace(view.publisher, site_url=address))
    folder = written(tmp_path, with_address)
    for path in ("offline/index.html", "verify/index.html"):
        text = page(folder, path).text
        assert f"proofpress-verify account {address}" in text
        assert "Replace the example with" not in text
    assert f"--no-host-directories {address}" in page(folder, "offline/index.html").text
    feed = ElementTree.parse(folder / "feed.xml").getroot()
    links = [link.attrib["href"] for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert links[:2] == [f"{address}index.html", f"{address}feed.xml"]
    assert links[2] == f"{address}snapshots/2026-10-31/index.html"


def test_a_site_that_does_not_know_its_address_says_so(site):
    for path in ("offline/index.html", "verify/index.html"):
        text = page(site, path).text
        assert "proofpress-verify account https://example.com/reserves/" in text
        assert "Replace the example with" in text


def test_wheels_of_the_package_index_are_listed_with_their_digests(site):
    ((path, digest),) = sample.SampleRuntime().index_wheels.items()
    said = page(site, "files/index.html").text
    assert f"{path} 11.0 KB, the same file as on the Python Package Index, SHA-256 {digest}" in said
    assert said.count("Python Package Index") == 1
