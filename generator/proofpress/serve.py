"""A small server to look at a site on one's own machine; no part of publishing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from proofpress.errors import InputError

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves files with the types that browsers insist on, and without a log."""

    extensions_map = {  # noqa: RUF012 - declared so by the base class
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".json": "application/json",
        ".note": "text/plain; charset=utf-8",
        ".shard": "application/octet-stream",
    }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: a log of shards would tell who checks."""


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


@contextmanager
def open_server(site: Path, port: int) -> Iterator[Server]:
    """A server of a folder on this machine's own address; port 0 picks a free one.

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
