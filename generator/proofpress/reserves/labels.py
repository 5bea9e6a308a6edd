"""The labels of published lists: "wBTC-ERC20" is WBTC on Ethereum, a wrapped form of BTC.

A label is looked up in the publisher's settings, then in the table of this module. If neither
has it, it is split into asset and network ("USDT-TRC20", "ERC20-USDC"). A token that is resolved
in this way counts as itself, never as a different asset: "xyzBTC-ERC20" counts as xyzBTC, not as
BTC. A label that cannot be resolved is refused, with the lines to add to the settings: a guess
could turn any token into reserves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proofpress.reserves.networks import NETWORKS, Network, network_named
from proofpress.reserves.wallets import HoldingForm
from proofpress.settings.wallets import FormSetting
from proofpress_verify.forms import ASSET


@dataclass(frozen=True)
class ResolvedLabel:
    """The coins that a label names. `by_name` is set if only the label's own parts say so.

    `network` is a network's id. `decimals` come from the settings and are needed for lists in
    base units; None if the settings do not give them.
    """

    asset: str
    network: str
    counts_as: str
    form: HoldingForm
    decimals: int | None = None
    by_name: bool = False


def _known(asset: str, network: str, counts_as: str, form: HoldingForm) -> ResolvedLabel:
    return ResolvedLabel(asset, network, counts_as, form)


# Labels whose parts do not say what the token is, in upper case. Lending receipts (Aave's
# aTokens, JustLend's jTokens, Morpho vaults) have the form "lent", staking receipts the form
# "staked", even if the receipt itself was lent out.
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
    # Tokens with the name of their network.
    "OPTIMISM": _known("OP", "optimism", "OP", HoldingForm.NATIVE),
    "ARBITRUM": _known("ARB", "arbitrum", "ARB", HoldingForm.NATIVE),
    # Issued by the exchange that publishes the list.
    "HT-ETH": _known("HT", "ethereum", "HT", HoldingForm.AFFILIATE),
    "HT-ERC20": _known("HT", "ethereum", "HT", HoldingForm.AFFILIATE),
    "HTX-ERC20": _known("HTX", "ethereum", "HTX", HoldingForm.AFFILIATE),
    "HTX-TRC20": _known("HTX", "tron", "HTX", HoldingForm.AFFILIATE),
    "OKB": _known("OKB", "ethereum", "OKB", HoldingForm.AFFILIATE),
    "OKB-ERC20": _known("OKB", "ethereum", "OKB", HoldingForm.AFFILIATE),
    "OKB-X1": _known("OKB", "xlayer", "OKB", HoldingForm.AFFILIATE),
    "OKT": _known("OKT", "okc", "OKT", HoldingForm.AFFILIATE),
}  # fmt: skip

# The networks on which the issuers themselves issue these tokens, as of 2026. In older lists
# the same name may mean a bridged token; the settings can override this.
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


def resolve_label(
    label: str, network_name: str, forms: Mapping[str, FormSetting]
) -> ResolvedLabel | None:
    """The coins that a label names, or None if settings, table and parts do not say.

    `network_name` is the network as the list names it, empty if the list names none.
    """
    setting = _setting_of(label, forms)
    if setting is not None:
        return _from_setting(setting, _from_parts(label, network_name))
    known = _TABLE.get(label.upper())
    if known is not None:
        stated = network_named(network_name)
        return known if stated is None else _on_network(known, stated)
    return _from_parts(label, network_name)


def decimals_of(label: ResolvedLabel) -> int | None:
    """The decimals of the token's base units, from the settings or the tables; else None."""
    if label.decimals is not None:
        return label.decimals
    for network in NETWORKS:
        if network.id == label.network and network.coin == label.asset:
            return network.decimals
    if label.asset in _ISSUED_ON:
        return _STABLE_DECIMALS.get(label.network, 6)
    return _TOKEN_DECIMALS.get(label.asset)


def settings_advice(labels: Mapping[str, str]) -> str:
    """The settings to add for unknown labels, ready to be pasted and completed.

    `labels` maps each label to the network in the same row of the list, or to an empty text.
    """
    lines = ["Add the meaning of each label to the snapshot's file, for example:"]
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


def _from_setting(setting: FormSetting, parts: ResolvedLabel | None) -> ResolvedLabel | None:
    network = setting.network or (parts.network if parts is not None else "")
    if not network:
        return None
    return ResolvedLabel(
        asset=setting.asset,
        network=network,
        counts_as=setting.counts_as or setting.asset,
        form=setting.form,
        decimals=setting.decimals,
    )


def _on_network(known: ResolvedLabel, network: Network) -> ResolvedLabel:
    """The same token on the network that the list names."""
    return ResolvedLabel(known.asset, network.id, known.counts_as, known.form, known.decimals)


def _from_parts(label: str, network_name: str) -> ResolvedLabel | None:
    stated = network_named(network_name)
    if stated is not None:
        return _from_names(_asset_part(label, stated), stated)
    if network_name:
        return _on_unknown_network(label, network_name)
    for asset, network in _splits(label):
        return _from_names(asset, network)
    own = _network_of_coin(label.upper())
    return None if own is None else _from_names(own.coin, own)


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
    """The label without the network, which the list names in its own column."""
    for asset, network in _splits(label):
        if network == stated:
            return asset
    return stated.coin if label.upper() in stated.names and stated.coin else label


def _network_of_coin(name: str) -> Network | None:
    return next((network for network in NETWORKS if network.coin == name), None)


def _from_names(asset: str, network: Network) -> ResolvedLabel | None:
    """An asset by its plain name. A coin is wrapped on every network but its own."""
    if not ASSET.fullmatch(asset):
        return None
    if asset.upper() in _COINS or asset.upper() in _ISSUED_ON:
        asset = asset.upper()
        form = HoldingForm.NATIVE if _is_native(asset, network) else HoldingForm.WRAPPED
        return ResolvedLabel(asset, network.id, asset, form)
    return ResolvedLabel(asset, network.id, asset, HoldingForm.NATIVE, by_name=True)


def _is_native(asset: str, network: Network) -> bool:
    return network.coin == asset or network.id in _ISSUED_ON.get(asset, ())


def _on_unknown_network(label: str, network_name: str) -> ResolvedLabel | None:
    """A label on a network that is not in the table."""
    network = re.sub(r"[^0-9a-z.]+", "-", network_name.lower()).strip("-.")[:32]
    if not network or not ASSET.fullmatch(label):
        return None
    form = HoldingForm.WRAPPED if label in _COINS or label in _ISSUED_ON else HoldingForm.NATIVE
    return ResolvedLabel(label, network, label, form, by_name=True)
