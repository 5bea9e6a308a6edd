"""Claims, ratios, explorer links, settings and the door in."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.networks import NETWORKS, explorer_link
from proofpress.reserves.ratios import Ratio
from proofpress.reserves.read import read_wallets
from proofpress.reserves.settings import WalletSettings
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import HoldingForm, NoteKind, WalletList
from proofpress_verify.decimals import add, align, format_decimal, parse_decimal
from proofpress_verify.records import ReserveClaim

amounts = st.tuples(st.integers(0, 2**100), st.integers(0, 38))


def test_claims_split_native_from_the_rest_and_are_sorted(make_wallet) -> None:
    rows = (
        make_wallet(asset="stETH", counts_as="ETH", balance=3, decimals=0, form=HoldingForm.STAKED),
        make_wallet(asset="ETH", counts_as="ETH", balance=2, decimals=0),
        make_wallet(balance=150, decimals=2),
        make_wallet(asset="DOGE", counts_as="DOGE", balance=None, decimals=0),
    )
    assert reserve_claims(WalletList(rows, complete=True), {"BTC": 8, "ETH": 0}) == (
        ReserveClaim("BTC", 8, 150000000, 150000000),
        ReserveClaim("DOGE", 0, 0, 0),
        ReserveClaim("ETH", 0, 5, 2),
    )


def test_a_claim_takes_as_many_decimals_as_its_balances_need(make_wallet) -> None:
    finer = make_wallet(balance=1_500_100, decimals=6)
    assert reserve_claims(WalletList((finer,), complete=True), {"BTC": 2}) == (
        ReserveClaim("BTC", 4, 15001, 15001),
    )


def test_a_claim_of_2_to_the_128_is_refused(make_wallet) -> None:
    rows = tuple(make_wallet(address=name, balance=2**127, decimals=0) for name in "ab")
    with pytest.raises(InputError, match=r"BTC reach 2\^128"):
        reserve_claims(WalletList(rows, complete=True), {})


@given(st.lists(amounts, max_size=5))
def test_sums_of_decimals_are_exact(listed) -> None:
    units, decimals = add(listed)
    assert units * 10 ** (38 - decimals) == sum(align(amount, 38) for amount in listed)


@given(st.integers(0, 2**128 - 1), st.integers(0, 38))
def test_decimal_text_round_trips(units: int, decimals: int) -> None:
    assert parse_decimal(format_decimal(units, decimals)) == (units, decimals)


def test_aligning_never_rounds() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        align((15, 1), 0)


@pytest.mark.parametrize(
    ("reserves", "liabilities", "percent", "enough"),
    [
        (99999, 100000, "99.99%", False),
        (2**127 - 1, 2**127, "99.99%", False),
        (100000, 100000, "100.00%", True),
        (100001, 100000, "100.00%", True),
        (10321, 10000, "103.21%", True),
        (0, 5, "0.00%", False),
        (1, 10**30, "0.00%", False),
        (5, 0, "no liabilities", None),
        (0, 0, "no liabilities", None),
    ],
)
def test_a_ratio_is_never_shown_better_than_it_is(reserves, liabilities, percent, enough) -> None:
    ratio = Ratio(reserves, liabilities)
    assert (ratio.percent, ratio.enough) == (percent, enough)


@given(st.integers(0, 2**128), st.integers(1, 2**128))
def test_the_text_and_the_verdict_on_a_ratio_agree(reserves: int, liabilities: int) -> None:
    ratio = Ratio(reserves, liabilities)
    shown = int(ratio.percent.rstrip("%").replace(".", ""))
    assert ratio.enough is (shown >= 10_000)
    assert shown * liabilities <= reserves * 10_000


def test_the_lowest_ratio_comes_first_and_nothing_owed_last() -> None:
    nothing, low, high = Ratio(0, 0), Ratio(1, 3), Ratio(1, 2)
    assert sorted((nothing, high, low), key=lambda ratio: ratio.sort_key) == [low, high, nothing]


def test_a_ratio_of_negative_figures_is_a_fault() -> None:
    with pytest.raises(ValueError, match="negative"):
        Ratio(-1, 1)


def test_explorer_links_are_plain_https_from_the_fixed_table() -> None:
    address = "143gLvWYUojXaWZRrxquRKpVNTkhmr415B"
    assert explorer_link("bitcoin", address) == f"https://mempool.space/address/{address}"
    for network in NETWORKS:
        assert network.explorer == "" or network.explorer.startswith("https://")


@pytest.mark.parametrize(
    ("network", "address"),
    [
        ("bitcoin", 'javascript:alert(1)//"'),
        ("bitcoin", "143gLvWYUojXaWZRrxquRKpVNTkhmr415B\n"),
        ("ethereum", "0x18709e89bd403f470088abdacebe86cc60dda12e?x=<script>"),
        ("ton", "../../evil"),
        ("heco", "0x18709e89bd403f470088abdacebe86cc60dda12e"),
        ("https://evil.example/", "abc"),
    ],
)
def test_no_link_for_what_cannot_be_an_address(network: str, address: str) -> None:
    assert explorer_link(network, address) is None


@given(st.sampled_from(NETWORKS), st.text())
def test_a_link_never_leaves_its_path(network, address: str) -> None:
    link = explorer_link(network.id, address)
    assert link is None or not set(link.removeprefix("https://")) & set("\"'<>?&\\ ")


def test_settings_refuse_what_they_do_not_know() -> None:
    table = {
        "path": "wallets.csv",
        "complete": False,
        "forms": {"x": {"asset": "X", "form": "lent"}},
    }
    assert msgspec.convert(table, WalletSettings).forms["x"].form is HoldingForm.LENT
    for wrong in (
        {**table, "colour": "red"},
        {**table, "format": "kraken"},
        {"path": "wallets.csv"},
        {**table, "forms": {"x": {"asset": "X", "form": "real"}}},
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, WalletSettings)


def test_a_canonical_list_is_read_with_its_notes(tmp_path, make_wallet) -> None:
    path = tmp_path / "wallets.csv"
    path.write_bytes(format_wallets((make_wallet(), make_wallet())))
    wallets = read_wallets(path, WalletSettings(path="wallets.csv", complete=False))
    assert not wallets.complete
    assert [note.kind for note in wallets.notes] == [NoteKind.DUPLICATE, NoteKind.UNSIGNED]
    assert reserve_claims(wallets, {})[0].amount == 15


def test_a_list_that_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_wallets(tmp_path / "none.csv", WalletSettings(path="none.csv", complete=True))
    assert "path" in caught.value.advice
