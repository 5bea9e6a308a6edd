"""What a single cell of a ledger may say, and what to tell whoever wrote another thing.

These functions look at one cell at a time and define the rules. Whole columns are checked
by SQL and vectors (`amounts`, `accounts`); a cell they refuse is brought here for a reason.
"""

from __future__ import annotations

import re

MAX_ACCOUNT = 255
MAX_DIGITS = 38
MAX_SHOWN = 60

ACCOUNT = r"[!-~]+( [!-~]+)*"
"""Printable ASCII, no blank first, last or doubled; RE2 and Python read it alike."""

_ACCOUNT = re.compile(ACCOUNT)
_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_EXPONENT = re.compile(r"[+-]?[0-9]*\.?[0-9]+[eE][+-]?[0-9]+")
_NOT_A_NUMBER = {"nan", "inf", "infinity", "null", "none", "nil", "na", "n/a", "#n/a", "-"}


class BadCell(ValueError):
    """A cell breaks its rule: what is wrong with it, and what to do about it."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


def shown(text: str) -> str:
    """A hostile text, quoted, escaped and cut, for an error message."""
    return ascii(text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…")


def check_name(text: str | None, noun: str) -> str:
    """An account or identity: 1 to 255 printable ASCII characters, blanks only inside.

    Raises:
        BadCell: another thing stands there.
    """
    if not text:
        raise BadCell(f"the {noun} is empty", f"Every row needs its {noun}.")
    if len(text.encode()) > MAX_ACCOUNT:
        advice = f"Use at most {MAX_ACCOUNT} bytes, such as the internal account number."
        raise BadCell(f"the {noun} is {len(text.encode())} bytes long", advice)
    if not all(" " <= sign <= "~" for sign in text):
        advice = "Use printable ASCII only: letters, digits and signs from ! to ~, and blanks."
        raise BadCell(f"the {noun} {shown(text)} holds a character that is not allowed", advice)
    if not _ACCOUNT.fullmatch(text):
        advice = "Trim it in the export: one blank at a time, and only between other characters."
        raise BadCell(f"the {noun} {shown(text)} has a blank first, last or doubled", advice)
    return text


def read_amount(text: str | None, decimals: int | None, asset: str) -> int:
    """The base units of an amount in whole units of `decimals`, or (None) in base units.

    Raises:
        BadCell: it is not an amount, or cannot be said in base units below 10**38.
    """
    if not text:
        raise BadCell("the amount is empty", "Write 0, or leave the row out.")
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise _not_an_amount(text)
    sign, whole, fraction = match[1], match[2].lstrip("0"), (match[3] or "").rstrip("0")
    if decimals is None and match[3] is not None:
        advice = 'Set units = "decimal" if amounts are in whole units.'
        raise BadCell(f"{shown(text)} is not an integer, but units are base units", advice)
    scale = decimals or 0
    if len(fraction) > scale:
        advice = f"Round it in the books, or raise the decimals of {asset} if it really has more."
        raise BadCell(f"{shown(text)} has {len(fraction)} decimals, {asset} has {scale}", advice)
    if len(whole) + scale > MAX_DIGITS and len((whole + fraction.ljust(scale, "0")).lstrip("0")) > (
        MAX_DIGITS
    ):
        advice = "An amount must be less than 10^38 base units. Is it in the unit that is meant?"
        raise BadCell(f"{shown(text)} is too large", advice)
    return int(sign + (whole + fraction.ljust(scale, "0") or "0"))


def _not_an_amount(text: str) -> BadCell:
    if text != text.strip():
        return BadCell(f"{shown(text)} has blanks around it", "Trim the amounts in the export.")
    if text.lower().lstrip("+-") in _NOT_A_NUMBER or text.lower() in _NOT_A_NUMBER:
        return BadCell(f"{shown(text)} is not a number", "Write 0, or leave the row out.")
    if _EXPONENT.fullmatch(text):
        advice = "Write all digits: export it as text or DECIMAL, not by way of a float."
        return BadCell(f"{shown(text)} is in scientific notation", advice)
    if re.fullmatch(r"[+-]?[0-9]*([,_' ][0-9]+)+(\.[0-9]+)?", text) or "," in text:
        advice = "Write 1234567.89: no thousands separators, and a point before the fraction."
        return BadCell(f"{shown(text)} has a separator between its digits", advice)
    advice = "Write digits, with a sign and a point where needed, as in -12.5 or 0.001."
    return BadCell(f"{shown(text)} is not a decimal number", advice)
