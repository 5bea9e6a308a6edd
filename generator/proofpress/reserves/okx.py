"""The lists that OKX publishes, of 2022 and of later years.

The lists of 2022 have the columns `coin,address,amount,message,signature1,signature2,
redeem script/ public key` and amounts in base units. Later ones name the network and
the snapshot height of every row, have amounts in whole units, may have a column `Type`
(staking) and the owners of a contract address (`eoa1,eoa2`). The totals block is in whole
units in all of them. So amounts are base units if and only if the address block has no
column for the height.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proofpress_verify.decimals import Amount, shorten
from proofpress_verify.forms import MAX_DECIMALS
from proofpress_verify.ownership.lists import Role

from .labels import Meaning, decimals_of
from .notes import notes_on
from .published import (
    Record,
    file_notes,
    meanings,
    read_published,
    stated_totals,
    wallet,
)
from .settings import FormSetting
from .wallets import HoldingForm, Note, NoteKind, WalletList

_NOT_STAKED = frozenset(("", "non staking", "non-staking"))


def read_okx(
    data: bytes, file: str, forms: Mapping[str, FormSetting], *, complete: bool
) -> WalletList:
    """The list's rows, totals and oddities; nothing is dropped.

    Raises:
        InputError: what cannot be read, with file, row, column and advice.
    """
    published = read_published(data, file)
    found = meanings(published.addresses, forms)
    rows = tuple(
        wallet(record, meaning, _amount(record, meaning), _form(record, meaning))
        for record, meaning in zip(published.addresses, found, strict=True)
    )
    totals = stated_totals(published.totals, forms)
    notes = (
        *file_notes(published, found),
        *_unknown_types(published.addresses),
        *notes_on(rows, totals),
    )
    return WalletList(rows, complete, totals, notes)


def _amount(record: Record, meaning: Meaning) -> Amount | None:
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
    return units, _decimals(record, meaning)


def _decimals(record: Record, meaning: Meaning) -> int:
    decimals = decimals_of(meaning)
    label = record.text(Role.LABEL)
    if decimals is None or not 0 <= decimals <= MAX_DECIMALS:
        raise record.error(
            f"the decimals of {shorten(label)} are not known, and its amounts are in base units",
            Role.LABEL,
            f'Set decimals under [wallets.forms."{label}"] in the snapshot\'s file.',
        )
    return decimals


def _form(record: Record, meaning: Meaning) -> HoldingForm:
    """Coins that the list calls staked are staked, whatever their label says."""
    kind = record.text(Role.TYPE).lower()
    staked = kind not in _NOT_STAKED and "stak" in kind
    return HoldingForm.STAKED if staked and meaning.form is HoldingForm.NATIVE else meaning.form


def _unknown_types(records: tuple[Record, ...]) -> Iterator[Note]:
    rows: dict[str, list[int]] = {}
    for record in records:
        kind = record.text(Role.TYPE)
        if kind.lower() not in _NOT_STAKED and "stak" not in kind.lower():
            rows.setdefault(kind, []).append(record.number)
    for kind, numbers in rows.items():
        text = f"The type {shorten(kind)} is not known and was not taken into account."
        yield Note(NoteKind.UNKNOWN_TYPE, text, tuple(numbers))
