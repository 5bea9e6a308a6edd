"""Reading the lists that exchanges publish, unchanged: blocks, columns, cells.

Such a list is a CSV file with a block of totals, a blank line and a block of addresses,
each with a header of its own. Columns come in several orders and under several names.
What is safe is tolerated: case, outer blanks, `-` and `null` for nothing, missing cells
at the end, columns that are not read (and said). What could change a number or its
meaning is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proofpress_verify.decimals import Amount, parse_decimal, shorten
from proofpress_verify.ownership.lists import ListColumns, Role, blocks, script_or_keys
from proofpress_verify.ownership.tables import Line

from ..errors import InputError
from .labels import Meaning, advice_for, meaning_of
from .settings import FormSetting
from .table_text import naming, parse_text
from .wallets import Custody, HoldingForm, Note, NoteKind, StatedTotal, Wallet

_NEEDED = (Role.LABEL, Role.BALANCE)
_HEIGHT = re.compile(r"[0-9]{1,18}", re.ASCII)
_ALL_FORMS = re.compile(r"(.+?)\s*\(all\)", re.IGNORECASE)
_LEADING_ZEROS = re.compile(r"^0+(?=[0-9])", re.ASCII)


@dataclass(frozen=True)
class Record:
    """One line of a block, by role. `number` counts the block's kind of lines from 1."""

    file: str
    number: int
    line: int
    columns: ListColumns
    cells: tuple[str, ...]

    def raw(self, role: Role) -> str:
        """The cell without outer blanks; empty where the list has no such column."""
        return self.columns.raw(self.cells, role)

    def text(self, role: Role) -> str:
        """The cell, empty also where it says that there is nothing."""
        return self.columns.text(self.cells, role)

    def needed(self, role: Role) -> str:
        """The cell of a role that every row must have.

        Raises:
            InputError: it is empty.
        """
        text = self.text(role)
        if not text:
            raise self.error("nothing stands here", role, "Every row needs one.")
        return text

    def token(self, role: Role) -> str:
        """A cell of visible ASCII without blanks: an address, a signature, a key."""
        text = self.text(role)
        if not re.fullmatch(r"[\x21-\x7e]*", text):
            raise self.error(
                f"{shorten(text)} holds blanks or letters outside ASCII",
                role,
                "Compare the cell with the list as published.",
            )
        return text

    def height(self) -> int | None:
        """The block height, None where there is none.

        Raises:
            InputError: it is no number.
        """
        text = self.text(Role.HEIGHT)
        if not text:
            return None
        if not _HEIGHT.fullmatch(text):
            raise self.error(
                f"{shorten(text)} is no block height", Role.HEIGHT, "Write a number, or -."
            )
        return int(text)

    def balance(self) -> Amount | None:
        """The balance as it is written, None where there is none.

        Raises:
            InputError: it is no plain decimal number.
        """
        text = self.text(Role.BALANCE)
        if not text:
            return None
        try:
            return parse_decimal(_LEADING_ZEROS.sub("", text))
        except ValueError as error:
            raise self.error(str(error), Role.BALANCE, _number_advice(text)) from error

    def error(self, what: str, role: Role, advice: str) -> InputError:
        """An error about this cell, with its place in the file."""
        return InputError(
            f"{what} (line {self.line} of the file)",
            file=self.file,
            row=self.number,
            column=self.columns.name(role),
            advice=advice,
        )


@dataclass(frozen=True)
class Published:
    """A published list by blocks, and what was odd about the file itself."""

    totals: tuple[Record, ...]
    addresses: tuple[Record, ...]
    notes: tuple[Note, ...]


def read_published(data: bytes, file: str) -> Published:
    """The blocks of a published list.

    Raises:
        InputError: no block of addresses, or lines that fit no header.
    """
    _, lines, marked = parse_text(data, file)
    totals: list[Record] = []
    addresses: list[Record] = []
    notes: list[Note] = []
    if marked:
        notes.append(Note(NoteKind.BYTE_ORDER_MARK, "The file begins with a byte order mark."))
    with naming(file):
        for columns, line in blocks(lines):
            _check_needed(columns, line, file)
            block = addresses if columns.has(Role.ADDRESS) else totals
            block.append(Record(file, len(block) + 1, line.number, columns, line.cells))
    if not addresses:
        raise InputError(
            "no rows with addresses",
            file=file,
            advice="A list has a header with the columns coin, address and balance (or amount),"
            " and a row for each address.",
        )
    notes.extend(_unread(addresses + totals))
    return Published(tuple(totals), tuple(addresses), tuple(notes))


