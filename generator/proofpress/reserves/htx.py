"""The list that HTX (formerly Huobi) publishes every month.

A totals block `coin,snapshot height,balance`, a blank line, then
`coin,address,snapshot height,balance,message,signature`. Balances are in whole units. A
dash means that there is no value. A row with a message but no signature is unsigned.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofpress.reserves.notes import notes_on
from proofpress.reserves.published import (
    file_notes,
    read_published,
    resolve_labels,
    stated_totals,
    wallet,
)
from proofpress.reserves.wallets import WalletList
from proofpress.settings.wallets import FormSetting


def read_htx(
    data: bytes, file: str, forms: Mapping[str, FormSetting], *, complete: bool
) -> WalletList:
    """The list's rows, totals and notes. No row is dropped.

    Raises:
        InputError: a cell cannot be read; names file, row and column, with advice.
    """
    published = read_published(data, file)
    labels = resolve_labels(published.addresses, forms)
    rows = tuple(
        wallet(record, label, record.balance(), label.form)
        for record, label in zip(published.addresses, labels, strict=True)
    )
    totals = stated_totals(published.totals, forms)
    notes = file_notes(published, labels) + notes_on(rows, totals)
    return WalletList(rows, complete, totals, notes)
