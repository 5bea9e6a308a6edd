"""Addresses in CashAddr, the form that Bitcoin Cash and eCash have beside Base58Check.

The prefix before the colon may be left out, so the same address is written in several ways. The
checksum of 40 bits covers the prefix too, so what passes it is one of these addresses.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from .bitcoin_address import Destination, Kind
from .segwit_address import ALPHABET, to_bytes

PREFIXES = ("bitcoincash", "ecash")

# The first letter is the type, and the two lengths are those of 20 and 32 bytes: few texts get as
# far as the checksum, which takes time.
_LETTERS = rf"[qpzr](?:[{ALPHABET}]{{41}}|[{ALPHABET}]{{60}})"
_ADDRESS = re.compile(rf"(?:({'|'.join(PREFIXES)}):)?({_LETTERS})", re.ASCII)
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_STEPS = [
    reduce(xor, (each for i, each in enumerate(_GENERATOR) if top >> i & 1), 0) for top in range(32)
]
_CHECKSUM_LENGTH = 8
# Types 2 and 3 say only that the wallet can receive tokens: they pay to the same as 0 and 1.
_KINDS = {0: Kind.P2PKH, 1: Kind.P2SH, 2: Kind.P2PKH, 3: Kind.P2SH}
_SIZES = {0: 20, 3: 32}


def parse(address: str) -> Destination | None:
    """What an address pays to, None where it is none of these."""
    lowered = address.lower()
    match = _ADDRESS.fullmatch(lowered)
    if match is None or address not in (lowered, address.upper()):
        return None
    values = [ALPHABET.index(letter) for letter in match[2]]
    prefixes = (match[1],) if match[1] else PREFIXES
    if all(_polymod([*(ord(letter) & 31 for letter in p), 0, *values]) for p in prefixes):
        return None
    payload = to_bytes(values[:-_CHECKSUM_LENGTH])
    return _destination(payload) if payload else None


def _destination(payload: bytes) -> Destination | None:
    kind, size = _KINDS.get(payload[0] >> 3), _SIZES.get(payload[0] & 7)
    return Destination(kind, payload[1:]) if kind and len(payload) - 1 == size else None


def _polymod(values: list[int]) -> int:
    """Zero if the checksum fits."""
    checksum = 1
    for value in values:
        checksum = (checksum & 0x07FFFFFFFF) << 5 ^ value ^ _STEPS[checksum >> 35]
    return checksum ^ 1
