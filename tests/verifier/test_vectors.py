"""Every vector gets its answer: from the library, and from the command."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from proofpress_verify import browser, cli, report
from proofpress_verify.verdict import Verdict
from tests import vectors
from tests.vectors import Vector, case, generate
from tests.vectors.case import CHECKS
from tests.verifier import mutants

pytestmark = pytest.mark.usefixtures("remembered_signatures")

ALL = vectors.load_all()
ONE_COPY = [vector for vector in ALL if len(vector.shards) == 1]
NAMES = {vector.name: vector for vector in ALL}

EXIT_CODES = {
    "verified": 0,
    "verified-but": 0,
    "not-counted": 1,
    "damaged-copy": 1,
    "not-served-as-signed": 1,
    "bound-to-something-else": 1,
    "other-statement": 1,
    "refused": 1,
    "code-not-usable": 2,
    "cannot-check": 3,
}


def check(vector: Vector) -> Verdict:
    verdict: Verdict = mutants.ask(mutants.whole, vector)
    return verdict


def answer(made: dict[str, Any], vector: Vector) -> dict[str, Any]:
    """Of a report, what the vector expects something of."""
    said: dict[str, Any] = {"verdict": made["verdict"]}
    if "check" in made:
        said |= {"check": made["check"]["name"], "attributed_to": made["check"]["attributed_to"]}
    else:
        said["remarks"] = [remark["key"] for remark in made["remarks"]]
    if "account" in vector.expected:
        said["account"] = made.get("account")
    return said


def expected(vector: Vector) -> dict[str, Any]:
    return {name: value for name, value in vector.expected.items() if name != "sums"}


def each(chosen: list[Vector]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", chosen, ids=lambda vector: vector.name)


@each(ALL)
def test_library_answers_as_expected(vector: Vector) -> None:
    verdict = check(vector)
    assert answer(report.report(verdict), vector) == expected(vector)
    if "sums" in vector.expected:
        assert verdict.finding is not None
        sums = [[column, str(amount)] for column, amount in verdict.finding.sums]
        assert sums == vector.expected["sums"]


@each(ONE_COPY)
def test_command_answers_as_expected(
    vector: Vector,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "datetime", Clock(vector.now))
    status = cli.main(arguments(vector, tmp_path))
    said = capsys.readouterr()
    assert answer(json.loads(said.out), vector) == expected(vector)
    assert status == EXIT_CODES[vector.expected["verdict"]]
    assert vector.code == "" or vector.code.strip() not in said.out + said.err


@each([vector for vector in ALL if vector.one_copy])
def test_page_answers_as_expected(vector: Vector) -> None:
    opened = json.loads(
        browser.open_check(
            vector.code,
            vector.statement,
            vector.note,
            vector.now,
            vector.snapshot,
            *(vector.older or ("", None)),
        )
    )
    if opened["state"] == "need-shard":
        opened = json.loads(browser.finish_check(vector.shards[0][0], vector.identity))
    assert opened["state"] == "done"
    assert answer(opened["report"], vector) == expected(vector)


SAVED = [vector for vector in ALL if vector.proof is not None]


@each(SAVED)
def test_command_answers_a_saved_proof_as_expected(
    vector: Vector,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "datetime", Clock(vector.now))
    status = cli.main(saved_arguments(vector, tmp_path))
    assert answer(json.loads(capsys.readouterr().out), vector) == expected(vector)
    assert status == EXIT_CODES[vector.expected["verdict"]]


@each([v for v in SAVED if not v.identity and not v.fingerprint])
def test_page_answers_a_saved_proof_as_expected(vector: Vector) -> None:
    assert vector.proof is not None
    statement, note = vector.site or (None, None)
    made = json.loads(browser.check_saved(vector.proof, vector.code, statement, note, vector.now))
    assert answer(made["report"], vector) == expected(vector)


SMOKE = ["5-accounts-number-2", "sibling-sum-lowered", "signed-by-the-mirror", "format-1", "stale"]


@each([NAMES[name] for name in SMOKE])
def test_installed_command_answers_as_expected(vector: Vector, tmp_path: Path) -> None:
    program = "import sys; from proofpress_verify.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-I", "-c", program]
    ended = subprocess.run(
        [*command, *arguments(vector, tmp_path)], capture_output=True, text=True, check=False
    )
    said = answer(json.loads(ended.stdout), vector)
    if "check" in vector.expected:
        assert said == expected(vector)
    else:
        assert said["verdict"] in ("verified", "verified-but")
    assert ended.returncode == EXIT_CODES[said["verdict"]]


def arguments(vector: Vector, folder: Path) -> list[str]:
    """The command that checks a vector, laid out as a site in `folder`."""
    site = vectors.lay_out(vector, folder / "site")
    (folder / "code").write_text(vector.code, encoding="utf-8", newline="")
    options = ["--snapshot", vector.snapshot, "--code-file", str(folder / "code"), "--json"]
    if vector.identity:
        (folder / "identity").write_text(vector.identity, encoding="utf-8", newline="")
        options += ["--identity-file", str(folder / "identity")]
    if vector.fingerprint:
        options += ["--fingerprint", vector.fingerprint]
    if vector.shards[0][1]:
        options.append("--own-site")
    return ["account", str(site), *options]


def saved_arguments(vector: Vector, folder: Path) -> list[str]:
    """The command that checks a saved proof, with the publisher's site in `folder`."""
    assert vector.proof is not None
    (folder / "proof.json").write_bytes(vector.proof)
    options = ["--json"]
    for name in ("code", "identity"):
        if getattr(vector, name):
            (folder / name).write_text(getattr(vector, name), encoding="utf-8", newline="")
            options += [f"--{name}-file", str(folder / name)]
    if vector.fingerprint:
        options += ["--fingerprint", vector.fingerprint]
    if vector.site is not None:
        snapshot = vectors.lay_claim(*vector.site, folder / "site")
        (folder / "site/latest.json").write_text(json.dumps({"snapshots": [{"id": snapshot}]}))
        options += ["--site", str(folder / "site")]
    return ["proof", str(folder / "proof.json"), *options]


