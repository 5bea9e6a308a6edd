"""`wallets.csv`, the list as it is published: one encoding for every list of rows.

What its columns hold and how a line is written is the verifier's (`proofpress_verify.wallets_csv`),
since everyone reads the list again. Here are the typed rows, and what to do about a wrong one.

`parse_wallets` formats what it has read and compares, so nothing else is accepted.
"""

from __future__ import annotations

from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.decimals import format_decimal, parse_decimal, shorten
from proofpress_verify.forms import MAX_DECIMALS, UNSEEN_CHARACTER
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.lists import OLDER_HEADER, WALLETS_HEADER, unescape
from proofpress_verify.wallets_csv import COLUMNS, MAX_REASON, encode_cells

from ..errors import InputError
from .table_text import parse_text
from .wallets import Custody, HoldingForm, Wallet

_ASSET_ADVICE = "Write a ticker such as BTC: letters, digits and . _ $ + -"
_LIST_ADVICE = "Separate several values by one blank."
_ADVICE = {
    "asset": _ASSET_ADVICE,
    "network": 'Write a name such as "bitcoin" or "ethereum".',
    "address": "Write the address, without blanks.",
    "balance": 'Write whole units as a plain number such as "12.5", below 2^128 base units.',
    "block_height": "Write the block's number, or nothing.",
    "block_hash": "Write the block's hash, without blanks, or nothing.",
    "time": "Write UTC as 2026-10-31T00:00:00Z, or nothing.",
    "scheme": 'Write a rule such as "bip322", or nothing.',
    "signatures": _LIST_ADVICE,
    "public_keys": _LIST_ADVICE,
    "redeem_script": "Write the script in lower-case hex, or nothing.",
    "owners": _LIST_ADVICE,
    "custody": "Write self, third-party, contract, or nothing.",
    "counts_as": _ASSET_ADVICE,
    "form": "Write native, wrapped, staked, lent or affiliate.",
    "repeats": f"Say in up to {MAX_REASON} characters why this key or address is listed again.",
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
        lines.append(encode_cells(cells))
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


def with_repeats(data: bytes) -> bytes:
    """A list made before the column `repeats` was one, with that column empty; others as is."""
    older = (",".join(OLDER_HEADER) + "\n").encode()
    if not data.startswith(older):
        return data
    header, *rows, end = data.split(b"\n")
    return b"\n".join([header + b",repeats", *(row + b"," for row in rows), end])


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
        row.repeats,
    )


def _join(parts: tuple[str, ...]) -> str:
    # An empty part, or one with a blank, would come out as another list.
    if not all(part and " " not in part for part in parts):
        raise InputError(f"one of {shorten(str(parts))} is empty or holds a blank")
    return " ".join(parts)


def _balance_text(balance: int, decimals: int) -> str:
    if not (0 <= balance < LIMIT and 0 <= decimals <= MAX_DECIMALS):
        raise InputError(f"a balance of {balance} base units and {decimals} decimals")
    return format_decimal(balance, decimals)


def _check_header(cells: tuple[str, ...], file: str) -> None:
    if cells != WALLETS_HEADER:
        raise InputError(
            f"the header is {shorten(','.join(cells))}",
            file=file,
            advice="The first line must be: " + ",".join(WALLETS_HEADER),
        )


def _check_cells(cells: tuple[str, ...], file: str, number: int) -> None:
    for column, cell in zip(WALLETS_HEADER, cells, strict=True):
        if not COLUMNS[column].holds(cell):
            what = f"{shorten(cell)} is no {column}" if cell else f"no {column}"
            advice = _ADVICE.get(column, "")
            raise InputError(what, file=file, row=number, column=column, advice=advice)
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
        form=HoldingForm(cell["form"]),
        repeats=cell["repeats"],
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
