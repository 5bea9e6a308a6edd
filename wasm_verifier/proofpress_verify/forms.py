"""Every pattern, limit and character table of the format.

Format document, "Canonical JSON" and "Limits", whose tables are made from this module. A pattern
has to match a whole string, and its character classes contain ASCII only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._$+-]{0,31}")
SNAPSHOT = re.compile(r"[0-9a-z][0-9a-z-]{0,31}")
KIND = re.compile(r"[a-z0-9_-]{1,32}")
UNITS = re.compile(r"0|-?([1-9][0-9]{0,79}(\.[0-9]{0,79}[1-9])?|0\.[0-9]{0,79}[1-9])")
RELEASE = re.compile(r"[0-9A-Za-z.+-]{1,40}")
VERIFIER = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}")
TIME = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")
DATE = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
AMOUNT = re.compile(r"0|[1-9][0-9]{0,38}")

NAMED = {
    "ASSET": ASSET,
    "SNAPSHOT": SNAPSHOT,
    "KIND": KIND,
    "UNITS": UNITS,
    "RELEASE": RELEASE,
    "VERIFIER": VERIFIER,
    "TIME": TIME,
    "DATE": DATE,
}
"""The patterns that the format document lists by name."""

MAX_STATEMENT_SIZE = 4 * 1024 * 1024
MAX_NOTE_SIZE = 65_536
MAX_SIGNATURES = 100
MAX_SAVED_PROOF_SIZE = 28 * 1024 * 1024
MAX_SAID_LINES = 100
MAX_SAID_LINE = 1000
MAX_SAVED_PROOF_MARKS = 102_109
"""How many bytes `{`, `[` and `,` a saved proof may have: those of one with texts of commas."""
MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1
MAX_TEXT = 200
MAX_LONG_TEXT = 2000
MAX_COLUMNS = 3400
MAX_DECIMALS = 38
MAX_PREFIX_BITS = 24
MAX_LIST = 10_000

MAX_APART = timedelta(hours=24)
"""How far apart the times of balances and reserves may be, and how far ahead of now."""
MAX_AGE = timedelta(days=366)
"""How old a snapshot may be, and how far after it the next one may be due."""

UNSEEN: tuple[tuple[int, int], ...] = (
    (0x0000, 0x001F),
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""Characters that are invisible or that reorder the text around them, as (first, last).

Controls, line separators, surrogates, the braille blank, and what Unicode calls default ignorable.
The list is fixed, since Unicode's own properties change between versions of Unicode and of Python.
"""

UNSEEN_CHARACTER = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in UNSEEN) + "]")
"""Matches one character of `UNSEEN`."""

_ALIKE = str.maketrans("01l", "OII", "._$+-")


def skeleton(name: str) -> str:
    """A name with look-alike letters made equal and punctuation dropped."""
    return name.translate(_ALIKE).upper()


def confusable(names: Iterable[str]) -> tuple[str, str] | None:
    """Two different names that look alike, the earlier first; None if there are none.

    Names look alike if they have the same skeleton or differ only in case. (`lTC` and `LTC` differ
    only in case, but have different skeletons.)
    """
    known: dict[tuple[bool, str], str] = {}
    for name in names:
        for likeness in ((True, skeleton(name)), (False, name.lower())):
            first = known.setdefault(likeness, name)
            if first != name:
                return first, name
    return None
