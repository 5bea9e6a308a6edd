"""Long ledgers: a row per account and asset."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress.errors import InputError
from proofpress_verify.records import COUNT_COLUMN, Column, Group, LeftOut, OutOfScope, Scope
from tests.generator.ledger.files import csv_file, read, settings

LONG = '[[ledger]]\npath = "books.csv"\n'


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


KINDS = """\
[kinds]
customer = "count"
platform = "count_apart:platform"
bonus = "leave_out"
credit = "count_apart:bonus"
"""


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


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        (pa.decimal128(38, 18), ["1.500000000000000000", "0.000000000000000001"]),
        (pa.decimal128(18, 8), ["1.50000000", "0.00000001"]),
        (pa.decimal128(5, 2), ["1.50", "-2.25"]),
        (pa.int64(), ["3", "-4"]),
        (pa.uint8(), ["3", "4"]),
        (pa.uint64(), ["3", "18446744073709551615"]),
        (pa.string(), ["1.5", "-0.1"]),
        (pa.large_string(), ["1.5", "-0.1"]),
        (pa.dictionary(pa.int8(), pa.string()), ["1.5", "-0.1"]),
    ],
    ids=str,
)
def test_exact_parquet_types_are_read_exactly(
    tmp_path: Path, kind: pa.DataType, amounts: list[str]
) -> None:
    column = pa.array(amounts)
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        column = pa.array([Decimal(text) for text in amounts]).cast(kind)
    table = pa.table(
        {
            "account": ["a", "b"],
            "asset": pa.array(["BTC", "ETH"]).dictionary_encode(),
            "amount": column.cast(kind),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet")
    found = read(settings(tmp_path, '[[ledger]]\npath = "*.parquet"\n'))
    assert found.net == {
        ("a", "BTC/customer"): int(Decimal(amounts[0]).scaleb(8)),
        ("b", "ETH/customer"): int(Decimal(amounts[1]).scaleb(18)),
    }


def test_integer_accounts_become_decimal_text(tmp_path: Path) -> None:
    table = pa.table({"account": [7, 10**12], "asset": ["BTC", "BTC"], "amount": [1, 2]})
    pq.write_table(table, tmp_path / "books.parquet")
    assert read(settings(tmp_path, '[[ledger]]\npath = "*.parquet"\n')).accounts == {
        "7",
        "1000000000000",
    }


def test_text_without_its_mark_in_parquet_is_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "account": pa.array([b"a"], pa.binary()),
            "asset": pa.array([b"BTC"], pa.binary()),
            "amount": pa.array([b"1.5"], pa.binary()),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet")
    found = read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert found.net == {("a", "BTC/customer"): 150_000_000}


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


def test_several_files_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        csv_file(tmp_path, f"account,asset,amount\n{name},BTC,1\n", f"part-{name}.csv")
    found = read(settings(tmp_path, '[[ledger]]\npath = "part-*.csv"\n'))
    assert [one.file for one in found.summary.files] == ["part-a.csv", "part-b.csv", "part-c.csv"]
    assert found.total("BTC/customer") == 3 * 10**8


def test_a_name_that_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\nright,BTC,1\n", "a[1].csv")
    csv_file(tmp_path, "account,asset,amount\nwrong,BTC,1\n", "a1.csv")
    assert read(settings(tmp_path, '[[ledger]]\npath = "a[1].csv"\n')).accounts == {"right"}
    table = pa.table({"account": ["right"], "asset": ["BTC"], "amount": [1]})
    pq.write_table(table, tmp_path / "it's [2].parquet")
    pq.write_table(table.slice(0, 0), tmp_path / "it's 2.parquet")
    found = read(settings(tmp_path, '[[ledger]]\npath = "it\'s [2].parquet"\n'))
    assert found.accounts == {"right"}


def test_hive_folders_add_no_columns(tmp_path: Path) -> None:
    folder = tmp_path / "asset=ETH"
    folder.mkdir()
    pq.write_table(
        pa.table({"account": ["a"], "asset": ["BTC"], "amount": [1]}), folder / "x.parquet"
    )
    found = read(settings(tmp_path, '[[ledger]]\npath = "**/*.parquet"\n'))
    assert found.net == {("a", "BTC/customer"): 10**8}


def test_batches_can_be_read_again_and_left_early(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\na,BTC,1\n")
    ledger = read(settings(tmp_path, LONG)).ledger
    batches = ledger.batches()
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError):
        ledger.summary()
    assert sum(batch.num_rows for batch in ledger.batches()) == 1
    assert ledger.summary().rows == 1


def test_a_negative_sum_left_out_cannot_be_stated(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,kind,asset,amount\na,bonus,BTC,-1\n")
    with pytest.raises(InputError, match="left out, add up to a negative sum of BTC"):
        read(settings(tmp_path, LONG + 'kind = "kind"\n', snapshot=KINDS))


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
