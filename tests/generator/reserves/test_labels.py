"""The labels of published lists, and settings that say what they mean."""

from __future__ import annotations

import tomllib

import pytest

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets, parse_wallets
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import HoldingForm, NoteKind
from proofpress.settings.wallets import FormSetting
from tests.generator.reserves.lists import EVM, HTX_HEAD, TRON, htx, one


@pytest.mark.parametrize("label", ["A$B-ERC20", "A+B-TRC20"])
def test_what_can_be_owed_can_be_held(label: str) -> None:
    """The names of assets have one form, in ledgers, lists and statements."""
    asset = label.partition("-")[0]
    address = TRON if label.endswith("TRC20") else EVM
    wallets = htx(f"{HTX_HEAD}{label},{address},1,2,,\n")
    assert [row.asset for row in wallets.rows] == [asset]
    assert parse_wallets(format_wallets(wallets.rows)) == wallets.rows
    assert [claim.asset for claim in reserve_claims(wallets, {})] == [asset]


@pytest.mark.parametrize(
    ("label", "asset", "network", "counts_as", "form"),
    [
        ("BTC", "BTC", "bitcoin", "BTC", HoldingForm.NATIVE),
        ("wBTC-ERC20", "WBTC", "ethereum", "BTC", HoldingForm.WRAPPED),
        ("WBTC-ERC20", "WBTC", "ethereum", "BTC", HoldingForm.WRAPPED),
        ("BTC-TRC20", "BTC", "tron", "BTC", HoldingForm.WRAPPED),
        ("jWBTC-TRC20", "jWBTC", "tron", "BTC", HoldingForm.LENT),
        ("ETH-Arbitrum", "ETH", "arbitrum", "ETH", HoldingForm.NATIVE),
        ("ETH-BTTC", "ETH", "bttc", "ETH", HoldingForm.WRAPPED),
        ("baseETH", "ETH", "base", "ETH", HoldingForm.NATIVE),
        ("aETH", "aETH", "ethereum", "ETH", HoldingForm.LENT),
        ("stETH", "stETH", "ethereum", "ETH", HoldingForm.STAKED),
        ("BETH-Heco", "BETH", "heco", "ETH", HoldingForm.STAKED),
        ("jsTRX", "jsTRX", "tron", "TRX", HoldingForm.STAKED),
        ("TRX-sol", "TRX", "solana", "TRX", HoldingForm.WRAPPED),
        ("stUSDT-TRC20", "stUSDT", "tron", "USDT", HoldingForm.LENT),
        ("USDT-aEthUSDT", "aEthUSDT", "ethereum", "USDT", HoldingForm.LENT),
        ("USDT-ETH", "USDT", "ethereum", "USDT", HoldingForm.NATIVE),
        ("USDT-Avalanche C-Chain", "USDT", "avalanche-c", "USDT", HoldingForm.NATIVE),
        ("USDT-BEP20", "USDT", "bsc", "USDT", HoldingForm.WRAPPED),
        ("USDT-OPTIMISM", "USDT", "optimism", "USDT", HoldingForm.WRAPPED),
        ("USDT-Omni", "USDT", "omni", "USDT", HoldingForm.NATIVE),
        ("ERC20-USDC", "USDC", "ethereum", "USDC", HoldingForm.NATIVE),
        ("SOL-USDC", "USDC", "solana", "USDC", HoldingForm.NATIVE),
        ("USDC-SOL", "USDC", "solana", "USDC", HoldingForm.NATIVE),
        ("STEAK-USDC", "steakUSDC", "ethereum", "USDC", HoldingForm.LENT),
        ("HTX-TRC20", "HTX", "tron", "HTX", HoldingForm.AFFILIATE),
        ("OKB-X1-USDT", "USDT", "xlayer", "USDT", HoldingForm.WRAPPED),
        ("DOGE", "DOGE", "dogecoin", "DOGE", HoldingForm.NATIVE),
        ("UNI-ERC20", "UNI", "ethereum", "UNI", HoldingForm.NATIVE),
        ("xyzBTC-ERC20", "xyzBTC", "ethereum", "xyzBTC", HoldingForm.NATIVE),
    ],
)
def test_labels_and_what_they_mean(label, asset, network, counts_as, form) -> None:
    (row,) = htx(f"{HTX_HEAD}{label},x1x2x3,-,1,-,-\n").rows
    assert (row.asset, row.network, row.counts_as, row.form) == (asset, network, counts_as, form)
    assert row.label == label


def test_a_label_read_by_its_name_alone_is_said() -> None:
    wallets = htx(f"{HTX_HEAD}UNI-ERC20,{EVM},-,1,-,-\nETH,{EVM},-,1,-,-\n")
    assert one(wallets, NoteKind.READ_BY_NAME).rows == (1,)


def test_labels_that_mean_nothing_are_refused_together_with_the_settings_to_add() -> None:
    with pytest.raises(InputError) as caught:
        htx(f'{HTX_HEAD}ETH,{EVM},-,1,-,-\nFOO,{EVM},-,1,-,-\nB"AR,{EVM},-,1,-,-\n')
    assert (caught.value.row, caught.value.column) == (2, "coin")
    assert "'FOO', 'B\"AR'" in caught.value.what
    _, _, advice = caught.value.advice.partition("\n")
    assert set(tomllib.loads(advice)["wallets"]["forms"]) == {"FOO", 'B"AR'}


def test_settings_say_what_a_label_means_and_win_over_the_table() -> None:
    wallets = htx(
        f"{HTX_HEAD}FOO,{EVM},-,1,-,-\nsteth,{EVM},-,2,-,-\n",
        FOO=FormSetting(
            asset="FOO", network="ethereum", form=HoldingForm.AFFILIATE, counts_as="USD"
        ),
        stETH=FormSetting(
            asset="stETH", network="ethereum", form=HoldingForm.LENT, counts_as="ETH"
        ),
    )
    assert [(row.counts_as, row.form) for row in wallets.rows] == [
        ("USD", HoldingForm.AFFILIATE),
        ("ETH", HoldingForm.LENT),
    ]


def test_a_setting_without_network_needs_a_label_that_names_one() -> None:
    setting = FormSetting(asset="FOO", form=HoldingForm.NATIVE)
    (row,) = htx(f"{HTX_HEAD}FOO-ERC20,{EVM},-,1,-,-\n", **{"FOO-ERC20": setting}).rows
    assert row.network == "ethereum"
    with pytest.raises(InputError, match="not known: 'FOO'"):
        htx(f"{HTX_HEAD}FOO,{EVM},-,1,-,-\n", FOO=setting)
