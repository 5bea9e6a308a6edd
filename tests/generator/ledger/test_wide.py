"""Wide ledgers: a column per asset."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress_verify.records import LeftOut, OutOfScope
from tests.generator.ledger.bad_input import (
    DISCLOSE,
    PATTERN,
    Bad,
    assert_refused,
    assert_refused_gzipped,
)
from tests.generator.ledger.files import WIDE, csv_file, read, settings

SAMPLE = Path(__file__).parents[4] / "shared/data/ledgers/binance/sample_users0.csv"
MAPPED = WIDE + '[ledger.columns]\nbtc_balance = "BTC"\neth = "ETH"\n'


def test_named_columns(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,btc_balance,eth\na,1.5,\nb,,\nc,-1,0.1\n")
    found = read(settings(tmp_path, MAPPED))
    assert found.net == {
        ("a", "BTC/customer"): 150_000_000,
        ("c", "BTC/customer"): -(10**8),
        ("c", "ETH/customer"): 10**17,
    }
    assert found.accounts == {"a", "b", "c"}


def test_what_is_owed_is_subtracted(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,e_btc,d_btc,E_eth,spot\na,1.5,0.5,2,1\n")
    ledger = WIDE + (
        'equity = "e_{asset}"\ndebt = "d_{asset}"\ncolumns = {E_eth = "ETH", spot = "BTC"}\n'
    )
    assert read(settings(tmp_path, ledger)).net == {
        ("a", "BTC/customer"): 2 * 10**8,
        ("a", "ETH/customer"): 2 * 10**18,
    }


def test_debts_can_be_named(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,btc,loan\na,1,0.25\n")
    ledger = WIDE + 'columns = {btc = "BTC"}\ndebts = {loan = "BTC"}\n'
    assert read(settings(tmp_path, ledger)).total("BTC/customer") == 75_000_000


def test_kinds_of_rows(tmp_path: Path) -> None:
    kinds = '[kinds]\ncustomer = "count"\nplatform = "count_apart:platform"\nbonus = "leave_out"\n'
    csv_file(
        tmp_path, "id,kind,BTC\na,customer,1\nhot,platform,2\na,bonus,4\nb,bonus,8\nc,bonus,0\n"
    )
    ledger = WIDE + 'kind = "kind"\nequity = "{asset}"\n'
    found = read(settings(tmp_path, ledger, snapshot=kinds))
    assert found.net == {("a", "BTC/customer"): 10**8, ("hot", "BTC/platform"): 2 * 10**8}
    assert found.accounts == {"a", "b", "c", "hot"}
    assert found.summary.left_out == (LeftOut("bonus", "BTC", 8, 2, 12 * 10**8),)


def test_columns_of_other_assets_are_disclosed_by_rule(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,btc,doge,xrp\na,1,0.5,0\nb,0,2,\n")
    found = read(
        settings(
            tmp_path,
            WIDE + 'equity = "{asset}"\n',
            snapshot='assets_without_column = "disclose"\n',
        )
    )
    assert found.summary.out_of_scope == (OutOfScope("DOGE", 2, "2.5"),)
    assert found.accounts == {"a", "b"}
    assert found.net == {("a", "BTC/customer"): 10**8}


def test_columns_to_ignore_by_name_or_by_the_assets_that_are_read(tmp_path: Path) -> None:
    csv_file(tmp_path, "rn,id,e_btc,vl_btc\n0,a,1,nonsense\n")
    ledger = WIDE + 'equity = "e_{asset}"\nignore = ["rn", "vl_{asset}"]\n'
    assert read(settings(tmp_path, ledger)).total("BTC/customer") == 10**8


def test_two_tables_may_share_a_wide_file_but_no_column(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,spot,gift\na,1,2\n")
    kinds = '[kinds]\ncustomer = "count"\nbonus = "leave_out"\n'
    ledger = (
        WIDE
        + 'ignore = ["gift"]\ncolumns = {spot = "BTC"}\n'
        + WIDE
        + 'default_kind = "bonus"\nignore = ["spot"]\ncolumns = {gift = "BTC"}\n'
    )
    found = read(settings(tmp_path, ledger, snapshot=kinds))
    assert found.net == {("a", "BTC/customer"): 10**8}
    assert found.summary.left_out == (LeftOut("bonus", "BTC", 8, 1, 2 * 10**8),)


@pytest.mark.parametrize(
    "kind", [pa.decimal128(38, 18), pa.decimal128(20, 4), pa.string()], ids=str
)
def test_parquet_with_nulls(tmp_path: Path, kind: pa.DataType) -> None:
    exact = [Decimal("1.5000"), None, Decimal("0.0000")]
    texts = [None if one is None else str(one) for one in exact]
    values = pa.array(exact if pa.types.is_decimal(kind) else texts, kind)
    pq.write_table(pa.table({"id": [1, 2, 3], "btc": values}), tmp_path / "books.parquet")
    ledger = '[[ledger]]\npath = "books.parquet"\nshape = "wide"\naccount = "id"\n'
    found = read(settings(tmp_path, ledger + 'equity = "{asset}"\n'))
    assert found.net == {("1", "BTC/customer"): 150_000_000}
    assert found.accounts == {"1", "2", "3"}


def test_hundreds_of_assets(tmp_path: Path) -> None:
    names = [f"A{index:03d}" for index in range(480)]
    header = "id," + ",".join(name.lower() for name in names)
    lines = [
        f"user{row}," + ",".join(str(row * place % 7) for place in range(len(names)))
        for row in range(500)
    ]
    csv_file(tmp_path, "\n".join([header, *lines]))
    publisher = "".join(f"assets.{name}.decimals = {i % 19}\n" for i, name in enumerate(names))
    found = read(settings(tmp_path, WIDE + 'equity = "{asset}"\n', publisher=publisher))
    assert found.total("A100/customer") == sum(row * 100 % 7 for row in range(500)) * 10**5
    assert len(found.accounts) == 500


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample ledger is not next to the checkout")
def test_the_binance_sample_reads_unchanged(tmp_path: Path) -> None:
    publisher = (
        "[assets]\nBTC.decimals = 8\nETH.decimals = 8\nBNB.decimals = 8\nSHIB.decimals = 2\n"
    )
    ledger = f'[[ledger]]\npath = "{SAMPLE}"\npreset = "binance"\n'
    found = read(settings(tmp_path, ledger, publisher=publisher))
    expected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with SAMPLE.open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    for line in lines:
        for coin in ("btc", "eth", "bnb", "shib"):
            net = Decimal(line[f"e_{coin}"]) - Decimal(line[f"d_{coin}"])
            expected[line["id"], f"{coin.upper()}/customer"] += net.scaleb(
                2 if coin == "shib" else 8
            )
    assert found.net == expected
    assert found.accounts == {line["id"] for line in lines}
    assert found.summary.rows == len(lines) == 100


CASES = [
    Bad("wide-exponent", "id,e_btc\na,1\nb,1e3\n", "scientific", "float", 2, "e_btc", PATTERN),
    Bad("wide-blanks", "id,e_btc\na,1\nb, \n", "whitespace around", "Trim", 2, "e_btc", PATTERN),
    Bad("wide-too-fine", "id,e_btc\na,0.000000001\n", "9 decimals", "", 1, "e_btc", PATTERN),
    Bad("wide-account", "id,e_btc\na,1\n,1\n", "account is empty", "", 2, "id", PATTERN),
    Bad(
        "wide-stranger",
        "id,e_btc,e_doge,e_xrp\na,1,1,0\nb,1,1,1\n",
        "the asset 'DOGE' has no column",
        "DOGE (2 rows), XRP (1 rows)",
        None,
        "e_doge",
        PATTERN,
    ),
    Bad(
        "wide-unmapped",
        "id,e_btc,doge,note\na,1,1,x\n",
        "is neither mapped to an asset nor ignored",
        "Also: note.",
        None,
        "doge",
        PATTERN,
    ),
    Bad("wide-no-fit", "id,x\na,1\n", "neither mapped", "", None, "x", PATTERN),
    Bad(
        "wide-only-accounts", "id\na\n", "no column matches the patterns", "id", None, None, PATTERN
    ),
    Bad(
        "wide-pattern-without-asset",
        "id,e_btc,e_b tc\na,1,1\n",
        "the part for {asset} is not an asset's name",
        "ignore",
        None,
        "e_b tc",
        PATTERN,
    ),
    Bad(
        "wide-missing-column",
        "id,btc_balance\na,1\n",
        "no such column",
        "Set columns in [[ledger]]",
        None,
        "eth",
        WIDE + 'columns = {btc_balance = "BTC", eth = "ETH"}\n',
    ),
    Bad(
        "wide-stranger-in-base-units",
        "id,e_doge\na,1\n",
        "so its decimals are not known",
        "Give it decimals",
        None,
        "e_doge",
        PATTERN + 'units = "base"\n',
        DISCLOSE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_csv_is_refused(tmp_path: Path, case: Bad) -> None:
    assert_refused(tmp_path, case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_also_when_gzipped(tmp_path: Path, case: Bad) -> None:
    assert_refused_gzipped(tmp_path, case)
