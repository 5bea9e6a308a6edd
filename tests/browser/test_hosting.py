"""The site on hosts that send all requested headers, and on hosts that send nothing correctly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proofpress.commands.serve import open_server
from tests.browser.server import Site
from tests.browser.test_verify_page import TIMEOUT
from tests.generator.exchange import SECOND, Exchange, publish_two

pytestmark = pytest.mark.browser

VERIFIED = "Your balance is in the published total"
# In a separate task: what `evaluate` itself runs is exempt from the policy.
READ = """
(addresses) => new Promise((resolve) => setTimeout(async () => {
  const read = (address) => fetch(address).then((answer) => answer.status, (error) => error.name);
  resolve(await Promise.all(addresses.map(read)));
}))
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return publish_two(tmp_path_factory.mktemp("hosted"))


@pytest.fixture
def strict(published: Exchange) -> Iterator[str]:
    """The site as `proofpress serve` shows it: with the headers that hosts are asked for."""
    with open_server(published.site, 0) as server:
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.url
        server.stop()
        thread.join()


def verified(page: Page) -> None:
    expect(page.locator("#answer")).to_be_visible(timeout=TIMEOUT)
    expect(page.locator("#verdict")).to_have_text(VERIFIED)


def test_all_pages_work_under_the_headers_and_the_console_stays_clean(
    published: Exchange, strict: str, visit: Callable
) -> None:
    page, watch = visit(f"{strict}verify/#{published.code('erin')}")
    verified(page)
    for file in sorted(published.site.rglob("*.html")):
        page.goto(strict + file.relative_to(published.site).as_posix())
        assert page.evaluate("getComputedStyle(document.body).fontFamily") != '"Times New Roman"'
    assert watch.errors == []


def test_no_page_can_be_framed(
    strict: str, tmp_path: Path, served: Callable[..., Site], browser: Browser
) -> None:
    (tmp_path / "frame.html").write_text(f'<!doctype html><iframe src="{strict}verify/"></iframe>')
    page = browser.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(served(tmp_path).url + "frame.html")
    assert page.frame_locator("iframe").locator("#question").count() == 0
    page.close()


def test_other_sites_may_read_the_data_and_nothing_else(
    strict: str, tmp_path: Path, served: Callable[..., Site], visit: Callable
) -> None:
    (tmp_path / "reader.html").write_text("<!doctype html><link rel=icon href=data:,>")
    page, watch = visit(served(tmp_path).url + "reader.html")
    data = [f"snapshots/{SECOND}/statement.json", "latest.json", "feed.xml", "series/assets.csv"]
    found = page.evaluate(READ, [strict + path for path in [*data, "index.html", "verify/"]])
    assert found == [200] * len(data) + ["TypeError"] * 2
    watch.errors.clear()
    watch.foreign.clear()


def test_a_gateway_that_sends_nothing_right_is_good_enough(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    """As IPFS path gateways and old hosts do: below a path, wrong types, no headers."""
    site = served(published.site, wrong_types=True)
    page, _ = visit(f"{site.url}verify/#{published.code('erin')}")
    verified(page)
