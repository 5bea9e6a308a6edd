"""The networks that wallet lists name: their names, their coins, their block explorers.

A network that is not in this table is not refused. Its rows are listed, a note says that the
network is unknown, and they get no explorer link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote


class AddressKind(Enum):
    """Loose patterns of addresses, enough to notice a cell that cannot be an address."""

    BITCOIN = r"(?:[13][1-9A-HJ-NP-Za-km-z]{25,39}|bc1[02-9ac-hj-np-z]{11,87})"
    # Some lists give 48-byte validator keys as the addresses of staked ether.
    EVM = r"0x(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{96})"
    TRON = r"T[1-9A-HJ-NP-Za-km-z]{33}"
    BASE58 = r"[1-9A-HJ-NP-Za-km-z]{25,44}"
    MOVE = r"0x[0-9a-fA-F]{1,64}"
    ANY = r"[0-9A-Za-z:._-]{3,128}"


@dataclass(frozen=True)
class Network:
    """A network. `coin` is its own coin, with `decimals`; `names` are its names in lists.

    `explorer` is an https link with `{}` in place of the address, or empty.
    """

    id: str
    title: str
    coin: str
    decimals: int
    names: tuple[str, ...]
    kind: AddressKind
    explorer: str = ""


_EVM, _ANY = AddressKind.EVM, AddressKind.ANY

# Names are in upper case. The first one is the most common in lists.
NETWORKS = (
    Network("bitcoin", "Bitcoin", "BTC", 8, ("BTC", "BITCOIN"), AddressKind.BITCOIN,
            "https://mempool.space/address/{}"),
    Network("omni", "Omni (Bitcoin)", "", 8, ("OMNI",), AddressKind.BITCOIN,
            "https://mempool.space/address/{}"),
    Network("ethereum", "Ethereum", "ETH", 18, ("ERC20", "ETH", "ETHEREUM"), _EVM,
            "https://etherscan.io/address/{}"),
    Network("tron", "TRON", "TRX", 6, ("TRC20", "TRON", "TRX", "TRC"), AddressKind.TRON,
            "https://tronscan.org/#/address/{}"),
    Network("solana", "Solana", "SOL", 9, ("SOL", "SOLANA", "SPL"), AddressKind.BASE58,
            "https://solscan.io/account/{}"),
    Network("xrpl", "XRP Ledger", "XRP", 6, ("XRP", "RIPPLE", "XRPL"), AddressKind.BASE58,
            "https://livenet.xrpl.org/accounts/{}"),
    Network("dogecoin", "Dogecoin", "DOGE", 8, ("DOGE", "DOGECOIN"), AddressKind.BASE58,
            "https://blockchair.com/dogecoin/address/{}"),
    Network("litecoin", "Litecoin", "LTC", 8, ("LTC", "LITECOIN"), _ANY,
            "https://litecoinspace.org/address/{}"),
    Network("bitcoin-cash", "Bitcoin Cash", "BCH", 8, ("BCH", "BCHN", "BITCOIN-CASH"), _ANY,
            "https://blockchair.com/bitcoin-cash/address/{}"),
    Network("dash", "Dash", "DASH", 8, ("DASH",), AddressKind.BASE58,
            "https://blockchair.com/dash/address/{}"),
    Network("ethereum-classic", "Ethereum Classic", "ETC", 18, ("ETC", "ETHEREUM CLASSIC"), _EVM,
            "https://etc.blockscout.com/address/{}"),
    Network("bsc", "BNB Smart Chain", "BNB", 18, ("BEP20", "BSC", "BNB", "BNB-BSC"), _EVM,
            "https://bscscan.com/address/{}"),
    Network("arbitrum", "Arbitrum One", "ETH", 18,
            ("ARBITRUM", "ARBITRUM ONE", "ARBITRUM-NATIVE"), _EVM,
            "https://arbiscan.io/address/{}"),
    Network("optimism", "OP Mainnet", "ETH", 18,
            ("OPTIMISM", "OP MAINNET", "OPTIMISM-FF85"), _EVM,
            "https://optimistic.etherscan.io/address/{}"),
    Network("base", "Base", "ETH", 18, ("BASE",), _EVM, "https://basescan.org/address/{}"),
    Network("linea", "Linea", "ETH", 18, ("LINEA", "ETH_LINEA"), _EVM,
            "https://lineascan.build/address/{}"),
    Network("zksync", "ZKsync Era", "ETH", 18, ("ZKSYNC2", "ZKSYNC", "ZKSYNC ERA"), _EVM,
            "https://explorer.zksync.io/address/{}"),
    Network("unichain", "Unichain", "ETH", 18, ("UNICHAIN", "ETH_UNICHAIN"), _EVM,
            "https://uniscan.xyz/address/{}"),
    Network("polygon", "Polygon PoS", "POL", 18, ("POLYGON", "POLY", "MATIC", "POL"), _EVM,
            "https://polygonscan.com/address/{}"),
    Network("avalanche-c", "Avalanche C-Chain", "AVAX", 18,
            ("AVAXC", "AVALANCHE C-CHAIN", "AVALANCHE", "AVAX"), _EVM,
            "https://snowscan.xyz/address/{}"),
    Network("plasma", "Plasma", "XPL", 18, ("XPL", "PLASMA"), _EVM,
            "https://plasmascan.to/address/{}"),
    Network("bttc", "BitTorrent Chain", "BTT", 18, ("BTTC", "BTT"), _EVM,
            "https://bttcscan.com/address/{}"),
    Network("heco", "HECO", "HT", 18, ("HECO", "HRC20"), _EVM),
    Network("okc", "OKT Chain", "OKT", 18, ("OKC20", "KIP20", "OKC", "OKT", "OKTC"), _EVM),
    Network("xlayer", "X Layer", "OKB", 18, ("XLAYER", "X1", "OKB-X1", "OKB_X1", "X LAYER"), _EVM,
            "https://www.oklink.com/x-layer/address/{}"),
    Network("filecoin", "Filecoin", "FIL", 18, ("FIL", "FILECOIN", "FIL-EVM", "FEVM"), _ANY,
            "https://filfox.info/en/address/{}"),
    Network("ton", "TON", "TON", 9, ("TON", "TONCOIN"), _ANY, "https://tonscan.org/address/{}"),
    Network("aptos", "Aptos", "APT", 8, ("APTOS", "APT"), AddressKind.MOVE,
            "https://explorer.aptoslabs.com/account/{}"),
    Network("sui", "Sui", "SUI", 9, ("SUI",), AddressKind.MOVE,
            "https://suiscan.xyz/mainnet/account/{}"),
    Network("algorand", "Algorand", "ALGO", 6, ("ALGO", "ALGORAND"), _ANY,
            "https://allo.info/account/{}"),
    Network("cardano", "Cardano", "ADA", 6, ("ADA", "CARDANO"), _ANY,
            "https://cardanoscan.io/address/{}"),
    Network("polkadot", "Polkadot", "DOT", 10, ("DOT", "POLKADOT"), AddressKind.ANY,
            "https://polkadot.subscan.io/account/{}"),
    Network("polkadot-asset-hub", "Polkadot Asset Hub", "DOT", 10,
            ("ASSET-HUB", "ASSETHUB", "ASSET HUB"), _ANY,
            "https://assethub-polkadot.subscan.io/account/{}"),
    Network("near", "NEAR", "NEAR", 24, ("NEAR",), _ANY, "https://nearblocks.io/address/{}"),
    Network("stellar", "Stellar", "XLM", 7, ("XLM", "STELLAR"), _ANY,
            "https://stellar.expert/explorer/public/account/{}"),
    Network("cosmos", "Cosmos Hub", "ATOM", 6, ("ATOM", "COSMOS"), _ANY,
            "https://www.mintscan.io/cosmos/address/{}"),
    Network("zcash", "Zcash", "ZEC", 8, ("ZEC", "ZCASH"), _ANY,
            "https://blockchair.com/zcash/address/{}"),
)  # fmt: skip

_BY_ID = {network.id: network for network in NETWORKS}
_BY_NAME = {name: network for network in NETWORKS for name in (*network.names, network.id.upper())}


def network(network_id: str) -> Network | None:
    """The network with an id such as "ethereum", or None."""
    return _BY_ID.get(network_id)


def network_named(name: str) -> Network | None:
    """The network that lists call `name`, such as "ERC20", in any case; or None."""
    return _BY_NAME.get(name.strip().upper())


def is_plausible(network_id: str, address: str) -> bool:
    """Whether an address fits its network's pattern. Always True on unknown networks."""
    found = _BY_ID.get(network_id)
    return found is None or re.fullmatch(found.kind.value, address, re.ASCII) is not None


def explorer_link(network_id: str, address: str) -> str | None:
    """The https link to the address's page on a block explorer.

    None if the network has no explorer in the table, or if the text cannot be an address.
    """
    found = _BY_ID.get(network_id)
    if found is None or not found.explorer or not is_plausible(network_id, address):
        return None
    return found.explorer.replace("{}", quote(address, safe=""))
