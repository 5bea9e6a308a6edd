"""A wallet list's bytes as lines of cells, with limits on size and on hidden characters."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from ..forms import UNSEEN_CHARACTER

MAX_FILE_BYTES = 256 * 2**20
MAX_ROWS = 1_000_000
MAX_CELL_BYTES = 16 * 2**10

_BOM = b"\xef\xbb\xbf"


class ListError(ValueError):
    """A list that cannot be read: what is wrong, and what to do about it."""

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        self.advice = advice
        super().__init__(f"{what}\n{advice}" if advice else what)


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in the file, counted from 1, and its cells."""

    number: int
    cells: tuple[str, ...]


def decode(data: bytes) -> tuple[str, bool]:
    """A list's text, and whether there was a byte order mark before it.

    Raises:
        ListError: not UTF-8, or larger than 256 MiB.
    """
    if len(data) > MAX_FILE_BYTES:
        raise ListError(f"more than {MAX_FILE_BYTES} bytes")
    marked = data.startswith(_BOM)
    try:
        return (data[len(_BOM) :] if marked else data).decode("utf-8"), marked
    except UnicodeDecodeError as error:
        raise ListError(
            f"not UTF-8 at byte {error.start}",
            "Save the list as UTF-8 (in a spreadsheet: CSV UTF-8).",
        ) from error


def parse_lines(text: str) -> list[Line]:
    """The cells of every line; blank lines are lines without cells.

    A line ends with LF or CRLF, which no cell can contain.

    Raises:
        ListError: hidden characters, wrong quoting, too many rows, or a cell that is too long.
    """
    lines = text.split("\n")
    if len(lines) > MAX_ROWS + 2:
        raise ListError(
            f"more than {MAX_ROWS} rows",
            "Publish addresses that belong together as one row, or split the list.",
        )
    return [_parse_line(number, line) for number, line in enumerate(lines, start=1)]


def _parse_line(number: int, line: str) -> Line:
    line = line.removesuffix("\r")
    hidden = UNSEEN_CHARACTER.search(line)
    if hidden is not None:
        raise ListError(
            f"line {number} holds the hidden character U+{ord(hidden[0]):04X}"
            f" at position {hidden.start() + 1}",
            "Remove it; cells hold visible text in one line.",
        )
    if not line.strip():
        return Line(number, ())
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise ListError(
            f"line {number} is not CSV: {error}",
            "Put a cell that holds a comma or a quote in quotes, and double its quotes.",
        ) from error
    for position, cell in enumerate(cells, start=1):
        if len(cell.encode()) > MAX_CELL_BYTES:
            raise ListError(
                f"cell {position} of line {number} is longer than {MAX_CELL_BYTES} bytes"
            )
    return Line(number, tuple(cells))
