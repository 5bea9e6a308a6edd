"""The command: what it answers, what it ends with, and what it must never print."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proofpress_verify import account, cli, paths
from proofpress_verify.site import most_manifest_bytes, unlikely_sizes
from proofpress_verify.sources import Folder
from tests import simulator
from tests.simulator import LARGE, STRANGER, Plan, Published
from tests.vectors.shards import BESIDE_EMPTY, SMALL

PLAN = Plan()
PUBLISHED = simulator.publish(PLAN)
CODE = PUBLISHED.attempt(0).code
FINGERPRINT = hashlib.sha256(PUBLISHED.statement).hexdigest()
STATEMENT = "snapshots/2026-10-31/statement.json"
SHARD = "snapshots/2026-10-31/shards/0000/000000.shard"


class Site:
    """A site in a folder, and the command run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = simulator.write_site(folder / "site", PUBLISHED)
        self.code_file = folder / "code.txt"
        self.code_file.write_text(CODE + "\n", encoding="ascii")
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def run(self, *arguments: str) -> int:
        try:
            status = cli.main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return status

    def account(self, *options: str, code_file: str | None = None) -> int:
        code = str(self.code_file) if code_file is None else code_file
        return self.run("account", str(self.folder), "--code-file", code, *options)

    def flip(self, path: str, at: int) -> None:
        data = bytearray((self.folder / path).read_bytes())
        data[at] ^= 1
        (self.folder / path).write_bytes(bytes(data))

    @property
    def said(self) -> str:
        return self.out + self.err


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(tmp_path, capsys)


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
    """As on the page: a code has one spelling wherever it is typed."""
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


# The whole site.


def test_an_intact_site_holds(site: Site) -> None:
    assert site.run("site", str(site.folder)) == 0
    assert "2026-10-31: all public checks passed (released; " in site.out
    assert "8 accounts" in site.out
    assert "warning" not in site.out
    assert site.run("site", str(site.folder), "--json") == 0
    (result,) = json.loads(site.out)
    assert (result["holds"], result["accounts"], result["draft"]) == (True, 8, False)
    assert "encrypted" in result["not_checked"]
    assert result["warnings"] == []


PATHS = sorted(
    path
    for path in (
        "statement.json",
        "statement.note",
        "SHA256SUMS",
        "wallets.csv",
        "methodology.md",
        "disclosures.json",
        "shards/0000/000000.shard",
    )
)


