"""Signatures of the signed list, checked on the visitor's device and compared with the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from proofpress.commands import demo_keys
from proofpress.reserves.canonical import parse_wallets
from proofpress.site.pages import write
from proofpress_verify import wallets
from proofpress_verify.ownership.python_curve import PythonCurve
from tests.browser.server import Site
from tests.generator.exchange import FIRST, SUBS, Exchange, make_exchange
from tests.generator.reserves.lists import HEAD, signed_row

pytestmark = pytest.mark.browser

TIMEOUT = 120_000  # ms; a slow machine takes long to start Python, and no test asserts a time
PAGE = f"snapshots/{FIRST}/wallets/"
LIST = f"snapshots/{FIRST}/wallets.csv"
UNSIGNED = "XRP,xrpl,rNotAKey,7.50,,,,,,,,,,,self,XRP,native,\n"
NETWORKS = ("bitcoin", "ethereum", "tron", "solana")
SHARED = Path(__file__).parents[3] / "shared/data/reserves"


def build_list(folder: Path, text: str, **settings: str) -> Exchange:
    exchange = make_exchange(folder)
    exchange.write_snapshot(FIRST, more=SUBS, wallets=text)
    path = exchange.folder / "snapshots" / f"{FIRST}.toml"
    for old, new in settings.items():
        assert old in path.read_text()
        path.write_text(path.read_text().replace(f'{old} = "proofpress"', f'{old} = "{new}"'))
    exchange.build(FIRST)
    return exchange


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """Four signed rows, one of them twice, an unsigned one, and one with another's signature."""
    rows = [signed_row(network) for network in NETWORKS]
    text = HEAD + "".join(rows) + UNSIGNED + signed_row("dogecoin", forged=True)
    return build_list(tmp_path_factory.mktemp("honest") / "exchange", text)


@pytest.fixture
def copy(honest: Exchange, tmp_path: Path) -> Path:
    """A copy of the site that tests damage."""
    return shutil.copytree(honest.draft, tmp_path / "site", copy_function=shutil.copyfile)


def all_checked(page: Page) -> Page:
    page.click("#check-all")
    expect(page.locator("#device-answer")).to_be_visible(timeout=TIMEOUT)
    return page


def replaced(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def outcomes(page: Page) -> list[list[str]]:
    """The result of the device's check in each row."""
    found: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll(".own-result")].map((each) =>
             [...each.querySelectorAll(".tag, .tag ~ *")].map((part) => part.textContent))"""
    )
    return found


SAME = "This page says the same."


def test_all_rows_are_checked_and_agree_with_the_command(honest, served, visit) -> None:
    page, _ = visit(served(honest.draft).url + PAGE)
    all_checked(page)
    expected = wallets.check_list((honest.draft / LIST).read_bytes(), PythonCurve())
    titles = {"valid": "Valid", "invalid": "Invalid", "unsigned": "Unsigned"}
    assert outcomes(page) == [
        [titles[row.outcome.verdict.value], row.outcome.explained, SAME] for row in expected
    ]
    answer = page.locator("#device-answer")
    expect(answer).to_contain_text("All 6 rows of the signed list were checked on your device")
    expect(answer).to_contain_text("4 valid, 1 invalid, 1 unsigned, 0 not checked.")
    expect(answer).to_contain_text("The statement is a draft.")
    expect(answer).to_have_class("banner caution")
    expect(page.locator("#announcer")).to_contain_text("All 6 rows")
    expect(page.locator("#check-all")).to_be_visible()


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """One key's coins, listed as two forms for two reasons."""
    first = signed_row("bitcoin", repeats="what is not staked")
    second = signed_row("bitcoin", repeats="what is staked").replace(",native,", ",staked,")
    return build_list(tmp_path_factory.mktemp("repeated") / "exchange", HEAD + first + second)


SHARED_KEY = "One key backs 2 rows: 60 BTC in rows 1, 2."


def test_a_key_that_backs_several_rows_is_found_on_the_device(repeated, served, visit) -> None:
    page, _ = visit(served(repeated.draft).url + PAGE)
    expect(page.locator("[data-shared]")).to_contain_text(SHARED_KEY)
    all_checked(page)
    answer = page.locator("#device-answer")
    expect(answer).to_contain_text(SHARED_KEY)
    expect(answer).to_contain_text("The sums of the list are the reserves in the statement")
    expect(answer).to_have_class("banner caution")


def test_a_page_that_hides_a_shared_key_is_found(repeated, served, visit, tmp_path: Path) -> None:
    site = shutil.copytree(repeated.draft, tmp_path / "site", copy_function=shutil.copyfile)
    path = site / PAGE / "index.html"
    path.write_text(re.sub(r"<li data-shared=.*?</li>", "", path.read_text(), flags=re.DOTALL))
    page, _ = visit(served(site).url + PAGE)
    all_checked(page)
    answer = page.locator("#device-answer")
    expect(answer).to_have_class("banner bad")
    expect(answer).to_contain_text("This page lists different keys that back several rows.")
    expect(answer).to_contain_text(SHARED_KEY)


