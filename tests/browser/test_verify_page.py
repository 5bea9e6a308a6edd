"""The built site in Chromium, under a sub-path: a customer's check, and every wrong site."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from proofpress.keys.codes import format_code
from proofpress_verify import code_text
from proofpress_verify.code_text import Code
from proofpress_verify.notes import PUBLISHER_SIZE
from tests import tamper
from tests.browser.server import Site
from tests.generator.exchange import FIRST, SECOND, SUBS, Exchange, make_exchange
from tests.wrong_sites import ACCOUNT, SNAPSHOT, WRONG_SITES, WrongSite, make_wrong

pytestmark = pytest.mark.browser

TIMEOUT = 60_000  # ms; a slow machine takes long to start Python, and no test asserts a time


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """Two snapshots of the same ledger, each with a day on which the next one is due."""
    exchange = make_exchange(tmp_path_factory.mktemp("exchange"))
    for snapshot in (FIRST, SECOND):
        exchange.write_snapshot(snapshot, more=SUBS)
        exchange.publish(snapshot)
    return exchange


@pytest.fixture
def visit(visit: Callable) -> Callable:
    """A page on the day after the newest snapshot, before the next one is due."""
    return partial(visit, now="2026-11-01T00:00:00Z")


def _answered(page: Page) -> Page:
    expect(page.locator("#answer")).to_be_visible(timeout=TIMEOUT)
    return page


def test_a_link_verifies_and_leaves_no_trace(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    code = published.code("erin")
    page, _ = visit(f"{site.url}verify/#{code}")
    _answered(page)
    assert "#" not in page.url
    assert code not in page.url
    expect(page.locator("#verdict")).to_have_text("Your balance is in the published total")
    expect(page.locator("#account-name")).to_have_text("erin")
    expect(page.locator("#answer")).to_contain_text("BTC")
    assert all(code not in path and code[5:20] not in path for path in site.paths)
    stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert stored[:2] == [0, 0]
    assert all(code not in str(headers) for _, headers in site.requests)


def test_shards_are_fetched_without_cookies_or_referrer(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    page, _ = visit(f"{site.url}verify/#{published.code('erin')}")
    _answered(page)
    shards = [headers for path, headers in site.requests if path.endswith(".shard")]
    assert len(shards) == 1
    assert all("cookie" not in headers and "referer" not in headers for headers in shards)


def test_the_shard_is_under_way_while_the_verifier_starts(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    (image,) = published.site.glob("runtime/*/verifier.image.gzip")
    asked = threading.Event()
    seen: list[bool] = []

    def hold_back(body: bytes) -> bytes:
        seen.append(asked.wait(TIMEOUT / 1000))
        return body

    def note_shard(body: bytes) -> bytes:
        asked.set()
        return body

    site.damage[image.relative_to(published.site).as_posix()] = hold_back
    for shard in published.site.glob("snapshots/*/shards/*/*.shard"):
        site.damage[shard.relative_to(published.site).as_posix()] = note_shard
    page, _ = visit(f"{site.url}verify/#{published.code('erin')}")
    _answered(page)
    assert seen == [True]
    assert sum(path.endswith(".shard") for path in site.paths) == 1


def test_no_shard_is_fetched_for_a_code_of_another_publisher(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    code = code_text.parse_code(published.code("erin"))
    page, _ = visit(f"{site.url}verify/#{format_code(Code(code.secret, bytes(PUBLISHER_SIZE)))}")
    _answered(page)
    expect(page.locator("#check-name")).to_have_text("code-publisher")
    assert not [path for path in site.paths if path.endswith(".shard")]


def test_a_pasted_code_an_older_snapshot_and_a_keyboard_alone(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    page, _ = visit(f"{served(published.site).url}verify/")
    page.focus("#code")
    page.keyboard.insert_text(f"  {published.code('carol').upper()}\n")
    page.select_option("#snapshot", FIRST)
    page.focus("#question button[type=submit]")
    page.keyboard.press("Enter")
    _answered(page)
    expect(page.locator("#account-name")).to_have_text("carol")
    expect(page.locator("#answer")).to_contain_text("99.999999")
    expect(page.locator("#verdict")).to_be_focused()


def test_a_mistyped_code_is_no_fraud(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    page, _ = visit(f"{served(published.site).url}verify/")
    code = published.code("erin")
    wrong = code[:-1] + ("q" if code[-1] != "q" else "p")
    page.fill("#code", wrong)
    page.click("#question button[type=submit]")
    _answered(page)
    expect(page.locator("#verdict")).to_have_text("This code has a typing mistake")
    expect(page.locator("#verdict-box")).to_have_class("verdict unknown")


@pytest.fixture
def wrong_site(published: Exchange, tmp_path: Path) -> Callable[[WrongSite], Path]:
    def make(wrong: WrongSite) -> Path:
        site = tmp_path / wrong.name
        shutil.copytree(published.site, site, copy_function=shutil.copyfile)
        make_wrong(wrong, published, site)
        return site

    return make


def test_every_wrong_site_gets_the_right_answer(
    published: Exchange, served: Callable[..., Site], visit: Callable, wrong_site: Callable
) -> None:
    """One page, one verifier, each wrong site in turn: the served folder changes."""
    site = served(published.site)
    page, watch = visit(f"{site.url}verify/")
    for wrong in WRONG_SITES:
        site.folder = wrong_site(wrong)
        page.fill("#code", published.code(ACCOUNT))
        page.select_option("#snapshot", SNAPSHOT)
        page.click("#question button[type=submit]")
        _answered(page)
        expect(page.locator("#check-name")).to_have_text(wrong.check)
        tone = {"damaged-copy": "unknown", "refused": "bad", "not-counted": "bad"}[wrong.answer]
        expect(page.locator("#verdict-box")).to_have_class(f"verdict {tone}")
        page.click("#again")
    # An absent file is a 404, which browsers put on the console themselves.
    watch.errors[:] = [text for text in watch.errors if "404" not in text]
    site.folder = published.site


# --- the older snapshot -------------------------------------------------------------------

CHAIN = "does not name it as the one before it"
OLDER = f"snapshots/{FIRST}/statement.json"


def _copy_with(exchange: Exchange, folder: Path, **members: object) -> Path:
    """The site, with members of the newest statement changed and signed by its publisher."""
    shutil.copytree(exchange.site, folder, copy_function=shutil.copyfile)
    home = folder / "snapshots" / SNAPSHOT
    tamper.edit_statement(home, lambda made: made.update(members))
    tamper.sign(home, exchange.signing_key)
    return folder


def _check(page: Page, published: Exchange) -> Page:
    page.fill("#code", published.code("erin"))
    page.click("#question button[type=submit]")
    _answered(page)
    expect(page.locator("#account-name")).to_have_text("erin")
    return page


def test_an_honest_chain_gets_no_remark(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    page, _ = visit(f"{site.url}verify/")
    _check(page, published)
    expect(page.locator("#remarks")).not_to_contain_text(CHAIN)
    assert OLDER in site.paths


@pytest.mark.parametrize(
    "previous",
    [[], [{"sha256": "00" * 32, "snapshot": FIRST}]],
    ids=["no predecessor", "another predecessor"],
)
def test_a_statement_that_does_not_name_the_older_one_gets_a_remark(
    published: Exchange,
    served: Callable[..., Site],
    visit: Callable,
    tmp_path: Path,
    previous: list[dict[str, str]],
) -> None:
    site = served(_copy_with(published, tmp_path / "site", previous=previous))
    page, _ = visit(f"{site.url}verify/")
    _check(page, published)
    expect(page.locator("#remarks")).to_contain_text(CHAIN)
    expect(page.locator("#verdict-box")).to_have_class("verdict caution")
    page.click("#again")
    page.select_option("#snapshot", FIRST)  # no older one is listed
    _check(page, published)
    expect(page.locator("#remarks")).not_to_contain_text(CHAIN)


@pytest.mark.parametrize("status", [404, 500])
@pytest.mark.parametrize(("name", "differs"), [(FIRST, False), ("2026-08-31", True)])
def test_an_older_statement_that_does_not_come_is_compared_by_name(
    published: Exchange,
    served: Callable[..., Site],
    visit: Callable,
    tmp_path: Path,
    status: int,
    name: str,
    differs: bool,
) -> None:
    """With the statement at hand, the digest alone would differ in both cases."""
    previous = [{"sha256": "00" * 32, "snapshot": name}]
    site = served(_copy_with(published, tmp_path / "site", previous=previous))
    site.statuses[OLDER] = status
    page, watch = visit(f"{site.url}verify/")
    _check(page, published)
    assert OLDER in site.paths
    assert (CHAIN in page.locator("#remarks").inner_text()) == differs
    watch.errors[:] = [text for text in watch.errors if str(status) not in text]


def _save(page: Page, button: str) -> bytes:
    with page.expect_download() as saved:
        page.click(button)
    return Path(saved.value.path()).read_bytes()


def _check_saved(page: Page, proof: bytes) -> None:
    page.click("#saved summary")
    file = {"name": "proof.json", "mimeType": "application/json", "buffer": proof}
    page.set_input_files("#saved-file", file)  # type: ignore[arg-type]
    _answered(page)


def test_a_saved_proof_is_checked_without_the_code_and_does_not_hold_it(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    code = published.code("erin")
    page, _ = visit(f"{site.url}verify/#{code}")
    _answered(page)
    page.click("#holdings summary")
    page.fill("#says", "It should be 4 BTC.")
    proof = _save(page, "#save-correction-button")
    assert code.encode() not in proof
    assert code[4:40].encode() not in proof

    stranger, _ = visit(f"{site.url}verify/")
    _check_saved(stranger, proof)
    expect(stranger.locator("#verdict-box")).to_have_class("verdict good")
    expect(stranger.locator("#account-name")).to_have_text("erin")
    expect(stranger.locator("#balance-rows")).to_contain_text("3")
    expect(stranger.locator("#holder-says")).to_have_text("It should be 4 BTC.")
    for own in ("#save-proof", "#save-correction"):
        expect(stranger.locator(own)).to_be_hidden()


def test_a_changed_saved_proof_is_recognized(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    site = served(published.site)
    page, _ = visit(f"{site.url}verify/#{published.code('erin')}")
    _answered(page)
    page.click("#save-proof summary")
    proof = _save(page, "#save-proof-button")
    stranger, _ = visit(f"{site.url}verify/")
    _check_saved(stranger, proof[:-40])
    expect(stranger.locator("#check-name")).to_have_text("saved-proof-form")


def test_evidence_of_a_wrong_site_fails_for_anyone_in_the_same_way(
    published: Exchange, served: Callable[..., Site], visit: Callable, wrong_site: Callable
) -> None:
    wrong = next(wrong for wrong in WRONG_SITES if wrong.answer == "refused")
    site = served(wrong_site(wrong))
    page, _ = visit(f"{site.url}verify/")
    page.fill("#code", published.code(ACCOUNT))
    page.select_option("#snapshot", SNAPSHOT)
    page.click("#question button[type=submit]")
    _answered(page)
    evidence = _save(page, "#save-evidence-button")
    stranger, _ = visit(f"{site.url}verify/")
    _check_saved(stranger, evidence)
    expect(stranger.locator("#check-name")).to_have_text(wrong.check)


def test_figures_are_readable_without_javascript(published: Exchange, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published.site / "index.html").as_uri())
    expect(page.locator("main")).to_contain_text("BTC")
    expect(page.locator("main")).to_contain_text("below 100%")
    context.close()
