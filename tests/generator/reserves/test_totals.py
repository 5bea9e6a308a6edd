"""The reserves that a statement claims."""

from __future__ import annotations

import pytest

from proofpress.errors import InputError
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import HoldingForm, WalletList
from proofpress_verify.records import ReserveClaim


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
