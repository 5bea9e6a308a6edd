"""Exact decimal text and sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify.decimals import add, align, format_decimal, parse_decimal

amounts = st.tuples(st.integers(0, 2**100), st.integers(0, 38))


@given(st.lists(amounts, max_size=5))
def test_sums_of_decimals_are_exact(listed) -> None:
    units, decimals = add(listed)
    assert units * 10 ** (38 - decimals) == sum(align(amount, 38) for amount in listed)


@given(st.integers(0, 2**128 - 1), st.integers(0, 38))
def test_decimal_text_round_trips(units: int, decimals: int) -> None:
    assert parse_decimal(format_decimal(units, decimals)) == (units, decimals)


def test_aligning_never_rounds() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        align((15, 1), 0)
