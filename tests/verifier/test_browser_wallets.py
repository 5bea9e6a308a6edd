"""The bridge of a wallet list's page: the signed list and no other, and never an exception."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify import browser_wallets, wallets
from proofpress_verify.browser_wallets import check_rows, open_list
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.python_curve import PythonCurve
from tests.generator.exchange import FIRST, SUBS, make_exchange
from tests.generator.reserves.lists import HEAD, signed_row

UNSIGNED = "XRP,xrpl,rNotAKey,7.50,,,,,,,,,,,self,XRP,native,\n"
SIGNED = signed_row(repeats="it holds two deposits")
TEXT = HEAD + SIGNED + UNSIGNED + signed_row("tron", forged=True) + SIGNED


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a snapshot with four rows: valid, unsigned, invalid, and the first again."""
    exchange = make_exchange(tmp_path_factory.mktemp("bridge") / "exchange")
    exchange.write_snapshot(FIRST, more=SUBS, wallets=TEXT)
    exchange.build(FIRST)
    return exchange.draft / "snapshots" / FIRST


@pytest.fixture(scope="module")
def files(home: Path) -> tuple[bytes, bytes, bytes]:
    names = ("statement.json", "statement.note", "wallets.csv")
    statement, note, listed = ((home / name).read_bytes() for name in names)
    return statement, note, listed


def opened(*files: bytes | None, snapshot: str = FIRST) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(open_list(*files, snapshot))  # type: ignore[arg-type, call-arg]
    return told


def answer(first: int, most: int) -> list[dict[str, Any]]:
    """The rows of one answer."""
    told: list[dict[str, Any]] = json.loads(check_rows(first, most))["rows"]
    return told


def rows(first: int, most: int) -> list[dict[str, Any]]:
    """The rows, asked for until all are there: on a busy machine one answer has only some."""
    found: list[dict[str, Any]] = []
    while len(found) < most and (told := answer(first + len(found), most - len(found))):
        found += told
    return found


def test_rows_come_out_as_by_command(files) -> None:
    told = opened(*files)
    assert (told["state"], told["rows"], told["draft"]) == ("open", 4, True)
    expected = wallets.check_list(files[2], PythonCurve())
    found = rows(1, 10)
    assert [(row["verdict"], row["words"]) for row in found] == [
        (row.outcome.verdict.value, row.outcome.explained) for row in expected
    ]
    assert [row["row"] for row in found] == [1, 2, 3, 4]
    assert [row["address"] for row in found] == [row.listed.claim.address for row in expected]
    assert [(row["asset"], row["balance"]) for row in found[:2]] == [("BTC", "30"), ("XRP", "7.50")]


def test_any_part_can_be_asked_for(files) -> None:
    opened(*files)
    everything = rows(1, 4)
    assert [rows(number, 1) for number in range(1, 5)] == [[row] for row in everything]
    assert rows(3, 200) == everything[2:]
    assert rows(5, 1) == []


def test_slow_rows_come_one_by_one(files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_wallets, "BUSY", -1.0)
    opened(*files)
    assert [row["row"] for row in answer(1, 4)] == [1]


def test_the_same_signature_is_worked_out_once(files, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(claim, curve):
        asked.append(claim)
        return check(claim, curve)

    monkeypatch.setattr(browser_wallets, "check", counted)
    opened(*files)
    rows(1, 4)
    rows(1, 4)
    assert len(asked) == 3


def test_each_changed_byte_of_the_list_is_a_damaged_copy(files) -> None:
    statement, note, listed = files
    for place in range(0, len(listed), 37):
        harmed = listed[:place] + bytes([listed[place] ^ 1]) + listed[place + 1 :]
        told = opened(statement, note, harmed)
        assert (told["state"], told["tone"]) == ("refused", "unknown")
        assert told["check"]["where"] == "wallets.csv"
    with pytest.raises(IndexError):
        check_rows(1, 1)  # nothing is left of a list that was open before


@pytest.mark.parametrize("part", [0, 1])
def test_a_changed_statement_or_note_is_a_damaged_copy(files, part: int) -> None:
    for place in range(0, len(files[part]), 61):
        data = files[part]
        given_files = list(files)
        given_files[part] = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        told = opened(*given_files)
        assert (told["state"], told["tone"]) == ("refused", "unknown")


def test_no_note_and_another_snapshot_are_no_ground_to_judge_signatures(files) -> None:
    assert opened(files[0], None, files[2])["tone"] == "unknown"
    told = opened(*files, snapshot="2026-12-31")
    assert (told["state"], told["check"]["name"]) == ("refused", "snapshot-id")


@given(st.binary(max_size=80), st.none() | st.binary(max_size=80), st.binary(max_size=80))
def test_any_bytes_are_refused_and_never_raise(statement, note, listed) -> None:
    assert opened(statement, note, listed)["state"] == "refused"
