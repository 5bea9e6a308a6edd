"""Wrong sites, checked by the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from proofpress_verify import cli
from tests.generator.exchange import Exchange
from tests.wrong_sites import ACCOUNT, SNAPSHOT, WRONG_SITES, WrongSite, make_wrong


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


@pytest.mark.parametrize("wrong", WRONG_SITES, ids=lambda wrong: wrong.name)
def test_a_wrong_site_gets_the_right_answer(
    published: Exchange, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: WrongSite
) -> None:
    site = tmp_path / "site"
    shutil.copytree(published.site, site)
    make_wrong(wrong, published, site)
    status, report = _ask(site, published.code(ACCOUNT), tmp_path, capsys)
    assert (report["verdict"], report["check"]["name"]) == (wrong.answer, wrong.check)
    assert status == 1


def test_an_archivist_finds_each_change_that_is_not_signed(
    published: Exchange, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["site", str(published.site)]) == 0
    for wrong in WRONG_SITES:
        if not wrong.signed:
            site = tmp_path / wrong.name
            shutil.copytree(published.site, site)
            make_wrong(wrong, published, site)
            assert cli.main(["site", str(site)]) == 1, wrong.name
    capsys.readouterr()
