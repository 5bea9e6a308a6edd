"""`wallets.csv`, the list as it is published: one spelling for every list of rows.

UTF-8 without byte order mark; lines end with LF, the last one too; the header line and
its columns are fixed; a cell is quoted if and only if it holds a comma or a quote; an
absent value is an empty cell. Balances are decimal numbers in whole units
(`0|[1-9][0-9]*`, optionally a point and digits), of which trailing zeros are kept.
Several signatures, keys or owners in one cell are separated by one blank.

No cell becomes a formula in a spreadsheet: a cell that begins with one of
`= + - @ '` (or their full-width forms) is written with an apostrophe before it, which a
spreadsheet takes as "this is text" and a reader takes away again. Tab and CR, the other
two beginnings of a formula, are control characters and never occur.

`parse_wallets` formats what it has read and compares, so nothing else is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from proofpress_verify.forms import UNSEEN_CHARACTER
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.lists import WALLETS_HEADER, escape, unescape

from ..errors import InputError
from .decimals import LIMIT, MAX_DECIMALS, format_decimal, parse_decimal, shorten
from .labels import ASSET_NAME
from .table_text import parse_text
from .wallets import Custody, Form, Wallet

_NETWORK = re.compile(r"[0-9a-z][0-9a-z.-]{0,31}", re.ASCII)
_ADDRESS = re.compile(r"[\x21-\x7e]{1,256}")
_HEIGHT = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_HASH = re.compile(r"[0-9A-Za-z]{0,128}", re.ASCII)
_TIME = re.compile(
    r"|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z",
    re.ASCII,
)
_SCHEME = re.compile(r"[0-9a-z-]{0,32}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]+")
_SCRIPT = re.compile(r"(?:[0-9a-f]{2})*", re.ASCII)


@dataclass(frozen=True)
class _Rule:
    """What a column's cells must look like, and how to say it."""

    holds: Callable[[str], bool]
    advice: str


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda cell: pattern.fullmatch(cell) is not None


def _is_balance(cell: str) -> bool:
    try:
        parse_decimal(cell)
    except ValueError:
        return cell == ""
    return True


def _is_list(cell: str) -> bool:
    return cell == "" or all(_TOKEN.fullmatch(part) for part in cell.split(" "))


_ANY_TEXT = _Rule(lambda cell: True, "")
_ASSET = _Rule(_matches(ASSET_NAME), "Write a ticker such as BTC: letters, digits, '.', '_', '-'.")
_LIST = _Rule(_is_list, "Separate several values by one blank.")
_RULES = {
    "asset": _ASSET,
    "network": _Rule(_matches(_NETWORK), 'Write a name such as "bitcoin" or "ethereum".'),
    "address": _Rule(_matches(_ADDRESS), "Write the address, without blanks."),
    "balance": _Rule(
        _is_balance, 'Write whole units as a plain number such as "12.5", below 2^128 base units.'
    ),
    "block_height": _Rule(
        lambda cell: cell == "" or _HEIGHT.fullmatch(cell) is not None,
        "Write the block's number, or nothing.",
    ),
    "block_hash": _Rule(_matches(_HASH), "Write the block's hash, without blanks, or nothing."),
    "time": _Rule(_matches(_TIME), "Write UTC as 2026-10-31T00:00:00Z, or nothing."),
    "scheme": _Rule(_matches(_SCHEME), 'Write a rule such as "bip322", or nothing.'),
    "message": _ANY_TEXT,
    "signatures": _LIST,
    "public_keys": _LIST,
    "redeem_script": _Rule(_matches(_SCRIPT), "Write the script in lower-case hex, or nothing."),
    "owners": _LIST,
    "label": _ANY_TEXT,
    "custody": _Rule(
        lambda cell: cell in {kind.value for kind in Custody},
        "Write self, third-party, contract, or nothing.",
    ),
    "counts_as": _ASSET,
    "form": _Rule(
        lambda cell: cell in {form.value for form in Form},
        "Write native, wrapped, staked, lent or affiliate.",
    ),
}


def format_wallets(rows: tuple[Wallet, ...]) -> bytes:
    """The published spelling of `rows`.

    Raises:
        InputError: a row holds what the spelling cannot carry, or there are too many.
    """
    if len(rows) > tables.MAX_ROWS:
        raise InputError(f"{len(rows)} wallets, more than the {tables.MAX_ROWS} allowed")
    lines = [",".join(WALLETS_HEADER)]
    for number, row in enumerate(rows, start=1):
        cells = _cells(row)
        _check_cells(cells, "wallets.csv", number)
        lines.append(",".join(_write_cell(cell) for cell in cells))
    data = "".join(line + "\n" for line in lines).encode()
    if len(data) > tables.MAX_FILE_BYTES:
        raise InputError(f"the wallet list would have more than {tables.MAX_FILE_BYTES} bytes")
    return data


