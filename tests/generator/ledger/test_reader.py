"""A ledger read as a whole: passes, double reading, the place of a wrong row, `explain`."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress.errors import InputError
from proofpress_verify.records import Scope
from tests.generator.ledger.bad_input import GOOD, HEAD
from tests.generator.ledger.files import LONG, csv_file, read, settings


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


@pytest.mark.parametrize("second", ["books.csv", "*.csv", "link.csv"])
def test_a_file_is_not_counted_twice(tmp_path: Path, second: str) -> None:
    csv_file(tmp_path, HEAD + GOOD)
    (tmp_path / "link.csv").symlink_to(tmp_path / "books.csv")
    with pytest.raises(InputError, match=r"is read by two \[\[ledger\]\] tables"):
        read(settings(tmp_path, LONG + f'[[ledger]]\npath = "{second}"\n'))


@pytest.mark.parametrize("place", [0, 70_000, 299_999])
@pytest.mark.parametrize("bad", ["b,BTC,x", " b,BTC,1", "b,DOGE,1", "b,BTC", '"b,BTC,1'])
def test_a_bad_row_is_found_in_any_place(tmp_path: Path, place: int, bad: str) -> None:
    lines = ["account,asset,amount", *(f"account-{row},BTC,{row}.5" for row in range(300_000))]
    lines[place + 1] = bad
    csv_file(tmp_path, "\n".join(lines) + "\n")
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, LONG))
    assert caught.value.row == place + 1
    assert caught.value.file == "books.csv"


@pytest.mark.parametrize("place", [0, 70_000, 299_999])
def test_a_bad_row_of_parquet_is_found_in_any_place(tmp_path: Path, place: int) -> None:
    amounts = [Decimal(row) for row in range(300_000)]
    amounts[place] = Decimal("0.0000000001")
    table = pa.table(
        {
            "account": [f"account-{row}" for row in range(300_000)],
            "asset": ["BTC"] * 300_000,
            "amount": pa.array(amounts, pa.decimal128(38, 18)),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet", row_group_size=50_000)
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert caught.value.row == place + 1


SUBS = 'sub_accounts = "subs.csv"\n'
KINDS = '[kinds]\ncustomer = "count"\nbonus = "leave_out"\nplatform = "count_apart:platform"\n'


def test_explain_finds_every_row_behind_a_leaf(tmp_path: Path) -> None:
    csv_file(tmp_path, "sub_account,main_account\ns,a\n", "subs.csv")
    csv_file(
        tmp_path,
        "account,asset,amount,kind\na,BTC,1.50,customer\nb,BTC,9,customer\ns,ETH,2,platform\n"
        "a,DOGE,3,customer\na,BTC,4,bonus\n",
    )
    csv_file(tmp_path, "id,btc,d_btc,eth\na,5,1,\nx,1,1,1\n", "wide.csv")
    ledger = (
        LONG
        + 'kind = "kind"\n[[ledger]]\npath = "wide.csv"\nshape = "wide"\naccount = "id"\n'
        + 'equity = "{asset}"\ndebts = {d_btc = "BTC"}\n'
    )
    snapshot = SUBS + 'assets_without_column = "disclose"\n' + KINDS
    found = read(settings(tmp_path, ledger, snapshot=snapshot))
    entries = [
        (
            one.file,
            one.row,
            one.account,
            one.entry.asset,
            one.entry.amount,
            one.entry.is_debt,
            one.scope,
        )
        for one in found.ledger.explain("a")
    ]
    assert entries == [
        ("books.csv", 1, "a", "BTC", "1.50", False, Scope.CUSTOMER),
        ("books.csv", 3, "s", "ETH", "2", False, Scope.PLATFORM),
        ("books.csv", 4, "a", "DOGE", "3", False, None),
        ("books.csv", 5, "a", "BTC", "4", False, None),
        ("wide.csv", 1, "a", "BTC", "5", False, Scope.CUSTOMER),
        ("wide.csv", 1, "a", "BTC", "1", True, Scope.CUSTOMER),
    ]
    assert list(found.ledger.explain("nobody")) == []
    with pytest.raises(InputError, match="'s' is a sub-account and counts for 'a'"):
        list(found.ledger.explain("s"))
