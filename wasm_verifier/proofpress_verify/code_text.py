"""How the text of a customer's code (`por1…`, bech32m) is read.

Format document, "Codes" and "Primitives". A code is a secret: no error's text holds any part of
one. A text that is read wrongly shows nothing: its 20 bytes would open no entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .core.codes import CODE_SIZE
from .errors import CodeForm, CodeVersion

START = "por1"
VERSION = 0
TEXT_LENGTH = 76
CHECKSUM_LENGTH = 6

# Format document, "Primitives": bech32m.
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32M = 0x2BC830A3
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
EXPANDED_PREFIX = (3, 3, 3, 0, 16, 15, 18)


@dataclass(frozen=True)
class Code:
    """A customer's code: 20 secret bytes and the publisher they are for."""

    secret: bytes = field(repr=False)
    publisher: bytes


# Format document, "Codes".
def parse_code(text: str) -> Code:
    """The code that `text` encodes (blanks around it are not part of it)."""
    values = _values(_lowered(text.strip(" \t\r\n")))
    if polymod((*EXPANDED_PREFIX, *values)) != BECH32M:
        mismatch = f"a mismatch within {len(values)} characters: at least one is mistyped"
        raise CodeForm(expected="a checksum that matches the rest", found=mismatch)
    data = _from_fives(values[:-CHECKSUM_LENGTH])
    if data[0] != VERSION:
        raise CodeVersion(expected=f"version {VERSION}", found=f"version {data[0]}")
    return Code(data[1 : 1 + CODE_SIZE], data[1 + CODE_SIZE :])


def _lowered(text: str) -> str:
    if not text.isascii():
        position = [letter.isascii() for letter in text].index(False) + 1
        raise CodeForm(expected="ASCII", found=f"character {position} outside ASCII")
    if text not in (text.lower(), text.upper()):
        lower = [letter.islower() for letter in text].index(True) + 1
        upper = [letter.isupper() for letter in text].index(True) + 1
        cases = f"lower case at character {lower}, upper case at character {upper}"
        raise CodeForm(expected="all lower or all upper case", found=cases)
    return text.lower()


def _values(text: str) -> list[int]:
    if not text.startswith(START):
        same = max(size for size in range(len(START)) if text.startswith(START[:size]))
        raise CodeForm(expected=f'"{START}" at the start', found=f"only {same} of these characters")
    if len(text) != TEXT_LENGTH:
        raise CodeForm(expected=f"{TEXT_LENGTH} characters", found=f"{len(text)}")
    for position, letter in enumerate(text[len(START) :], len(START) + 1):
        if letter not in ALPHABET:
            letters = f'letters and digits without 1, b, i, o after "{START}"'
            raise CodeForm(expected=letters, found=f"character {position} outside these")
    return [ALPHABET.index(letter) for letter in text[len(START) :]]


def _from_fives(values: list[int]) -> bytes:
    """The bytes in the bits of the values, highest first; 5 * len(values) = 8 * size + padding."""
    number = 0
    for value in values:
        number = number << 5 | value
    size, padding = divmod(len(values) * 5, 8)
    filled = number & (1 << padding) - 1
    if filled:
        raise CodeForm(expected="zero padding bits", found=f"{filled:0{padding}b}")
    return (number >> padding).to_bytes(size, "big")


def polymod(values: tuple[int, ...]) -> int:
    """BIP-350's checksum over 5-bit values."""
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check