def test_one_row_alone_by_keyboard(honest, served, visit) -> None:
    page, _ = visit(served(honest.draft).url + PAGE)
    button = page.get_by_role("button", name="Check this signature, row 2")
    button.focus()
    page.keyboard.press("Enter")
    result = page.locator("tr[data-row='2'] .own-result")
    expect(result).to_contain_text("Ethereum message (EIP-191)", timeout=TIMEOUT)
    expect(result).to_contain_text(SAME)
    expect(button).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("Row 2: Valid. Ethereum message")
    assert page.locator(".own-result").count() == 1
    page.get_by_role("button", name="Check this row, row 5").click()
    expect(page.locator("tr[data-row='5'] .own-result")).to_contain_text("no signature")


def test_a_damaged_list_is_a_damaged_copy_not_an_invalid_signature(copy, served, visit) -> None:
    replaced(copy / LIST, ",30,", ",31,")
    page, _ = visit(served(copy).url + PAGE)
    all_checked(page)
    answer = page.locator("#device-answer")
    expect(answer).to_contain_text("This copy of the list is damaged.")
    expect(answer).to_contain_text("says nothing about the signatures")
    expect(answer).to_have_class("banner info")
    expect(page.locator(".own-result")).to_have_count(0)
    page.locator("tr[data-row='1'] button").click()
    expect(page.locator("tr[data-row='1'] .own-result")).to_contain_text(
        "Not checked: This copy of the list is damaged", timeout=TIMEOUT
    )


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda home: (home / "statement.note").unlink(), "This copy of the list is damaged."),
        (lambda home: (home / "wallets.csv").unlink(), "This copy of the site is damaged."),
        (
            lambda home: replaced(home / "statement.json", '"Tiny Exchange"', '"Tiny exchange"'),
            "This copy of the list is damaged.",
        ),
    ],
    ids=["no-note", "no-list", "statement"],
)
def test_without_a_signed_statement_nothing_is_checked(copy, served, visit, harm, says) -> None:
    harm(copy / "snapshots" / FIRST)
    page, watch = visit(served(copy).url + PAGE)
    all_checked(page)
    expect(page.locator("#device-answer")).to_contain_text(says)
    expect(page.locator(".own-result")).to_have_count(0)
    watch.errors[:] = [text for text in watch.errors if "404" not in text]


def test_the_statement_of_another_snapshot_is_refused(copy, served, visit) -> None:
    (copy / "snapshots" / FIRST).rename(copy / "snapshots" / "2026-12-31")
    page_file = copy / "snapshots/2026-12-31/wallets/index.html"
    replaced(page_file, f'data-snapshot="{FIRST}"', 'data-snapshot="2026-12-31"')
    page, _ = visit(served(copy).url + "snapshots/2026-12-31/wallets/")
    all_checked(page)
    expect(page.locator("#device-answer")).to_contain_text("snapshot-id")
    expect(page.locator(".own-result")).to_have_count(0)


ADDRESS = demo_keys.address("bitcoin", b"bitcoin")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('bad">Invalid</span>', 'good">Valid</span>', "The page says “Valid”."),
        (
            "(EIP-191): prefix",
            "(EIP-191) prefix",
            "The page says “Ethereum message (EIP-191) prefix",
        ),
        (f"<code>{ADDRESS}", "<code>1Other", f"The address in the signed list is {ADDRESS}."),
        ('rowheader" scope="row">BTC<', 'rowheader" scope="row">ETH<', "The coin in the signed"),
        ("</span>30</td>", "</span>3,000</td>", "The balance in the signed list: 30."),
    ],
)
def test_a_page_that_differs_is_contradicted(copy, served, visit, old, new, says) -> None:
    replace_in_list(copy, old, new)
    page, _ = visit(served(copy).url + PAGE)
    all_checked(page)
    answer = page.locator("#device-answer")
    expect(page.locator(".differs")).to_contain_text(says)
    expect(answer).to_contain_text("This page does not say what the signed list says.")
    expect(answer).to_contain_text("This page does not agree in row")
    expect(answer).to_have_class("banner bad")


def replace_in_list(site: Path, old: str, new: str) -> None:
    file = site / PAGE / "index.html"
    head, mark, rest = file.read_text().partition('<h2 id="list">')
    assert old in rest
    file.write_text(head + mark + rest.replace(old, new, 1))


def test_counts_that_differ_from_the_signed_list_are_contradicted(copy, served, visit) -> None:
    replace_in_list(copy, 'data-invalid="1"', 'data-invalid="0"')
    page, _ = visit(served(copy).url + PAGE)
    all_checked(page)
    expect(page.locator("#device-answer")).to_contain_text("This page states different counts")
    expect(page.locator("#device-answer")).to_have_class("banner bad")


