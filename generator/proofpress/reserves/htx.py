"""The list that HTX (formerly Huobi) publishes every month.

A totals block `coin,snapshot height,balance`, a blank line, then
`coin,address,snapshot height,balance,message,signature`. Balances are whole units. A
dash stands for "nothing"; a message without a signature is an unsigned row.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofpress.reserves.notes import notes_on
from proofpress.reserves.published import (
    file_notes,
    meanings,
    read_published,
    stated_totals,
    wallet,
)
from proofpress.reserves.wallets import WalletList
from proofpress.settings.wallets import FormSetting


def read_htx(
    data: bytes, file: str, forms: Mapping[str, FormSetting], *, complete: bool
) -> WalletList:
    """The list's rows, totals and oddities; nothing is dropped.

    Raises:
        InputError: what cannot be read, with file, row, column and advice.
    """
    published = read_published(data, file)
    found = meanings(published.addresses, forms)
    rows = tuple(
        wallet(record, meaning, record.balance(), meaning.form)
        for record, meaning in zip(published.addresses, found, strict=True)
    )
    totals = stated_totals(published.totals, forms)
    notes = file_notes(published, found) + notes_on(rows, totals)
    return WalletList(rows, complete, totals, notes)
