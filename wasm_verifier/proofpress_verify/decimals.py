"""Exact decimal text: "6983.70" is 698370 in base units of 2 decimals, and back.

The number of digits after the point is part of an amount, so its text can be restored exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .core.amounts import LIMIT
from .forms import MAX_DECIMALS

Amount = tuple[int, int]
"""(base units, decimals)"""

_DECIMAL = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]+))?", re.ASCII)


def parse_decimal(text: str) -> Amount:
    """The amount that `text` states.

    Raises:
        ValueError: not `0|[1-9][0-9]*` with an optional fraction, more than 38 decimals, or 2**128
            base units or more.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{shorten(text)} is not a plain decimal number")
    whole, fraction = match[1], match[2] or ""
    if len(fraction) > MAX_DECIMALS:
        raise ValueError(f"{shorten(text)} has more than {MAX_DECIMALS} decimals")
    # 2**128 has 39 digits: a longer text is refused before it costs time as a number.
    if len(whole) + len(fraction) > MAX_DECIMALS + 39:
        raise ValueError(f"{shorten(text)} is too large")
    units = int(whole + fraction)
    if units >= LIMIT:
        raise ValueError(f"{shorten(text)} is too large")
    return units, len(fraction)


def format_decimal(units: int, decimals: int) -> str:
    """The text of an amount with exactly `decimals` digits after the point: "1.50"."""
    if decimals == 0:
        return str(units)
    whole, part = divmod(units, 10**decimals)
    return f"{whole}.{part:0{decimals}d}"


def format_units(units: int, decimals: int) -> str:
    """The text of an amount as people read it, exact, without zeros at its end: "1.5"."""
    text = format_decimal(units, decimals)
    return text.rstrip("0").rstrip(".") if decimals else text


def significant(units: int, decimals: int) -> int:
    """How many decimals an amount needs, not counting zeros at its end."""
    while decimals > 0 and units % 10 == 0:
        units //= 10
        decimals -= 1
    return decimals


def align(amount: Amount, decimals: int) -> int:
    """An amount in base units of `decimals`.

    Raises:
        ValueError: they are too few to state it exactly.
    """
    units, from_decimals = amount
    if decimals >= from_decimals:
        return int(units * 10 ** (decimals - from_decimals))
    aligned, rest = divmod(units, 10 ** (from_decimals - decimals))
    if rest:
        raise ValueError(f"{units} of {from_decimals} decimals does not fit {decimals} decimals")
    return int(aligned)


def align_both(left: Amount, right: Amount) -> tuple[int, int]:
    """Two amounts in base units of the larger of their decimals."""
    decimals = max(left[1], right[1])
    return align(left, decimals), align(right, decimals)


def add(amounts: Iterable[Amount]) -> Amount:
    """The exact sum, with as few decimals as possible."""
    listed = [(units, significant(units, decimals), decimals) for units, decimals in amounts]
    most = max((needed for _, needed, _ in listed), default=0)
    return sum(align((units, decimals), most) for units, _, decimals in listed), most


def shorten(text: str, limit: int = 60) -> str:
    """A text of unknown origin, quoted and cut, for an error message."""
    return repr(text if len(text) <= limit else text[:limit] + "…")
