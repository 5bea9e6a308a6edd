"""The server for looking at a site: the headers of a host, no caching, its own port."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from proofpress.commands.serve import HOST, Server, open_server
from proofpress.errors import InputError
from proofpress.site.hosting import rules


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "index.html").write_text("a page")
    (tmp_path / "SHA256SUMS").write_text("a list")
    with open_server(tmp_path, 0) as running:
        thread = Thread(target=running.run)
        thread.start()
        yield running
        running.stop()
        thread.join()


@pytest.mark.parametrize("path", ["/", "/index.html", "/SHA256SUMS"])
def test_files_come_with_the_headers_of_a_host_but_none_on_caching(
    server: Server, path: str
) -> None:
    with urllib.request.urlopen(server.url + path[1:], timeout=60) as answer:
        sent = answer.headers
        assert answer.read() in (b"a page", b"a list")
    expected = {n: v for n, v in rules.headers(path).items() if n != rules.CACHING}
    assert {name: sent.get(name) for name in expected} == expected
    assert rules.CACHING not in sent
    assert sent["Content-Type"] == rules.media_type(path)


def test_a_file_that_is_not_there_is_a_404(server: Server) -> None:
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(server.url + "absent", timeout=60)


def test_a_port_that_is_taken_is_an_input_error(server: Server, tmp_path: Path) -> None:
    assert urlsplit(server.url).hostname == HOST
    port = urlsplit(server.url).port
    assert port
    with (
        pytest.raises(InputError, match=f"port {port} cannot be used") as caught,
        open_server(tmp_path, port),
    ):
        pass
    assert "--port" in caught.value.advice