def meanings(records: tuple[Record, ...], forms: Mapping[str, FormSetting]) -> tuple[Meaning, ...]:
    """What the label of every record means, in their order.

    Raises:
        InputError: labels that cannot be read, all of them, with the settings to add.
    """
    found: list[Meaning] = []
    unread: dict[str, Record] = {}
    for record in records:
        label = record.needed(Role.LABEL)
        meaning = meaning_of(label, record.text(Role.NETWORK), forms)
        if meaning is None:
            unread.setdefault(label, record)
        else:
            found.append(meaning)
    if unread:
        first = next(iter(unread.values()))
        labels = {label: record.text(Role.NETWORK) for label, record in unread.items()}
        listed = ", ".join(shorten(label) for label in labels)
        raise first.error(
            f"what these labels stand for is not known: {listed}", Role.LABEL, advice_for(labels)
        )
    return tuple(found)


def wallet(record: Record, meaning: Meaning, balance: Amount | None, form: HoldingForm) -> Wallet:
    """The row that a record of the address block stands for."""
    script, keys = script_or_keys(record.token(Role.KEY_OR_SCRIPT))
    signatures = (record.token(Role.SIGNATURE), record.token(Role.SECOND_SIGNATURE))
    owners = (record.token(Role.OWNER), record.token(Role.SECOND_OWNER))
    units, decimals = balance if balance is not None else (None, 0)
    return Wallet(
        asset=meaning.asset,
        network=meaning.network,
        address=_address(record),
        balance=units,
        decimals=decimals,
        block_height=record.height(),
        block_hash="",
        time="",
        scheme="",
        message=record.text(Role.MESSAGE),
        signatures=tuple(text for text in signatures if text),
        public_keys=keys,
        redeem_script=script,
        owners=tuple(text for text in owners if text),
        label=record.text(Role.LABEL),
        custody=Custody.UNSTATED,
        counts_as=meaning.counts_as,
        form=form,
    )


def stated_totals(
    records: tuple[Record, ...], forms: Mapping[str, FormSetting]
) -> tuple[StatedTotal, ...]:
    """The totals block. A label that means nothing here is kept as the list's own words."""
    return tuple(_stated_total(record, forms) for record in records)


def file_notes(published: Published, found: tuple[Meaning, ...]) -> tuple[Note, ...]:
    """What was odd about the file, its dashes and its labels."""
    return (*published.notes, *_dashes(published.addresses), *_by_name(published.addresses, found))


def _stated_total(record: Record, forms: Mapping[str, FormSetting]) -> StatedTotal:
    label = record.needed(Role.LABEL)
    balance = record.balance()
    units, decimals = balance if balance is not None else (None, 0)
    all_forms = _ALL_FORMS.fullmatch(label)
    if all_forms is not None:
        return StatedTotal(label, units, decimals, record.height(), counts_as=all_forms[1])
    meaning = meaning_of(label, record.text(Role.NETWORK), forms)
    if meaning is None:
        return StatedTotal(label, units, decimals, record.height(), counts_as="")
    return StatedTotal(
        label,
        units,
        decimals,
        record.height(),
        counts_as=meaning.counts_as,
        asset=meaning.asset,
        network=meaning.network,
        form=meaning.form,
    )


def _address(record: Record) -> str:
    record.needed(Role.ADDRESS)
    return record.token(Role.ADDRESS)


def _dashes(records: tuple[Record, ...]) -> Iterator[Note]:
    rows = tuple(
        record.number
        for record in records
        if any(record.raw(role) in ("-", "--") for role in (Role.HEIGHT, Role.BALANCE))
    )
    if rows:
        yield Note(
            NoteKind.DASHES,
            f"{len(rows)} rows have a dash for the block height or the balance.",
            rows,
        )


def _by_name(records: tuple[Record, ...], found: tuple[Meaning, ...]) -> Iterator[Note]:
    read: dict[str, tuple[Meaning, list[int]]] = {}
    for record, meaning in zip(records, found, strict=True):
        if meaning.by_name:
            read.setdefault(record.text(Role.LABEL), (meaning, []))[1].append(record.number)
    for label, (meaning, rows) in read.items():
        yield Note(
            NoteKind.READ_BY_NAME,
            f"{shorten(label)} was read by its name alone as {meaning.asset} on"
            f" {meaning.network}, {meaning.form.value}.",
            tuple(rows),
        )


def _check_needed(columns: ListColumns, line: Line, file: str) -> None:
    missing = [role.value for role in _NEEDED if not columns.has(role)]
    if missing:
        raise InputError(
            f"the header above line {line.number} has no column for {', '.join(missing)}",
            file=file,
            advice="A header names at least coin and balance (or amount).",
        )


def _unread(records: list[Record]) -> Iterator[Note]:
    names = dict.fromkeys(name for record in records for name in record.columns.unread)
    for name in names:
        yield Note(NoteKind.UNREAD_COLUMN, f"The column {shorten(name)} is not read.")


def _number_advice(text: str) -> str:
    if re.search("[eE]", text):
        return "A spreadsheet has rounded this number; export the list again with plain numbers."
    if "," in text:
        return "Write numbers without thousands separators."
    return 'Write a plain number such as "12.5", or - where there is none.'
