"""The rules for a single cell of a ledger, and the message for a cell that breaks them.

These functions check one cell at a time and define the rules. `amounts` and `accounts` check
whole columns, with SQL and vectors; a cell that fails there is checked again here, to find
the reason.
"""

from __future__ import annotations

import re

MAX_ACCOUNT = 255
MAX_DIGITS = 38
MAX_SHOWN = 60

ACCOUNT = r"[!-~]+( [!-~]+)*"
"""Printable ASCII without a leading, trailing or double space; for RE2 and Python alike."""

_ACCOUNT = re.compile(ACCOUNT)
_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_EXPONENT = re.compile(r"[+-]?[0-9]*\.?[0-9]+[eE][+-]?[0-9]+")
_NOT_A_NUMBER = {"nan", "inf", "infinity", "null", "none", "nil", "na", "n/a", "#n/a", "-"}


class BadCell(ValueError):
    """A cell breaks a rule. `what` says what is wrong, and `advice` what to do about it."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


def shown(text: str) -> str:
    """An untrusted text for an error message: escaped, quoted and cut short."""
    return ascii(text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…")


def check_name(text: str | None, noun: str) -> str:
    """Check the name of an account or identity, and return it.

    A name is 1 to 255 printable ASCII characters, with single spaces only between others.

    Raises:
        BadCell: the text is not such a name.
    """
    if not text:
        raise BadCell(f"the {noun} is empty", f"Every row needs its {noun}.")
    if len(text.encode()) > MAX_ACCOUNT:
        advice = f"Use at most {MAX_ACCOUNT} bytes, such as the internal account number."
        raise BadCell(f"the {noun} is {len(text.encode())} bytes long", advice)
    if not all(" " <= character <= "~" for character in text):
        advice = "Use printable ASCII only: letters, digits, symbols from ! to ~, and spaces."
        raise BadCell(f"the {noun} {shown(text)} holds a character that is not allowed", advice)
    if not _ACCOUNT.fullmatch(text):
        advice = "Trim it in the export: use single spaces, and only between other characters."
        raise BadCell(f"the {noun} {shown(text)} has a leading, trailing or double space", advice)
    return text


def read_amount(text: str | None, decimals: int | None, asset: str) -> int:
    """Parse an amount, and return it in base units.

    The text is in whole units of `decimals`, or in base units if `decimals` is None.

    Raises:
        BadCell: it is not an amount, not a whole number of base units, or has a magnitude
            of 10**38 base units or more.
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
        advice = f"Round it in the ledger, or raise the decimals of {asset} if it really has more."
        raise BadCell(f"{shown(text)} has {len(fraction)} decimals, {asset} has {scale}", advice)
    if len(whole) + scale > MAX_DIGITS and len((whole + fraction.ljust(scale, "0")).lstrip("0")) > (
        MAX_DIGITS
    ):
        advice = "An amount must be less than 10^38 base units. Check that it is in the right unit."
        raise BadCell(f"{shown(text)} is too large", advice)
    return int(sign + (whole + fraction.ljust(scale, "0") or "0"))


def _not_an_amount(text: str) -> BadCell:
    if text != text.strip():
        return BadCell(f"{shown(text)} has whitespace around it", "Trim the amounts in the export.")
    if text.lower().lstrip("+-") in _NOT_A_NUMBER or text.lower() in _NOT_A_NUMBER:
        return BadCell(f"{shown(text)} is not a number", "Write 0, or leave the row out.")
    if _EXPONENT.fullmatch(text):
        advice = "Write all digits: export it as text or DECIMAL, not as a float."
        return BadCell(f"{shown(text)} is in scientific notation", advice)
    if re.fullmatch(r"[+-]?[0-9]*([,_' ][0-9]+)+(\.[0-9]+)?", text) or "," in text:
        advice = "Write 1234567.89: no thousands separators, and a point before the fraction."
        return BadCell(f"{shown(text)} has a separator between its digits", advice)
    advice = "Write digits, with a sign and a point where needed, as in -12.5 or 0.001."
    return BadCell(f"{shown(text)} is not a decimal number", advice)
