"""An address in one form, and the keys that it tells of by itself.

One key has many addresses: the same 20 bytes are an address of Ethereum, of every network that took
its form, and of TRON; the hash of one Bitcoin key is in a legacy, a segwit and, hashed once more,
in a nested segwit address. So what a row's address says of its key does not depend on the network.
"""

from __future__ import annotations

import re

from . import ethereum, tron
from .bitcoin_address import COINS, Destination, Kind, hash160, parse
from .ed25519_message import held_key
from .segwit_address import ALPHABET

MOVE = ("aptos", "sui")
"""Networks whose addresses are 32 bytes of hex, of which leading zeros may be left out."""

_HEX = re.compile(r"0[xX]([0-9a-fA-F]+)", re.ASCII)
_TRON_HEX = re.compile(r"(?:0[xX])?41([0-9a-fA-F]{40})", re.ASCII)
_BECH32 = re.compile(rf"[a-z0-9]{{1,83}}1[{ALPHABET}]{{6,}}", re.ASCII)


def canonical_address(address: str, network: str = "") -> str:
    """The one form of an address: two texts with the same form are the same address.

    TRON addresses become hex. Letter case means nothing in hex and in bech32. What has no other
    form that is known here is kept as it is.
    """
    account = _account(address, network)
    if account is not None:
        return "0x" + account.hex()
    hexadecimal = _HEX.fullmatch(address)
    if hexadecimal is not None:
        digits = hexadecimal[1].lower()
        return "0x" + (digits.zfill(64) if network in MOVE else digits)
    lowered = address.lower()
    is_bech32 = address in (lowered, address.upper()) and _BECH32.fullmatch(lowered)
    return lowered if is_bech32 else address


def address_keys(address: str, network: str = "") -> tuple[str, ...]:
    """Names of the key or script that an address belongs to; rows that share one share the key.

    Where nothing is known of the address, the name is the address itself.
    """
    account = _account(address, network)
    if account is not None:
        return (f"account:{account.hex()}",)
    destination = _destination(address, network)
    if destination is not None:
        return _destination_keys(destination)
    key = held_key(address, network) if network in ("solana", "algorand") else None
    if key is not None:
        return (f"ed25519:{key.hex()}",)
    return (f"address:{canonical_address(address, network)}",)


def _account(address: str, network: str) -> bytes | None:
    """The 20 bytes of an address of Ethereum's form, or of TRON's in Base58 or hex."""
    if network in MOVE:
        return None
    hexadecimal = ethereum.parse_address(address.replace("0X", "0x", 1))
    if hexadecimal is not None:
        return hexadecimal
    of_tron = _TRON_HEX.fullmatch(address) if network in ("", "tron") else None
    return bytes.fromhex(of_tron[1]) if of_tron else tron.parse_address(address)


def _destination(address: str, network: str) -> Destination | None:
    """What an address of Bitcoin's kind pays to, by the first network that has such addresses."""
    coins = (COINS[network],) if network in COINS else tuple(COINS.values())
    found = (parse(address, coin) for coin in coins)
    return next((each for each in found if each is not None), None)


def _destination_keys(destination: Destination) -> tuple[str, ...]:
    """The hash in the address, and for segwit ones that of the nested form of the same key."""
    program = destination.program
    if destination.kind in (Kind.P2PKH, Kind.P2WPKH):
        return f"key-hash:{program.hex()}", f"script-hash:{hash160(_nested(program)).hex()}"
    if destination.kind is Kind.P2WSH:
        return f"script:{program.hex()}", f"script-hash:{hash160(_nested(program)).hex()}"
    if destination.kind is Kind.P2TR:
        return (f"secp256k1:{program.hex()}",)
    kind = "script-hash" if destination.kind is Kind.P2SH else "segwit"
    return (f"{kind}:{program.hex()}",)


def _nested(program: bytes) -> bytes:
    return bytes((0, len(program))) + program
