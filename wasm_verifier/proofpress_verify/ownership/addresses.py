"""The canonical form of an address, and the keys that follow from the address alone.

One key has many addresses. The same 20 bytes are an address of Ethereum, of every network that uses
its form, and of TRON. The hash of one Bitcoin key is in a legacy address, in a segwit address and,
hashed once more, in a nested segwit address. So the names of keys do not depend on the network.
"""

from __future__ import annotations

import re

from ..bech32 import ALPHABET
from . import base58, cash_address, ton_address, tron
from .bitcoin_address import COINS, Coin, Destination, OutputType, hash160, parse
from .ed25519_message import held_key

WIDE = ("aptos", "starknet", "sui")
"""Networks whose addresses are 32 bytes in hex, where leading zeros may be left out."""

_HEX = re.compile(r"(0[xX])?([0-9a-fA-F]+)", re.ASCII)
_TRON_HEX = re.compile(r"(?:0[xX])?0*41([0-9a-fA-F]{40})", re.ASCII)
_BECH32 = re.compile(rf"[a-z0-9]{{1,83}}1[{ALPHABET}]{{6,}}", re.ASCII)


def canonical_address(address: str, network: str = "") -> str:
    """The canonical form of an address: texts with the same form are the same address.

    An address is changed only if its alphabet and length, or its checksum, show which form it has.
    An address with no other form that is known here is returned as it is.
    """
    account = _account(address, network)
    if account is not None:
        return "0x" + account.hex()
    digits = _digits(address, network)
    if digits is not None:
        return "0x" + digits
    return _base58_form(address, network) or ton_address.raw_form(address) or _cased(address)


def _cased(address: str) -> str:
    """The address in lower case if it is bech32, where case has no meaning."""
    lowered = address.lower()
    is_bech32 = address in (lowered, address.upper()) and _BECH32.fullmatch(lowered)
    return lowered if is_bech32 else address


def _digits(address: str, network: str) -> str | None:
    """The hex digits of an address, filled up to 40 or, if there are more, 64; None if not hex.

    Without 0x in front, 40 or 64 digits are taken for hex, on networks with wide addresses any
    number of digits. On NEAR such a text is a name, and 0x in front makes it another account.
    """
    match = _HEX.fullmatch(address)
    is_wide = network in WIDE
    if match is None or not (match[1] or is_wide or _is_bare_hex(match[2], network)):
        return None
    digits = match[2].lower().lstrip("0")
    return digits.zfill(64 if is_wide or len(digits) > 40 else 40)


def _is_bare_hex(digits: str, network: str) -> bool:
    return len(digits) in (40, 64) and network != "near"


def _base58_form(address: str, network: str) -> str | None:
    """The Base58Check form of an address that has several: CashAddr, and scripts of Litecoin.

    Litecoin first used Bitcoin's version byte for scripts.
    """
    destination, coin = cash_address.parse(address), COINS["bitcoin-cash"]
    if destination is None and network == "litecoin":
        coin = COINS[network]
        destination = parse(address, coin)
    version = None if destination is None else _version(destination.kind, coin)
    if destination is None or version is None:
        return None
    return base58.encode_check(bytes((version,)) + destination.program)


def _version(kind: OutputType, coin: Coin) -> int | None:
    return {OutputType.P2PKH: coin.key_version, OutputType.P2SH: coin.script_versions[0]}.get(kind)


def address_keys(address: str, network: str = "") -> tuple[str, ...]:
    """Names of the key or script that an address belongs to; rows that share a name share the key.

    If nothing is known about the address, the name is the address itself.
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
    if network in WIDE:
        return None
    of_tron = _TRON_HEX.fullmatch(address) if network in ("", "tron") else None
    if of_tron is not None:
        return bytes.fromhex(of_tron[1])
    digits = _digits(address, network)
    if digits is None:
        return tron.parse_address(address)
    return bytes.fromhex(digits) if len(digits) == 40 else None


def _destination(address: str, network: str) -> Destination | None:
    """What a Bitcoin-like address pays to, by the first network that has such addresses."""
    coins = (COINS[network],) if network in COINS else tuple(COINS.values())
    found = (cash_address.parse(address), *(parse(address, coin) for coin in coins))
    return next((each for each in found if each is not None), None)


def _destination_keys(destination: Destination) -> tuple[str, ...]:
    """The hash in the address and, where it has one, that of its nested segwit form."""
    program = destination.program
    if destination.kind in (OutputType.P2PKH, OutputType.P2WPKH):
        return f"key-hash:{program.hex()}", f"script-hash:{hash160(_nested(program)).hex()}"
    if destination.kind is OutputType.P2WSH:
        return f"script:{program.hex()}", f"script-hash:{hash160(_nested(program)).hex()}"
    if destination.kind is OutputType.P2TR:
        return (f"secp256k1:{program.hex()}",)
    kind = "script-hash" if destination.kind is OutputType.P2SH else "segwit"
    return (f"{kind}:{program.hex()}",)


def _nested(program: bytes) -> bytes:
    return bytes((0, len(program))) + program
