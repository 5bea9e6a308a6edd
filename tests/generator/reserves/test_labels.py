"""The labels of published lists, and settings that say what they mean."""

from __future__ import annotations

import tomllib

import pytest

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets, parse_wallets
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import Form, NoteKind
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
        ("BTC", "BTC", "bitcoin", "BTC", Form.NATIVE),
        ("wBTC-ERC20", "WBTC", "ethereum", "BTC", Form.WRAPPED),
        ("WBTC-ERC20", "WBTC", "ethereum", "BTC", Form.WRAPPED),
        ("BTC-TRC20", "BTC", "tron", "BTC", Form.WRAPPED),
        ("jWBTC-TRC20", "jWBTC", "tron", "BTC", Form.LENT),
        ("ETH-Arbitrum", "ETH", "arbitrum", "ETH", Form.NATIVE),
        ("ETH-BTTC", "ETH", "bttc", "ETH", Form.WRAPPED),
        ("baseETH", "ETH", "base", "ETH", Form.NATIVE),
        ("aETH", "aETH", "ethereum", "ETH", Form.LENT),
        ("stETH", "stETH", "ethereum", "ETH", Form.STAKED),
        ("BETH-Heco", "BETH", "heco", "ETH", Form.STAKED),
        ("jsTRX", "jsTRX", "tron", "TRX", Form.STAKED),
        ("TRX-sol", "TRX", "solana", "TRX", Form.WRAPPED),
        ("stUSDT-TRC20", "stUSDT", "tron", "USDT", Form.LENT),
        ("USDT-aEthUSDT", "aEthUSDT", "ethereum", "USDT", Form.LENT),
        ("USDT-ETH", "USDT", "ethereum", "USDT", Form.NATIVE),
        ("USDT-Avalanche C-Chain", "USDT", "avalanche-c", "USDT", Form.NATIVE),
        ("USDT-BEP20", "USDT", "bsc", "USDT", Form.WRAPPED),
        ("USDT-OPTIMISM", "USDT", "optimism", "USDT", Form.WRAPPED),
        ("USDT-Omni", "USDT", "omni", "USDT", Form.NATIVE),
        ("ERC20-USDC", "USDC", "ethereum", "USDC", Form.NATIVE),
        ("SOL-USDC", "USDC", "solana", "USDC", Form.NATIVE),
        ("USDC-SOL", "USDC", "solana", "USDC", Form.NATIVE),
        ("STEAK-USDC", "steakUSDC", "ethereum", "USDC", Form.LENT),
        ("HTX-TRC20", "HTX", "tron", "HTX", Form.AFFILIATE),
        ("OKB-X1-USDT", "USDT", "xlayer", "USDT", Form.WRAPPED),
        ("DOGE", "DOGE", "dogecoin", "DOGE", Form.NATIVE),
        ("UNI-ERC20", "UNI", "ethereum", "UNI", Form.NATIVE),
        ("xyzBTC-ERC20", "xyzBTC", "ethereum", "xyzBTC", Form.NATIVE),
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
        FOO=FormSetting(asset="FOO", network="ethereum", form=Form.AFFILIATE, counts_as="USD"),
        stETH=FormSetting(asset="stETH", network="ethereum", form=Form.LENT, counts_as="ETH"),
    )
    assert [(row.counts_as, row.form) for row in wallets.rows] == [
        ("USD", Form.AFFILIATE),
        ("ETH", Form.LENT),
    ]


def test_a_setting_without_network_needs_a_label_that_names_one() -> None:
    setting = FormSetting(asset="FOO", form=Form.NATIVE)
    (row,) = htx(f"{HTX_HEAD}FOO-ERC20,{EVM},-,1,-,-\n", **{"FOO-ERC20": setting}).rows
    assert row.network == "ethereum"
    with pytest.raises(InputError, match="not known: 'FOO'"):
        htx(f"{HTX_HEAD}FOO,{EVM},-,1,-,-\n", FOO=setting)