def test_a_check_can_be_stopped(honest, served, visit) -> None:
    page, _ = visit(served(honest.draft).url + PAGE)
    page.locator("#check-all").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#device-answer")).to_contain_text("Stopped.")
    expect(page.locator("#check-all")).to_be_focused()
    expect(page.locator(".own-result")).to_have_count(0)
    all_checked(page)
    expect(page.locator("#device-answer")).to_contain_text("All 6 rows", timeout=TIMEOUT)


def test_rows_that_the_page_does_not_show_are_checked_too(
    tmp_path: Path, served, visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "WALLET_ROWS", 2)
    unsigned = "".join(UNSIGNED.replace("rNotAKey", f"rNotAKey{n}") for n in range(300))
    text = HEAD + signed_row() + unsigned + signed_row("tron", forged=True)
    exchange = build_list(tmp_path / "exchange", text)
    page, _ = visit(served(exchange.draft).url + PAGE)
    all_checked(page)
    answer = page.locator("#device-answer")
    expect(answer).to_contain_text("All 302 rows")
    expect(answer).to_contain_text("1 valid, 1 invalid, 300 unsigned")
    expect(answer).to_contain_text("The page shows 2 rows of them; these counts are of all.")
    expect(answer).to_contain_text("Row 302, BTC at T")
    assert page.locator(".own-result").count() == 2


def test_nothing_but_what_this_page_needs_is_fetched_and_nothing_is_sent(
    honest, served, visit
) -> None:
    site = served(honest.draft)
    page, _ = visit(site.url + PAGE)
    before = len(site.paths)
    assert not [path for path in site.paths if path.endswith((".whl", ".gzip", ".zip"))]
    all_checked(page)
    fetched = site.paths[before:]
    assert len(fetched) == len(set(fetched))
    assert not [path for path in fetched if "image" in path or path.endswith(".shard")]
    assert [path for path in fetched if "ecdsa-" in path]
    mine = [headers for path, headers in site.requests[before:] if not path.startswith("theme/")]
    assert [headers for headers in mine if headers["Cookie"] or headers["Referer"]] == []


@pytest.mark.parametrize("name", ["ecdsa-", "six-", "proofpress_verify-", "pyodide.asm.wasm"])
def test_a_changed_file_of_the_checking_program_is_named_and_not_run(
    honest, served, visit, name
) -> None:
    site = served(honest.draft)
    (file,) = (honest.draft / "runtime").glob(f"*/{name}*")
    site.damage[file.relative_to(honest.draft).as_posix()] = lambda data: data[:-1] + b"x"
    page, _ = visit(site.url + PAGE)
    all_checked(page)
    answer = page.locator("#device-answer")
    expect(answer).to_contain_text("The checking program is damaged.")
    expect(answer).to_contain_text(name)
    expect(answer).to_contain_text("says nothing about the signatures")


def test_a_checking_program_that_does_not_load_is_said(honest, served, visit) -> None:
    site = served(honest.draft)
    (file,) = (honest.draft / "runtime").glob("*/check-wallets.js")
    site.damage[file.relative_to(honest.draft).as_posix()] = lambda data: data + b" "
    page, watch = visit(site.url + PAGE)
    all_checked(page)
    expect(page.locator("#device-answer")).to_contain_text("The checking program did not load")
    assert any("integrity" in error for error in watch.errors)
    watch.errors.clear()


def test_a_host_with_wrong_types_does_not_matter(honest, served, visit) -> None:
    page, _ = visit(served(honest.draft, wrong_types=True).url + PAGE)
    all_checked(page)
    expect(page.locator("#device-answer")).to_contain_text("All 6 rows")


def test_without_javascript_the_list_is_as_readable(honest, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((honest.draft / PAGE / "index.html").as_uri())
    expect(page.locator("main")).to_contain_text("Ethereum message (EIP-191)")
    assert page.locator("button:visible").count() == 0
    context.close()


@pytest.mark.parametrize(
    ("name", "form", "counts"),
    [
        ("htx_2026-02-01.csv", "htx", "51 valid, 0 invalid, 44 unsigned, 0 not checked."),
        ("okx_2022-11_sample.csv", "okx", None),
    ],
)
def test_published_lists_come_out_as_by_command(
    tmp_path: Path, served: Callable[..., Site], visit: Callable, name: str, form: str, counts
) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"{SHARED / name} is not there")
    text = (SHARED / name).read_text("utf-8")
    exchange = build_list(tmp_path / "exchange", text, format=form)
    page, _ = visit(served(exchange.draft).url + PAGE)
    all_checked(page)
    expected = wallets.check_list((SHARED / name).read_bytes(), PythonCurve())
    found = outcomes(page)
    assert [row[1:] for row in found] == [[row.outcome.explained, SAME] for row in expected]
    assert len(parse_wallets((exchange.draft / LIST).read_bytes())) == len(expected)
    if counts:
        expect(page.locator("#device-answer")).to_contain_text(counts)
    assert not re.search("does not agree", page.inner_text("main"))
