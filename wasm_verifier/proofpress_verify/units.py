"""Amounts of base units as people read them."""

from __future__ import annotations


def format_units(amount: int, decimals: int) -> str:
    """An amount of base units in whole units, exact, without trailing zeros: "1.5"."""
    if decimals == 0:
        return str(amount)
    whole, part = divmod(amount, 10**decimals)
    fraction = f"{part:0{decimals}d}".rstrip("0")
    return f"{whole}.{fraction}" if fraction else str(whole)
