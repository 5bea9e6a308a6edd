"""Addresses of Bitcoin and of the coins that use its forms: what they pay to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from . import base58, segwit_address
from .ripemd160 import ripemd160


class OutputType(Enum):
    """What an address pays to."""

    P2PKH = "a key's hash (P2PKH)"
    P2SH = "a script's hash (P2SH)"
    P2WPKH = "a key's hash, segwit (P2WPKH)"
    P2WSH = "a script's hash, segwit (P2WSH)"
    P2TR = "a taproot key (P2TR)"
    LATER = "a later segwit version"


@dataclass(frozen=True)
class Coin:
    """The version bytes of a coin's addresses, and the header of its signed messages.

    `key_version` and `script_versions` are the first bytes of P2PKH and P2SH addresses. `prefix`
    is the human-readable part of segwit addresses, or empty.
    """

    key_version: int
    script_versions: tuple[int, ...]
    prefix: str
    header: bytes


BITCOIN = Coin(0, (5,), "bc", b"Bitcoin Signed Message:\n")
COINS = {
    "bitcoin": BITCOIN,
    "omni": BITCOIN,
    "bitcoin-cash": Coin(0, (5,), "", b"Bitcoin Signed Message:\n"),
    "litecoin": Coin(48, (50, 5), "ltc", b"Litecoin Signed Message:\n"),
    "dogecoin": Coin(30, (22,), "", b"Dogecoin Signed Message:\n"),
    "dash": Coin(76, (16,), "", b"DarkCoin Signed Message:\n"),
}


@dataclass(frozen=True)
class Destination:
    """What an address pays to: the kind, and the hash or key of 20 or 32 bytes."""

    kind: OutputType
    program: bytes

    @property
    def script(self) -> bytes:
        """The output script of a segwit destination (BIP-141, BIP-341)."""
        version = 0x51 if self.kind is OutputType.P2TR else 0x00
        return bytes((version, len(self.program))) + self.program


def parse(address: str, coin: Coin = BITCOIN) -> Destination | None:
    """What `address` pays to, None if it is not an address of the coin."""
    payload = base58.decode_check(address)
    if payload is not None and len(payload) == 21:
        if payload[0] == coin.key_version:
            return Destination(OutputType.P2PKH, payload[1:])
        if payload[0] in coin.script_versions:
            return Destination(OutputType.P2SH, payload[1:])
    witness = segwit_address.decode(coin.prefix, address) if coin.prefix else None
    return None if witness is None else Destination(_witness_kind(*witness), witness[1])


def _witness_kind(version: int, program: bytes) -> OutputType:
    if version == 0:
        return OutputType.P2WPKH if len(program) == 20 else OutputType.P2WSH
    return OutputType.P2TR if version == 1 and len(program) == 32 else OutputType.LATER


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256: the hash in all addresses with 20 bytes."""
    return ripemd160(sha256(data).digest())


def nested_key_script(public_key: bytes) -> bytes:
    """The redeem script of P2SH-P2WPKH for a key of 33 bytes (BIP-141): 0 <hash160>."""
    return b"\x00\x14" + hash160(public_key)
