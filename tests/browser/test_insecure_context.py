"""A mirror on plain http, not on localhost: there, browsers offer no `crypto.subtle`."""

import hashlib

import pytest

from tests.browser import chromium
from tests.browser.test_boot import ask, flipped

pytestmark = pytest.mark.browser

MIRROR = "mirror.test"


@pytest.fixture(scope="module")
def elsewhere(browser):
    """A browser for which the mirror's name is this machine."""
    flags = [*chromium.flags(), f"--host-resolver-rules=MAP {MIRROR} 127.0.0.1"]
    launched = browser.browser_type.launch(executable_path=chromium.find(), args=flags)
    yield launched
    launched.close()


@pytest.fixture
def page(stub_site, served, visit, elsewhere):
    site = served(stub_site[0])
    page, _ = visit(site.url.replace("127.0.0.1", MIRROR) + "verify/", browser=elsewhere)
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    page.site = site
    return page


def test_check_works_without_the_browsers_sha256(page):
    assert ask(page)["report"]["verdict"] == "verified"


def test_changed_runtime_file_is_refused(stub_site, page):
    page.site.damage[stub_site[1].folder + "pyodide.mjs"] = flipped
    report = ask(page)["report"]
    assert (report["verdict"], report["reason"]["file"]) == ("cannot-check", "pyodide.mjs")


def test_own_sha256_is_sha256(page):
    """Every length around the padding's edges, and one of several blocks."""
    lengths = [*range(130), 1000]
    found = page.evaluate(
        """(lengths) => {
             const bytes = (length) => Uint8Array.from({ length }, (_, i) => 7 * i + length);
             return Promise.all(lengths.map((length) => proofpress.sha256Hex(bytes(length))));
           }""",
        lengths,
    )
    assert found == [
        hashlib.sha256(bytes((7 * i + length) % 256 for i in range(length))).hexdigest()
        for length in lengths
    ]
