"""Reading a wallet list's file and text, with errors that name the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from proofpress.errors import InputError
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.tables import Line, ListError


@contextmanager
def translate_errors(file: str) -> Iterator[None]:
    """Turn a `ListError` into an `InputError` that names the file."""
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
                advice="Combine addresses into one row where possible, or split the list.",
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the wallet list cannot be read: {error.strerror}",
            file=path,
            advice="Check `path` under [wallets] in the snapshot's file.",
        ) from error


def parse_text(data: bytes, file: str) -> tuple[str, list[Line], bool]:
    """A list's text, its lines, and whether it starts with a byte order mark.

    Raises:
        InputError: the data is not UTF-8, not CSV, has hidden characters, or is over a limit.
    """
    with translate_errors(file):
        text, marked = tables.decode(data)
        return text, tables.parse_lines(text), marked
