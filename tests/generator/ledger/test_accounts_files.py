"""Files about accounts: sub-accounts, identities, generations; and `explain`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from proofpress.errors import InputError
from proofpress.ledger import read_generations, read_identities
from proofpress.ledger.sub_accounts import SubAccounts
from proofpress_verify.records import Scope
from tests.generator.ledger.files import csv_file, read, settings

LONG = '[[ledger]]\npath = "books.csv"\n'
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


def test_identities_are_lower_cased(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "account,identity\nA,Alice@Example.com\nb,+49 170 1\n")
    assert read_identities(file) == {"A": "alice@example.com", "b": "+49 170 1"}


def test_generations(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "account,generation\na,1\nb,4294967295\n")
    assert read_generations(file) == {"a": 1, "b": 4294967295}


@pytest.mark.parametrize(
    ("reader", "text", "what", "row", "column"),
    [
        (
            read_identities,
            "account,identity\na,x\na,y\n",
            "the account is listed twice",
            2,
            "account",
        ),
        (read_identities, "account,identity\na,\n", "the identity is empty", 1, "identity"),
        (read_identities, "account,identity\na,zo\u00eb@x\n", "not allowed", 1, "identity"),
        (read_identities, "account,identity\na, x\n", "a leading, trailing", 1, "identity"),
        (read_identities, "account,mail\na,x\n", "no such column", None, "identity"),
        (read_generations, "account,generation\na,1\na,1\n", "is listed twice", 2, "account"),
        (read_generations, "account,generation\na,-1\n", "is not a generation", 1, "generation"),
        (read_generations, "account,generation\na,1.0\n", "is not a generation", 1, "generation"),
        (read_generations, "account,generation\na,4294967296\n", "not a gen", 1, "generation"),
        (read_generations, "account,generation\na,\u0661\n", "not allowed", 1, "generation"),
    ],
)
def test_wrong_files_about_accounts(
    tmp_path: Path,
    reader: Callable[[Path], object],
    text: str,
    what: str,
    row: int | None,
    column: str,
) -> None:
    file = csv_file(tmp_path, text)
    with pytest.raises(InputError) as caught:
        reader(file)
    assert what in caught.value.what
    assert (caught.value.file, caught.value.row, caught.value.column) == (str(file), row, column)


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
