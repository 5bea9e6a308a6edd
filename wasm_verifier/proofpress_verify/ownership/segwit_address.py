"""Addresses of segregated witness programs: BIP-173 (version 0) and BIP-350 (later ones)."""

from __future__ import annotations

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

_BECH32, _BECH32M = 1, 0x2BC830A3
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6


def decode(prefix: str, address: str) -> tuple[int, bytes] | None:
    """The witness version (0 to 16) and program (2 to 40 bytes), None if not an address.

    `prefix` is the human-readable part that the address must have, such as "bc".
    """
    if len(address) > 90 or address not in (address.lower(), address.upper()):
        return None
    found, one, letters = address.lower().rpartition("1")
    if found != prefix or not one or any(letter not in ALPHABET for letter in letters):
        return None
    values = [ALPHABET.index(letter) for letter in letters]
    if len(values) < _CHECKSUM_LENGTH + 1:
        return None
    version, program = values[0], to_bytes(values[1:-_CHECKSUM_LENGTH])
    if program is None or version > 16 or not 2 <= len(program) <= 40:
        return None
    if version == 0 and len(program) not in (20, 32):
        return None
    expected = _BECH32 if version == 0 else _BECH32M
    return (version, program) if _polymod(_expanded(prefix) + values) == expected else None


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> i & 1 else 0
    return checksum


def to_bytes(fives: list[int]) -> bytes | None:
    """Groups of five bits as bytes; the padding must be short and zero."""
    number = 0
    for value in fives:
        number = number << 5 | value
    padding = 5 * len(fives) % 8
    if padding >= 5 or number & (1 << padding) - 1:
        return None
    return (number >> padding).to_bytes(5 * len(fives) // 8, "big")
