"""Reserve ratios: exact, and rounded down where they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.reserves.ratios import Ratio


@pytest.mark.parametrize(
    ("reserves", "liabilities", "percent", "enough"),
    [
        (99999, 100000, "99.99%", False),
        (2**127 - 1, 2**127, "99.99%", False),
        (100000, 100000, "100.00%", True),
        (100001, 100000, "100.00%", True),
        (10321, 10000, "103.21%", True),
        (0, 5, "0.00%", False),
        (1, 10**30, "0.00%", False),
        (5, 0, "no liabilities", None),
        (0, 0, "no liabilities", None),
    ],
)
def test_a_ratio_is_never_shown_better_than_it_is(reserves, liabilities, percent, enough) -> None:
    ratio = Ratio(reserves, liabilities)
    assert (ratio.percent, ratio.enough) == (percent, enough)


@given(st.integers(0, 2**128), st.integers(1, 2**128))
def test_the_text_and_the_verdict_on_a_ratio_agree(reserves: int, liabilities: int) -> None:
    ratio = Ratio(reserves, liabilities)
    shown = int(ratio.percent.rstrip("%").replace(".", ""))
    assert ratio.enough is (shown >= 10_000)
    assert shown * liabilities <= reserves * 10_000


def test_the_lowest_ratio_comes_first_and_nothing_owed_last() -> None:
    nothing, low, high = Ratio(0, 0), Ratio(1, 3), Ratio(1, 2)
    assert sorted((nothing, high, low), key=lambda ratio: ratio.sort_key) == [low, high, nothing]


def test_a_ratio_of_negative_figures_is_a_fault() -> None:
    with pytest.raises(ValueError, match="negative"):
        Ratio(-1, 1)
