"""Reserve ratios: exact, and rounded only where the rounding makes them look worse."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NO_LIABILITIES = "no liabilities"


@dataclass(frozen=True)
class Ratio:
    """What is held over what is owed: two integers in base units of the same decimals.

    A ratio is of one asset, or of a group of like assets; a surplus of one asset never
    covers another.
    """

    reserves: int
    liabilities: int

    def __post_init__(self) -> None:
        if self.reserves < 0 or self.liabilities < 0:
            raise ValueError("reserves and liabilities are never negative")

    @property
    def enough(self) -> bool | None:
        """Whether all that is owed is held; None where nothing is owed."""
        return None if self.liabilities == 0 else self.reserves >= self.liabilities

    @property
    def percent(self) -> str:
        """Two decimals, rounded down: 99.999% is "99.99%", never "100.00%"."""
        if self.liabilities == 0:
            return NO_LIABILITIES
        hundredths = self.reserves * 10_000 // self.liabilities
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def sort_key(self) -> tuple[bool, Fraction]:
        """Orders ratios from the lowest up; where nothing is owed, last."""
        if self.liabilities == 0:
            return (True, Fraction(0))
        return (False, Fraction(self.reserves, self.liabilities))
