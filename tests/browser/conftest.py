"""What the browser tests share: a served site, and a page that is watched."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.runtime import PAGE_SCRIPT, Runtime, write_runtime
from proofpress.site.hosting import policies
from tests.browser import stub_verifier
from tests.browser.server import Site, serve

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<link rel="icon" href="data:,">
<title>Test</title>
<script type="application/json" id="runtime">{config}</script>
<script src="../{folder}{script}" integrity="{integrity}" defer></script>
"""


class Watch:
    """A page's requests and errors. Requests to other origins are never allowed."""

    def __init__(self, page: Page, origin: str) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self._origin = origin
        page.context.on("request", self._note_request)
        page.context.on("requestfailed", self._forget_blocked)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note_request(self, request: Request) -> None:
        ours = (self._origin + "/", f"blob:{self._origin}/", "data:")
        if not request.url.startswith(ours):
            self.foreign.append(request.url)

    def _forget_blocked(self, request: Request) -> None:
        """A request that the page's policy blocked never left the browser."""
        if request.failure == "csp" and request.url in self.foreign:
            self.foreign.remove(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


@pytest.fixture
def served() -> Iterator[Callable[..., Site]]:
    """`served(folder, wrong_types=False)`: the folder, on 127.0.0.1 under a sub-path."""
    with ExitStack() as stack:
        yield lambda folder, **how: stack.enter_context(serve(folder, **how))


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """`visit(url)`: a page in a fresh profile, watched until the test ends.

    `now` is the time that the page's clock shows instead of the machine's.
    A request to another origin fails the test; so does an error on the console, unless the test
    has taken it out of `watch.errors`.
    """
    watches = []
    with ExitStack() as stack:

        def open_page(
            url: str, browser: Browser = browser, user_agent: str | None = None, now: str = ""
        ) -> tuple[Page, Watch]:
            context = stack.enter_context(browser.new_context(user_agent=user_agent))
            page = context.new_page()
            watch = Watch(page, url[: url.index("/", len("https://"))])
            watches.append(watch)
            if now:
                page.clock.set_fixed_time(now)
            page.goto(url)
            return page, watch

        yield open_page
    assert [watch.foreign for watch in watches if watch.foreign] == []
    assert [watch.errors for watch in watches if watch.errors] == []


@pytest.fixture(scope="session")
def stub_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runtime]:
    """A site of one page and one snapshot: the real runtime, a verifier that proves nothing."""
    return lay_stub_site(tmp_path_factory.mktemp("stub") / "site")


def lay_stub_site(site: Path) -> tuple[Path, Runtime]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "verifier_wheel", stub_verifier.wheel)
        runtime = write_runtime(site)
    write_page(site, runtime)
    snapshot = site / "snapshots" / "2026-01"
    (snapshot / "shards" / "0000").mkdir(parents=True)
    (snapshot / "statement.json").write_text("a statement")
    (snapshot / "statement.note").write_text("a note")
    for shard in (4, 5, 6, 7):
        (snapshot / f"shards/0000/{shard:06x}.shard").write_text(f"shard {shard}")
    return site, runtime


def write_page(site: Path, runtime: Runtime) -> None:
    """`verify/index.html`: nothing but the scripts, under the policy of the real page."""
    page = _PAGE.format(
        policy=policies.meta(policies.CHECKING),
        config=runtime.config("../"),
        folder=runtime.folder,
        script=PAGE_SCRIPT,
        integrity=runtime.script_integrity,
    )
    (site / "verify").mkdir()
    (site / "verify" / "index.html").write_text(page)
