"""Lies told to a built site by hand, answered by the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from proofpress_verify import cli
from tests.generator.exchange import Exchange, publish_two
from tests.lies import ACCOUNT, LIES, SNAPSHOT, Lie, tell


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return publish_two(tmp_path_factory.mktemp("exchange"))


@pytest.fixture(autouse=True)
def at_a_time_before_the_next_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_now", lambda: "2026-11-15T00:00:00Z")


def _ask(site: Path, code: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple:
    (folder / "code.txt").write_text(code)
    options = ["--snapshot", SNAPSHOT, "--code-file", str(folder / "code.txt"), "--json"]
    status = cli.main(["account", str(site), *options])
    return status, json.loads(capsys.readouterr().out)


def test_the_untouched_site_verifies(
    published: Exchange, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = _ask(published.site, published.code("erin"), tmp_path, capsys)
    assert (status, report["verdict"], report["account"]) == (0, "verified", "erin")


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_a_lie_gets_the_right_answer(
    published: Exchange, tmp_path: Path, capsys: pytest.CaptureFixture[str], lie: Lie
) -> None:
    site = tmp_path / "site"
    shutil.copytree(published.site, site)
    tell(lie, published, site)
    status, report = _ask(site, published.code(ACCOUNT), tmp_path, capsys)
    assert (report["verdict"], report["check"]["name"]) == (lie.answer, lie.check)
    assert status == 1


def test_an_archivist_finds_each_lie_that_is_not_signed(
    published: Exchange, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["site", str(published.site)]) == 0
    for lie in LIES:
        if not lie.signed:
            site = tmp_path / lie.name
            shutil.copytree(published.site, site)
            tell(lie, published, site)
            assert cli.main(["site", str(site)]) == 1, lie.name
    capsys.readouterr()
