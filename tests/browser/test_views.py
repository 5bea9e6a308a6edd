"""The pages in a browser: every verdict shown for what it is, for every reader and screen.

The checker is a stand-in that reports what a test asks for; the content of reports is tested
elsewhere. These tests are about what a customer sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proofpress.browser_bundle import resources
from proofpress.site.pages import write_pages
from tests.browser.conftest import Watch
from tests.browser.server import Site
from tests.generator import sample

pytestmark = pytest.mark.browser

CODE = "por1" + "q" * 72
SCRIPT = (Path(__file__).parent / "fake_check.js").read_bytes()
WALLETS_SCRIPT = (Path(__file__).parent / "fake_wallets.js").read_bytes()
AXE = resources.web() / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 740}

PAGES = [
    "index.html",
    "verify/index.html",
    "history/index.html",
    "how-it-works/index.html",
    "not-proven/index.html",
    "methodology/index.html",
    "offline/index.html",
    "format/index.html",
    "files/index.html",
    "files/2026-10-31/0000/index.html",
    "snapshots/2026-10-31/index.html",
    "snapshots/2026-10-31/wallets/index.html",
    "snapshots/2026-10-31/disclosures/index.html",
    "snapshots/2026-08-31/disclosures/index.html",
    "404.html",
]

SHOWN = {
    "verified": "The check passed",
    "verified-but": "Read this",
    "not-counted": "The check found a problem",
    "damaged-copy": "No answer",
    "not-served-as-signed": "The check found a problem",
    "bound-to-something-else": "Read this",
    "other-statement": "Read this",
    "code-not-usable": "No answer",
    "refused": "The check found a problem",
    "cannot-check": "No answer",
    "internal-fault": "No answer",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("views")
    runtime = sample.SampleRuntime(SCRIPT, WALLETS_SCRIPT)
    view = replace(sample.site_view(draft=True), runtime=runtime)
    bound = view.snapshots[1]
    header = replace(bound.statement.header, identity_bound=True)
    bound = replace(bound, statement=replace(bound.statement, header=header))
    write_pages(site, replace(view, snapshots=(view.snapshots[0], bound, view.snapshots[2])))
    folder = site / runtime.folder
    folder.mkdir(parents=True)
    (folder / "check.js").write_bytes(SCRIPT)
    (folder / "check-wallets.js").write_bytes(WALLETS_SCRIPT)
    return site


@pytest.fixture
def site(folder: Path, served: Callable[..., Site]) -> Site:
    return served(folder)


@pytest.fixture
def verify(site: Site, visit: Callable[..., tuple[Page, Watch]]) -> Page:
    return visit(site.url + "verify/index.html")[0]


def check(page: Page, report: str = "verified") -> Page:
    page.evaluate("(report) => { proofpress.next = report }", report)
    page.fill("#code", CODE)
    page.click("button[type=submit]")
    expect(page.locator("#answer")).to_be_visible()
    return page


# --- verdicts -----------------------------------------------------------------------------


@pytest.mark.parametrize("report", SHOWN)
def test_each_verdict_is_said_in_words_with_an_icon_and_gets_the_focus(verify, report):
    check(verify, report)
    title = verify.evaluate("(report) => proofpress.reports[report].title", report)
    expect(verify.locator("#verdict")).to_have_text(title)
    expect(verify.locator("#verdict")).to_be_focused()
    expect(verify.locator("#verdict-box [data-tone]:visible")).to_have_text(SHOWN[report])
    assert verify.locator("#verdict-box svg:visible").count() == 1
    assert verify.locator("#advice").inner_text()


def test_a_verified_balance_is_shown_whole_and_as_text(verify):
    check(verify)
    expect(verify.locator("#account-name")).to_have_text("<b>alice</b> & co")
    expect(verify.locator("#account")).to_contain_text("Is this you?")
    expect(verify.locator("#balance-rows")).to_contain_text("12.000000000000000001")
    expect(verify.locator("#group-rows")).to_contain_text("1 USDC and 1 USDT each counted as 1 USD")
    expect(verify.locator("#solvency-rows tr").nth(0)).to_contain_text("at or above 100%")
    expect(verify.locator("#solvency-rows tr").nth(1)).to_contain_text("below 100%")
    expect(verify.locator("#solvency-rows tr").nth(2)).to_contain_text("no reserves stated")
    expect(verify.locator("#holdings")).to_contain_text("Do not post pictures of it")
    expect(verify.locator("#moment")).to_contain_text("Trades since then are not included")
    expect(verify.locator("#moment")).to_contain_text("2026-10-31 00:00 UTC")
    expect(verify.locator("#position")).to_contain_text("number 17 of 775 in file 6 of 16")
    expect(verify.locator("#failure")).to_be_hidden()
    expect(verify.locator("#limits")).to_be_visible()


def test_the_path_is_drawn_and_listed_for_the_chosen_asset(verify):
    check(verify)
    assert verify.locator("#picture svg rect").count() == 25
    assert verify.locator("#way-rows tr").count() == 12
    expect(verify.locator("#picture .you .value")).to_have_text("0.5213")
    verify.select_option("#way-asset", label="USDT")
    expect(verify.locator("#picture .you .value")).to_have_text("12,345,678.25")
    expect(verify.locator("#picture .total .value")).to_have_text("988,080")
    verify.click("#way summary")
    expect(verify.locator("#way-rows tr").last).to_contain_text("988,080")


def test_coins_that_are_not_a_customers_are_marked(verify):
    check(verify, "verified-but")
    expect(verify.locator("#balance-rows")).to_contain_text("platform’s own")
    expect(verify.locator("#remarks")).to_contain_text("Some of these coins are the platform's own")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["USDC"], "1 USDC counted as 1 USD"),
        (["USDC", "USDT"], "1 USDC and 1 USDT each counted as 1 USD"),
        (["DAI", "USDC", "USDT"], "1 DAI, 1 USDC and 1 USDT each counted as 1 USD"),
        (["USD", "USDC"], "USD, with 1 USDC counted as 1 USD"),
        (["USD"], "USD"),
    ],
)
def test_a_group_says_what_each_asset_is_counted_as(verify, parts, said):
    verify.evaluate("(parts) => { proofpress.reports.verified.groups[0].parts = parts }", parts)
    check(verify)
    expect(verify.locator("#group-rows .parts")).to_have_text(said)


def test_the_remark_leads_to_the_two_values_to_compare(verify):
    check(verify)
    publisher, fingerprint = verify.evaluate(
        "(({ publisher, fingerprint }) => [publisher, fingerprint])"
        "(proofpress.reports.verified.snapshot)"
    )
    expect(verify.locator("#compare-publisher")).to_be_hidden()
    verify.locator("#remarks button", has_text="Compare with other people").press("Enter")
    expect(verify.locator("#compare summary")).to_be_focused()
    expect(verify.locator("#compare-publisher")).to_have_text(publisher)
    expect(verify.locator("#compare-fingerprint")).to_have_text(fingerprint)
    assert (len(publisher), len(fingerprint)) == (40, 64)
    for value in ("#compare-publisher", "#compare-fingerprint"):
        expect(verify.locator(value)).to_be_visible()
    assert "#" not in verify.url
    verify.click("#again")
    check(verify)
    expect(verify.locator("#compare-publisher")).to_be_hidden()


@pytest.mark.parametrize("report", ["not-counted", "refused", "other-statement"])
def test_the_values_to_compare_are_shown_with_a_failure_too(verify, report):
    check(verify, report)
    verify.click("#compare summary")
    expect(verify.locator("#compare-publisher")).to_be_visible()
    expect(verify.locator("#compare-fingerprint")).to_be_visible()


@pytest.mark.parametrize("report", ["empty", "alone"])
def test_accounts_without_a_balance_or_without_neighbours_are_shown(verify, report):
    check(verify, report)
    expect(verify.locator("#holdings")).to_be_visible()
    assert verify.locator("#no-balances").is_visible() == (report == "empty")


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        ("refused", "The publisher: it signed something that is wrong."),
        ("damaged-copy", "This copy of the files."),
        ("code-not-usable", "What was typed or opened here."),
        ("not-counted", "Not known. It may be <b>either</b> of two things."),
    ],
)
def test_a_failure_says_which_check_both_values_and_the_cause(verify, report, cause):
    check(verify, report)
    failure = verify.locator("#failure")
    expect(failure.locator("dt", has_text="Attributed to")).to_have_count(1)
    expect(failure.locator("#check-attributed")).to_have_text(cause)
    values = verify.evaluate("(report) => Object.values(proofpress.reports[report].check)", report)
    for value in values[:4]:
        expect(failure).to_contain_text(value)
    for hidden in ("#account", "#holdings", "#solvency", "#way"):
        expect(verify.locator(hidden)).to_be_hidden()


@pytest.mark.parametrize(
    ("report", "tone"),
    [("refused", "bad"), ("damaged-copy", "unknown"), ("other-statement", "caution")],
)
def test_a_step_that_failed_has_the_colour_of_its_verdict(verify, report, tone):
    check(verify, report)
    expect(verify.locator("#step-list .failed")).to_have_class(f"failed {tone}")


@pytest.mark.parametrize(
    ("report", "text"),
    [("cannot-check", "network\nx.shard\n404"), ("internal-fault", "ValueError")],
)
def test_what_prevented_a_check_is_shown_in_full(verify, report, text):
    check(verify, report)
    verify.click("#reason summary")
    expect(verify.locator("#reason-text")).to_contain_text(text)


def test_a_verdict_leaves_nothing_of_the_one_before(verify):
    check(verify)
    verify.click("#again")
    check(verify, "cannot-check")
    text = verify.locator("#answer").inner_text()
    assert "alice" not in text
    assert "12,345,678" not in text
    assert verify.locator("#balance-rows tr").count() == 0
    assert "alice" not in verify.content()
    assert "0.5213" not in verify.content()


# --- saved proofs -------------------------------------------------------------------------


def test_a_proof_is_saved_after_a_warning(verify):
    check(verify)
    expect(verify.locator("#save-proof-button")).to_be_hidden()
    verify.click("#save-proof summary")
    expect(verify.locator("#save-proof")).to_contain_text("Your code is not in it")
    with verify.expect_download() as saved:
        verify.click("#save-proof-button")
    assert saved.value.suggested_filename == "proofpress-proof-2026-10-31.json"
    assert Path(saved.value.path()).read_text() == '{"says":""}'
    expect(verify.locator("#save-note")).to_contain_text("has been given to your browser")


def test_evidence_of_a_different_balance_contains_what_its_holder_wrote(verify):
    check(verify)
    verify.click("#holdings summary")
    expect(verify.locator("#save-correction")).to_contain_text(
        "does not show that a different amount"
    )
    verify.fill("#says", "It should be 1 BTC.")
    with verify.expect_download() as saved:
        verify.click("#save-correction-button")
    assert Path(saved.value.path()).read_text() == '{"says":"It should be 1 BTC."}'


@pytest.mark.parametrize(
    ("report", "shown"),
    [
        ("verified", {"save-proof"}),
        ("refused", {"save-evidence"}),
        ("not-counted", {"no-evidence"}),
        ("damaged-copy", set()),
        ("cannot-check", set()),
        ("saved", set()),
    ],
)
def test_only_what_can_be_shown_to_others_can_be_saved(verify, report, shown):
    check(verify, report)
    parts = ("save-proof", "save-evidence", "no-evidence")
    assert {part for part in parts if verify.locator(f"#{part}").is_visible()} == shown


def test_a_saving_that_fails_is_said(verify):
    check(verify, "refused")
    verify.evaluate("() => { proofpress.unsaved = true }")
    verify.click("#save-evidence-button")
    expect(verify.locator("#save-note")).to_contain_text("could not be saved")


def choose_saved(page: Page, content: bytes) -> None:
    file = {"name": "proof.json", "mimeType": "application/json", "buffer": content}
    page.set_input_files("#saved-file", file)  # type: ignore[arg-type]


def test_a_saved_proof_is_checked_without_a_code_and_speaks_to_a_stranger(verify):
    verify.evaluate("() => { proofpress.next = 'saved' }")
    verify.click("#saved summary")
    choose_saved(verify, b"{}")
    expect(verify.locator("#answer")).to_be_visible()
    assert verify.evaluate("Object.values(proofpress.asked[0].proof)") == [0x7B, 0x7D]
    expect(verify.locator("#holder-says")).to_have_text("It should be 1 BTC.<b>Alice</b>")
    expect(verify.locator("#account")).to_contain_text("does not show whose account that is")
    expect(verify.locator("#holdings")).to_contain_text("a customer’s balance")
    assert "your balance" not in verify.locator("#holdings").inner_text().lower()


@pytest.mark.parametrize(("length", "said"), [(0, "is empty"), (28 * 2**20 + 1, "too long")])
def test_a_file_that_cannot_be_a_saved_proof_is_not_read(verify, length, said, tmp_path):
    chosen = tmp_path / "saved.json"
    with chosen.open("wb") as file:
        file.truncate(length)
    verify.click("#saved summary")
    verify.set_input_files("#saved-file", chosen)
    expect(verify.locator("#saved-note")).to_contain_text(said)
    assert verify.evaluate("proofpress.asked.length") == 0


# --- the question -------------------------------------------------------------------------


def test_a_code_in_the_link_is_checked_and_removed_from_the_address(site, visit):
    page, _ = visit(f"{site.url}verify/index.html#{CODE}")
    expect(page.locator("#answer")).to_be_visible()
    assert CODE not in page.url
    assert page.evaluate("history.length") <= 2
    page.go_back()
    assert CODE not in page.url
    assert not [path for path in site.paths if CODE[:8] in path]


def test_a_second_link_in_the_same_window_is_taken_too(verify):
    verify.evaluate("(code) => { location.hash = code }", CODE)
    expect(verify.locator("#answer")).to_be_visible()
    assert "#" not in verify.url


def test_the_code_stays_out_of_storage_forms_and_attributes(verify):
    check(verify)
    kept = verify.evaluate(
        "[...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie]"
    )
    assert CODE not in "".join(kept)
    assert CODE not in verify.content()
    assert verify.locator("form [name]").count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        CODE.upper(),
        f"  {CODE[:30]}\n{CODE[30:]} ",
        f"https://example.com/reserves/verify/#{CODE}",
        "".join(f"{letter}\u200b" for letter in CODE),
    ],
)
def test_what_is_pasted_around_a_code_does_not_matter(verify, typed):
    verify.fill("#code", typed)
    verify.click("button[type=submit]")
    expect(verify.locator("#answer")).to_be_visible()
    assert verify.evaluate("proofpress.asked[0].code") == CODE


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Paste your code here"),
        (CODE[:-3], "73 of 76 characters"),
        (CODE + "q", "the code is too long"),
        ("alice@example.com", "begins with por1"),
        (CODE[:9] + "b" + CODE[10:], "no “b” in it"),
        (CODE[:9] + "Q" + CODE[10:], "all small or all capital"),
    ],
)
def test_a_typing_mistake_is_named_before_anything_is_asked(verify, typed, said):
    verify.fill("#code", typed)
    verify.click("button[type=submit]")
    expect(verify.locator("#code-note")).to_contain_text(said)
    expect(verify.locator("#code")).to_be_focused()
    assert verify.locator("#code").get_attribute("aria-invalid") == "true"
    assert verify.evaluate("proofpress.asked.length") == 0


def test_snapshot_identity_and_one_file_are_passed_on(verify):
    expect(verify.locator("#identity-field")).to_be_hidden()
    verify.select_option("#snapshot", "2026-09-30")
    verify.fill("#identity", " alice@example.com ")
    verify.check("#one-file")
    check(verify)
    assert verify.evaluate("proofpress.asked[0]") == {
        "code": CODE,
        "snapshotPath": "snapshots/2026-09-30/",
        "olderPath": "snapshots/2026-08-31/",
        "identity": "alice@example.com",
        "oneFile": True,
    }


def test_the_oldest_snapshot_is_compared_with_no_older_one(verify):
    verify.select_option("#snapshot", "2026-08-31")
    check(verify)
    assert verify.evaluate("proofpress.asked[0].olderPath") == ""


def test_both_sizes_of_a_download_are_said(verify):
    """12,408 accounts in 16 files of 273 KB: three blocks."""
    expect(verify.locator("#one-file-help")).to_contain_text(
        "If you leave this off: 5 files, 1.4 MB, about 4,100 entries. "
        "If you tick it: 1 file, 273.1 KB, about 770 entries."
    )


def test_an_identity_is_not_sent_to_a_snapshot_that_binds_none(verify):
    verify.select_option("#snapshot", "2026-09-30")
    verify.fill("#identity", "alice@example.com")
    verify.select_option("#snapshot", "2026-10-31")
    check(verify)
    assert verify.evaluate("proofpress.asked[0].identity") == ""


def test_a_check_can_be_stopped_and_asked_again(verify):
    verify.evaluate("() => { proofpress.hold = new Promise((go) => { proofpress.go = go }) }")
    verify.fill("#code", CODE)
    verify.click("button[type=submit]")
    expect(verify.locator("#progress")).to_be_visible()
    expect(verify.locator("#progress-amount")).to_have_text("3.1 of 6.2 MB")
    expect(verify.locator("#progress [aria-current=step]")).to_have_text(
        "Fetching the checking program"
    )
    verify.click("#stop")
    expect(verify.locator("#question")).to_be_visible()
    assert verify.evaluate("proofpress.closed")
    verify.evaluate("proofpress.go()")
    check(verify)
    assert verify.evaluate("proofpress.made") == 2


def test_one_started_checker_serves_many_questions(verify):
    check(verify)
    verify.click("#again")
    check(verify)
    assert verify.evaluate("proofpress.made") == 1
    assert verify.evaluate("proofpress.base") == "../"


def test_a_checking_program_that_does_not_load_says_nothing_about_the_balance(site, visit):
    site.damage[f"{sample.RUNTIME}check.js"] = lambda content: content + b" "
    page, watch = visit(f"{site.url}verify/index.html#{CODE}")
    expect(page.locator("#verdict")).to_have_text("The checking program did not load")
    expect(page.locator("#explanation")).to_contain_text("says nothing about your balance")
    assert any("integrity" in error for error in watch.errors)
    watch.errors.clear()


@pytest.mark.parametrize("breakage", ["reports.verified.path = [{}]", "next = 'no such report'"])
def test_a_fault_of_the_page_is_never_shown_as_a_bad_proof(verify, breakage):
    verify.evaluate(f"proofpress.{breakage}")
    verify.fill("#code", CODE)
    verify.click("button[type=submit]")
    expect(verify.locator("#answer")).to_be_visible()
    expect(verify.locator("#verdict-box [data-tone]:visible")).to_have_text("No answer")
    expect(verify.locator("#holdings")).to_be_hidden()
    assert "0.5213" not in verify.content()


def test_the_keyboard_is_enough(verify):
    verify.keyboard.press("Tab")
    expect(verify.locator(".skip")).to_be_focused()
    verify.keyboard.press("Enter")
    verify.keyboard.press("Tab")
    expect(verify.locator("#code")).to_be_focused()
    verify.keyboard.insert_text(CODE)
    for _ in range(3):
        verify.keyboard.press("Tab")
    verify.keyboard.press("Enter")
    expect(verify.locator("#verdict")).to_be_focused()


# --- every reader, every screen -----------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wcag_2_2_aa_by_axe(site, visit, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    page, _ = visit(site.url + "index.html")
    page.emulate_media(color_scheme=scheme)
    assert violations(page, scheme) == []
    page.set_viewport_size(PHONE)
    for path in PAGES:
        page.goto(site.url + path)
        assert violations(page, scheme) == [], path


@pytest.mark.parametrize(
    "report", ["verified", "verified-but", "refused", "other-statement", "cannot-check"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_verdicts_by_axe(verify, report, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    verify.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    verify.set_viewport_size(PHONE)
    check(verify, report)
    verify.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(verify, scheme) == []


WALLETS = "snapshots/2026-10-31/wallets/index.html"
REFUSAL = {
    "state": "refused",
    "tone": "unknown",
    "title": "This copy of the list is damaged",
    "explanation": "That says nothing about the signatures.",
    "advice": "Take another copy.",
    "check": {"name": "statement-digest", "expected": "a" * 64, "found": "b" * 64, "where": "x"},
}


def check_wallets(page: Page, found: dict, refusal: dict | None) -> None:
    page.evaluate(
        "([found, refusal]) => Object.assign(proofpress, { found, refusal })", [found, refusal]
    )
    page.click("#check-all")
    expect(page.locator("#device-answer")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_a_list_checked_on_the_device_by_axe(site, visit, scheme, width):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    for found, refusal in (
        ({}, None),
        ({"2": {"verdict": "invalid", "words": "another key signed"}}, None),
        ({}, REFUSAL),
    ):
        page, _ = visit(site.url + WALLETS)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 740})
        check_wallets(page, found, refusal)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert violations(page, scheme) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_differs_on_a_wallets_page_is_said_in_the_row_and_above(site, visit):
    page, _ = visit(site.url + WALLETS)
    check_wallets(page, {"2": {"verdict": "invalid", "words": "x"}}, None)
    expect(page.locator("tr[data-row='2'] .differs")).to_contain_text("The page says “Unsigned”.")
    expect(page.locator("#device-answer")).to_contain_text("does not agree in row 2: see there")
    assert page.locator(".differs").count() == 1


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe finds. The dark scheme changes colours only, so there only contrast is checked."""
    page.evaluate(AXE.read_text("utf-8") + "; undefined")
    rules = RULES if scheme == "light" else ["color-contrast"]
    found = page.evaluate("(rules) => axe.run({ runOnly: rules })", rules)
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_is_cut_off_on_a_narrow_screen(site, visit, width):
    page, _ = visit(site.url + "index.html")
    page.set_viewport_size({"width": width, "height": 740})
    for path in PAGES:
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(site.url + "verify/index.html")
    for report in ("verified", "refused"):
        check(page, report)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, report
        page.click("#again")


def test_without_javascript_all_figures_can_be_read(site, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + "index.html")
    assert "103.18%" in page.inner_text("main")
    page.goto(site.url + "verify/index.html")
    assert "proofpress-verify account" in page.inner_text("main")
    assert not page.locator("form").is_visible()
    context.close()


def test_on_paper_figures_and_verdict_remain(verify):
    check(verify)
    verify.emulate_media(media="print")
    for shown in ("#verdict", "#account-name", "#balances", "#picture", "#compare-fingerprint"):
        expect(verify.locator(shown)).to_be_visible()
    for gone in ("nav >> nth=0", "#again"):
        expect(verify.locator(gone)).to_be_hidden()


def test_no_button_of_a_wallet_list_is_printed(site, visit):
    page, _ = visit(site.url + WALLETS)
    assert page.locator("button:visible").count() > 3
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
