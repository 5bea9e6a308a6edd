"""A renewed code goes up by one generation between two releases, and never down."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from proofpress import generations
from proofpress.errors import InputError, StateError


def released(folder: Path, used: dict[str, int]) -> None:
    generations.remember_draft(folder, "2026-09-30", used)
    generations.remember_release(folder, "2026-09-30")


def test_an_account_may_stay_or_go_up_by_one(tmp_path: Path) -> None:
    released(tmp_path, {"alice": 1, "bob": 0})
    generations.check_steps(tmp_path, None, {"alice": 1})
    generations.check_steps(tmp_path, None, {"alice": 2, "bob": 1, "carol": 1})


@pytest.mark.parametrize(
    ("now", "named"),
    [
        ({"alice": 3}, "'alice' goes from generation 1 to 3"),
        ({"alice": 0}, "'alice' goes from generation 1 to 0"),
        ({}, "'alice' goes from generation 1 to 0"),
        ({"alice": 1, "new": 2}, "'new' goes from generation 0 to 2"),
    ],
)
def test_any_other_step_is_refused_with_file_and_account(
    tmp_path: Path, now: dict[str, int], named: str
) -> None:
    released(tmp_path, {"alice": 1})
    with pytest.raises(InputError, match=re.escape(f"generations.csv: account {named}")):
        generations.check_steps(tmp_path, Path("generations.csv"), now)


def test_a_draft_that_was_not_released_moves_nothing(tmp_path: Path) -> None:
    released(tmp_path, {"alice": 1})
    generations.remember_draft(tmp_path, "2026-10-31", {"alice": 2})
    with pytest.raises(InputError):
        generations.check_steps(tmp_path, None, {"alice": 3})


def test_what_is_remembered_is_private_and_says_so_when_damaged(tmp_path: Path) -> None:
    released(tmp_path, {"alice": 1})
    path = tmp_path / "state/generations.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(StateError, match="Restore it from a backup"):
        generations.check_steps(tmp_path, None, {"alice": 1})
