"""The list of HTX as published."""

from __future__ import annotations

from proofpress.reserves.htx import read_htx
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import NoteKind
from tests.generator.reserves.lists import kinds, one


def test_the_htx_list_of_february_2026(published) -> None:
    wallets = read_htx(published("htx_2026-02-01.csv"), "htx.csv", {}, complete=True)
    assert len(wallets.rows) == 95
    assert sum(row.is_signed for row in wallets.rows) == 51
    assert len(wallets.stated_totals) == 37
    assert kinds(wallets) == {
        NoteKind.BYTE_ORDER_MARK,
        NoteKind.DASHES,
        NoteKind.NO_BALANCE,
        NoteKind.DUPLICATE,
        NoteKind.UNSIGNED,
        NoteKind.TOTAL_DIFFERS,
    }
    assert len(one(wallets, NoteKind.DUPLICATE).rows) == 12
    claims = {claim.asset: claim for claim in reserve_claims(wallets, {"BTC": 8, "USDT": 6})}
    assert claims["BTC"].amount == 20_876_58000000
    assert claims["BTC"].native == 9_185_94000000
    assert claims["USDT"].amount == 1_313_451_824_130000
    assert claims["ETH"].native == 12_513_95
    assert claims["HTX"].native == 0
    assert [claim.asset for claim in claims.values()] == sorted(claims)
