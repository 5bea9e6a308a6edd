"""A site read over http: what is asked of a host, and what is said of one that sets cookies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofpress.commands.serve import open_server
from proofpress_verify import cli
from proofpress_verify.sources import Folder, Web
from tests import simulator
from tests.browser.server import Site, serve
from tests.simulator import Plan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return simulator.write_site(tmp_path / "site", simulator.publish(Plan()))


@pytest.fixture
def with_cookie(folder: Path) -> Iterator[Site]:
    with serve(folder) as site:
        yield site


def test_site_warns_of_a_host_that_sets_a_cookie(with_cookie, capsys):
    assert cli.main(["site", with_cookie.url]) == 0
    said = capsys.readouterr()
    assert "warning: the host sets cookies (visitor)" in said.err
    assert "cookie" not in said.out


def test_site_says_nothing_of_cookies_where_there_are_none(folder, capsys):
    with open_server(folder, 0) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        assert cli.main(["site", server.url]) == 0
        server.stop()
        thread.join()
    assert capsys.readouterr().err == ""


def test_cookies_are_never_sent_back_and_nothing_tells_who_asks(with_cookie):
    source = Web(with_cookie.url)
    for _ in range(2):
        source.snapshots()
    for _, headers in with_cookie.requests:
        assert headers["Cookie"] is headers["Referer"] is headers["Authorization"] is None


def test_a_cookies_name_cannot_speak_to_the_terminal(with_cookie):
    with_cookie.headers["Set-Cookie"] = "\x1b[2J=1"
    source = Web(with_cookie.url)
    source.snapshots()
    assert "\x1b" not in "".join(source.warnings())


def test_reading_afresh_asks_every_cache_on_the_way_to_ask_the_host(with_cookie):
    source = Web(with_cookie.url)
    source.snapshots()
    source.afresh().snapshots()
    first, second = (headers for _, headers in with_cookie.requests)
    assert first["Cache-Control"] is first["Pragma"] is None
    assert second["Cache-Control"] == second["Pragma"] == "no-cache"
    assert second["Cookie"] is second["Referer"] is second["Authorization"] is None


def test_a_folder_has_no_cache(folder):
    assert Folder(folder).afresh().snapshots() == ["2026-10-31"]
