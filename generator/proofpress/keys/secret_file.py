"""Files that hold a key: mode 0600, never overwritten, read by path and never printed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from proofpress.errors import InputError, StateError

MAX_KEY_FILE = 4096
RESTORE = "Restore it from your backup; a new key would make a new publisher id and new codes."


def write_secret(path: Path, text: str) -> None:
    """Write a key to a new file of mode 0600; a folder that is made for it has mode 0700.

    Raises:
        StateError: the file exists.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StateError(f"{path}: exists already; a key is never overwritten") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_secret(path: Path) -> str:
    """The text of a key's file.

    Raises:
        InputError: absent, not readable, or readable by others.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            data = file.read(MAX_KEY_FILE)
    except FileNotFoundError as error:
        raise InputError(
            "no such key", file=path, advice="Make one with: proofpress keygen"
        ) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path) from error
    if mode & 0o077:
        raise InputError(
            f"others may read this key (mode {mode:04o})",
            file=path,
            advice=f"Run: chmod 600 {path}",
        )
    return data.decode("ascii", "replace")
