"""The settings of a wallet list."""

from __future__ import annotations

import msgspec
import pytest

from proofpress.reserves.wallets import HoldingForm
from proofpress.settings.wallets import WalletSettings


def test_settings_refuse_what_they_do_not_know() -> None:
    table = {
        "path": "wallets.csv",
        "complete": False,
        "forms": {"x": {"asset": "X", "form": "lent"}},
    }
    assert msgspec.convert(table, WalletSettings).forms["x"].form is HoldingForm.LENT
    for wrong in (
        {**table, "colour": "red"},
        {**table, "format": "kraken"},
        {"path": "wallets.csv"},
        {**table, "forms": {"x": {"asset": "X", "form": "real"}}},
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, WalletSettings)
