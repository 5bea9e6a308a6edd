"""The console stays empty: on every page of a site, in a check and for a saved proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.server import Site
from tests.browser.test_verify_page import TIMEOUT
from tests.generator.exchange import Exchange, publish_two

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return publish_two(tmp_path_factory.mktemp("exchange"))


def test_no_page_says_anything_on_the_console(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    """The page for offline use is watched in the same way by `test_offline_page`."""
    site = served(published.site)
    page, _ = visit(site.url)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    pages = sorted(published.site.rglob("*.html"))
    assert len(pages) > 10
    for each in pages:
        page.goto(site.url + each.relative_to(published.site).as_posix())
        page.wait_for_load_state("networkidle")
    assert said == []


def test_neither_a_check_nor_a_saved_proof_says_anything_on_the_console(
    published: Exchange, served: Callable[..., Site], visit: Callable
) -> None:
    page, _ = visit(served(published.site).url + "verify/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.fill("#code", published.code("erin"))
    page.click("#question button[type=submit]")
    expect(page.locator("#answer")).to_be_visible(timeout=TIMEOUT)
    page.click("#save-proof summary")
    with page.expect_download() as saved:
        page.click("#save-proof-button")
    page.click("#again")
    page.click("#saved summary")
    page.set_input_files("#saved-file", Path(saved.value.path()))
    expect(page.locator("#answer")).to_be_visible(timeout=TIMEOUT)
    assert said == []
