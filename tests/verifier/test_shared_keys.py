"""One key listed many times is found, however its address is written and whatever signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress_verify import cli
from proofpress_verify.ownership.bitcoin_address import hash160
from proofpress_verify.ownership.python_curve import PythonCurve
from proofpress_verify.ownership.segwit_address import decode
from proofpress_verify.shared_keys import Reach
from proofpress_verify.wallets import check_list
from tests.verifier.wallet_rows import (
    BITCOIN_ADDRESSES,
    EVM,
    SHORT,
    found,
    line,
    listing,
    one,
    signed_bitcoin,
    signed_evm,
)


def test_the_addresses_here_are_addresses() -> None:
    assert decode("bc", BITCOIN_ADDRESSES["segwit"][0]) == (0, hash160(SHORT))
    lines = (*map(signed_bitcoin, BITCOIN_ADDRESSES), signed_evm("ethereum"), signed_evm("tron"))
    rows = check_list(listing(*lines), PythonCurve())
    assert all(row.outcome.is_valid for row in rows)
    assert len({row.outcome.keys for row in rows}) == 1


# One key under several addresses.


@pytest.mark.parametrize("left", BITCOIN_ADDRESSES)
@pytest.mark.parametrize("right", BITCOIN_ADDRESSES)
def test_one_bitcoin_key_under_two_kinds_of_address_is_one(left: str, right: str) -> None:
    key = one(signed_bitcoin(left), signed_bitcoin(right, form="staked", balance="3"))
    assert (key.rows, key.reach) == ((1, 2), Reach.WITHIN)
    assert [(each.asset, each.amount) for each in key.resting] == [("BTC", "5")]


def test_without_signatures_the_hashes_in_the_addresses_tell() -> None:
    kinds = ("legacy", "segwit", "nested")
    lines = [line(address=BITCOIN_ADDRESSES[kind][0]) for kind in kinds]
    assert one(*lines).rows == (1, 2, 3)


def test_an_address_of_ethereum_and_one_of_tron_and_of_bitcoin_are_one_key() -> None:
    usdt = {"asset": "USDT", "counts_as": "USDT"}
    key = one(signed_evm("ethereum", **usdt), signed_evm("tron", **usdt))
    assert (key.rows, key.reach) == ((1, 2), Reach.ACROSS)
    key = one(signed_evm("ethereum", form="wrapped"), signed_bitcoin("segwit"))
    assert (key.rows, key.reach) == ((1, 2), Reach.ACROSS)


def test_rows_are_connected_by_way_of_others() -> None:
    """Row 2 has the address of row 1 and no signature, row 3 the key that signed row 1."""
    lines = (
        signed_bitcoin("uncompressed"),
        line(address=BITCOIN_ADDRESSES["uncompressed"][0], form="lent"),
        signed_bitcoin("segwit"),
    )
    assert one(*lines).rows == (1, 2, 3)


def test_a_signature_that_is_invalid_ties_nothing() -> None:
    forged = signed_bitcoin("segwit", message="another message")
    assert not found(signed_bitcoin("uncompressed"), forged)


# What is reported, and what is normal.


def test_different_coins_at_one_address_are_normal() -> None:
    coins = [line(network="ethereum", address=EVM, asset=a, counts_as=a) for a in ("ETH", "USDT")]
    assert not found(*coins)
    assert not found(*coins, line(network="bsc", address=EVM, asset="BNB", counts_as="BNB"))


def test_rows_without_a_balance_back_nothing() -> None:
    assert not found(line(), line(balance=""), line(balance="0.00", form="lent"))


def test_the_sums_of_all_that_rests_on_a_key_are_named_repeated_assets_first() -> None:
    tokens = [("USDC", "USDC", "7"), ("ETH", "ETH", "1.50"), ("stETH", "ETH", "2")]
    lines = [
        line(network="ethereum", address=EVM, asset=asset, counts_as=counts_as, balance=balance)
        for asset, counts_as, balance in tokens
    ]
    text = one(*lines).text
    assert text.startswith("One key backs 3 rows: 3.5 ETH in rows 2, 3; 7 USDC in row 1. ")
    assert text.endswith("Rows 2, 3 state no reason.")


def test_reasons_are_said() -> None:
    first, second = line(repeats="staked in part"), line(form="staked", repeats="the staked part")
    assert one(first, second).unexplained == ()
    key = one(first, line(form="staked"))
    assert key.unexplained == (2,)
    assert key.text.endswith(" Row 2 states no reason.")


def test_coins_listed_twice_rest_once() -> None:
    (resting,) = one(line(balance="5"), line(balance="3")).resting
    assert (resting.amount, resting.rows) == ("3", (1, 2))


def test_lists_without_the_column_are_still_read(tmp_path: Path, capsys) -> None:
    lines = listing(line(), line(form="lent")).decode().splitlines()
    path = tmp_path / "older.csv"
    path.write_text("\n".join(text.rpartition(",")[0] for text in lines) + "\n")
    assert cli.main(["wallets", str(path)]) == 0
    assert "One key backs 2 rows: 4 BTC in rows 1, 2." in capsys.readouterr().out
