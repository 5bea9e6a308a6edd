"""Amounts as text, and rounding to one side."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofpress.site.pages.amounts import exact, rounded_down, rounded_up


@pytest.mark.parametrize(
    "amount", [0, 1, 9, 10**7, 123_456_789, 10**11 - 1, 10**12 + 1, 10**30 + 1]
)
@pytest.mark.parametrize("decimals", [0, 2, 8, 18, 38])
def test_rounding_never_makes_what_is_owed_less_or_what_is_held_more(amount, decimals):
    true = Fraction(amount, 10**decimals)
    assert (
        as_fraction(rounded_down(amount, decimals))
        <= true
        <= as_fraction(rounded_up(amount, decimals))
    )
    assert as_fraction(exact(amount, decimals)) == true


def as_fraction(text) -> Fraction:
    return Fraction(str(text).replace(",", ""))


def test_amounts_as_text():
    assert str(exact(150_000_000, 8)) == "1.5"
    assert str(exact(1_234_567, 0)) == "1,234,567"
    assert str(rounded_up(1, 18)) == "0.00000001"
    assert str(rounded_down(1, 18)) == "0"
    assert str(rounded_up(999_999_999_999, 8)) == "10,000"
