"""Claims in lists of several exchanges, and lists that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.signatures import check_rows
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.lists import WALLETS_HEADER, escape, read_list, unescape
from proofpress_verify.ownership.python_curve import PythonCurve
from proofpress_verify.ownership.tables import ListError


@pytest.mark.parametrize("name", ["htx_2026-02-01.csv", "okx_2022-11_sample.csv"])
def test_a_list_gives_the_same_outcomes_as_published_and_as_wallets_csv(published, name) -> None:
    data = published(name)
    read = read_htx if name.startswith("htx") else read_okx
    rows = read(data, name, {}, complete=True).rows
    expected = [(row.label, outcome) for row, outcome in zip(rows, check_rows(rows), strict=True)]
    for encoded in (data, format_wallets(rows)):
        listed = read_list(encoded)
        assert [row.number for row in listed] == list(range(1, len(rows) + 1))
        found = [(row.label, check(row.claim, PythonCurve())) for row in listed]
        assert found == expected


def test_lines_are_counted_in_the_file() -> None:
    text = "coin,balance\nBTC,1\n\ncoin,address,balance\n\nBTC,x,1\n,,\nETH,y,2\n"
    assert [(row.number, row.line) for row in read_list(text.encode())] == [(1, 6), (2, 8)]


def test_a_list_of_totals_alone_has_no_claims() -> None:
    assert read_list(b"coin,balance\nBTC,1\n") == ()


def test_the_network_is_taken_where_an_address_could_be_anothers() -> None:
    text = (
        "coin,Network,address,amount,message,signature1\n"
        "DOGE,DOGE,D1,1,m,s\nUSDT,TRON,T1,1,m,s\nUSDT,ETH,0x1,1,m,s\nSOL,,S1,1,m,s\n"
    )
    networks = [row.claim.network for row in read_list(text.encode())]
    assert networks == ["dogecoin", "tron", "", "solana"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff", "not UTF-8 at byte 0"),
        (b"a,b\n", "line 1 comes before any header"),
        (b"coin,address,balance\nBTC,x,1,2\n", "4 cells under 3 columns"),
        (b"coin,address,coin\n", "'coin' twice"),
        (",".join(WALLETS_HEADER).encode() + b"\nBTC\n", "1 cells instead of 18"),
        (b'coin,"address\n', "not CSV"),
        (b"coin\x00", "U+0000"),
    ],
)
def test_what_is_no_list_is_said(data: bytes, says: str) -> None:
    with pytest.raises(ListError) as caught:
        read_list(data)
    assert says in caught.value.what


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_only_the_lists_own_error_comes_out(data: bytes) -> None:
    for prefix in (b"", b"coin,address,balance\n", ",".join(WALLETS_HEADER).encode() + b"\n"):
        try:
            read_list(prefix + data)
        except ListError:
            continue


@given(st.text())
def test_escaping_is_undone_and_leaves_no_formula(cell: str) -> None:
    written = escape(cell)
    assert unescape(written) == cell
    assert written[:1] not in tuple("=+-@") or not written
