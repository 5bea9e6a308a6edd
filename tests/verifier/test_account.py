"""An account checked with the files of a server: what it is asked for, and what it gets wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proofpress.keys.codes import format_code
from proofpress_verify import account, cli, code_text
from tests import reference, simulator
from tests.browser.server import Site, serve
from tests.simulator import spread

PUBLISHED = simulator.publish(spread(3))
LATER = simulator.publish(spread(3, accounts=808))
CODE = PUBLISHED.attempt(0).code
HOME = "snapshots/2026-10-31/"
STATEMENT, NOTE = f"{HOME}statement.json", f"{HOME}statement.note"
WANTED = reference.shard_of(PUBLISHED.books.member(0).code, 3)
SHARD = f"{HOME}shards/0000/{WANTED:06x}.shard"
OTHER = f"{HOME}shards/0000/{WANTED ^ 1:06x}.shard"
BLOCK = [f"{HOME}shards/0000/{shard:06x}.shard" for shard in range(8)]
ERROR_PAGE = b"<!doctype html><title>503</title><p>Try again later."


class Served:
    """A site on a server, and the command run on it."""

    def __init__(self, site: Site, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.site = site
        self._code = folder / "code.txt"
        self._code.write_text(CODE)
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def ask(self, *options: str) -> str:
        """The verdict, "" for none."""
        command = ["account", self.site.url, "--json", "--code-file", str(self._code), *options]
        self.status = cli.main(command)
        self.out, self.err = self._capsys.readouterr()
        return json.loads(self.out)["verdict"] if self.out else ""

    @property
    def shards(self) -> list[str]:
        return [path for path in self.site.paths if path.endswith(".shard")]


@pytest.fixture
def served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Served]:
    with serve(simulator.write_site(tmp_path / "site", PUBLISHED)) as site:
        yield Served(site, tmp_path, capsys)


def test_the_whole_block_is_read_and_said(served: Served) -> None:
    assert served.ask() == "verified"
    assert sorted(served.shards) == BLOCK
    assert "reading 8 files together" in served.err


def test_one_file_is_read_by_choice_only(served: Served) -> None:
    assert served.ask("--one-file") == "verified"
    assert served.shards == [SHARD]
    assert served.err == ""


def test_another_file_that_fails_is_no_loss(served: Served) -> None:
    served.site.cut.append(OTHER)
    assert served.ask() == "verified"
    assert len(served.shards) == 8


def test_a_block_of_too_many_files_is_said_and_not_read(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "MOST_FILES", 7)
    assert served.ask() == ""
    assert "8 files" in served.err
    assert served.shards == []
    assert served.ask("--one-file") == "verified"


# The second round.


def once(first: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Damage of the first answer only."""
    waiting = [first]
    return lambda body: waiting.pop()(body) if waiting else body


@pytest.mark.parametrize("file", [STATEMENT, NOTE, SHARD])
@pytest.mark.parametrize(
    "damage",
    [lambda _: ERROR_PAGE, lambda body: body[: len(body) // 2], lambda _: b""],
    ids=["error-page", "cut", "empty"],
)
def test_a_file_that_is_damaged_once_is_read_again(
    served: Served, file: str, damage: Callable[[bytes], bytes]
) -> None:
    served.site.damage[file] = once(damage)
    assert served.ask("--own-site") == "verified"
    assert "once more" in served.err
    assert served.site.paths.count(STATEMENT) == served.site.paths.count(NOTE) == 2


@pytest.mark.parametrize("file", [STATEMENT, NOTE, SHARD])
def test_a_connection_that_breaks_off_once_is_made_again(served: Served, file: str) -> None:
    served.site.cut.append(file)
    assert served.ask("--own-site") == "verified"
    assert "cut off" in served.err


def test_a_connection_that_breaks_off_twice_blames_nobody(served: Served) -> None:
    served.site.cut += [SHARD, SHARD]
    assert served.ask("--own-site") == ""
    assert served.status == 3
    assert "cut off" in served.err


def test_a_site_replaced_between_statement_and_file_is_read_again(
    served: Served, tmp_path: Path
) -> None:
    later = simulator.write_site(tmp_path / "later", LATER)

    def replace(_: bytes) -> bytes:
        served.site.folder = later
        return (later / SHARD).read_bytes()

    served.site.damage[SHARD] = once(replace)
    assert served.ask("--own-site") == "verified"
    assert json.loads(served.out)["snapshot"]["accounts"] == "808"


@pytest.mark.parametrize("file", [STATEMENT, NOTE, SHARD])
def test_what_is_damaged_always_is_told(served: Served, file: str) -> None:
    served.site.damage[file] = lambda _: ERROR_PAGE
    assert served.ask() == "damaged-copy"
    assert served.site.paths.count(STATEMENT) == 2


def test_the_publisher_is_named_after_the_second_round_only(served: Served) -> None:
    served.site.damage[SHARD] = lambda _: ERROR_PAGE
    assert served.ask("--own-site") == "not-served-as-signed"
    assert [served.shards.count(path) for path in BLOCK] == [2] * 8


def test_the_second_round_goes_past_every_cache(served: Served) -> None:
    """A cache that answered with old bytes would answer an equal request with them again."""
    served.site.damage[SHARD] = lambda _: ERROR_PAGE
    assert served.ask("--own-site") == "not-served-as-signed"
    for path in (STATEMENT, NOTE, *BLOCK):
        first, second = (headers for asked, headers in served.site.requests if asked == path)
        assert first["Cache-Control"] is first["Pragma"] is None
        assert second["Cache-Control"] == second["Pragma"] == "no-cache"


@pytest.mark.parametrize("file", [STATEMENT, NOTE, SHARD])
def test_a_stale_cache_convicts_nobody(served: Served, file: str) -> None:
    def stale(body: bytes) -> bytes:
        _, headers = next(each for each in reversed(served.site.requests) if each[0] == file)
        return body if headers["Cache-Control"] == "no-cache" else ERROR_PAGE

    served.site.damage[file] = stale
    assert served.ask("--own-site") == "verified"


def test_what_else_is_found_is_told_at_once(served: Served, tmp_path: Path) -> None:
    stranger = format_code(
        code_text.Code(bytes(20), code_text.parse_code(PUBLISHED.attempt(0).code).publisher)
    )
    (tmp_path / "code.txt").write_text(stranger)
    assert served.ask() == "not-counted"
    assert served.site.paths.count(STATEMENT) == 1