def parse_wallets(data: bytes, file: str = "wallets.csv") -> tuple[Wallet, ...]:
    """The rows spelled by exactly `data`.

    Raises:
        InputError: not the one spelling of any rows; says row, column and what to do.
    """
    text, lines, marked = parse_text(data, file)
    if marked:
        raise InputError(
            "a byte order mark stands before the header", file=file, advice="Save without it."
        )
    if "\r" in text:
        raise InputError("lines end with CR LF", file=file, advice="End lines with LF only.")
    if not text.endswith("\n"):
        raise InputError("the last line does not end with LF", file=file)
    _check_header(lines[0].cells, file)
    rows = tuple(
        _read_row(line.cells, file, number) for number, line in enumerate(lines[1:-1], start=1)
    )
    _check_spelling(text, rows, file)
    return rows


def _cells(row: Wallet) -> tuple[str, ...]:
    return (
        row.asset,
        row.network,
        row.address,
        "" if row.balance is None else _balance_text(row.balance, row.decimals),
        "" if row.block_height is None else str(row.block_height),
        row.block_hash,
        row.time,
        row.scheme,
        row.message,
        _join(row.signatures),
        _join(row.public_keys),
        row.redeem_script,
        _join(row.owners),
        row.label,
        row.custody.value,
        row.counts_as,
        row.form.value,
    )


def _join(parts: tuple[str, ...]) -> str:
    if not all(_TOKEN.fullmatch(part) for part in parts):
        raise InputError(f"one of {shorten(str(parts))} is empty or holds a blank")
    return " ".join(parts)


def _balance_text(balance: int, decimals: int) -> str:
    if not (0 <= balance < LIMIT and 0 <= decimals <= MAX_DECIMALS):
        raise InputError(f"a balance of {balance} base units and {decimals} decimals")
    return format_decimal(balance, decimals)


def _write_cell(cell: str) -> str:
    cell = escape(cell)
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell


def _check_header(cells: tuple[str, ...], file: str) -> None:
    if cells != WALLETS_HEADER:
        raise InputError(
            f"the header is {shorten(','.join(cells))}",
            file=file,
            advice="The first line must be: " + ",".join(WALLETS_HEADER),
        )


def _check_cells(cells: tuple[str, ...], file: str, number: int) -> None:
    for column, cell in zip(WALLETS_HEADER, cells, strict=True):
        rule = _RULES[column]
        if not rule.holds(cell):
            what = f"{shorten(cell)} is no {column}" if cell else f"no {column}"
            raise InputError(what, file=file, row=number, column=column, advice=rule.advice)
        if UNSEEN_CHARACTER.search(cell):
            raise InputError(
                "a control character or hidden character",
                file=file,
                row=number,
                column=column,
                advice="Cells hold visible text in one line.",
            )
        # The apostrophe counts, so that what was written can be read.
        if len(cell.encode()) >= tables.MAX_CELL_BYTES:
            raise InputError(
                f"longer than {tables.MAX_CELL_BYTES} bytes", file=file, row=number, column=column
            )


def _read_row(written: tuple[str, ...], file: str, number: int) -> Wallet:
    if len(written) != len(WALLETS_HEADER):
        raise InputError(
            f"{len(written)} cells instead of {len(WALLETS_HEADER)}",
            file=file,
            row=number,
            advice="Put cells that hold a comma in quotes; leave no blank line.",
        )
    return wallet_of(tuple(unescape(cell) for cell in written), file, number)


def wallet_of(cells: tuple[str, ...], file: str, number: int) -> Wallet:
    """The row whose cells, in the header's order, mean these texts; `number` counts from 1.

    Raises:
        InputError: a cell breaks its column's rule.
    """
    _check_cells(cells, file, number)
    return _wallet(dict(zip(WALLETS_HEADER, cells, strict=True)))


def _wallet(cell: dict[str, str]) -> Wallet:
    balance, decimals = parse_decimal(cell["balance"]) if cell["balance"] else (None, 0)
    return Wallet(
        asset=cell["asset"],
        network=cell["network"],
        address=cell["address"],
        balance=balance,
        decimals=decimals,
        block_height=int(cell["block_height"]) if cell["block_height"] else None,
        block_hash=cell["block_hash"],
        time=cell["time"],
        scheme=cell["scheme"],
        message=cell["message"],
        signatures=_list(cell["signatures"]),
        public_keys=_list(cell["public_keys"]),
        redeem_script=cell["redeem_script"],
        owners=_list(cell["owners"]),
        label=cell["label"],
        custody=Custody(cell["custody"]),
        counts_as=cell["counts_as"],
        form=Form(cell["form"]),
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(" ")) if cell else ()


def _check_spelling(text: str, rows: tuple[Wallet, ...], file: str) -> None:
    """Parse, format, compare: whatever is left has one spelling only."""
    spelled = format_wallets(rows).decode()
    if spelled == text:
        return
    for number, (found, expected) in enumerate(
        zip(text.split("\n")[1:], spelled.split("\n")[1:], strict=False), start=1
    ):
        if found != expected:
            raise InputError(
                "a cell is spelled in another way than it would be written",
                file=file,
                row=number,
                advice=f"Quote cells only where they hold a comma or a quote: {shorten(expected)}",
            )
    raise InputError("not the canonical spelling", file=file)
