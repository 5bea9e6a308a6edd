"""The lists of OKX, of 2022 and of later years."""

from __future__ import annotations

from proofpress.reserves.okx import read_okx
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import HoldingForm, NoteKind
from proofpress.settings.wallets import FormSetting
from tests.generator.reserves.lists import EVM, OKX_HEAD, OTHER, TRON, okx, one


def test_the_okx_sample_of_november_2022(published) -> None:
    wallets = read_okx(published("okx_2022-11_sample.csv"), "okx.csv", {}, complete=False)
    assert len(wallets.rows) == 33
    assert sum(len(row.signatures) == 2 and bool(row.redeem_script) for row in wallets.rows) == 9
    assert not wallets.complete
    assert wallets.notes == ()
    claims = {claim.asset: claim for claim in reserve_claims(wallets, {})}
    assert (claims["BTC"].amount, claims["BTC"].decimals) == (449_51400581, 8)
    assert (claims["USDT"].amount, claims["USDT"].native) == (5_569_418126, 5_436_904358)
    assert claims["ETH"].decimals == 18


def test_okx_lists_of_later_years_are_in_whole_units_and_name_type_and_owners() -> None:
    wallets = okx(
        "coin,Type,Network,Snapshot Height,address,amount,message,signature1,signature2,"
        "redeem script/public key,EOA1,EOA2\n"
        f"ETH,Non Staking,ETH,7,{EVM},0.5,m,0xaa,,,\n"
        f"ETH,Native ETH Staking,ETH,7,0x{'ab' * 48},32,m,0xbb,,,{OTHER},\n"
        f"ETH,Odd,ETH,7,{OTHER},1,m,0xcc,0xdd,,{EVM},{OTHER}\n"
        "APTOS,,APTOS,7,0xdead,1.5,m,0xee,,0x75,,\n"
    )
    assert [row.form for row in wallets.rows] == [
        HoldingForm.NATIVE,
        HoldingForm.STAKED,
        HoldingForm.NATIVE,
        HoldingForm.NATIVE,
    ]
    assert [row.owners for row in wallets.rows] == [(), (OTHER,), (EVM, OTHER), ()]
    assert (wallets.rows[0].balance, wallets.rows[0].decimals) == (5, 1)
    assert (wallets.rows[3].asset, wallets.rows[3].public_keys) == ("APT", ("0x75",))
    assert one(wallets, NoteKind.UNKNOWN_TYPE).rows == (3,)


def test_amounts_in_base_units_take_the_tokens_own_decimals() -> None:
    wallets = okx(f"{OKX_HEAD}USDT-TRC20,{TRON},111000000,m,s,,\nUSDT-BEP20,{EVM},7,m,s,null,\n")
    assert [(row.balance, row.decimals) for row in wallets.rows] == [(111000000, 6), (7, 18)]
    foo = FormSetting(asset="FOO", network="ethereum", form=HoldingForm.NATIVE, decimals=3)
    (row,) = okx(f"{OKX_HEAD}FOO,{EVM},5,m,s,,\n", FOO=foo).rows
    assert (row.balance, row.decimals) == (5, 3)
