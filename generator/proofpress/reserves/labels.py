"""What the labels of published lists mean: "wBTC-ERC20" is WBTC on Ethereum, wrapped BTC.

A label is looked up in the publisher's own settings, then in the table here, and is at
last read by its parts ("USDT-TRC20", "ERC20-USDC"). By parts alone a token never counts
as another asset: "xyzBTC-ERC20" would count as xyzBTC, not as BTC. A label that cannot
be read is refused with the lines to add to the settings, for a guess could make a
reserve out of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proofpress_verify.forms import ASSET

from .networks import NETWORKS, Network, network_named
from .settings import FormSetting
from .wallets import HoldingForm


@dataclass(frozen=True)
class Meaning:
    """What a label stands for. `by_name` says that only the label's own parts say so.

    `network` is a network's id. `decimals` are set by the settings or the table, for
    lists in base units; None where they are not known.
    """

    asset: str
    network: str
    counts_as: str
    form: HoldingForm
    decimals: int | None = None
    by_name: bool = False


def _known(asset: str, network: str, counts_as: str, form: HoldingForm) -> Meaning:
    return Meaning(asset, network, counts_as, form)


# Labels whose parts do not tell what the token is, upper-case. Receipts of lending
# (Aave's aTokens, JustLend's jTokens, Morpho vaults) are lent, receipts of staking are
# staked, also where the receipt itself was lent on.
_TABLE = {
    "WBTC-ERC20": _known("WBTC", "ethereum", "BTC", HoldingForm.WRAPPED),
    "BBTC-ERC20": _known("BBTC", "ethereum", "BTC", HoldingForm.WRAPPED),
    "JWBTC-TRC20": _known("jWBTC", "tron", "BTC", HoldingForm.LENT),
    "AETH": _known("aETH", "ethereum", "ETH", HoldingForm.LENT),
    "STETH": _known("stETH", "ethereum", "ETH", HoldingForm.STAKED),
    "BETH": _known("BETH", "ethereum", "ETH", HoldingForm.STAKED),
    "BETH-HECO": _known("BETH", "heco", "ETH", HoldingForm.STAKED),
    "BASEETH": _known("ETH", "base", "ETH", HoldingForm.NATIVE),
    "JSTRX": _known("jsTRX", "tron", "TRX", HoldingForm.STAKED),
    "STTRX": _known("sTRX", "tron", "TRX", HoldingForm.STAKED),
    "STUSDT-TRC20": _known("stUSDT", "tron", "USDT", HoldingForm.LENT),
    "STUSDT-ERC20": _known("stUSDT", "ethereum", "USDT", HoldingForm.LENT),
    "JUSDT-TRC20": _known("jUSDT", "tron", "USDT", HoldingForm.LENT),
    "USDT-AETHUSDT": _known("aEthUSDT", "ethereum", "USDT", HoldingForm.LENT),
    "ERC20-AETHUSDC": _known("aEthUSDC", "ethereum", "USDC", HoldingForm.LENT),
    "STEAK-USDC": _known("steakUSDC", "ethereum", "USDC", HoldingForm.LENT),
    "WLFI": _known("WLFI", "ethereum", "WLFI", HoldingForm.NATIVE),
    # Tokens named as their network is.
    "OPTIMISM": _known("OP", "optimism", "OP", HoldingForm.NATIVE),
    "ARBITRUM": _known("ARB", "arbitrum", "ARB", HoldingForm.NATIVE),
    # Issued by the exchange whose list it is.
    "HT-ETH": _known("HT", "ethereum", "HT", HoldingForm.AFFILIATE),
    "HT-ERC20": _known("HT", "ethereum", "HT", HoldingForm.AFFILIATE),
    "HTX-ERC20": _known("HTX", "ethereum", "HTX", HoldingForm.AFFILIATE),
    "HTX-TRC20": _known("HTX", "tron", "HTX", HoldingForm.AFFILIATE),
    "OKB": _known("OKB", "ethereum", "OKB", HoldingForm.AFFILIATE),
    "OKB-ERC20": _known("OKB", "ethereum", "OKB", HoldingForm.AFFILIATE),
    "OKB-X1": _known("OKB", "xlayer", "OKB", HoldingForm.AFFILIATE),
    "OKT": _known("OKT", "okc", "OKT", HoldingForm.AFFILIATE),
}  # fmt: skip

# Where the issuers of these tokens issue them themselves, as of 2026. In older lists the
# same name may mean a bridged token; the settings can say so.
_ISSUED_ON = {
    "USDT": {"ethereum", "tron", "avalanche-c", "solana", "omni", "algorand", "ton", "aptos",
             "near", "polkadot-asset-hub"},
    "USDC": {"ethereum", "solana", "avalanche-c", "base", "arbitrum", "optimism", "polygon",
             "algorand", "aptos", "sui", "stellar", "near", "zksync", "linea", "xrpl", "unichain",
             "polkadot-asset-hub"},
}  # fmt: skip

_COINS = {network.coin for network in NETWORKS if network.coin}
_STABLE_DECIMALS = {"bsc": 18, "okc": 18}
_TOKEN_DECIMALS = {"OKB": 18, "UNI": 18, "LINK": 18, "SHIB": 18, "PEOPLE": 18}


def meaning_of(label: str, network_name: str, forms: Mapping[str, FormSetting]) -> Meaning | None:
    """What a label means, or None if neither settings nor table nor its parts tell.

    `network_name` is what the list itself says of the network, empty where it does not.
    """
    setting = _setting_of(label, forms)
    if setting is not None:
        return _from_setting(setting, _by_parts(label, network_name))
    known = _TABLE.get(label.upper())
    if known is not None:
        stated = network_named(network_name)
        return known if stated is None else _moved(known, stated)
    return _by_parts(label, network_name)


def decimals_of(meaning: Meaning) -> int | None:
    """The decimals of the token in base units: by the settings, or known; else None."""
    if meaning.decimals is not None:
        return meaning.decimals
    for network in NETWORKS:
        if network.id == meaning.network and network.coin == meaning.asset:
            return network.decimals
    if meaning.asset in _ISSUED_ON:
        return _STABLE_DECIMALS.get(meaning.network, 6)
    return _TOKEN_DECIMALS.get(meaning.asset)


def advice_for(labels: Mapping[str, str]) -> str:
    """The settings that would make unread labels readable, ready to be pasted and mended.

    `labels` maps each label to the network that the list names beside it, if any.
    """
    lines = ["Add to the snapshot's file what each label means, for example:"]
    for label, network_name in labels.items():
        stated = network_named(network_name)
        place = stated.id if stated is not None else "ethereum"
        quoted = label.replace("\\", "\\\\").replace('"', '\\"')
        lines += [
            f'[wallets.forms."{quoted}"]',
            'asset = "…"',
            f'network = "{place}"',
            'counts_as = "…"',
            'form = "native"',
        ]
    return "\n".join(lines)


def _setting_of(label: str, forms: Mapping[str, FormSetting]) -> FormSetting | None:
    if label in forms:
        return forms[label]
    lowered = {name.casefold(): setting for name, setting in forms.items()}
    return lowered.get(label.casefold())


def _from_setting(setting: FormSetting, read: Meaning | None) -> Meaning | None:
    network = setting.network or (read.network if read is not None else "")
    if not network:
        return None
    return Meaning(
        asset=setting.asset,
        network=network,
        counts_as=setting.counts_as or setting.asset,
        form=setting.form,
        decimals=setting.decimals,
    )


def _moved(known: Meaning, network: Network) -> Meaning:
    """The same token on the network that the list names."""
    return Meaning(known.asset, network.id, known.counts_as, known.form, known.decimals)


def _by_parts(label: str, network_name: str) -> Meaning | None:
    stated = network_named(network_name)
    if stated is not None:
        return _on(_asset_part(label, stated), stated)
    if network_name:
        return _on_unknown(label, network_name)
    for asset, network in _splits(label):
        return _on(asset, network)
    own = _network_of_coin(label.upper())
    return None if own is None else _on(own.coin, own)


def _splits(label: str) -> Iterator[tuple[str, Network]]:
    """Every way to read a label as asset and network: "USDT-TRC20", then "ERC20-USDC"."""
    cuts = [match.start() for match in re.finditer("[-_]", label)]
    halves = [(label[:cut], label[cut + 1 :]) for cut in cuts]
    for left, right in halves:
        network = network_named(right)
        if left and network is not None:
            yield left, network
    for left, right in halves:
        network = network_named(left)
        if right and network is not None:
            yield right, network


def _asset_part(label: str, stated: Network) -> str:
    """The label without the network that the list names anyway."""
    for asset, network in _splits(label):
        if network == stated:
            return asset
    return stated.coin if label.upper() in stated.names and stated.coin else label


def _network_of_coin(name: str) -> Network | None:
    return next((network for network in NETWORKS if network.coin == name), None)


def _on(asset: str, network: Network) -> Meaning | None:
    """An asset on a network by its plain name; coins away from home are wrapped."""
    if not ASSET.fullmatch(asset):
        return None
    if asset.upper() in _COINS or asset.upper() in _ISSUED_ON:
        asset = asset.upper()
        form = HoldingForm.NATIVE if _is_home(asset, network) else HoldingForm.WRAPPED
        return Meaning(asset, network.id, asset, form)
    return Meaning(asset, network.id, asset, HoldingForm.NATIVE, by_name=True)


def _is_home(asset: str, network: Network) -> bool:
    return network.coin == asset or network.id in _ISSUED_ON.get(asset, ())


def _on_unknown(label: str, network_name: str) -> Meaning | None:
    """A label on a network that only the list knows."""
    network = re.sub(r"[^0-9a-z.]+", "-", network_name.lower()).strip("-.")[:32]
    if not network or not ASSET.fullmatch(label):
        return None
    form = HoldingForm.WRAPPED if label in _COINS or label in _ISSUED_ON else HoldingForm.NATIVE
    return Meaning(label, network, label, form, by_name=True)
