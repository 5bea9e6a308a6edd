"""The [[ledger]] tables: presets, and how each mistake is answered."""

from pathlib import Path

import pytest

from proofpress.settings.ledger import WideShape
from tests.generator.settings.samples import SNAPSHOT, Wrong, assert_snapshot_refused, load


def test_a_preset_is_filled_in_and_can_be_overruled(tmp_path: Path) -> None:
    ledger = 'preset = "binance"\naccount = "uid"\n'
    (found,) = load(tmp_path, snapshot=SNAPSHOT + ledger).ledger
    assert isinstance(found.shape, WideShape)
    assert (found.account, found.shape.equity, found.shape.debt) == (
        "uid",
        "e_{asset}",
        "d_{asset}",
    )
    assert "vl_{asset}" in found.shape.ignore


SNAPSHOT_CASES = [
    Wrong(
        "[[ledger]]",
        "kinds.gift = 'leave_out'\n[[ledger]]",
        "ledger[1].default_kind there is no rule for the kind 'customer'",
        "under [kinds]",
    ),
    Wrong("[[ledger]]\npath", "[ledger]\npath", "ledger must be a list", ""),
    Wrong('[[ledger]]\npath = "ledger/*.parquet"', "ledger = []", "ledger is empty", "[[ledger]]"),
    Wrong("path =", "file =", "ledger[1].file is not a known key", "path"),
    Wrong('"ledger/*.parquet"', '""', "ledger[1].path is not a path", "glob"),
    Wrong('"ledger/*.parquet"', '"../*.csv"', "ledger[1].path leads out of", "absolute"),
    Wrong('"ledger/*.parquet"', '"a/../../*.csv"', "ledger[1].path leads out of", "absolute"),
    Wrong("path =", "format = 'xlsx'\npath =", "ledger[1].format must be one of", ""),
    Wrong("path =", "preset = 'ftx'\npath =", "ledger[1].preset there is no preset", "binance"),
    Wrong("path =", "units = 'cents'\npath =", "ledger[1].units must be one of", ""),
    Wrong("path =", "delimiter = ':'\npath =", "ledger[1].delimiter is not supported", '";"'),
    Wrong("path =", "account = ''\npath =", "ledger[1].account is not the name", "1 to 255"),
    Wrong("path =", "kind = 'asset'\npath =", "ledger[1].kind names 'asset', as does", "own"),
    Wrong("path =", "equity = 'e_{asset}'\npath =", "ledger[1].equity applies only to", "wide"),
    Wrong("path =", "shape = 'wide'\npath =", "ledger[1].shape is wide, but no column", "equity"),
    Wrong(
        "path =", "shape = 'wide'\nasset = 'a'\npath =", "ledger[1].asset applies only to", "long"
    ),
    Wrong(
        "path =",
        "shape = 'wide'\nequity = 'e'\npath =",
        "ledger[1].equity must contain {asset}",
        "e_",
    ),
    Wrong(
        "path =",
        "shape = 'wide'\ncolumns = {btc = 'B TC'}\npath =",
        "ledger[1].columns.btc 'B TC' is not an asset's name",
        "letters",
    ),
    Wrong(
        "path =",
        "shape = 'wide'\ncolumns = {btc = 'BTC'}\ndebts = {btc = 'BTC'}\npath =",
        "ledger[1].debts 'btc' is also under columns",
        "one of the two",
    ),
]


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_snapshot_refused(tmp_path, case)
