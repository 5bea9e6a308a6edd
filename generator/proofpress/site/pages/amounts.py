"""Amounts as people read them: exact unless said otherwise, grouped, never a float."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AmountText:
    """A number in two parts, so that a page can set the fraction in a lighter ink."""

    whole: str
    fraction: str

    def __str__(self) -> str:
        return f"{self.whole}.{self.fraction}" if self.fraction else self.whole


def exact(amount: int, decimals: int) -> AmountText:
    """All digits of an amount in base units, without trailing zeros: 1,234.5."""
    whole, part = divmod(amount, 10**decimals)
    fraction = f"{part:0{decimals}d}".rstrip("0") if decimals else ""
    return AmountText(f"{whole:,}", fraction)


def rounded_up(amount: int, decimals: int) -> AmountText:
    """For what is owed: the shown figure is never below the true one."""
    kept = _kept_places(amount, decimals)
    return _fixed(-(-amount // 10 ** (decimals - kept)), kept)


def rounded_down(amount: int, decimals: int) -> AmountText:
    """For what is held: the shown figure is never above the true one."""
    kept = _kept_places(amount, decimals)
    return _fixed(amount // 10 ** (decimals - kept), kept)


def _kept_places(amount: int, decimals: int) -> int:
    """None from a million units up, two from a thousand, four from one, else eight."""
    whole = amount // 10**decimals
    wanted = 0 if whole >= 1_000_000 else 2 if whole >= 1000 else 4 if whole else 8
    return min(wanted, decimals)


def _fixed(amount: int, places: int) -> AmountText:
    whole, part = divmod(amount, 10**places)
    return AmountText(f"{whole:,}", f"{part:0{places}d}" if part else "")
