"""Every vector in the browser: the page's verifier must answer as CPython's does."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from proofpress.browser_bundle.runtime import write_runtime
from proofpress_verify import browser, paths
from tests import vectors
from tests.browser.conftest import write_page
from tests.browser.server import Site
from tests.vectors import Vector

pytestmark = pytest.mark.browser

ALL = [
    vector
    for kind in vectors.KINDS
    for vector in map(vectors.load, sorted((vectors.FOLDER / kind).glob("*.json")))
    if vector.one_copy and vector.statement.strip() and vector.shards[0][0]
]


# What the page never has: a fingerprint, or an identity with a saved proof.
SAVED = [
    vector
    for vector in vectors.load_all()
    if vector.proof is not None and not vector.fingerprint and not vector.identity
]


def _answer(report: dict) -> tuple[str, str]:
    return report["verdict"], report.get("check", {}).get("name", "")


def _lay(site: Path, vector: Vector) -> None:
    """The vector's files, where the page looks for them."""
    home = site / "snapshots" / vector.snapshot
    home.mkdir(parents=True, exist_ok=True)
    (home / "statement.json").write_bytes(vector.statement)
    (home / "statement.note").unlink(missing_ok=True)
    if vector.note is not None:
        (home / "statement.note").write_bytes(vector.note)
    asked = json.loads(
        browser.open_check(
            vector.code, vector.statement, vector.note, vector.now, snapshot=vector.snapshot
        )
    )
    path = home / asked.get("path", paths.shard_path(0))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(vector.shards[0][0])
    if vector.older is not None:
        vectors.lay_older(vector.snapshot, *vector.older, site)


def _lay_site(site: Path, vector: Vector) -> str:
    """The publisher's own site, with one statement or none; the result is its path."""
    shutil.rmtree(site / "snapshots", ignore_errors=True)
    if vector.site is None:
        return ""
    return f"snapshots/{vectors.lay_claim(*vector.site, site)}/"


@dataclass(frozen=True)
class Checking:
    """A site of one page, the page with its checker, and the answers that were not expected."""

    site: Path
    page: Page
    wrong: list[tuple[object, ...]] = field(default_factory=list)

    def ask(self, script: str, question: dict, vector: Vector) -> None:
        self.page.clock.set_fixed_time(vector.now or "2026-11-01T00:00:00Z")
        answer = _answer(self.page.evaluate(script, question))
        expected = (vector.expected["verdict"], vector.expected.get("check", ""))
        if answer != expected:
            self.wrong.append((vector.name, answer, expected))


@pytest.fixture
def checking(tmp_path: Path, served: Callable[..., Site], visit: Callable) -> Iterator[Checking]:
    site = tmp_path / "site"
    write_page(site, write_runtime(site))
    page, watch = visit(f"{served(site).url}verify/")
    page.evaluate("window.checker = proofpress.createChecker({ base: '../' })")
    yield Checking(site, page)
    # A note that is not there is a 404, which browsers put on the console.
    watch.errors[:] = [text for text in watch.errors if not re.search("404", text)]


def test_the_page_answers_every_saved_proof_as_expected(checking: Checking) -> None:
    script = """({ base64, ...more }) => checker.checkSaved({
        proof: Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)), ...more })"""
    for vector in SAVED:
        assert vector.proof is not None
        newest = _lay_site(checking.site, vector)
        proof = base64.b64encode(vector.proof).decode()
        question = {"base64": proof, "code": vector.code, "newestPath": newest}
        checking.ask(script, question, vector)
    assert checking.wrong == []
    assert len(SAVED) > 45


def test_the_page_answers_every_vector_as_expected(checking: Checking) -> None:
    for vector in ALL:
        _lay(checking.site, vector)
        question = {
            "code": vector.code,
            "snapshotPath": f"snapshots/{vector.snapshot}/",
            "identity": vector.identity,
            "olderPath": f"snapshots/{vector.older[0]}/" if vector.older else "",
        }
        checking.ask("(question) => checker.check(question)", question, vector)
    assert checking.wrong == []
    assert len(ALL) > 300
