"""Sub-accounts count for their main account, and wrong mappings are refused."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from proofpress.errors import InputError
from proofpress.ledger.sub_accounts import SubAccounts
from tests.generator.ledger.files import LONG, csv_file, read, settings

SUBS = 'sub_accounts = "subs.csv"\n'


def test_sub_accounts_count_for_their_main_account(tmp_path: Path) -> None:
    csv_file(tmp_path, "sub_account,main_account\ns1,main\ns2,main\nunused,other\n", "subs.csv")
    csv_file(tmp_path, "account,asset,amount\nmain,BTC,1\ns1,BTC,2\ns2,BTC,-0.5\nx,BTC,1\n")
    found = read(settings(tmp_path, LONG, snapshot=SUBS))
    assert found.net == {("main", "BTC/customer"): 250_000_000, ("x", "BTC/customer"): 10**8}
    assert found.accounts == {"main", "x"}


def test_sub_accounts_of_wide_ledgers(tmp_path: Path) -> None:
    csv_file(tmp_path, "sub_account,main_account\ns,main\n", "subs.csv")
    csv_file(tmp_path, "id,btc\ns,2\nt,0\nmain,1\n")
    ledger = '[[ledger]]\npath = "books.csv"\nshape = "wide"\naccount = "id"\nequity = "{asset}"\n'
    found = read(settings(tmp_path, ledger, snapshot=SUBS))
    assert found.net == {("main", "BTC/customer"): 3 * 10**8}
    assert found.accounts == {"main", "t"}


def test_many_sub_accounts(tmp_path: Path) -> None:
    count = 50_000
    pairs = "".join(f"sub-{row},main-{row % 100}\n" for row in range(0, count, 2))
    csv_file(tmp_path, "sub_account,main_account\n" + pairs, "subs.csv")
    rows = "".join(f"sub-{row},BTC,{row}\n" for row in range(count))
    csv_file(tmp_path, "account,asset,amount\n" + rows)
    found = read(settings(tmp_path, LONG, snapshot=SUBS))
    assert found.total("BTC/customer") == sum(range(count)) * 10**8
    assert found.net["main-4", "BTC/customer"] == sum(range(4, count, 100)) * 10**8
    assert len(found.accounts) == count // 2 + 50


def test_an_empty_mapping_maps_nothing(tmp_path: Path) -> None:
    csv_file(tmp_path, "sub_account,main_account\n", "subs.csv")
    csv_file(tmp_path, "account,asset,amount\na,BTC,1\n")
    assert read(settings(tmp_path, LONG, snapshot=SUBS)).accounts == {"a"}


def test_a_shared_hash_does_not_make_a_sub_account() -> None:
    subs = SubAccounts(
        0, np.array([5, 9], dtype=np.uint64), pa.array(["s", "t"]), pa.array(["m", "n"])
    )
    found = subs.mains_of(
        pa.array(["s", "other", "t", "x"]), pa.array([5, 5, 9, 10**19], pa.uint64())
    )
    assert found.to_pylist() == ["m", "other", "n", "x"]


@pytest.mark.parametrize(
    ("text", "what", "row", "column"),
    [
        ("s,m\ns,m\n", "the sub-account 's' is already mapped in row 1", 2, "sub_account"),
        ("s,m\nt,m\ns,n\n", "already mapped in row 1", 3, "sub_account"),
        ("s,t\nt,m\n", "the main account 't' is a sub-account itself, in row 2", 1, "main_account"),
        ("s,t\nt,s\n", "is a sub-account itself", 1, "main_account"),
        ("s,s\n", "the main account 's' is a sub-account itself, in row 1", 1, "main_account"),
        ("s,m\n,m\n", "the sub-account is empty", 2, "sub_account"),
        ("s,m\nt, m\n", "the main-account ' m' has a leading, trailing", 2, "main_account"),
        ("s,m\nt\n", "has 1 cells, the header has 2", 2, None),
    ],
)
def test_wrong_mappings(tmp_path: Path, text: str, what: str, row: int, column: str | None) -> None:
    csv_file(tmp_path, "sub_account,main_account\n" + text, "subs.csv")
    csv_file(tmp_path, "account,asset,amount\na,BTC,1\n")
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, LONG, snapshot=SUBS))
    assert what in caught.value.what
    assert (caught.value.file, caught.value.row, caught.value.column) == ("subs.csv", row, column)
    assert caught.value.advice


def test_a_mapping_without_its_columns(tmp_path: Path) -> None:
    csv_file(tmp_path, "subaccount,main_account\ns,m\n", "subs.csv")
    csv_file(tmp_path, "account,asset,amount\na,BTC,1\n")
    with pytest.raises(InputError, match="no such column") as caught:
        read(settings(tmp_path, LONG, snapshot=SUBS))
    assert "Did you mean subaccount?" in caught.value.advice
