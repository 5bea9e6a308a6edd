"""Figures of a snapshot: sums, ratios, the headline, sizes in dollars."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from proofpress.reserves.wallets import HoldingForm, WalletList
from proofpress.site.figures import (
    asset_figures,
    compositions,
    group_figures,
    growth,
    headline,
    in_dollars,
)
from proofpress_verify.records import ReserveClaim
from tests.generator import sample


def test_a_group_sums_like_with_like_in_the_finest_decimals():
    (group,) = group_figures(sample.statement())
    assert group.parts == ("USD", "USDC", "USDT")
    assert group.unit == "USD-like"
    assert group.decimals == 6
    assert group.customer == 4_120_334_170000 + 18_334_119_250000 + 61_224_870_118400
    assert group.reserves == 85_000_000_000000


def test_reserves_of_an_asset_without_a_column_are_still_shown():
    made = sample.statement()
    made = replace(made, reserves=(*made.reserves, ReserveClaim("XRP", 6, 5, 5)))
    last = asset_figures(made)[-1]
    assert (last.name, last.customer, last.reserves) == ("XRP", None, 5)
    assert headline(made).assets == 6


def test_assets_of_which_nothing_is_owed_count_on_neither_side():
    made = sample.statement()
    totals = tuple(0 if i == 3 else total for i, total in enumerate(made.totals))
    assert headline(replace(made, totals=totals)).assets == 5


def test_the_lowest_ratio_is_the_lowest():
    found = headline(replace(sample.statement(), reserves=sample.RESERVES))
    assert found.lowest is not None
    assert found.lowest.name == "USD"
    ratios = [row.customers_only.sort_key for row in asset_figures(sample.statement())]
    assert found.lowest.customers_only.sort_key == min(ratios)


def test_the_headline_is_good_where_both_bases_are_reached():
    found = headline(replace(sample.statement(), reserves=sample.plenty()))
    assert (found.enough, found.enough_with_platform, found.tone) == (6, 6, "good")


def test_the_wallet_list_says_what_the_reserves_are_made_of():
    rows = sample.wallets().rows
    finer = replace(rows[1], balance=5, decimals=10, address="0x" + "1" * 40)
    bitcoin = compositions(WalletList((*rows, *rows, finer), complete=True))[0]
    assert (bitcoin.asset, bitcoin.decimals) == ("BTC", 10)
    assert bitcoin.amounts[HoldingForm.NATIVE] == 1_120_5000000000
    assert bitcoin.amounts[HoldingForm.WRAPPED] == 1_120_5000000005
    assert bitcoin.total == 2_241_0000000005


def test_growth_in_dollars_is_split_into_inflow_and_price():
    before, after = sample.statement("2026-09-30"), sample.statement()
    btc, tether = before.prices
    dearer = (replace(btc, price="100123.5"), tether)
    more = tuple(t + 10**8 if i == 1 else t for i, t in enumerate(after.totals))
    found = growth(before, replace(after, prices=dearer, totals=more))
    assert found is not None
    assert (found.inflow, found.apart) == (100_123, 0)
    assert found.price == int(Fraction("1843.50217733") * 2000)
    assert abs(found.after - found.before - found.inflow - found.price) <= 3
    unpriced = growth(before, replace(after, prices=dearer[:1]))
    assert unpriced is not None
    assert unpriced.apart == floor(Fraction("-61224870.1184") * Fraction("0.9991"))
    assert growth(before, replace(after, prices=())) is None


def test_own_issued_assets_never_make_the_dollar_headline_larger():
    made = sample.statement()
    own = replace(made, own_issued=("BTC", "DOGE"))
    less, more = in_dollars(own), in_dollars(made)
    assert less is not None
    assert more is not None
    assert less.owed < more.owed
    found = growth(made, own)
    assert found is not None
    assert (found.inflow, found.apart < 0) == (0, True)
