"""What a long build says about its speed."""

from __future__ import annotations

import re

from proofpress.progress import Pace


def test_the_pace_names_rate_and_time_left() -> None:
    words = Pace().words(500, 1000)
    assert re.fullmatch(r"500 of 1,000, [\d,]+ a second, \d+ s left", words), words


def test_without_a_total_the_pace_names_the_rate_alone() -> None:
    assert re.fullmatch(r"7, [\d,]+ a second", Pace().words(7, None))


def test_nothing_done_is_no_division_by_zero() -> None:
    assert Pace().words(0, 10).endswith("0 s left")
