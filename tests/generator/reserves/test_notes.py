"""Notes on what is unusual in a list."""

from __future__ import annotations

from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import NoteKind
from tests.generator.reserves.lists import EVM, HTX_HEAD, OTHER, TRON, htx, okx, one


def test_the_same_coins_count_once_and_by_the_smallest() -> None:
    wallets = htx(
        f"{HTX_HEAD}ETH,{EVM},-,5,-,-\nETH,{EVM.upper().replace('X', 'x')},-,3.0,-,-\n"
        f"USDT-ETH,{EVM},-,7,-,-\nUSDT-ERC20,{EVM},-,7.00,-,-\n"
    )
    assert len(wallets.rows) == 4
    assert one(wallets, NoteKind.CONFLICT).rows == (1, 2)
    assert one(wallets, NoteKind.DUPLICATE).rows == (3, 4)
    assert [claim.amount for claim in reserve_claims(wallets, {})] == [3, 7]


def test_totals_that_do_not_fit_are_said() -> None:
    wallets = htx(
        "coin,snapshot height,balance\n"
        "ETH(ALL),-,7\nETH,1,4.99\nstETH,1,2\nBTC-BUY-BACK,-,73.8\nUSDT-TRC20,1,0\n\n"
        f"{HTX_HEAD}ETH,{EVM},1,4.994,-,-\nDOGE,{OTHER},1,1,-,-\n"
    )
    texts = [note.text for note in wallets.notes if note.kind is NoteKind.TOTAL_DIFFERS]
    assert texts == ["ETH(ALL): the list states 7; its rows add up to 4.994, 2.006 less."]
    empty = [note.text for note in wallets.notes if note.kind is NoteKind.TOTAL_WITHOUT_ROWS]
    assert empty == [
        "stETH: the list states 2 and has no rows for it.",
        "BTC-BUY-BACK: the list states 73.8 and has no rows for it.",
    ]
    assert one(wallets, NoteKind.ROWS_WITHOUT_TOTAL).rows == (2,)


def test_addresses_and_networks_that_do_not_fit_are_said() -> None:
    wallets = okx(
        "coin,Network,Snapshot Height,address,amount,message,signature1\n"
        f"ETH,ETH,1,{TRON},1,m,s\nEOS,Vaulta,1,okbwallet1tr,2,m,s\n"
    )
    assert one(wallets, NoteKind.ODD_ADDRESS).rows == (1,)
    assert one(wallets, NoteKind.UNKNOWN_NETWORK).rows == (2,)
    assert wallets.rows[1].network == "vaulta"
