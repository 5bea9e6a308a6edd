"""Amounts as text, and amounts of different decimals."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify import decimals
from proofpress_verify.core.amounts import LIMIT
from tests import strategies


@given(strategies.amounts, st.integers(0, 38))
def test_units_are_exact(amount, places):
    text = decimals.format_units(amount, places)
    with localcontext(prec=100):
        assert Decimal(text).scaleb(places) == amount
    assert "E" not in text
    assert not text.endswith(".")
    assert "." not in text or not text.endswith("0")


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [
        (0, 0, "0"),
        (100, 0, "100"),
        (0, 8, "0"),
        (1, 8, "0.00000001"),
        (150, 2, "1.5"),
        (10**8, 8, "1"),
        (LIMIT - 1, 38, "3.40282366920938463463374607431768211455"),
    ],
)
def test_units_as_they_are_shown(amount, places, text):
    assert decimals.format_units(amount, places) == text


_STATED = st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 38))


@given(_STATED, _STATED)
def test_amounts_of_different_decimals_are_compared_exactly(left, right):
    aligned = decimals.align_both(left, right)
    exact = (left[0] * 10 ** right[1], right[0] * 10 ** left[1])
    assert (aligned[0] < aligned[1]) == (exact[0] < exact[1])
    assert (aligned[0] == aligned[1]) == (exact[0] == exact[1])


amounts = st.tuples(st.integers(0, 2**100), st.integers(0, 38))


@given(st.lists(amounts, max_size=5))
def test_sums_of_decimals_are_exact(listed) -> None:
    units, places = decimals.add(listed)
    assert units * 10 ** (38 - places) == sum(decimals.align(amount, 38) for amount in listed)


@given(st.integers(0, 2**128 - 1), st.integers(0, 38))
def test_decimal_text_round_trips(units: int, places: int) -> None:
    assert decimals.parse_decimal(decimals.format_decimal(units, places)) == (units, places)


def test_aligning_never_rounds() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        decimals.align((15, 1), 0)
