"""The page for offline use: one file, the same for everyone, small enough to send."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from proofpress.browser_bundle.runtime import Runtime, write_runtime


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runtime]:
    site = tmp_path_factory.mktemp("built")
    return site, write_runtime(site)


@pytest.fixture(scope="module")
def page(built: tuple[Path, Runtime]) -> bytes:
    site, runtime = built
    return (site / runtime.verifier.folder / runtime.verifier.offline_page.name).read_bytes()


def test_it_is_described_as_it_is(built: tuple[Path, Runtime], page: bytes) -> None:
    described = built[1].verifier.offline_page
    assert described.name == f"proofpress-offline-{built[1].verifier.version}.html"
    assert (described.size, described.sha256) == (len(page), hashlib.sha256(page).hexdigest())


def test_it_is_the_same_each_time(tmp_path: Path, page: bytes) -> None:
    again = write_runtime(tmp_path).verifier
    assert (tmp_path / again.folder / again.offline_page.name).read_bytes() == page


def test_it_has_at_most_ten_megabytes(page: bytes) -> None:
    assert len(page) <= 10_000_000


def test_it_refers_to_nothing_outside(page: bytes) -> None:
    text = re.sub(r"<script.*?</script>", "", page.decode(), flags=re.DOTALL)
    assert not re.search(r"\b(src|srcset|action|poster|data)=", text)
    assert set(re.findall(r'href="([^"]*)"', text)) == {"#page"}
    assert "url(" not in text
    assert "@import" not in text
