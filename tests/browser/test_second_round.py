"""Files that are damaged once are all fetched again before the check reports them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from proofpress.browser_bundle.runtime import write_runtime
from tests import reference, simulator
from tests.browser.conftest import write_page
from tests.browser.server import Site
from tests.simulator import Plan, Published

pytestmark = pytest.mark.browser

PUBLISHED = simulator.publish(Plan(accounts=520, prefix_bits=2))
LATER = simulator.publish(Plan(accounts=521, prefix_bits=2))
CODE = PUBLISHED.attempt(0).code
HOME = "snapshots/2026-10-31/"
STATEMENT, NOTE = f"{HOME}statement.json", f"{HOME}statement.note"
SHARD = f"{HOME}shards/0000/{reference.shard_of(PUBLISHED.books.member(0).code, 2):06x}.shard"
BLOCK = [f"{HOME}shards/0000/{shard:06x}.shard" for shard in range(4)]
NOW = "2026-11-01T00:00:00Z"
ERROR_PAGE = b"<!doctype html><title>503</title><p>Try again later."

Damage = Callable[[bytes], bytes]
HARM: dict[str, Damage] = {
    "error-page": lambda _: ERROR_PAGE,
    "cut": lambda body: body[: len(body) // 2],
}


class Checking:
    """A site with the real verifier, and its page."""

    def __init__(self, site: Site, page: Page) -> None:
        self.site = site
        self._page = page

    def ask(self) -> dict:
        self.site.requests.clear()
        question = {"code": CODE, "snapshotPath": HOME}
        report: dict = self._page.evaluate("(question) => checker.check(question)", question)
        return report

    def fetched(self, path: str) -> int:
        return self.site.paths.count(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _lay(tmp_path_factory.mktemp("site"), PUBLISHED)


def _lay(folder: Path, published: Published) -> Path:
    write_page(folder, write_runtime(folder))
    simulator.write_site(folder, published)
    return folder


@pytest.fixture
def checking(folder: Path, served: Callable[..., Site], visit: Callable) -> Checking:
    site = served(folder)
    page, watch = visit(site.url + "verify/", now=NOW)
    page.evaluate("window.checker = proofpress.createChecker({ base: '../' })")
    # A connection that breaks off is an error on the browser's own console.
    page.on("close", lambda _: watch.errors.clear())
    return Checking(site, page)


def once(first: Damage) -> Damage:
    """Damage of the first answer only."""
    waiting = [first]
    return lambda body: waiting.pop()(body) if waiting else body


def test_files_that_are_damaged_once_are_fetched_again(checking: Checking) -> None:
    """All together; otherwise an old file would be compared with a new one."""
    for harm in HARM.values():
        for file in (STATEMENT, NOTE, SHARD):
            checking.site.damage[file] = once(harm)
            assert checking.ask()["verdict"] == "verified", file
            assert checking.fetched(STATEMENT) == 2, file
            assert checking.fetched(NOTE) == 2, file


def test_a_damaged_file_is_fetched_again_with_its_block_past_the_cache(checking: Checking) -> None:
    checking.site.headers["Cache-Control"] = "max-age=3600"
    checking.site.damage[SHARD] = once(HARM["error-page"])
    assert checking.ask()["verdict"] == "verified"
    assert [checking.fetched(path) for path in BLOCK] == [2] * 4


@pytest.mark.parametrize("file", [STATEMENT, NOTE, SHARD])
def test_a_connection_that_breaks_off_once_is_made_again(checking: Checking, file: str) -> None:
    checking.site.cut.append(file)
    assert checking.ask()["verdict"] == "verified"
    assert checking.site.cut == []


def test_a_site_replaced_between_statement_and_file_is_fetched_again(
    checking: Checking, tmp_path: Path
) -> None:
    later = simulator.write_site(tmp_path / "later", LATER)

    def replace(_: bytes) -> bytes:
        checking.site.folder = later
        return (later / SHARD).read_bytes()

    checking.site.damage[SHARD] = once(replace)
    report = checking.ask()
    assert report["verdict"] == "verified"
    assert report["snapshot"]["accounts"] == "521"


@pytest.mark.parametrize("file", [STATEMENT, NOTE, SHARD])
def test_what_is_damaged_always_is_told_after_the_second_round(
    checking: Checking, file: str
) -> None:
    """One question per page: downloads for an earlier one may still be running."""
    checking.site.damage = {file: HARM["error-page"]}
    assert checking.ask()["verdict"] == "damaged-copy"
    assert checking.fetched(file) == 2


def test_the_block_is_under_way_while_the_verifier_starts(
    folder: Path, served: Callable[..., Site], visit: Callable
) -> None:
    """Python starts only after the last file of the block was requested."""
    site = served(folder)
    page, _ = visit(site.url + "verify/", now=NOW)
    all_asked = threading.Event()
    in_time: list[bool] = []

    def hold_back(body: bytes) -> bytes:
        in_time.append(all_asked.wait(60))
        return body

    def note_asked(body: bytes) -> bytes:
        if set(BLOCK) <= set(site.paths):
            all_asked.set()
        return body

    (image,) = folder.glob("runtime/*/verifier.image.gzip")
    site.damage = dict.fromkeys(BLOCK, note_asked)
    site.damage[image.relative_to(folder).as_posix()] = hold_back
    page.evaluate("window.checker = proofpress.createChecker({ base: '../' })")
    assert Checking(site, page).ask()["verdict"] == "verified"
    assert in_time == [True]
    assert [site.paths.count(path) for path in BLOCK] == [1] * 4


def test_a_valid_site_is_fetched_once(checking: Checking) -> None:
    assert checking.ask()["verdict"] == "verified"
    files = [path for path in checking.site.paths if path.startswith(HOME)]
    assert sorted(files) == sorted([STATEMENT, NOTE, *BLOCK])