class Clock:
    """In the place of `datetime` in the command: the time stands still."""

    def __init__(self, now: str) -> None:
        self._now = datetime.fromisoformat(now)

    def now(self, _: object) -> datetime:
        return self._now


# The vectors themselves.


def test_generating_again_gives_the_same_bytes() -> None:
    committed = {
        path.relative_to(vectors.FOLDER).as_posix(): path.read_bytes()
        for path in (*vectors.FOLDER.glob("*/*.json"), *vectors.FOLDER.glob("*.shard"))
    }
    assert generate.all_files() == committed


@pytest.mark.parametrize("name", [vectors.SHARED, vectors.LARGE])
def test_a_copy_kept_as_edits_reads_back(name: str) -> None:
    file = (vectors.FOLDER / name).read_bytes()
    flipped = file[:500] + bytes([file[500] ^ 1]) + file[501:]
    for data in (file, flipped, file[:-1], flipped[:-32], file + bytes(32), b"", b"x"):
        kept = case.kept_copy(data)
        assert vectors._shard(kept) == data
        assert len(str(kept)) < 200


# `shard-count` cannot fail last: a leaf of one and siblings of their shape add up to m.
# The others are for whole sites: see test_cli and test_reserves.
OTHERWISE = {"shard-count", "previous", "manifest", "wallets-form", "reserves-list"}


def test_every_check_that_can_fail_has_a_lie() -> None:
    caught = {vector.expected["check"] for vector in ALL if "check" in vector.expected}
    assert caught == all_checks() - OTHERWISE


def test_every_check_is_in_the_table_by_hand() -> None:
    assert CHECKS.keys() == all_checks() - OTHERWISE


def all_checks() -> set[str]:
    return {known.check for known in mutants.CHECKS.values()}


def test_there_are_enough_lies_and_no_two_alike() -> None:
    lies = vectors.load_all("invalid")
    assert len(lies) >= 150
    told = {
        (
            *(v.code, v.statement, v.note, v.shards, v.identity, v.snapshot, v.fingerprint),
            *(v.proof, v.site),
        )
        for v in lies
    }
    assert len(told) == len(lies)
    assert len({vector.says for vector in lies}) > len(lies) * 3 // 4


def test_vectors_stay_small() -> None:
    files = [path for path in vectors.FOLDER.rglob("*") if path.suffix in (".json", ".shard")]
    assert sum(path.stat().st_size for path in files) < 8_000_000
