"""Wheels of the pure-Python curve, for browsers: the package index's own, locked by hash.

Checking a wallet's signature needs `ecdsa`, and that needs `six`. Sites carry their wheels
unchanged, so that anyone can compare them with those of the package index. `make setup` downloads
them, and an installed proofpress carries them; here they are read and compared with
`requirements/browser.txt`, which names one wheel of each by its SHA-256.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from proofpress.errors import StateError

PACKAGES = {"ecdsa": ("six",), "six": ()}
"""Each package, and what it depends on."""

_ADVICE = (
    "In a checkout, remove the folder build/curve, then run `make setup`, which fills it. If "
    "proofpress is installed, install it again."
)
_LOCK_ADVICE = (
    "In a checkout, restore the file with git. If proofpress is installed, install it again."
)
_LOCKED = re.compile(r"([a-z0-9_]+)==([0-9.]+) \\\n    --hash=sha256:([0-9a-f]{64})\n")


@dataclass(frozen=True)
class LockedWheel:
    """A package's name, its version, and the SHA-256 of its wheel in hex."""

    package: str
    version: str
    sha256: str


def read_lock(path: Path) -> tuple[LockedWheel, ...]:
    """The wheels that a frozen list of requirements with one hash each names, in its order.

    Raises:
        StateError: there is no such list, or it names anything else than a wheel of each package.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    locked = tuple(LockedWheel(*found) for found in _LOCKED.findall(text))
    if _LOCKED.sub("", text) or sorted(each.package for each in locked) != sorted(PACKAGES):
        raise StateError(f"{path} does not name one wheel of each package\n{_LOCK_ADVICE}")
    return locked


def locked_wheels(lock: Path, folder: Path) -> dict[str, bytes]:
    """The bytes of the locked wheels in `folder`, by file name.

    Raises:
        StateError: a wheel is missing, or is not the one that is locked.
    """
    return dict(_wheel(each, folder) for each in read_lock(lock))


def _wheel(locked: LockedWheel, folder: Path) -> tuple[str, bytes]:
    title = f"{locked.package}-{locked.version}"
    paths = [*folder.glob(f"{title}-*-none-any.whl")]
    if len(paths) != 1:
        raise StateError(f"the wheel of {title} is missing in {folder}\n{_ADVICE}")
    content = paths[0].read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != locked.sha256:
        raise StateError(
            f"{paths[0]} is not the wheel that is locked: its SHA-256 is {digest}, "
            f"not {locked.sha256}\n{_ADVICE}"
        )
    return paths[0].name, content