@pytest.mark.parametrize("path", PATHS)
def test_a_damaged_file_of_a_site_is_found(site: Site, path: str) -> None:
    name = f"snapshots/2026-10-31/{path}"
    size = (site.folder / name).stat().st_size
    for at in {0, size // 2, size - 1}:
        site.flip(name, at)
        assert site.run("site", str(site.folder), "--json") == 1
        (result,) = json.loads(site.out)
        assert result["holds"] is False
        assert result["check"]["attributed_to"] == "copy"
        site.flip(name, at)
    assert site.run("site", str(site.folder)) == 0


@pytest.mark.parametrize("path", [path for path in PATHS if path != "statement.note"])
def test_a_missing_file_of_a_site_is_found(site: Site, path: str) -> None:
    """A copy without a file that the signed statement commits to is a damaged copy."""
    (site.folder / "snapshots/2026-10-31" / path).unlink()
    if path == "statement.json":  # without it nothing can be checked at all
        assert site.run("site", str(site.folder)) == 3
        assert path in site.err
    else:
        assert site.run("site", str(site.folder)) == 1
        assert path in site.out


def test_a_site_whose_shards_do_not_add_up_to_the_accounts_is_found(site: Site) -> None:
    """Over all files, the leaves are as many as the total says: anyone can check that."""
    stated = simulator.open_books(PLAN).build().state()
    stated.statement["totals"][0] = "9"
    simulator.write_site(site.folder, stated.sign())
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "totals"


# A site of several shards.


@pytest.fixture
def large(site: Site) -> Site:
    shutil.rmtree(site.folder)
    simulator.write_site(site.folder, simulator.publish(LARGE))
    return site


SECOND = "snapshots/2026-10-31/shards/0000/000001.shard"


def test_an_intact_site_of_several_shards_holds(large: Site) -> None:
    assert large.run("site", str(large.folder)) == 0
    assert "200 accounts" in large.out
    assert "warning" not in large.out


@pytest.mark.parametrize("at", [0, 10_000, -40, -1])
def test_a_damaged_shard_behind_the_first_is_found(large: Site, at: int) -> None:
    large.flip(SECOND, at)
    assert large.run("site", str(large.folder)) == 1
    assert "000001.shard" in large.out


def test_a_missing_shard_behind_the_first_is_found(large: Site) -> None:
    (large.folder / SECOND).unlink()
    assert large.run("site", str(large.folder)) == 1
    assert "000001.shard" in large.out


def test_a_shard_that_is_too_small_is_found(site: Site) -> None:
    """Whoever sees which file is asked for would know of whom it may be."""
    simulator.write_site(site.folder, simulator.publish(SMALL))
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert (result["check"]["name"], result["check"]["attributed_to"]) == (
        "shard-small",
        "publisher",
    )
    assert (result["check"]["found"], result["check"]["where"]) == ("99", "shard 1")


def test_shards_that_chance_hardly_gives_are_told_of(site: Site) -> None:
    """All accounts in one of two shards: allowed, but no accident."""
    simulator.write_site(site.folder, simulator.publish(BESIDE_EMPTY))
    assert site.run("site", str(site.folder)) == 0
    for shard, accounts in ((0, 100), (1, 0)):
        assert (
            f"shard {shard} has {accounts} accounts where chance gives about 50: "
            "code generations may have been chosen to place accounts" in site.out
        )
    assert site.run("site", str(site.folder), "--json") == 0
    (result,) = json.loads(site.out)
    assert (result["holds"], len(result["warnings"])) == (True, 2)


@pytest.mark.parametrize(
    ("found", "warnings"), [(161, 0), (162, 1), (39, 0), (38, 1), (100, 0), (0, 1)]
)
def test_a_shard_is_told_of_beyond_six_deviations_and_one(found: int, warnings: int) -> None:
    assert len(unlikely_sizes({5: found}, 1600, 16)) == warnings


def test_few_of_many_unlikely_shards_are_listed() -> None:
    said = unlikely_sizes(dict.fromkeys(range(256), 0), 256 * 100, 256)
    assert len(said) == 21
    assert said[-1] == "the same is true of 236 more shards"


def resigned(site: Site, **changes: object) -> Published:
    stated = simulator.open_books(PLAN).build().state()
    stated.statement.update(changes)
    published = stated.sign()
    simulator.write_site(site.folder, published)
    return published


def test_a_site_whose_statement_names_another_wallet_list_is_found(site: Site) -> None:
    resigned(site, wallets={"complete": True, "rows": 1, "sha256": "00" * 32})
    assert failed(site) == ("manifest", "publisher", "wallets.csv")


@pytest.mark.parametrize("named", ["methodology", "disclosures"])
def test_a_site_whose_statement_names_another_text_is_found(site: Site, named: str) -> None:
    resigned(site, **{named: "00" * 32})
    check, blamed, where = failed(site)
    assert (check, blamed) == ("manifest", "publisher")
    assert where.startswith(named)
    assert site.run("site", str(site.folder)) == 1
    assert "contradicts the signed statement" in site.out


def failed(site: Site, *options: str) -> tuple[str, str, str]:
    """The check that fails for the first snapshot, whom it is attributed to, and where."""
    assert site.run("site", str(site.folder), "--json", *options) == 1
    check = json.loads(site.out)[0]["check"]
    return check["name"], check["attributed_to"], check["where"]


@pytest.mark.parametrize("path", ["wallets.csv", "methodology.md", "shards/0000/000000.shard"])
def test_a_signed_manifest_that_leaves_a_file_out_is_the_publishers(site: Site, path: str) -> None:
    lines = simulator.manifest(PUBLISHED.files, PUBLISHED.wallets).splitlines(keepends=True)
    resigned_manifest(site, b"".join(line for line in lines if path.encode() not in line))
    assert failed(site) == ("manifest", "publisher", path)
    assert site.run("site", str(site.folder)) == 1
    assert "in this copy" not in site.out


def resigned_manifest(site: Site, text: bytes) -> None:
    resigned(site, data=hashlib.sha256(text).hexdigest())
    (site.folder / "snapshots/2026-10-31/SHA256SUMS").write_bytes(text)


def two_digests(site: Site, file: bytes) -> None:
    """A signed manifest with the digest of another shard file than the signed root of files."""
    resigned_manifest(site, simulator.manifest([file], PUBLISHED.wallets))
    (site.folder / SHARD).write_bytes(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file[:200] + bytes([file[200] ^ 1]) + file[201:],
        lambda file: file[:-32],
        lambda file: file + bytes(2**24),
        lambda _: b"",
    ],
    ids=["files-root", "file-size", "beyond-the-limit", "empty"],
)
def test_two_signed_digests_of_a_shard_that_differ_are_the_publishers(
    site: Site, change: Callable[[bytes], bytes]
) -> None:
    two_digests(site, change(PUBLISHED.files[0]))
    assert failed(site) == ("manifest", "publisher", "shards/0000/000000.shard")


