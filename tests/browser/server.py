"""A plain file server under a sub-path, as a CDN, an IPFS gateway or an old web host would be."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

SUB_PATH = "/some/where/"

# Types that some hosts send for unknown files.
_WRONG_TYPES = {
    ".js": "text/plain",
    ".mjs": "application/octet-stream",
    ".wasm": "application/octet-stream",
    ".json": "text/html",
    ".zip": "text/plain",
    ".whl": "text/plain",
    ".shard": "text/plain",
}
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}


@dataclass
class Site:
    """A served folder, the requests for it, and the errors that it makes."""

    folder: Path
    port: int
    wrong_types: bool = False
    #: whether answers say how long they are; a host that compresses on the fly does not
    announces_length: bool = True
    #: path below the site -> what is sent instead of the file
    damage: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    #: paths below the site whose next answer ends in the middle, once for each time they are listed
    cut: list[str] = field(default_factory=list)
    #: path below the site -> the status that is sent instead of the file
    statuses: dict[str, int] = field(default_factory=dict)
    #: sent with every answer
    headers: dict[str, str] = field(default_factory=dict)
    #: (path below the site with any query, headers), in the order of arrival
    requests: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return self.origin + SUB_PATH

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, *given) -> None:
        self._site = site
        super().__init__(*given, directory=str(site.folder))

    def do_GET(self):
        if not self.path.startswith(SUB_PATH):
            self.send_error(404)
            return
        path = self.path.removeprefix(SUB_PATH)
        self._site.requests.append((path, self.headers))
        if path in self._site.statuses:
            self.send_error(self._site.statuses[path])
            return
        file = self._site.folder / urlsplit(path).path
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            self.send_error(404)
            return
        damage = self._site.damage.get(path, bytes)
        self._send(file, damage(file.read_bytes()), is_cut=path in self._site.cut)

    def _send(self, file: Path, body: bytes, *, is_cut: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self._type(file))
        if self._site.announces_length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
        for name, value in self._site.headers.items():
            self.send_header(name, value)
        # A cookie that the host sets must never come back with a shard.
        self.send_header("Set-Cookie", "visitor=1; Path=/")
        self.end_headers()
        if is_cut:
            self._site.cut.remove(self.path.removeprefix(SUB_PATH))
            self.close_connection = True
            body = body[: len(body) // 2]
        self.wfile.write(body)

    def _type(self, file: Path) -> str:
        types = _WRONG_TYPES if self._site.wrong_types else _TYPES
        return types.get(file.suffix) or self.guess_type(file)

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Ignore a closed connection: tests close pages in the middle of downloads."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(folder: Path, *, wrong_types: bool = False) -> Iterator[Site]:
    """Serve `folder` at `SUB_PATH` of a free port of 127.0.0.1."""
    site = Site(folder, 0, wrong_types)
    with _Server(("127.0.0.1", 0), partial(_Handler, site)) as server:
        site.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
