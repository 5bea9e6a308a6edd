"""The Chromium for the browser tests: the installed one, or Debian's, or Playwright's.

`make test` runs this file as a program, which installs a browser if there is none.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

_NOT_FOUND = """\
The browser tests need Chromium or Chrome, and none could be found or installed. Either

    apt-get install chromium                        on Debian, as root
    .venv/bin/playwright install --with-deps chromium

or name one:  PROOFPRESS_CHROMIUM=/path/to/chromium make test
`make test-fast` runs the tests that need no browser.
"""


def flags() -> list[str]:
    """Command-line flags: nothing in the background, so that each request is the page's own."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
    ]
    return ["--no-sandbox", *quiet] if _is_root() else quiet


def find() -> Path | None:
    """Return the first browser that starts."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("PROOFPRESS_CHROMIUM"):
        yield Path(named)
        return
    for command in _COMMANDS:
        if found := shutil.which(command):
            yield Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.exists():
        yield own


def _starts(path: Path) -> bool:
    """Whether it is a browser: Ubuntu's `chromium-browser` may be a note about snap."""
    try:
        run = subprocess.run(
            [path, *flags(), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0 and b"Chrom" in run.stdout


def install() -> None:
    """Try Debian's package, where that is possible, and then Playwright's download."""
    if _is_root() and _is_debian():
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        _run("apt-get", "update", "-qq", **quiet)
        if _run("apt-get", "install", "-y", "-qq", "chromium", **quiet):
            return
    with_libraries = ["--with-deps"] if _is_root() and sys.platform == "linux" else []
    _run(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")


def _run(*command: str, **environment: str) -> bool:
    print("+", *command, flush=True)
    run = subprocess.run(
        command, stdin=subprocess.DEVNULL, env={**os.environ, **environment}, check=False
    )
    return run.returncode == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _is_debian() -> bool:
    if not shutil.which("apt-get"):
        return False
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def main() -> None:
    """Say which browser the tests will use; install one if there is none."""
    if find() is None:
        print("No Chromium is installed; installing one for the tests.", flush=True)
        install()
    path = find()
    if path is None:
        sys.exit(_NOT_FOUND)
    print(f"Browser for the tests: {path}")


if __name__ == "__main__":
    main()
