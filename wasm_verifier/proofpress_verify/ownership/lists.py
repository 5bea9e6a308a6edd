"""Reading wallet lists of several exchanges: their columns, their blocks, and the claims in them.

A list is a CSV file. The `wallets.csv` of a site has one block with the header `WALLETS_HEADER`.
Lists that exchanges publish have a block of totals and a block of addresses, each with its own
header; their columns have several orders and several names. A cell with `-` or `null` counts as
empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from .claim import OwnershipClaim
from .tables import Line, ListError, decode, parse_lines

WALLETS_HEADER = (
    "asset", "network", "address", "balance", "block_height", "block_hash", "time", "scheme",
    "message", "signatures", "public_keys", "redeem_script", "owners", "label", "custody",
    "counts_as", "form", "repeats",
)  # fmt: skip
OLDER_HEADER = WALLETS_HEADER[:-1]
"""The columns of older lists, before `repeats` was added; such lists are read, but not made."""

# A cell of wallets.csv that begins with one of these would be a formula in a spreadsheet, or looks
# like an escaped one. So an apostrophe is written before it.
ESCAPED = frozenset("=+-@'＝＋－＠")  # noqa: RUF001 - the full-width forms are intended


class Role(Enum):
    """What a column contains."""

    LABEL = "coin"
    NETWORK = "network"
    TYPE = "type"
    HEIGHT = "snapshot height"
    ADDRESS = "address"
    BALANCE = "balance"
    SCHEME = "scheme"
    MESSAGE = "message"
    SIGNATURE = "signature"
    SECOND_SIGNATURE = "second signature"
    KEY_OR_SCRIPT = "redeem script or public key"
    OWNER = "owner"
    SECOND_OWNER = "second owner"


# Names of columns, in lower case, without blanks and punctuation.
_ROLES = {
    "coin": Role.LABEL, "digitalasset": Role.LABEL, "asset": Role.LABEL, "token": Role.LABEL,
    "network": Role.NETWORK, "chain": Role.NETWORK,
    "type": Role.TYPE,
    "snapshotheight": Role.HEIGHT, "blockheight": Role.HEIGHT, "height": Role.HEIGHT,
    "address": Role.ADDRESS,
    "balance": Role.BALANCE, "amount": Role.BALANCE,
    "message": Role.MESSAGE,
    "signature": Role.SIGNATURE, "signature1": Role.SIGNATURE, "signedmessage": Role.SIGNATURE,
    "signature2": Role.SECOND_SIGNATURE, "signedmessage2": Role.SECOND_SIGNATURE,
    "redeemscriptpublickey": Role.KEY_OR_SCRIPT, "redeemscript": Role.KEY_OR_SCRIPT,
    "publickey": Role.KEY_OR_SCRIPT,
    "eoa1": Role.OWNER, "owner1": Role.OWNER, "eoa2": Role.SECOND_OWNER,
    "owner2": Role.SECOND_OWNER,
}  # fmt: skip

_NOTHING = frozenset(("", "-", "--", "null", "\\n", "n/a"))
_MULTISIG = re.compile(r"5[1-9a-f](?:[0-9a-f]{2}){34,}ae", re.ASCII)

# Networks whose addresses can look like another network's, by the names that lists use.
_NETWORKS = {
    "BTC": "bitcoin", "BITCOIN": "bitcoin", "DOGE": "dogecoin", "LTC": "litecoin",
    "DASH": "dash", "BCH": "bitcoin-cash", "BCHN": "bitcoin-cash",
    "TRX": "tron", "TRON": "tron", "SOL": "solana", "SOLANA": "solana",
    "APTOS": "aptos", "APT": "aptos", "SUI": "sui",
}  # fmt: skip


@dataclass(frozen=True)
class ListColumns:
    """A block's header: the index of each role's column, all names, and the names not read."""

    place: Mapping[Role, int]
    names: tuple[str, ...]
    unread: tuple[str, ...]

    def has(self, role: Role) -> bool:
        """Whether the block has a column with this role."""
        return role in self.place

    def name(self, role: Role) -> str:
        """The column's name as written in the list."""
        return self.names[self.place[role]].strip() if role in self.place else role.value

    def raw(self, cells: tuple[str, ...], role: Role) -> str:
        """A line's cell without outer blanks; empty if the line has no such cell."""
        place = self.place.get(role, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    def text(self, cells: tuple[str, ...], role: Role) -> str:
        """A line's cell; empty also if it says that there is nothing, as `-` does."""
        raw = self.raw(cells, role)
        return "" if raw.lower() in _NOTHING else raw


@dataclass(frozen=True)
class Listed:
    """One row with an address: its number among these rows, its line in the file, its claim.

    `asset`, `balance`, `counts_as`, `form` and `repeats` are as written in a `wallets.csv`. In any
    other list, the label is taken for the asset, and what the list does not have is empty.
    """

    number: int
    line: int
    label: str
    claim: OwnershipClaim
    asset: str
    balance: str
    counts_as: str = ""
    form: str = ""
    repeats: str = ""


def read_list(data: bytes) -> tuple[Listed, ...]:
    """Every row with an address, of a list in any known form.

    Raises:
        ListError: it is not a list, or has a line that fits no header.
    """
    text, _ = decode(data)
    lines = parse_lines(text)
    if lines[0].cells in (WALLETS_HEADER, OLDER_HEADER):
        header, filled = lines[0].cells, _filled(lines[1:])
        return tuple(_canonical(header, line, n) for n, line in enumerate(filled, start=1))
    found = [(columns, line) for columns, line in blocks(lines) if columns.has(Role.ADDRESS)]
    return tuple(_published(columns, line, n) for n, (columns, line) in enumerate(found, start=1))


def blocks(lines: list[Line]) -> Iterator[tuple[ListColumns, Line]]:
    """Every line that is not empty, with the header above it.

    Raises:
        ListError: a line before any header, or with more cells than its header.
    """
    columns: ListColumns | None = None
    for line in _filled(lines):
        header = columns_of(line)
        if header is not None:
            columns = header
        elif columns is None:
            raise ListError(
                f"line {line.number} comes before any header",
                "The first line names the columns: coin, snapshot height, balance;"
                " a second header names coin, address, balance and so on.",
            )
        else:
            _check_width(line, columns)
            yield columns, line


def columns_of(line: Line) -> ListColumns | None:
    """The line's columns if it is a header, which names a coin and an address or a balance.

    Raises:
        ListError: it names a column twice.
    """
    roles = [_ROLES.get(re.sub(r"[\s_/.-]+", "", cell.lower())) for cell in line.cells]
    if Role.LABEL not in roles or not (Role.ADDRESS in roles or Role.BALANCE in roles):
        return None
    place: dict[Role, int] = {}
    for position, role in enumerate(roles):
        if role is not None and role in place:
            raise ListError(
                f"line {line.number} names the column {role.value!r} twice",
                "Rename one of the two columns.",
            )
        if role is not None:
            place[role] = position
    unread = (cell.strip() for cell, role in zip(line.cells, roles, strict=True) if role is None)
    return ListColumns(place, line.cells, tuple(name for name in unread if name))


def script_or_keys(text: str) -> tuple[str, tuple[str, ...]]:
    """The script or the keys in a cell that may have either.

    A script for several keys ends with OP_CHECKMULTISIG (ae).
    """
    if _MULTISIG.fullmatch(text.lower()):
        return text.lower(), ()
    return "", (text,) if text else ()


def escape(cell: str) -> str:
    """A cell of wallets.csv as it is written, before any quoting."""
    return "'" + cell if cell and cell[0] in ESCAPED else cell


def unescape(cell: str) -> str:
    """The text of a cell of wallets.csv, without the escape."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in ESCAPED else cell


def _filled(lines: list[Line]) -> Iterator[Line]:
    return (line for line in lines if any(cell.strip() for cell in line.cells))


def _check_width(line: Line, columns: ListColumns) -> None:
    if any(cell.strip() for cell in line.cells[len(columns.names) :]):
        raise ListError(
            f"line {line.number} has {len(line.cells)} cells under {len(columns.names)} columns",
            "Put cells that hold a comma in quotes (numbers have no thousands separator).",
        )


def _canonical(header: tuple[str, ...], line: Line, number: int) -> Listed:
    if len(line.cells) != len(header):
        raise ListError(f"line {line.number} has {len(line.cells)} cells instead of {len(header)}")
    cell = dict(zip(header, map(unescape, line.cells), strict=True))
    claim = OwnershipClaim(
        address=cell["address"],
        message=cell["message"],
        signatures=tuple(cell["signatures"].split()),
        network=cell["network"],
        scheme=cell["scheme"],
        public_keys=tuple(cell["public_keys"].split()),
        redeem_script=cell["redeem_script"],
        owners=tuple(cell["owners"].split()),
    )
    label = cell["label"] or cell["asset"]
    return Listed(
        number,
        line.number,
        label,
        claim,
        asset=cell["asset"],
        balance=cell["balance"],
        counts_as=cell["counts_as"],
        form=cell["form"],
        repeats=cell.get("repeats", ""),
    )


def _published(columns: ListColumns, line: Line, number: int) -> Listed:
    label = columns.text(line.cells, Role.LABEL)
    script, keys = script_or_keys(columns.text(line.cells, Role.KEY_OR_SCRIPT))
    claim = OwnershipClaim(
        address=columns.text(line.cells, Role.ADDRESS),
        message=columns.text(line.cells, Role.MESSAGE),
        signatures=_present(columns, line, Role.SIGNATURE, Role.SECOND_SIGNATURE),
        network=_network(label, columns.text(line.cells, Role.NETWORK)),
        public_keys=keys,
        redeem_script=script,
        owners=_present(columns, line, Role.OWNER, Role.SECOND_OWNER),
    )
    balance = columns.text(line.cells, Role.BALANCE)
    return Listed(number, line.number, label, claim, asset=label, balance=balance)


def _present(columns: ListColumns, line: Line, *roles: Role) -> tuple[str, ...]:
    return tuple(text for text in (columns.text(line.cells, role) for role in roles) if text)


def _network(label: str, stated: str) -> str:
    """The network's name if the list states one; otherwise it has to follow from the address."""
    return _NETWORKS.get((stated or label).upper(), "")
