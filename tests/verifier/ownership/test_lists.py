"""Claims in anybody's list, and what their messages say."""

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
from proofpress_verify.ownership.wording import (
    Occasion,
    Wording,
    message_to_sign,
    unchanged_since,
    wording,
)


@pytest.mark.parametrize("name", ["htx_2026-02-01.csv", "okx_2022-11_sample.csv"])
def test_a_list_gives_the_same_outcomes_as_published_and_as_wallets_csv(published, name) -> None:
    data = published(name)
    read = read_htx if name.startswith("htx") else read_okx
    rows = read(data, name, {}, complete=True).rows
    expected = [(row.label, outcome) for row, outcome in zip(rows, check_rows(rows), strict=True)]
    for spelled in (data, format_wallets(rows)):
        listed = read_list(spelled)
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


OCCASION = Occasion(
    names=("Example Exchange", "example.com/reserves"),
    snapshot="2026-10-31",
    block_heights=(900000,),
    block_hashes=("0x00000000000000000001d80e14a8ea2c",),
)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("huobi", Wording(False, False, False, False)),
        ("I am an EXAMPLE exchange address", Wording(True, False, False, False)),
        ("2026-10-31", Wording(False, True, False, False)),
        ("x2026-10-31", Wording(False, False, False, False)),
        ("at block 900000.", Wording(False, False, False, True)),
        ("at block 1900000", Wording(False, False, False, False)),
        ("00000000000000000001D80E14A8EA2C", Wording(False, False, True, False)),
    ],
)
def test_what_a_message_names(message: str, named: Wording) -> None:
    assert wording(message, OCCASION) == named


def test_what_a_publisher_is_told_to_sign_names_everything() -> None:
    message = message_to_sign(
        "example.com/reserves", "2026-10-31", "bc1qxyz", 900000, OCCASION.block_hashes[0]
    )
    found = wording(message, OCCASION)
    assert found == Wording(True, True, True, True)
    assert found.is_fresh
    assert not found.is_generic
    assert message.isascii()
    assert message.isprintable()


def test_a_brand_name_alone_is_generic() -> None:
    found = wording("King will be back!", OCCASION)
    assert found.is_generic
    assert not found.is_fresh


def test_nothing_to_look_for_is_never_found() -> None:
    assert wording("anything ab 0", Occasion(("", "ab"), "", (), ("", "ab"))) == Wording(
        False, False, False, False
    )


def test_since_when_signatures_have_not_changed() -> None:
    earlier = [("2026-09", {"a", "b"}), ("2026-08", {"a"}), ("2026-07", {"b"}), ("2026-06", {"a"})]
    assert unchanged_since(("a",), earlier) == "2026-08"
    assert unchanged_since(("a", "b"), earlier) == "2026-09"
    assert unchanged_since(("c",), earlier) is None
    assert unchanged_since((), earlier) is None
    assert unchanged_since(("a",), []) is None
