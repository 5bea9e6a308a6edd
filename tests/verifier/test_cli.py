"""The command: what it answers, what it ends with, and what it must never print."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proofpress_verify import account
from tests import simulator
from tests.simulator import Plan
from tests.verifier.site_on_disk import CODE, FINGERPRINT, PLAN, PUBLISHED, SHARD, STATEMENT, Site

# Verdicts and exit codes.


def test_verified_is_0_and_shows_account_and_amounts(site: Site) -> None:
    assert site.account() == 0
    assert "user-0" in site.out
    assert "BTC (customer)  1\n" in site.out
    assert FINGERPRINT in site.out
    assert site.err == ""


def test_not_verified_is_1(site: Site) -> None:
    site.flip(SHARD, 100)
    assert site.account("--snapshot", "2026-10-31") == 1
    assert "files-root" in site.out
    assert "user-0" not in site.said


@pytest.mark.parametrize(
    "typed", ["", "por1", CODE[:-1], CODE + "q", "https://example.com/#" + CODE]
)
def test_a_wrong_code_is_2(site: Site, typed: str) -> None:
    site.code_file.write_text(typed, encoding="ascii")
    assert site.account() == 2
    assert "code-form" in site.out


def test_what_cannot_be_checked_is_3(site: Site) -> None:
    (site.folder / STATEMENT).unlink()
    assert site.account("--snapshot", "2026-10-31") == 3
    assert site.out == ""
    assert STATEMENT in site.err


def test_a_missing_file_is_a_damaged_copy(site: Site) -> None:
    """Threat 23: to withhold a file is no better than to change it."""
    (site.folder / SHARD).unlink()
    assert site.account("--json") == 1
    assert json.loads(site.out)["verdict"] == "damaged-copy"
    assert site.account("--json", "--own-site") == 1
    assert json.loads(site.out)["verdict"] == "not-served-as-signed"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["account"],
        ["account", "{site}/nowhere"],
        ["account", "{site}", "--code-file", "{site}/nowhere"],
        ["account", "{site}", "--snapshot", "../../etc"],
        ["account", "{site}", "--snapshot", ""],
        ["account", "{site}", "--no-such-option"],
        ["site", "{site}", "--snapshot", "2026-10-31/.."],
    ],
    ids=" ".join,
)
def test_a_wrong_command_is_2(site: Site, arguments: list[str]) -> None:
    filled = [argument.replace("{site}", str(site.folder)) for argument in arguments]
    assert site.run(*filled) == 2
    assert site.out == ""
    assert site.err


def test_an_unknown_snapshot_is_3(site: Site) -> None:
    assert site.account("--snapshot", "2020-01-01") == 3


def test_a_fault_of_the_program_is_70_and_never_a_bad_proof(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError(CODE)

    monkeypatch.setattr(account, "begin", fault)
    assert site.account() == 70
    assert site.out == ""
    assert "ZeroDivisionError" in site.err
    assert CODE not in site.err


def test_the_newest_snapshot_is_taken_if_none_is_named(site: Site) -> None:
    older = simulator.publish(Plan(snapshot="2026-09-30"))
    simulator.write_site(site.folder, older)
    listed = {"snapshots": [{"id": "2026-10-31"}, {"id": "2026-09-30"}]}
    (site.folder / "latest.json").write_text(json.dumps(listed), encoding="ascii")
    assert site.account("--json") == 0
    assert json.loads(site.out)["snapshot"]["id"] == "2026-10-31"
    assert site.account("--json", "--snapshot", "2026-09-30") == 0
    assert json.loads(site.out)["snapshot"]["id"] == "2026-09-30"


@pytest.mark.parametrize(
    "listed",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"snapshots":[]}',
        b'{"snapshots":[{"id":"../x"}]}',
        b'{"snapshots":[{"id":5}]}',
        b"[" * 100_000,
        b"\xff",
        b'{"snapshots":{"id":"a"}}',
    ],
)
def test_a_broken_list_of_snapshots_is_3(site: Site, listed: bytes) -> None:
    (site.folder / "latest.json").write_bytes(listed)
    assert site.account() == 3
    assert "latest.json" in site.err


def test_files_beyond_their_limit_are_3(site: Site) -> None:
    """Threat 19: endless data is cut off before it is read to its end."""
    with (site.folder / SHARD).open("r+b") as file:
        file.truncate(2**32)
    assert site.account() == 3
    assert "more than" in site.err


# The code.


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", " \t\n"])
def test_code_from_a_file(site: Site, ending: str) -> None:
    site.code_file.write_bytes((CODE + ending).encode())
    assert site.account() == 0


def test_code_from_standard_input(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(CODE + "\n"))
    assert site.account(code_file="-") == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(CODE + "\n"))
    assert site.run("account", str(site.folder)) == 0


def test_a_terminal_is_asked_without_echo(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr("getpass.getpass", lambda prompt: CODE)
    assert site.run("account", str(site.folder)) == 0


def test_only_plain_blanks_around_a_code_are_dropped(site: Site) -> None:
    """As on the page: a code has one encoding wherever it is typed."""
    site.code_file.write_text("\u00a0" + CODE + "\u2003", encoding="utf-8")
    assert site.account() == 2


@pytest.mark.parametrize("junk", [b"\xff\xfe" + CODE.encode("utf-16-le"), b"\0" * 5000, b"\xc3"])
def test_a_code_file_of_junk_is_2(site: Site, junk: bytes) -> None:
    site.code_file.write_bytes(junk)
    assert site.account() == 2


def test_standard_input_of_junk_is_2(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    junk = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xfa"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", junk)
    assert site.account(code_file="-") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["account", "{site}", CODE],
        ["account", CODE],
        ["account", "{site}", "--code", CODE],
        ["account", "{site}", "--code-file", CODE],
        ["account", "{site}", "--code-file", "https://example.com/verify/#" + CODE],
        ["account", "{site}", "--snapshot", CODE],
        ["account", "{site}", "--snapshot", CODE.upper()],
        ["account", "{site}", f"--code={CODE}"],
        [CODE],
        ["site", CODE],
    ],
    ids=lambda arguments: " ".join(arguments).replace(CODE, "CODE"),
)
def test_a_code_in_the_wrong_place_is_not_repeated(site: Site, arguments: list[str]) -> None:
    filled = [argument.replace("{site}", str(site.folder)) for argument in arguments]
    assert site.run(*filled) == 2
    assert CODE[4:] not in site.said
    assert CODE[4:].upper() not in site.said


@pytest.mark.parametrize("damage", [None, 0, 90, 400, -1])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_code_is_never_printed(site: Site, damage: int | None, options: list[str]) -> None:
    if damage is not None:
        site.flip(SHARD, damage)
    site.account(*options)
    assert site.out
    secret = PUBLISHED.books.member(0).code
    for shape in (CODE, CODE[4:], CODE.upper(), secret.hex()):
        assert shape not in site.said


# The fingerprint.


def test_a_fingerprint_that_fits_is_said_to(site: Site) -> None:
    assert site.account("--json") == 0
    assert "not-compared" in remarks(site)
    assert site.account("--json", "--fingerprint", FINGERPRINT) == 0
    assert "not-compared" not in remarks(site)
    assert site.account("--json", "--fingerprint", f" {FINGERPRINT.upper()} ") == 0


def test_a_fingerprint_that_differs_is_1(site: Site) -> None:
    """Threat 10: different roots for different customers."""
    assert site.account("--json", "--fingerprint", "ab" * 32) == 1
    assert json.loads(site.out)["check"]["name"] == "fingerprint"


@pytest.mark.parametrize(
    "typed", ["-", FINGERPRINT[:-1], FINGERPRINT[:8], "x" * 64, FINGERPRINT + "00"]
)
def test_a_mistyped_fingerprint_is_2_and_blames_nobody(site: Site, typed: str) -> None:
    """Threat 26: a typo must not look like fraud."""
    assert site.account("--json", "--fingerprint", typed) == 2
    assert json.loads(site.out)["check"]["name"] == "fingerprint-form"
    assert json.loads(site.out)["check"]["attributed_to"] == "input"


def remarks(site: Site) -> list[str]:
    return [remark["key"] for remark in json.loads(site.out)["remarks"]]


# The identity.


@pytest.mark.parametrize(
    ("typed", "status"),
    [("user0@mail.example\n", 0), (" USER0@Mail.Example ", 0), ("user1@mail.example", 1)],
)
def test_identity_from_a_file(site: Site, tmp_path: Path, typed: str, status: int) -> None:
    published = simulator.publish(Plan(bound=True))
    simulator.write_site(site.folder, published)
    (tmp_path / "identity").write_text(typed, encoding="utf-8")
    assert site.account("--identity-file", str(tmp_path / "identity")) == status
    assert typed.strip() not in site.said


# Output.


def test_the_report_on_standard_output_is_json_and_nothing_else(site: Site) -> None:
    assert site.account("--json") == 0
    made = json.loads(site.out)
    assert made["verdict"] == "verified"
    assert made["account"] == "user-0"
    assert made["balances"] == [
        {"asset": "BTC", "scope": "customer", "decimals": 8, "amount": "100000000", "text": "1"}
    ]
    assert site.err == ""


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_of_any_encoding_gets_the_verdict(
    tmp_path: Path, options: list[str], encoding: str
) -> None:
    """Threat 17: what a machine is set to must not turn a good proof into a failure."""
    stated = simulator.open_books(PLAN).build().state()
    stated.statement["name"] = "B\u00f6rse \u682a"
    simulator.write_site(tmp_path, stated.sign())
    ended = run(tmp_path, *options, PYTHONIOENCODING=encoding, LC_ALL="C")
    assert ended.returncode == 0, ended.stderr
    assert b"user-0" in ended.stdout


def run(site: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    program = "import sys; from proofpress_verify.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", program, "account", str(site), "--code-file", "-", *options],
        input=CODE.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "0", **environment},
    )


def test_a_name_cannot_write_on_the_terminal(site: Site) -> None:
    """Threat 21: control characters in names never reach the output."""
    stated = simulator.open_books(PLAN).build().state()
    stated.statement["name"] = "\x1b[2JVerified"
    simulator.write_site(site.folder, stated.sign())
    assert site.account() == 1
    assert "\x1b" not in site.said
