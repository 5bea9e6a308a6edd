"""A renewed code goes up by one generation between two releases, and never down."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from proofpress.errors import InputError, StateError
from proofpress.liabilities import builders
from proofpress.progress import Silent
from proofpress.publish import build
from proofpress.site import generations, published
from tests.generator.exchange import FIRST, SECOND, SUBS, Exchange, make_exchange

LAST = "state/generations.json"


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


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    """An exchange with a list of renewed codes, two snapshots to publish, and none published."""
    made = make_exchange(tmp_path / "exchange")
    settings = made.folder / "publisher.toml"
    keys = '[keys]\ngenerations = "generations.csv"\n'
    settings.write_text(settings.read_text().replace("[assets.BTC]", keys + "[assets.BTC]"))
    for snapshot in (FIRST, SECOND):
        made.write_snapshot(snapshot, more=SUBS)
    renew(made)
    return made


def renew(exchange: Exchange, **used: int) -> None:
    lines = "".join(f"{account},{number}\n" for account, number in used.items())
    (exchange.folder / "generations.csv").write_text("account,generation\n" + lines)


def warnings(exchange: Exchange, snapshot: str) -> tuple[str, ...]:
    return build(exchange.load(snapshot), Silent()).warnings


def killed_before_it_is_remembered(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, snapshot: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(generations, "remember_release", killed)
        with pytest.raises(KeyboardInterrupt):
            exchange.publish(FIRST)
    assert published.released_ids(exchange.site) == [FIRST]
    assert not (exchange.folder / LAST).exists()


def test_a_release_that_was_killed_after_its_site_was_in_place_counts_for_the_next_build(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew(exchange, alice=1)
    killed_before_it_is_remembered(exchange, monkeypatch)
    renew(exchange)
    with pytest.raises(InputError, match="'alice' goes from generation 1 to 0"):
        exchange.build(SECOND)
    renew(exchange, alice=2)
    exchange.build(SECOND)
    exchange.build(SECOND)


def test_a_second_release_finishes_one_that_was_killed(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew(exchange, alice=1)
    killed_before_it_is_remembered(exchange, monkeypatch)
    for _ in range(2):
        with pytest.raises(StateError, match="released already"):
            exchange.release(FIRST)
        assert (exchange.folder / LAST).read_bytes() == b'{"alice":1}\n'
    assert not (exchange.folder / f"state/{FIRST}.generations.json").exists()


def test_the_damaged_file_of_a_killed_release_replaces_nothing(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_it_is_remembered(exchange, monkeypatch)
    drafted = exchange.folder / f"state/{FIRST}.generations.json"
    drafted.write_bytes(b'{"alice"')
    with pytest.raises(StateError, match=rf"{FIRST}\.generations\.json: damaged .*\nRestore it"):
        exchange.build(SECOND)
    assert drafted.exists()
    assert not (exchange.folder / LAST).exists()


def test_a_first_build_needs_no_earlier_generations_and_a_release_always_leaves_them(
    exchange: Exchange,
) -> None:
    exchange.publish(FIRST)
    assert (exchange.folder / LAST).read_bytes() == b"{}\n"
    exchange.build(SECOND)


def test_lost_generations_stop_a_build_and_can_be_given_again(exchange: Exchange) -> None:
    renew(exchange, alice=1)
    exchange.publish(FIRST)
    (exchange.folder / LAST).unlink()
    renew(exchange)
    with pytest.raises(StateError) as stopped:
        exchange.build(SECOND)
    assert str(stopped.value) == (
        f"{exchange.folder / LAST}: missing, although {FIRST} is released\n"
        f"Restore it from a backup that was made after the release of {FIRST}. If there is none, "
        f"create it: {{}} if no code had been renewed by {FIRST}, else the generation of "
        'each renewed code there, as in {"alice": 1, "bob": 2}.'
    )
    (exchange.folder / LAST).write_text('{"alice": 1}')
    with pytest.raises(InputError, match="'alice' goes from generation 1 to 0"):
        exchange.build(SECOND)
    renew(exchange, alice=1)
    exchange.build(SECOND)


def test_a_draft_without_its_generations_is_not_signed(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.build(FIRST)
    path = exchange.folder / f"state/{FIRST}.generations.json"
    path.unlink()
    again = f"run the build again: proofpress build {FIRST}"
    monkeypatch.setattr("proofpress.release.read_signing_key", None)
    with pytest.raises(StateError, match=re.escape(f"{path}: missing; {again}")):
        exchange.release(FIRST)
    path.write_bytes(b'{"alice"')
    with pytest.raises(StateError, match=rf"{re.escape(str(path))}: damaged .*; {again}"):
        exchange.release(FIRST)
    assert not exchange.site.exists()


def test_a_build_killed_before_its_generations_are_kept_cannot_be_released(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the draft would be released with the generations of the one before it."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    exchange.build(FIRST)
    renew(exchange, alice=1)
    with monkeypatch.context() as patched:
        patched.setattr(generations, "remember_draft", killed)
        with pytest.raises(KeyboardInterrupt):
            exchange.build(FIRST)
    with pytest.raises(StateError, match="run the build again"):
        exchange.release(FIRST)


@pytest.mark.parametrize("builder", ["plain", "kernels"])
def test_a_renewed_name_that_is_no_account_is_a_warning(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    monkeypatch.setenv(builders.BUILDER_VARIABLE, builder)
    renew(exchange, alice=1, alcie=1, zoe=0)
    (warning,) = warnings(exchange, FIRST)
    assert warning == (
        f"{exchange.folder / 'generations.csv'}: codes renewed since the last release for names "
        "that are not accounts of the ledger: 'alcie'. If a name has a typo, correct it before the "
        "release: the old code of the account you meant is still valid."
    )
    renew(exchange, alice=1)
    assert warnings(exchange, FIRST) == ()


def test_an_account_that_left_after_its_code_was_renewed_is_not_warned_of(
    exchange: Exchange,
) -> None:
    """Its entry has to stay: a warning at each build would hide one about a new mistake."""
    renew(exchange, left=1)
    exchange.publish(FIRST)
    assert warnings(exchange, SECOND) == ()
    renew(exchange, left=2)
    assert len(warnings(exchange, SECOND)) == 1


def test_of_many_names_that_are_no_account_some_are_named(exchange: Exchange) -> None:
    renew(exchange, **{f"gone{number:02}": 1 for number in range(20)})
    (warning,) = warnings(exchange, FIRST)
    assert "'gone11' and 8 more. If" in warning
    assert "gone12" not in warning


def test_a_code_goes_up_by_one_generation_between_two_snapshots(tmp_path: Path) -> None:
    """A publisher who could try generations could choose who shares a file with whom."""
    exchange = make_exchange(tmp_path)
    settings = exchange.folder / "publisher.toml"
    keys = '[keys]\ngenerations = "generations.csv"\n'
    settings.write_text(settings.read_text().replace("[assets.BTC]", keys + "[assets.BTC]"))
    for snapshot in (FIRST, SECOND):
        exchange.write_snapshot(snapshot, more=SUBS)
    renewed = exchange.folder / "generations.csv"
    renewed.write_text("account,generation\nalice,2\n")
    with pytest.raises(InputError, match="'alice' goes from generation 0 to 2"):
        exchange.build(FIRST)
    renewed.write_text("account,generation\nalice,1\n")
    exchange.publish(FIRST)
    renewed.write_text("account,generation\n")
    with pytest.raises(InputError, match="'alice' goes from generation 1 to 0"):
        exchange.build(SECOND)
