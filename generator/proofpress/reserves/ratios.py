"""Reserve ratios: exact, and rounded down where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NO_LIABILITIES = "no liabilities"


@dataclass(frozen=True)
class Ratio:
    """Reserves divided by liabilities: two integers in base units of the same decimals.

    A ratio is about one asset or one group of like assets. A surplus in one asset does not offset
    a shortfall in another.
    """

    reserves: int
    liabilities: int

    def __post_init__(self) -> None:
        if self.reserves < 0 or self.liabilities < 0:
            raise ValueError("reserves and liabilities are never negative")

    @property
    def enough(self) -> bool | None:
        """Whether reserves cover liabilities; None if there are no liabilities."""
        return None if self.liabilities == 0 else self.reserves >= self.liabilities

    @property
    def percent(self) -> str:
        """With two decimals, rounded down: 99.999% is "99.99%", never "100.00%"."""
        if self.liabilities == 0:
            return NO_LIABILITIES
        hundredths = self.reserves * 10_000 // self.liabilities
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def sort_key(self) -> tuple[bool, Fraction]:
        """Sorts ratios from lowest to highest. Ratios without liabilities come last."""
        if self.liabilities == 0:
            return (True, Fraction(0))
        return (False, Fraction(self.reserves, self.liabilities))
