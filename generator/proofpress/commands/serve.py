"""A small server for looking at a site on your own machine. Publishing does not use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike, fspath
from pathlib import Path
from urllib.parse import urlsplit

from proofpress.errors import InputError
from proofpress.site.hosting import rules

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves files with the headers and media types that hosts should send, without a log."""

    def end_headers(self) -> None:
        """Add the headers, but none on caching: a draft's files may change."""
        for name, value in rules.headers(urlsplit(self.path).path).items():
            if name != rules.CACHING:
                self.send_header(name, value)
        super().end_headers()

    def guess_type(self, path: str | PathLike[str]) -> str:
        return rules.media_type(fspath(path))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Log nothing: a log of shards would show who checks."""


class Server:
    """A running server; `url` ends with a slash."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.url = f"http://{HOST}:{server.server_port}/"

    def run(self) -> None:
        """Serve until interrupted."""
        try:
            self._server.serve_forever()
        except KeyboardInterrupt:
            return

    def stop(self) -> None:
        """Make `run` return. Call it from another thread."""
        self._server.shutdown()


@contextmanager
def open_server(site: Path, port: int) -> Iterator[Server]:
    """A server for a folder, on this machine's loopback address; port 0 picks a free port.

    Raises:
        InputError: the port is taken.
    """
    handler = partial(_Handler, directory=str(site))
    try:
        server = ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        raise InputError(
            f"port {port} cannot be used: {error.strerror}", advice="Give another with --port."
        ) from error
    with server:
        yield Server(server)
