"""The columns and groups of a snapshot."""

from pathlib import Path

from proofpress_verify.records import COUNT_COLUMN, Column, Group, Scope
from tests.generator.ledger.files import KINDS, LONG, csv_file, read, settings


def test_columns_and_groups_are_in_a_fixed_order(tmp_path: Path) -> None:
    groups = 'assets.USDC.decimals = 6\n[[group]]\nname = "USD"\nassets = ["USDC", "ETH"]\n'
    csv_file(tmp_path, "account,asset,amount\na,BTC,1\n")
    publisher = "assets.BTC.decimals = 8\nassets.ETH.decimals = 18\n" + groups
    ledger = read(settings(tmp_path, LONG, snapshot=KINDS, publisher=publisher)).ledger
    assert ledger.columns == (
        COUNT_COLUMN,
        Column("BTC", Scope.CUSTOMER, 8),
        Column("ETH", Scope.CUSTOMER, 18),
        Column("USDC", Scope.CUSTOMER, 6),
        Column("BTC", Scope.PLATFORM, 8),
        Column("ETH", Scope.PLATFORM, 18),
        Column("USDC", Scope.PLATFORM, 6),
        Column("BTC", Scope.BONUS, 8),
        Column("ETH", Scope.BONUS, 18),
        Column("USDC", Scope.BONUS, 6),
    )
    assert ledger.groups == (Group("USD", "USD", (2, 3)), Group("USD", "USD", (5, 6)))
