"""The lists that OKX publishes, of 2022 and of later years.

The lists of 2022 have the columns `coin,address,amount,message,signature1,signature2,
redeem script/ public key` and amounts in base units. Later lists give the network and the
snapshot height of every row, and amounts in whole units. They may have a column `Type`
(staking) and the owners of a contract address (`eoa1,eoa2`). The totals block is always in
whole units. So amounts are in base units if and only if the address block has no column for
the height.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proofpress.reserves.labels import ResolvedLabel, decimals_of
from proofpress.reserves.notes import notes_on
from proofpress.reserves.published import (
    ListRow,
    file_notes,
    read_published,
    resolve_labels,
    stated_totals,
    wallet,
)
from proofpress.reserves.wallets import HoldingForm, Note, NoteKind, WalletList
from proofpress.settings.wallets import FormSetting
from proofpress_verify.decimals import Amount, shorten
from proofpress_verify.forms import MAX_DECIMALS
from proofpress_verify.ownership.lists import Role

_NOT_STAKED = frozenset(("", "non staking", "non-staking"))


def read_okx(
    data: bytes, file: str, forms: Mapping[str, FormSetting], *, complete: bool
) -> WalletList:
    """The list's rows, totals and notes. No row is dropped.

    Raises:
        InputError: a cell cannot be read; names file, row and column, with advice.
    """
    published = read_published(data, file)
    labels = resolve_labels(published.addresses, forms)
    rows = tuple(
        wallet(record, label, _amount(record, label), _form(record, label))
        for record, label in zip(published.addresses, labels, strict=True)
    )
    totals = stated_totals(published.totals, forms)
    notes = (
        *file_notes(published, labels),
        *_unknown_types(published.addresses),
        *notes_on(rows, totals),
    )
    return WalletList(rows, complete, totals, notes)


def _amount(record: ListRow, label: ResolvedLabel) -> Amount | None:
    amount = record.balance()
    if amount is None or record.columns.has(Role.HEIGHT):
        return amount
    units, point = amount
    if point:
        raise record.error(
            f"{record.raw(Role.BALANCE)} is not a whole number of base units",
            Role.BALANCE,
            "Lists without a column for the snapshot height have amounts in base units.",
        )
    return units, _decimals(record, label)


def _decimals(record: ListRow, label: ResolvedLabel) -> int:
    decimals = decimals_of(label)
    name = record.text(Role.LABEL)
    if decimals is None or not 0 <= decimals <= MAX_DECIMALS:
        raise record.error(
            f"the decimals of {shorten(name)} are not known, and its amounts are in base units",
            Role.LABEL,
            f'Set decimals under [wallets.forms."{name}"] in the snapshot\'s file.',
        )
    return decimals


def _form(record: ListRow, label: ResolvedLabel) -> HoldingForm:
    """The form of a row's coins. Native coins are staked if the list's `Type` says so."""
    kind = record.text(Role.TYPE).lower()
    staked = kind not in _NOT_STAKED and "stak" in kind
    return HoldingForm.STAKED if staked and label.form is HoldingForm.NATIVE else label.form


def _unknown_types(records: tuple[ListRow, ...]) -> Iterator[Note]:
    rows: dict[str, list[int]] = {}
    for record in records:
        kind = record.text(Role.TYPE)
        if kind.lower() not in _NOT_STAKED and "stak" not in kind.lower():
            rows.setdefault(kind, []).append(record.number)
    for kind, numbers in rows.items():
        text = f"The type {shorten(kind)} is not known and was ignored."
        yield Note(NoteKind.UNKNOWN_TYPE, text, tuple(numbers))
