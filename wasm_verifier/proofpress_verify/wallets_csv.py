"""`wallets.csv` as it is published: a list of rows has exactly one encoding.

UTF-8 without byte order mark; every line ends with LF, including the last; the header line and its
columns are fixed; a cell is quoted if and only if it contains a comma or a quote; a missing value
is an empty cell. No cell becomes a formula in a spreadsheet: see `ownership.lists.escape`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from .decimals import parse_decimal, shorten
from .errors import WalletsForm
from .forms import ASSET, TIME, UNSEEN_CHARACTER
from .members import moment
from .ownership.lists import WALLETS_HEADER, escape, unescape
from .ownership.tables import ListError, decode, parse_lines

FILE = "wallets.csv"
CUSTODIES = ("", "self", "third-party", "contract")
MAX_REASON = 200

_TOKEN = re.compile(r"[\x21-\x7e]+")


class HoldingForm(Enum):
    """What the coins of a row are, compared with the asset that they count as.

    `NATIVE` is the asset itself: the coin of its network, or a token that the asset's own issuer
    issues there. Everything else is a claim on another party. `AFFILIATE` is a token that the
    publisher or an affiliated company issues.
    """

    NATIVE = "native"
    WRAPPED = "wrapped"
    STAKED = "staked"
    LENT = "lent"
    AFFILIATE = "affiliate"


@dataclass(frozen=True)
class CellRule:
    """Whether a cell is allowed in a column, and what is allowed, in words."""

    holds: Callable[[str], bool]
    form: str


def _matching(pattern: str, form: str) -> CellRule:
    compiled = re.compile(pattern, re.ASCII)
    return CellRule(lambda cell: compiled.fullmatch(cell) is not None, form)


def _one_of(values: Iterable[str]) -> CellRule:
    known = tuple(values)
    return CellRule(
        lambda cell: cell in known, "one of " + ", ".join(v or "(empty)" for v in known)
    )


def _is_balance(cell: str) -> bool:
    try:
        parse_decimal(cell)
    except ValueError:
        return cell == ""
    return True


def _is_time(cell: str) -> bool:
    try:
        return cell == "" or (TIME.fullmatch(cell) is not None and bool(moment(cell)))
    except ValueError:  # a day or an hour that does not exist
        return False


_NAME = CellRule(lambda cell: ASSET.fullmatch(cell) is not None, "an asset's name")
_TEXT = CellRule(lambda cell: True, "visible text")
_TOKENS = CellRule(
    lambda cell: cell == "" or all(_TOKEN.fullmatch(part) for part in cell.split(" ")),
    "visible ASCII, several values separated by one blank",
)
COLUMNS: Mapping[str, CellRule] = {
    "asset": _NAME,
    "network": _matching(r"[0-9a-z][0-9a-z.-]{0,31}", "a network's name in lower case"),
    "address": _matching(r"[\x21-\x7e]{1,256}", "1 to 256 letters of visible ASCII"),
    "balance": CellRule(_is_balance, "a plain decimal number of whole units, or nothing"),
    "block_height": _matching(r"|0|[1-9][0-9]{0,17}", "a block's number, or nothing"),
    "block_hash": _matching(r"[0-9A-Za-z]{0,128}", "up to 128 letters and digits"),
    "time": CellRule(_is_time, "a moment such as 2026-10-31T00:00:00Z, or nothing"),
    "scheme": _matching(r"[0-9a-z-]{0,32}", "up to 32 lower-case letters, digits and '-'"),
    "message": _TEXT,
    "signatures": _TOKENS,
    "public_keys": _TOKENS,
    "redeem_script": _matching(r"(?:[0-9a-f]{2})*", "lower-case hex"),
    "owners": _TOKENS,
    "label": _TEXT,
    "custody": _one_of(CUSTODIES),
    "counts_as": _NAME,
    "form": _one_of(form.value for form in HoldingForm),
    "repeats": CellRule(lambda cell: len(cell) <= MAX_REASON, f"up to {MAX_REASON} characters"),
}


def encode_cells(cells: Iterable[str]) -> str:
    """The line, without its end, of cells with these texts."""
    return ",".join(_encode_cell(cell) for cell in cells)


def _encode_cell(cell: str) -> str:
    cell = escape(cell)
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell


def read_rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The texts in the cells of every row, in the header's order.

    Raises:
        WalletsForm: `data` is not the canonical encoding of any rows.
    """
    try:
        text, _ = decode(data)
        lines = parse_lines(text)
    except ListError as error:
        raise WalletsForm(expected="a wallet list", found=error.what, where=FILE) from error
    if lines[0].cells != WALLETS_HEADER:
        found = shorten(",".join(lines[0].cells), 300)
        raise WalletsForm(expected=",".join(WALLETS_HEADER), found=found, where="header")
    if lines[-1].cells:
        raise WalletsForm(
            expected="a last line that ends with LF",
            found=f"line {lines[-1].number} without",
            where=FILE,
        )
    rows = tuple(_read_row(line.cells, n) for n, line in enumerate(lines[1:-1], 1))
    _check_encoding(data, rows)
    return rows


def _read_row(written: tuple[str, ...], number: int) -> tuple[str, ...]:
    where = f"row {number}"
    if len(written) != len(WALLETS_HEADER):
        raise WalletsForm(
            expected=f"{len(WALLETS_HEADER)} cells", found=f"{len(written)}", where=where
        )
    cells = tuple(unescape(cell) for cell in written)
    for name, cell in zip(WALLETS_HEADER, cells, strict=True):
        if not COLUMNS[name].holds(cell) or UNSEEN_CHARACTER.search(cell):
            raise WalletsForm(
                expected=COLUMNS[name].form, found=shorten(cell), where=f"{where}, {name}"
            )
    return cells


def _check_encoding(data: bytes, rows: tuple[tuple[str, ...], ...]) -> None:
    """Encode the rows again and compare, so that only the canonical encoding is accepted."""
    lines = [",".join(WALLETS_HEADER), *(encode_cells(row) for row in rows), ""]
    if "\n".join(lines).encode() == data:
        return
    found = data.split(b"\n")
    number = next((i for i, line in enumerate(lines) if line.encode() != found[i]), 0)
    raise WalletsForm(
        expected=shorten(lines[number], 300),
        found=shorten(found[number].decode(errors="replace"), 300),
        where=f"row {number}" if number else "header",
    )
