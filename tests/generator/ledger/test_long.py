"""Long ledgers: a row per account and asset."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress_verify.records import LeftOut, OutOfScope
from tests.generator.ledger.bad_input import (
    BASE,
    DISCLOSE,
    GOOD,
    HEAD,
    KIND,
    Bad,
    assert_refused,
    assert_refused_gzipped,
)
from tests.generator.ledger.files import KINDS, LONG, csv_file, read, settings


def test_amounts_become_base_units_of_their_asset(tmp_path: Path) -> None:
    csv_file(
        tmp_path,
        "account,asset,amount\nalice,BTC,1.5\nalice,ETH,0.000000000000000001\nbob,BTC,+2\n"
        "alice,BTC,-0.25000000\nbob,ETH,3.1000000000000000000000000\n",
    )
    found = read(settings(tmp_path, LONG))
    assert found.net == {
        ("alice", "BTC/customer"): 125_000_000,
        ("alice", "ETH/customer"): 1,
        ("bob", "BTC/customer"): 200_000_000,
        ("bob", "ETH/customer"): 31 * 10**17,
    }
    assert found.summary.rows == 5
    assert [(one.file, one.rows) for one in found.summary.files] == [("books.csv", 5)]


def test_columns_can_have_other_names_and_places(tmp_path: Path) -> None:
    csv_file(tmp_path, "note,Coin,User Id,Qty\nx,BTC,7,1\n")
    ledger = LONG + 'account = "User Id"\nasset = "Coin"\namount = "Qty"\n'
    assert read(settings(tmp_path, ledger)).net == {("7", "BTC/customer"): 10**8}


def test_an_account_with_nothing_is_known(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\nzero,BTC,0\nempty,ETH,0.00\n")
    found = read(settings(tmp_path, LONG))
    assert found.accounts == {"zero", "empty"}
    assert found.total("BTC/customer") == 0


def test_kinds_are_counted_separately_or_left_out(tmp_path: Path) -> None:
    csv_file(
        tmp_path,
        "account,kind,asset,amount\na,customer,BTC,1\na,bonus,BTC,5\nhot,platform,ETH,2\n"
        "b,bonus,BTC,0.5\nb,credit,ETH,1\nb,bonus,ETH,0\n",
    )
    found = read(settings(tmp_path, LONG + 'kind = "kind"\n', snapshot=KINDS))
    assert found.net == {
        ("a", "BTC/customer"): 10**8,
        ("hot", "ETH/platform"): 2 * 10**18,
        ("b", "ETH/bonus"): 10**18,
    }
    assert found.accounts == {"a", "b", "hot"}
    assert found.summary.left_out == (
        LeftOut("bonus", "BTC", 8, 2, 550_000_000),
        LeftOut("bonus", "ETH", 18, 1, 0),
    )


def test_rows_without_a_kind_column_are_of_the_default_kind(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\nhot,BTC,1\n")
    found = read(settings(tmp_path, LONG + 'default_kind = "platform"\n', snapshot=KINDS))
    assert found.net == {("hot", "BTC/platform"): 10**8}


def test_assets_without_a_column_are_disclosed_by_rule(tmp_path: Path) -> None:
    csv_file(
        tmp_path,
        "account,asset,amount\na,DOGE,1.25\nb,DOGE,-3.000000000000000001\nb,BTC,1\nc,XRP,0\n",
    )
    found = read(settings(tmp_path, LONG, snapshot='assets_without_column = "disclose"\n'))
    assert found.summary.out_of_scope == (
        OutOfScope("DOGE", 2, "-1.750000000000000001"),
        OutOfScope("XRP", 1, "0"),
    )
    assert found.accounts == {"a", "b", "c"}
    assert found.net == {("b", "BTC/customer"): 10**8}


def test_base_units_are_taken_as_they_are(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\na,BTC,150000000\na,ETH,-1\n")
    found = read(settings(tmp_path, LONG + 'units = "base"\n'))
    assert found.net == {("a", "BTC/customer"): 150_000_000, ("a", "ETH/customer"): -1}


def test_largest_and_smallest_amounts(tmp_path: Path) -> None:
    most = 10**38 - 1
    csv_file(
        tmp_path,
        f"account,asset,amount\na,BTC,{most // 10**8}.{most % 10**8}\nb,BTC,-{most // 10**8}.5\n"
        f"c,BTC,{'0' * 100}1.{'0' * 300}\n",
    )
    assert read(settings(tmp_path, LONG)).net == {
        ("a", "BTC/customer"): most,
        ("b", "BTC/customer"): -(most // 10**8 * 10**8 + 5 * 10**7),
        ("c", "BTC/customer"): 10**8,
    }


def test_the_snapshots_decimals_win(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\na,BTC,1\na,XRP,1\n")
    snapshot = "assets.BTC.decimals = 3\nassets.XRP.decimals = 0\n"
    found = read(settings(tmp_path, LONG, snapshot=snapshot))
    assert found.net == {("a", "BTC/customer"): 1000, ("a", "XRP/customer"): 1}
    assert [column.asset for column in found.ledger.columns[1:]] == ["BTC", "ETH", "XRP"]


def test_many_rows_keep_their_order_and_sums(tmp_path: Path) -> None:
    count = 400_000
    table = pa.table(
        {
            "account": [f"account {i % 1000}" for i in range(count)],
            "asset": ["BTC" if i % 3 else "ETH" for i in range(count)],
            "amount": pa.array([Decimal(i) / 100 for i in range(count)], pa.decimal128(30, 12)),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet", row_group_size=30_000)
    found = read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert found.total("BTC/customer") == sum(i * 10**6 for i in range(count) if i % 3)
    assert found.total("ETH/customer") == sum(i * 10**16 for i in range(count) if not i % 3)
    assert found.summary.rows == count
    assert len(found.accounts) == 1000


CASES = [
    Bad("no-asset", f"{HEAD}{GOOD}b,,1\n", "the asset is empty", "BTC, ETH", 2, "asset"),
    Bad(
        "strange-asset",
        f"{HEAD}{GOOD}b,DOGE,1\nc,XRP,1\nd,XRP,2\n",
        "the asset 'DOGE' has no column",
        "Assets without a column: XRP (2 rows), DOGE (1 rows)",
        2,
        "asset",
    ),
    Bad(
        "asset-in-other-case",
        f"{HEAD}{GOOD}b,btc,1\n",
        "the asset 'btc' has no column",
        "Did you mean BTC?",
        2,
        "asset",
    ),
    Bad(
        "asset-that-cannot-be-named",
        f"{HEAD}{GOOD}b,<script>,1\n",
        "'<script>' cannot be the name of an asset",
        "A name is 1 to 32 letters",
        2,
        "asset",
        snapshot=DISCLOSE,
    ),
    Bad(
        "stranger-in-base-units",
        f"{HEAD}{GOOD}b,DOGE,1\n",
        "DOGE has no column, so its decimals are not known",
        "Give it decimals under [assets]",
        2,
        "asset",
        BASE,
        DISCLOSE,
    ),
    Bad(
        "stranger-too-fine",
        f"{HEAD}{GOOD}b,DOGE,0.{'0' * 18}1\n",
        "has 19 decimals, DOGE has 18",
        "Round it in the ledger",
        2,
        "amount",
        snapshot=DISCLOSE,
    ),
    Bad(
        "kind-without-rule",
        "account,asset,amount,kind\na,BTC,1,customer\nb,BTC,1,custmer\n",
        "there is no rule for the kind 'custmer'",
        "Did you mean customer?",
        2,
        "kind",
        KIND,
    ),
    Bad(
        "kind-empty",
        "account,asset,amount,kind\na,BTC,1,customer\nb,BTC,1,\n",
        "the kind is empty",
        "Kinds with a rule: customer",
        2,
        "kind",
        KIND,
    ),
    Bad(
        "leftmost-is-named",
        f"{HEAD}{GOOD} b,,x\n",
        "has a leading, trailing or double space",
        "Trim it",
        2,
        "account",
    ),
    Bad("first-bad-row-is-named", f"{HEAD}{GOOD}b,BTC,x\n c,BTC,1\n", "'x'", "", 2, "amount"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_csv_is_refused(tmp_path: Path, case: Bad) -> None:
    assert_refused(tmp_path, case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_also_when_gzipped(tmp_path: Path, case: Bad) -> None:
    assert_refused_gzipped(tmp_path, case)
