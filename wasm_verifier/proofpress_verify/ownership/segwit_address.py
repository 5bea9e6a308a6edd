"""Addresses of segregated witness programs: BIP-173 (version 0) and BIP-350 (later versions)."""

from __future__ import annotations

from ..bech32 import (
    ALPHABET,
    BECH32,
    BECH32M,
    CHECKSUM_LENGTH,
    expanded,
    polymod,
    to_bytes,
    to_values,
)


def decode(prefix: str, address: str) -> tuple[int, bytes] | None:
    """The witness version (0 to 16) and program (2 to 40 bytes), None if not an address.

    `prefix` is the human-readable part that the address must have, such as "bc".
    """
    if len(address) > 90 or address not in (address.lower(), address.upper()):
        return None
    found, one, letters = address.lower().rpartition("1")
    if found != prefix or not one or any(letter not in ALPHABET for letter in letters):
        return None
    values = to_values(letters)
    if len(values) < CHECKSUM_LENGTH + 1:
        return None
    version, program = values[0], program_of(values[1:-CHECKSUM_LENGTH])
    if program is None or version > 16 or not 2 <= len(program) <= 40:
        return None
    if version == 0 and len(program) not in (20, 32):
        return None
    expected = BECH32 if version == 0 else BECH32M
    return (version, program) if polymod((*expanded(prefix), *values)) == expected else None


def program_of(values: list[int]) -> bytes | None:
    """The bytes in values of five bits; None unless the padding is shorter than five, all zero."""
    program, padding = to_bytes(values)
    return program if len(padding) < 5 and "1" not in padding else None
