"""Reading the text of a customer's code (`por1…`, bech32m).

Format document, "Codes" and "Primitives". A code is a secret, so no error message contains any part
of one. If a text were read wrongly, nothing would be verified: its 20 bytes decrypt no entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .bech32 import ALPHABET, BECH32M, CHECKSUM_LENGTH, expanded, polymod, to_bytes, to_values
from .core.codes import CODE_SIZE
from .errors import CodeForm, CodeVersion

START = "por1"
VERSION = 0
TEXT_LENGTH = 76
EXPANDED_PREFIX = expanded("por")


@dataclass(frozen=True)
class Code:
    """A customer's code: 20 secret bytes and the publisher they are for."""

    secret: bytes = field(repr=False)
    publisher: bytes


# Format document, "Codes".
def parse_code(text: str) -> Code:
    """The code that `text` encodes; blanks around it are ignored.

    Raises:
        CodeForm: it encodes no code.
        CodeVersion: it encodes a code of another version.
    """
    values = _values(_lowered(text.strip(" \t\r\n")))
    if polymod((*EXPANDED_PREFIX, *values)) != BECH32M:
        mismatch = f"a mismatch within {len(values)} characters: at least one is mistyped"
        raise CodeForm(expected="a checksum that matches the rest", found=mismatch)
    data, padding = to_bytes(values[:-CHECKSUM_LENGTH])
    if "1" in padding:
        raise CodeForm(expected="zero padding bits", found=padding)
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
    return to_values(text[len(START) :])
