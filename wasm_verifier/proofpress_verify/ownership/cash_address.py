"""Addresses in CashAddr, the form that Bitcoin Cash and eCash use besides Base58Check.

The prefix before the colon may be left out, so an address can be written in several ways. The
checksum of 40 bits covers the prefix too, so a text with a valid checksum is such an address.
"""

from __future__ import annotations

import re

from ..bech32 import ALPHABET, polymod, to_values
from .bitcoin_address import Destination, OutputType
from .segwit_address import program_of

PREFIXES = ("bitcoincash", "ecash")

# The first letter encodes the type; the two lengths are those of 20 and 32 bytes. So the checksum,
# which takes time, is computed for few texts.
_LETTERS = rf"[qpzr](?:[{ALPHABET}]{{41}}|[{ALPHABET}]{{60}})"
_ADDRESS = re.compile(rf"(?:({'|'.join(PREFIXES)}):)?({_LETTERS})", re.ASCII)
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_CHECKSUM_LENGTH = 8
_CONSTANT = 1
# Types 2 and 3 only say that the wallet can receive tokens; they pay to the same as 0 and 1.
_KINDS = {0: OutputType.P2PKH, 1: OutputType.P2SH, 2: OutputType.P2PKH, 3: OutputType.P2SH}
_SIZES = {0: 20, 3: 32}


def parse(address: str) -> Destination | None:
    """What an address pays to, None if it is not a CashAddr address."""
    lowered = address.lower()
    match = _ADDRESS.fullmatch(lowered)
    if match is None or address not in (lowered, address.upper()):
        return None
    values = to_values(match[2])
    prefixes = (match[1],) if match[1] else PREFIXES
    if not any(_is_checked(prefix, values) for prefix in prefixes):
        return None
    payload = program_of(values[:-_CHECKSUM_LENGTH])
    return _destination(payload) if payload else None


def _destination(payload: bytes) -> Destination | None:
    kind, size = _KINDS.get(payload[0] >> 3), _SIZES.get(payload[0] & 7)
    return Destination(kind, payload[1:]) if kind and len(payload) - 1 == size else None


def _is_checked(prefix: str, values: list[int]) -> bool:
    """Whether the checksum is right. It covers the prefix's low bits, 0, and the values."""
    low_bits = (ord(letter) & 31 for letter in prefix)
    return polymod((*low_bits, 0, *values), _GENERATOR, _CHECKSUM_LENGTH) == _CONSTANT
