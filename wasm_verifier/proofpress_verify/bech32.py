"""Bech32: texts of 32 letters, five bits each, with a checksum at the end.

Customers' codes and segwit addresses from version 1 on use bech32m (BIP-350), segwit addresses of
version 0 use bech32 (BIP-173). Addresses of Bitcoin Cash use the same letters and the same kind of
checksum with other constants (`ownership.cash_address`). Format document, "Primitives".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM_LENGTH = 6
BECH32 = 1
BECH32M = 0x2BC830A3
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def expanded(prefix: str) -> tuple[int, ...]:
    """What a prefix such as "bc" adds to the checksum: letters' high bits, 0, their low bits."""
    letters = prefix.encode("ascii")
    return (*(letter >> 5 for letter in letters), 0, *(letter & 31 for letter in letters))


def polymod(
    values: Iterable[int],
    generator: tuple[int, ...] = GENERATOR,
    length: int = CHECKSUM_LENGTH,
) -> int:
    """The checksum register, of `length` times five bits, after these values of five bits.

    For a valid text, with its expanded prefix in front, it is the constant of the encoding, such
    as `BECH32M`. `generator` has what each of the five bits that leave the register adds to it.
    """
    added = _added(generator)
    kept = 5 * (length - 1)
    register = 1
    for value in values:
        register = (register & (1 << kept) - 1) << 5 ^ value ^ added[register >> kept]
    return register


@cache
def _added(generator: tuple[int, ...]) -> tuple[int, ...]:
    """For each value of the five bits that leave the register, all that they add to it."""
    sums = [0]
    for added in generator:
        sums += [each ^ added for each in sums]
    return tuple(sums)


def to_values(letters: str) -> list[int]:
    """The value of each letter; all have to be letters of the alphabet."""
    return [ALPHABET.index(letter) for letter in letters]


def to_bytes(values: Sequence[int]) -> tuple[bytes, str]:
    """The whole bytes in the bits of the values, highest first, and the bits left over as text."""
    number = 0
    for value in values:
        number = number << 5 | value
    size, left = divmod(5 * len(values), 8)
    rest = f"{number & (1 << left) - 1:0{left}b}" if left else ""
    return (number >> left).to_bytes(size, "big"), rest