def test_a_file_that_is_neither_of_two_signed_ones_is_a_damaged_copy(site: Site) -> None:
    two_digests(site, PUBLISHED.files[0] + bytes(32))
    (site.folder / SHARD).write_bytes(b"<html>captive portal</html>")
    assert failed(site) == ("statement-digest", "copy", "shards/0000/000000.shard")


@pytest.mark.parametrize("path", [SHARD, "snapshots/2026-10-31/wallets.csv"])
def test_the_bytes_that_are_judged_are_those_whose_digest_was_compared(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file replaced between two reads would be held against the publisher."""
    honest, asked = Folder.read_optional, []

    def replaced(folder: Folder, name: str, most: int) -> bytes | None:
        asked.append(name)
        return b"other bytes" if asked.count(path) > 1 else honest(folder, name, most)

    monkeypatch.setattr(Folder, "read_optional", replaced)
    assert site.run("site", str(site.folder), "--json") == 0
    assert asked.count(path) == 1


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("statement")])
def test_a_file_that_differs_from_the_signed_manifest_is_a_damaged_copy(
    site: Site, path: str
) -> None:
    site.flip(f"snapshots/2026-10-31/{path}", 0)
    assert failed(site) == ("statement-digest", "copy", path)
    assert site.run("site", str(site.folder)) == 1
    assert "A file in this copy is not the one that was signed" in site.out


LINE = hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    "line",
    [
        f"{LINE}  ../../outside",
        f"{LINE}  /etc/passwd",
        f"{LINE}  a/../../../outside",
        f"{LINE}  ./wallets.csv",
        f"{LINE} *wallets.csv",
        f"{LINE}  shards//x",
        f"{LINE}  wallets.csv",
        "not a line",
        "",
    ],
)
def test_a_manifest_cannot_lead_out_of_the_snapshot(site: Site, line: str) -> None:
    """Every line is a digest and a path below the snapshot, and names each file once."""
    (site.folder / "outside").write_bytes(b"x")
    text = simulator.manifest(PUBLISHED.files, PUBLISHED.wallets) + line.encode() + b"\n"
    resigned_manifest(site, text)
    assert failed(site) == ("manifest", "publisher", "SHA256SUMS")


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: text.replace(b"\n", b"\x0b"),
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text + text.splitlines()[-1] + b"\n",
        lambda text: b"".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + b"x",
    ],
    ids="tabs carriage-returns cut-off empty-line twice descending unfinished".split(),
)
def test_a_manifest_has_one_spelling(site: Site, respell: Callable[[bytes], bytes]) -> None:
    """Threat 5: our reading of it and that of `sha256sum -c` are the same."""
    text = respell(simulator.manifest(PUBLISHED.files, PUBLISHED.wallets))
    resigned_manifest(site, text)
    assert failed(site) == ("manifest", "publisher", "SHA256SUMS")


def test_no_more_is_read_of_a_manifest_than_a_site_can_have(site: Site) -> None:
    path = site.folder / "snapshots/2026-10-31/SHA256SUMS"
    line = f"{'0' * 64}  attachments/{'a' * 60}.pdf\n".encode()
    path.write_bytes(line * 20_000)
    assert site.run("site", str(site.folder)) == 3
    assert "SHA256SUMS: more than the 2000200 bytes allowed" in site.err
    path.write_bytes(line * 10_000)
    assert site.run("site", str(site.folder)) == 1


@pytest.mark.parametrize("bits", [0, 1, 14, 24])
def test_the_manifest_of_the_largest_site_is_read(bits: int) -> None:
    shard = f"{'0' * 64}  {paths.shard_path((1 << bits) - 1)}\n"
    other = f"{'0' * 64}  attachments/{'a' * 64}.json\n"
    assert (len(shard) << bits) + 10_000 * len(other) <= most_manifest_bytes(bits)


def test_a_snapshot_under_another_name_is_found(site: Site) -> None:
    """Threat 10: an old snapshot in the place of a newer one."""
    (site.folder / "snapshots/2026-10-31").rename(site.folder / "snapshots/2026-11-30")
    (site.folder / "latest.json").write_text('{"snapshots":[{"id":"2026-11-30"}]}')
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "snapshot-id"
    assert site.account("--json") == 1
    assert json.loads(site.out)["check"]["name"] == "snapshot-id"


# The chain of statements.


def chained(site: Site, **changes: object) -> None:
    """A second snapshot after the first, naming it as its previous one but for `changes`."""
    previous = {"snapshot": "2026-10-31", "sha256": FINGERPRINT} | changes
    books = simulator.open_books(Plan(snapshot="2026-11-30"))
    books.header["liabilities_at"] = "2026-11-30T00:00:00Z"
    stated = books.build().state()
    stated.statement["previous"] = [previous]
    simulator.write_site(site.folder, stated.sign())


def test_a_chain_that_holds(site: Site) -> None:
    chained(site)
    assert site.run("site", str(site.folder), "--snapshot", "2026-11-30") == 0


def test_a_chain_to_a_statement_that_is_not_at_hand_holds(site: Site) -> None:
    chained(site, snapshot="2025-01-01")
    assert site.run("site", str(site.folder), "--snapshot", "2026-11-30") == 0


def test_history_rewritten_is_found(site: Site) -> None:
    """Threat 10: the statement before this one is another than it was."""
    chained(site, sha256="ab" * 32)
    assert failed(site, *LATER) == ("previous", "publisher", "2026-10-31")


LATER = ("--snapshot", "2026-11-30")
OLDER_NOTE = "snapshots/2026-10-31/statement.note"


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (lambda data: data[:-100], "statement-canonical"),
        (lambda _: b"<html>captive portal</html>", "statement-canonical"),
        (lambda _: b"", "statement-canonical"),
        (lambda data: data.replace(b'"name":"', b'"name":"x'), "statement-digest"),
    ],
    ids=["cut", "error-page", "empty", "edited"],
)
def test_a_damaged_older_statement_is_not_held_against_the_publisher(
    site: Site, damage: Callable[[bytes], bytes], check: str
) -> None:
    """A mirror must not be able to break a chain that the publisher signed whole."""
    chained(site)
    path = site.folder / STATEMENT
    path.write_bytes(damage(path.read_bytes()))
    assert failed(site, *LATER) == (check, "copy", "2026-10-31")


def test_an_older_statement_that_nobody_signed_breaks_no_chain(site: Site) -> None:
    chained(site, sha256="ab" * 32)
    (site.folder / OLDER_NOTE).unlink()
    assert failed(site, *LATER) == ("note-form", "copy", "2026-10-31")


def test_an_older_statement_of_another_publisher_breaks_no_chain(site: Site) -> None:
    chained(site)
    replace_older(site, simulator.publish(Plan(signer=STRANGER)))
    assert failed(site, *LATER) == ("statement-digest", "copy", "2026-10-31")


def test_a_signed_statement_of_another_day_in_the_older_place_breaks_no_chain(site: Site) -> None:
    chained(site)
    replace_older(site, simulator.publish(Plan(snapshot="2026-09-30")))
    assert failed(site, *LATER) == ("snapshot-id", "copy", "2026-10-31")


def test_a_draft_in_the_older_place_breaks_no_chain(site: Site) -> None:
    """A draft is replaced by what is released, so it differs without any fault."""
    chained(site)
    stated = simulator.open_books(PLAN).build().state()
    stated.statement["scope_note"] = "To be released."
    stated.kind = "draft"
    replace_older(site, stated.sign())
    assert failed(site, *LATER) == ("statement-digest", "copy", "2026-10-31")


def test_a_malformed_statement_signed_by_a_stranger_breaks_no_chain(site: Site) -> None:
    chained(site)
    stated = simulator.open_books(Plan(signer=STRANGER)).build().state()
    del stated.statement["name"]
    replace_older(site, stated.sign())
    assert failed(site, *LATER) == ("statement-digest", "copy", "2026-10-31")


@pytest.mark.parametrize("older", [b"no statement", b"{}"])
def test_a_named_digest_of_what_is_no_statement_is_the_publishers(site: Site, older: bytes) -> None:
    """The newer statement is signed and names these very bytes."""
    chained(site, sha256=hashlib.sha256(older).hexdigest())
    (site.folder / STATEMENT).write_bytes(older)
    assert failed(site, *LATER) == ("previous", "publisher", "2026-10-31")


def replace_older(site: Site, published: Published) -> None:
    (site.folder / STATEMENT).write_bytes(published.statement)
    (site.folder / OLDER_NOTE).write_bytes(published.note)


def test_a_second_beginning_is_found(site: Site) -> None:
    """Threat 10: the newer statement says that there was none before it."""
    stated = simulator.open_books(Plan(snapshot="2026-11-30")).build().state()
    stated.statement["header"]["liabilities_at"] = "2026-11-30T00:00:00Z"
    simulator.write_site(site.folder, stated.sign())
    listed = {"snapshots": [{"id": "2026-11-30"}, {"id": "2026-10-31"}]}
    (site.folder / "latest.json").write_text(json.dumps(listed))
    assert site.run("site", str(site.folder), "--json") == 1
    later, first = json.loads(site.out)
    assert first["check"]["name"] == "equivocation"
    assert later["check"]["name"] == "previous"
    assert later["check"]["expected"] == "the statement of 2026-10-31"


def test_one_snapshot_needs_no_list(site: Site) -> None:
    (site.folder / "latest.json").unlink()
    assert site.run("site", str(site.folder), "--snapshot", "2026-10-31") == 0


def test_a_chain_that_runs_backwards_is_found(site: Site) -> None:
    """Threat 10: an older moment given out as the newer one."""
    chained(site)
    stated = simulator.open_books(PLAN).build().state()
    later = (site.folder / "snapshots/2026-11-30/statement.json").read_bytes()
    stated.statement["previous"] = [
        {"snapshot": "2026-11-30", "sha256": hashlib.sha256(later).hexdigest()}
    ]
    simulator.write_site(site.folder, stated.sign())
    assert site.run("site", str(site.folder), "--json", "--snapshot", "2026-10-31") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "previous"


def test_top_paths_of_different_lengths_are_found(site: Site) -> None:
    """Threat 25: the lengths would say in which shard a rare asset is held."""
    shards = simulator.open_books(LARGE).build()
    shards.parts[1].top += b"\0"
    published = shards.state().sign()
    simulator.write_site(site.folder, published)
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "root-path"
    site.code_file.write_text(published.attempt(0).code, encoding="ascii")
    assert site.account() == 0
