"""The settings of a wallet list."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from proofpress.reserves.wallets import HoldingForm
from proofpress.settings.wallets import WalletSettings
from tests.generator.settings.samples import Wrong, assert_snapshot_refused


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


SNAPSHOT_CASES = [
    Wrong("[[ledger]]", "[wallets]\npath = 'w'\n[[ledger]]", "wallets.complete is missing", "true"),
    Wrong(
        "[[ledger]]",
        "[wallets]\npath = 'w'\ncomplete = true\n[wallets.forms.x]\nasset = 'BTC'\nform = 'y'\n"
        "[[ledger]]",
        "wallets.forms.x.form must be one of",
        "",
    ),
]


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_snapshot_refused(tmp_path, case)
