"""Old lists are not checked again at every build, and no stale result is ever used."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from proofpress.browser_bundle import resources
from proofpress.reserves import outcome_cache
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.outcome_cache import FOLDER, OutcomeCache
from proofpress.reserves.signatures import check_rows
from proofpress.reserves.wallets import Wallet
from proofpress_verify.ownership.outcome import Outcome
from tests.generator.exchange import FIRST, SECOND, SUBS, WALLETS, make_exchange

from .conftest import wallet


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The addresses of each list whose signatures were checked, in turn."""
    calls: list[tuple[str, ...]] = []

    def watched(rows: tuple[Wallet, ...]) -> list[Outcome]:
        calls.append(tuple(row.address for row in rows))
        return list(check_rows(rows))

    monkeypatch.setattr(outcome_cache, "check_rows", watched)
    return calls


ROWS = (wallet(), wallet(message="m", signatures=("bm90IGEgc2lnbmF0dXJl",)), wallet())


def ask(folder: Path, rows: tuple[Wallet, ...] = ROWS) -> tuple[Outcome, ...]:
    return OutcomeCache(folder).outcomes(rows, sha256(format_wallets(rows)).digest())


def remembered(folder: Path) -> Path:
    (path,) = (folder / FOLDER).iterdir()
    return path


def test_a_result_is_stored_unchanged(tmp_path: Path, checked) -> None:
    first = ask(tmp_path)
    assert first == tuple(check_rows(ROWS))
    assert ask(tmp_path) == first
    assert len(checked) == 1


def test_a_different_list_is_checked(tmp_path: Path, checked) -> None:
    ask(tmp_path)
    ask(tmp_path, (*ROWS[:2], wallet(address="1BoatSLRHtKNngkdXEeobR76b53LETtpyT")))
    assert len(checked) == 2


@pytest.mark.parametrize("part", ["verifier", "generator", "library"])
def test_results_of_a_different_verifier_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checked, part: str
) -> None:
    ask(tmp_path)
    changes = {
        "verifier": (resources, "verifier_wheel", lambda: ("a.whl", b"another")),
        "generator": (outcome_cache, "__version__", "0.0.0"),
        "library": (outcome_cache, "library", lambda: "coincurve 0"),
    }
    monkeypatch.setattr(*changes[part])
    for _ in range(2):
        ask(tmp_path)
    assert len(checked) == 2


def test_a_flipped_bit_is_checked_again(tmp_path: Path, checked) -> None:
    expected = ask(tmp_path)
    data = remembered(tmp_path).read_bytes()
    for place in range(0, len(data), 7):
        harmed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        remembered(tmp_path).write_bytes(harmed)
        assert ask(tmp_path) == expected
    assert len(checked) == 1 + len(range(0, len(data), 7))


@pytest.mark.parametrize("content", [b"", b"\n", b"x\n{}", b"\xff" * 99])
def test_without_a_valid_file_the_list_is_checked_again(tmp_path: Path, checked, content) -> None:
    expected = ask(tmp_path)
    remembered(tmp_path).write_bytes(content)
    assert ask(tmp_path) == expected
    assert len(checked) == 2


def test_the_file_of_one_list_does_not_serve_another(tmp_path: Path, checked) -> None:
    ask(tmp_path)
    other = (*ROWS[:2], wallet(message="m", signatures=("x",)))
    path = remembered(tmp_path)
    path.rename(path.with_name(f"{sha256(format_wallets(other)).hexdigest()}.json"))
    assert ask(tmp_path, other) == tuple(check_rows(other))
    assert len(checked) == 2


def test_a_build_checks_new_lists_alone_and_publishes_none_of_what_it_remembers(
    tmp_path: Path, checked
) -> None:
    exchange = make_exchange(tmp_path / "exchange")
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    assert len(checked) == 1
    changed = WALLETS.replace("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1" * 27)
    exchange.write_snapshot(SECOND, more=SUBS, wallets=changed)
    exchange.build(SECOND)
    assert [addresses[0] for addresses in checked[1:]] == ["1" * 27]
    exchange.build(SECOND)
    exchange.release(SECOND)
    assert len(checked) == 2
    names = {path.name for path in (exchange.folder / FOLDER).iterdir()}
    assert len(names) == 2
    assert not [path for path in exchange.site.rglob("*") if path.name in names]
