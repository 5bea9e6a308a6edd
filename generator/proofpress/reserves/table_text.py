"""A wallet list's file and text, with errors that say which file it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from proofpress.errors import InputError
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.tables import Line, ListError


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Turns what is wrong with a list into an error that names its file."""
    try:
        yield
    except ListError as error:
        raise InputError(error.what, file=file, advice=error.advice) from error


def read_capped(path: Path) -> bytes:
    """A list's bytes.

    Raises:
        InputError: it cannot be read, or is larger than 256 MiB.
    """
    try:
        size = path.stat().st_size
        if size > tables.MAX_FILE_BYTES:
            raise InputError(
                f"the wallet list has {size} bytes, more than the {tables.MAX_FILE_BYTES} allowed",
                file=path,
                advice="Publish addresses that belong together as one row, or split the list.",
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the wallet list cannot be read: {error.strerror}",
            file=path,
            advice="Check `path` under [wallets] in the snapshot's file.",
        ) from error


def parse_text(data: bytes, file: str) -> tuple[str, list[Line], bool]:
    """A list's text, its lines, and whether a byte order mark stood before them.

    Raises:
        InputError: not UTF-8, not CSV, hidden characters, or over a cap.
    """
    with naming(file):
        text, marked = tables.decode(data)
        return text, tables.parse_lines(text), marked
