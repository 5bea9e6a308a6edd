"""Reading the lists that exchanges publish, exactly as they publish them: blocks, columns, cells.

Such a list is a CSV file with a block of totals, a blank line and a block of addresses. Each
block has its own header. The order and the names of the columns vary.

The reader accepts what is harmless: upper or lower case, outer blanks, `-` and `null` for an
empty cell, missing cells at the end, unknown columns (with a note). It refuses what could change
a number or its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proofpress.errors import InputError
from proofpress.reserves.labels import ResolvedLabel, resolve_label, settings_advice
from proofpress.reserves.table_text import parse_text, translate_errors
from proofpress.reserves.wallets import Custody, HoldingForm, Note, NoteKind, StatedTotal, Wallet
from proofpress.settings.wallets import FormSetting
from proofpress_verify.decimals import Amount, parse_decimal, shorten
from proofpress_verify.ownership.lists import ListColumns, Role, blocks, script_or_keys
from proofpress_verify.ownership.tables import Line

_NEEDED = (Role.LABEL, Role.BALANCE)
_HEIGHT = re.compile(r"[0-9]{1,18}", re.ASCII)
_ALL_FORMS = re.compile(r"(.+?)\s*\(all\)", re.IGNORECASE)
_LEADING_ZEROS = re.compile(r"^0+(?=[0-9])", re.ASCII)


@dataclass(frozen=True)
class ListRow:
    """One row of a block, with its cells by role. `number` counts the rows of each kind from 1."""

    file: str
    number: int
    line: int
    columns: ListColumns
    cells: tuple[str, ...]

    def raw(self, role: Role) -> str:
        """The cell without outer blanks; empty if the list has no such column."""
        return self.columns.raw(self.cells, role)

    def text(self, role: Role) -> str:
        """The cell, with an empty text for `-` and `null`."""
        return self.columns.text(self.cells, role)

    def needed(self, role: Role) -> str:
        """The cell, which no row may leave empty.

        Raises:
            InputError: the cell is empty.
        """
        text = self.text(role)
        if not text:
            raise self.error("the cell is empty", role, "Every row needs a value here.")
        return text

    def token(self, role: Role) -> str:
        """The cell, which must be visible ASCII without blanks: an address, a signature, a key."""
        text = self.text(role)
        if not re.fullmatch(r"[\x21-\x7e]*", text):
            raise self.error(
                f"{shorten(text)} contains blanks or characters outside ASCII",
                role,
                "Compare the cell with the list as published.",
            )
        return text

    def height(self) -> int | None:
        """The block height, or None if the row has none.

        Raises:
            InputError: it is not a number.
        """
        text = self.text(Role.HEIGHT)
        if not text:
            return None
        if not _HEIGHT.fullmatch(text):
            raise self.error(
                f"{shorten(text)} is not a block height", Role.HEIGHT, "Write a number, or -."
            )
        return int(text)

    def balance(self) -> Amount | None:
        """The balance with the decimals as written, or None if the row has none.

        Raises:
            InputError: it is not a plain decimal number.
        """
        text = self.text(Role.BALANCE)
        if not text:
            return None
        try:
            return parse_decimal(_LEADING_ZEROS.sub("", text))
        except ValueError as error:
            raise self.error(str(error), Role.BALANCE, _number_advice(text)) from error

    def error(self, what: str, role: Role, advice: str) -> InputError:
        """An error about this cell that names its place in the file."""
        return InputError(
            f"{what} (line {self.line} of the file)",
            file=self.file,
            row=self.number,
            column=self.columns.name(role),
            advice=advice,
        )


@dataclass(frozen=True)
class Published:
    """The two blocks of a published list, and the notes on the file itself."""

    totals: tuple[ListRow, ...]
    addresses: tuple[ListRow, ...]
    notes: tuple[Note, ...]


def read_published(data: bytes, file: str) -> Published:
    """The blocks of a published list.

    Raises:
        InputError: there is no block of addresses, or a line does not fit its header.
    """
    _, lines, marked = parse_text(data, file)
    totals: list[ListRow] = []
    addresses: list[ListRow] = []
    notes: list[Note] = []
    if marked:
        notes.append(Note(NoteKind.BYTE_ORDER_MARK, "The file begins with a byte order mark."))
    with translate_errors(file):
        for columns, line in blocks(lines):
            _check_needed(columns, line, file)
            block = addresses if columns.has(Role.ADDRESS) else totals
            block.append(ListRow(file, len(block) + 1, line.number, columns, line.cells))
    if not addresses:
        raise InputError(
            "no rows with addresses",
            file=file,
            advice="A list needs a header with the columns coin, address and balance (or amount),"
            " and a row for each address.",
        )
    notes.extend(_unread_columns(addresses + totals))
    return Published(tuple(totals), tuple(addresses), tuple(notes))


def resolve_labels(
    records: tuple[ListRow, ...], forms: Mapping[str, FormSetting]
) -> tuple[ResolvedLabel, ...]:
    """The resolved label of every record, in their order.

    Raises:
        InputError: some labels are unknown; names all of them, with the settings to add.
    """
    resolved: list[ResolvedLabel] = []
    unknown: dict[str, ListRow] = {}
    for record in records:
        name = record.needed(Role.LABEL)
        label = resolve_label(name, record.text(Role.NETWORK), forms)
        if label is None:
            unknown.setdefault(name, record)
        else:
            resolved.append(label)
    if unknown:
        first = next(iter(unknown.values()))
        names = {name: record.text(Role.NETWORK) for name, record in unknown.items()}
        listed = ", ".join(shorten(name) for name in names)
        raise first.error(
            f"the meaning of these labels is not known: {listed}",
            Role.LABEL,
            settings_advice(names),
        )
    return tuple(resolved)


def wallet(
    record: ListRow, label: ResolvedLabel, balance: Amount | None, form: HoldingForm
) -> Wallet:
    """A record of the address block as a wallet row."""
    script, keys = script_or_keys(record.token(Role.KEY_OR_SCRIPT))
    signatures = (record.token(Role.SIGNATURE), record.token(Role.SECOND_SIGNATURE))
    owners = (record.token(Role.OWNER), record.token(Role.SECOND_OWNER))
    units, decimals = balance if balance is not None else (None, 0)
    return Wallet(
        asset=label.asset,
        network=label.network,
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
        counts_as=label.counts_as,
        form=form,
    )


def stated_totals(
    records: tuple[ListRow, ...], forms: Mapping[str, FormSetting]
) -> tuple[StatedTotal, ...]:
    """The totals block. An unknown label is kept as it is, and counts as no asset."""
    return tuple(_stated_total(record, forms) for record in records)


def file_notes(published: Published, labels: tuple[ResolvedLabel, ...]) -> tuple[Note, ...]:
    """The notes on the file, on its dashes and on its labels."""
    return (*published.notes, *_dashes(published.addresses), *_by_name(published.addresses, labels))


def _stated_total(record: ListRow, forms: Mapping[str, FormSetting]) -> StatedTotal:
    name = record.needed(Role.LABEL)
    balance = record.balance()
    units, decimals = balance if balance is not None else (None, 0)
    all_forms = _ALL_FORMS.fullmatch(name)
    if all_forms is not None:
        return StatedTotal(name, units, decimals, record.height(), counts_as=all_forms[1])
    label = resolve_label(name, record.text(Role.NETWORK), forms)
    if label is None:
        return StatedTotal(name, units, decimals, record.height(), counts_as="")
    return StatedTotal(
        name,
        units,
        decimals,
        record.height(),
        counts_as=label.counts_as,
        asset=label.asset,
        network=label.network,
        form=label.form,
    )


def _address(record: ListRow) -> str:
    record.needed(Role.ADDRESS)
    return record.token(Role.ADDRESS)


def _dashes(records: tuple[ListRow, ...]) -> Iterator[Note]:
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


def _by_name(records: tuple[ListRow, ...], labels: tuple[ResolvedLabel, ...]) -> Iterator[Note]:
    named: dict[str, tuple[ResolvedLabel, list[int]]] = {}
    for record, label in zip(records, labels, strict=True):
        if label.by_name:
            named.setdefault(record.text(Role.LABEL), (label, []))[1].append(record.number)
    for name, (label, rows) in named.items():
        yield Note(
            NoteKind.READ_BY_NAME,
            f"{shorten(name)} was read by its name alone as {label.asset} on"
            f" {label.network}, {label.form.value}.",
            tuple(rows),
        )


def _check_needed(columns: ListColumns, line: Line, file: str) -> None:
    missing = [role.value for role in _NEEDED if not columns.has(role)]
    if missing:
        raise InputError(
            f"the header above line {line.number} has no column for {', '.join(missing)}",
            file=file,
            advice="A header needs at least coin and balance (or amount).",
        )


def _unread_columns(records: list[ListRow]) -> Iterator[Note]:
    names = dict.fromkeys(name for record in records for name in record.columns.unread)
    for name in names:
        yield Note(NoteKind.UNREAD_COLUMN, f"The column {shorten(name)} is not read.")


def _number_advice(text: str) -> str:
    if re.search("[eE]", text):
        return "A spreadsheet has rounded this number. Export the list again with plain numbers."
    if "," in text:
        return "Write numbers without thousands separators."
    return 'Write a plain number such as "12.5", or - if there is none.'
