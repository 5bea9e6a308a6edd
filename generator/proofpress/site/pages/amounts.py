"""Amounts as pages show them, with thousands separators: exact, or rounded up or down."""

from __future__ import annotations

from dataclasses import dataclass

from proofpress_verify.decimals import format_units


@dataclass(frozen=True)
class AmountText:
    """A number in two parts, so that a page can show the fraction in a lighter colour."""

    whole: str
    fraction: str

    def __str__(self) -> str:
        return f"{self.whole}.{self.fraction}" if self.fraction else self.whole


def exact(amount: int, decimals: int) -> AmountText:
    """All digits of an amount in base units, without trailing zeros: 1,234.5."""
    return grouped(format_units(amount, decimals))


def grouped(text: str) -> AmountText:
    """An exact decimal string, with thousands separators: "1234.50" is 1,234.50."""
    whole, _, fraction = text.partition(".")
    return AmountText(f"{int(whole):,}", fraction)


def rounded_up(amount: int, decimals: int) -> AmountText:
    """For liabilities: the shown amount is never below the true one."""
    kept = _kept_places(amount, decimals)
    return _fixed(-(-amount // 10 ** (decimals - kept)), kept)


def rounded_down(amount: int, decimals: int) -> AmountText:
    """For reserves: the shown amount is never above the true one."""
    kept = _kept_places(amount, decimals)
    return _fixed(amount // 10 ** (decimals - kept), kept)


def _kept_places(amount: int, decimals: int) -> int:
    """No decimals from a million units up, two from a thousand, four from one, else eight."""
    whole = amount // 10**decimals
    wanted = 0 if whole >= 1_000_000 else 2 if whole >= 1000 else 4 if whole else 8
    return min(wanted, decimals)


def _fixed(amount: int, places: int) -> AmountText:
    whole, part = divmod(amount, 10**places)
    return AmountText(f"{whole:,}", f"{part:0{places}d}" if part else "")
