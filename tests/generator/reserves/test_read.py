"""Reading a list in the format that the settings name."""

from __future__ import annotations

import pytest

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.read import read_wallets
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import NoteKind
from proofpress.settings.wallets import WalletSettings


def test_a_canonical_list_is_read_with_its_notes(tmp_path, make_wallet) -> None:
    path = tmp_path / "wallets.csv"
    path.write_bytes(format_wallets((make_wallet(), make_wallet())))
    wallets = read_wallets(path, WalletSettings(path="wallets.csv", complete=False))
    assert not wallets.complete
    assert [note.kind for note in wallets.notes] == [NoteKind.DUPLICATE, NoteKind.UNSIGNED]
    assert reserve_claims(wallets, {})[0].amount == 15


def test_a_list_that_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_wallets(tmp_path / "none.csv", WalletSettings(path="none.csv", complete=True))
    assert "path" in caught.value.advice
