"""Firefox and WebKit, driven over their own protocols with the standard library alone.

Playwright drives only its own builds of these two, which not every machine can download; Debian's
`firefox-esr` speaks WebDriver BiDi and `webkit2gtk-driver` WebDriver. A smoke test needs two
commands of either: open an address, and evaluate an expression.

    python -m tests.browser.engines      installs what is missing, on Debian as root
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from urllib.parse import urlsplit

PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")
START = 60  # seconds that an engine may take to start


class NotInstalled(Exception):
    """The engine is not on this machine; the message says how to install it."""


class Engine(Protocol):
    """A browser with one page."""

    def open(self, url: str) -> None:
        """Go to an address, without waiting for the page."""

    def evaluate(self, expression: str) -> Any:
        """The JSON value of an expression in the page."""


def wait_for(engine: Engine, expression: str, seconds: float) -> Any:
    """Evaluate until the value is true, and return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := engine.evaluate(expression):
            return value
        time.sleep(0.1)
    raise TimeoutError(expression)


# --- Firefox ------------------------------------------------------------------------------------


class _Firefox:
    def __init__(self, address: str) -> None:
        self._socket = _WebSocket(address)
        self._last = 0
        self._call("session.new", capabilities={})
        self._page = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._page, url=url, wait="none")

    def evaluate(self, expression: str) -> Any:
        target = {"context": self._page}
        asked = f"JSON.stringify({expression})"
        got = self._call("script.evaluate", expression=asked, target=target, awaitPromise=True)
        return json.loads(got.get("result", {}).get("value", "null"))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            got = json.loads(self._socket.receive())
            if got.get("id") == self._last:
                assert got["type"] == "success", got
                return dict(got["result"])


class _WebSocket:
    """As much of RFC 6455 as a browser on this machine needs."""

    def __init__(self, address: str) -> None:
        to = urlsplit(address)
        assert to.hostname
        assert to.port
        self._socket = socket.create_connection((to.hostname, to.port), timeout=START)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {to.path}/session HTTP/1.1\r\nHost: {to.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._stream = self._socket.makefile("rb")
        assert b" 101 " in self._stream.readline()
        while self._stream.readline().strip():
            pass

    def send(self, text: str) -> None:
        data = text.encode()
        assert len(data) < 2**16
        length = bytes([len(data)]) if len(data) < 126 else struct.pack("!BH", 126, len(data))
        head = bytes([0x81, 0x80 | length[0]]) + length[1:]
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
        self._socket.sendall(head + mask + masked)

    def receive(self) -> bytes:
        """One message; frames without text, such as a ping, are skipped."""
        message = b""
        while True:
            first, length = struct.unpack("!BB", self._stream.read(2))
            if length == 126:
                (length,) = struct.unpack("!H", self._stream.read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._stream.read(8))
            data = self._stream.read(length)
            if first & 0x0F in (0, 1):
                message += data
                if first & 0x80:
                    return message


@contextmanager
def firefox() -> Iterator[Engine]:
    """A Firefox without a window, and a new profile."""
    command = shutil.which("firefox-esr") or shutil.which("firefox")
    if not command:
        raise NotInstalled("Firefox is not installed (apt-get install firefox-esr)")
    with ExitStack() as stack:
        profile = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        flags = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"]
        process = stack.enter_context(
            subprocess.Popen(
                [command, *flags],
                env={**os.environ, "HOME": profile},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(process.kill)
        assert process.stderr
        for line in process.stderr:
            if "WebDriver BiDi listening on" in line:
                yield _Firefox(line.split()[-1])
                return
        raise NotInstalled(f"{command} ended without listening for WebDriver BiDi")


# --- WebKit -------------------------------------------------------------------------------------


class _WebKit:
    def __init__(self, address: str, browser: Path) -> None:
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = _post(f"{address}/session", {"capabilities": wanted})
        self._session = f"{address}/session/{made['sessionId']}"
        _post(f"{self._session}/timeouts", {"pageLoad": 1000 * START})

    def open(self, url: str) -> None:
        _post(f"{self._session}/url", {"url": url})

    def evaluate(self, expression: str) -> Any:
        return _post(
            f"{self._session}/execute/sync", {"script": f"return {expression}", "args": []}
        )

    def close(self) -> None:
        """End the session, and with it the browser."""
        request = urllib.request.Request(self._session, method="DELETE")
        urllib.request.urlopen(request, timeout=START).close()


def _post(url: str, content: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(content).encode())
    with urllib.request.urlopen(request, timeout=START) as answer:
        return json.load(answer)["value"]


@contextmanager
def webkit() -> Iterator[Engine]:
    """WebKitGTK's own small browser, on a screen of its own."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browsers = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4*/MiniBrowser"))
    if not (driver and screen and browsers):
        raise NotInstalled("WebKitGTK is not installed (apt-get install webkit2gtk-driver xvfb)")
    with ExitStack() as stack:
        display = stack.enter_context(
            subprocess.Popen(
                [screen, "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x800x24"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        stack.callback(display.kill)
        assert display.stdout
        number = display.stdout.readline().strip()
        home = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        port = _free_port()
        process = stack.enter_context(
            subprocess.Popen(
                [driver, f"--port={port}"],
                env={**os.environ, "DISPLAY": f":{number}", "HOME": home},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        stack.callback(process.kill)
        _wait_until_it_listens(port)
        engine = _WebKit(f"http://127.0.0.1:{port}", browsers[0])
        stack.callback(engine.close)
        yield engine


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_until_it_listens(port: int) -> None:
    for _ in range(10 * START):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise NotInstalled("WebKitWebDriver does not listen")


def main() -> None:
    """Install both engines, where that is possible."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        sys.exit(f"As root, on Debian or Ubuntu:  apt-get install {' '.join(PACKAGES)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--no-install-recommends", "-y", *PACKAGES]):
        subprocess.run(["apt-get", "-qq", *arguments], env=environment, check=True)


if __name__ == "__main__":
    main()
