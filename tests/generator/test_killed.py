"""A build or release that is killed or fails at any of its writes leaves the old site complete.

Each write of a small build and of its release is a place (Python announces it as an audit event:
a file opened for writing, a rename, a link, a removal). A forked copy of this process dies there,
or gets an error there that the disk is full. Then the old site must be unchanged, or the new one
complete, and the same commands must succeed. `PROOFPRESS_KILLS=all` tries every place, which takes
half an hour; otherwise every kind of write is tried at its first and its last place.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from proofpress.site import published, staging
from tests.generator.exchange import FIRST, SECOND, SUBS, Exchange, make_exchange

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
    # The copies do not use the waiting threads of libraries.
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]

WRITING = os.O_WRONLY | os.O_RDWR
EVENTS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
FILLING = ("open", "os.mkdir", "os.link")
KILLED, FAILED, DONE = 9, 2, 0
TRIED_OF_A_KIND = 2


@dataclass(frozen=True)
class Place:
    """The `number`-th write, its kind, and its position among the writes of that kind."""

    number: int
    kind: str

    def __str__(self) -> str:
        return f"{self.number}-{self.kind}"


def _kind(event: str, given: tuple[Any, ...], below: str) -> str:
    """What kind of write an audit event is, "" for none below this folder."""
    if event in EVENTS:
        return event if str(given[0]).startswith(below) else ""
    is_write = event == "open" and isinstance(given[2], int) and bool(given[2] & WRITING)
    return "open" if is_write and str(given[0]).startswith(below) else ""


def _run(exchange: Exchange, at_write: Callable[[int, str], None]) -> None:
    """Build and release, calling `at_write` before each write below the exchange's folder."""
    below, number, busy = str(exchange.folder), 0, False

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal number, busy
        kind = "" if busy else _kind(event, given, below)
        if kind:
            busy = True  # writes of `at_write` itself are not part of the build
            at_write(number, kind)
            number, busy = number + 1, False

    sys.addaudithook(hook)  # for good; but this is a separate process
    exchange.build(SECOND)
    exchange.release(SECOND)


def _forked(task: Callable[[], None]) -> int:
    """The exit status of a copy of this process that does the task."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            task()
            status = DONE
        except OSError as error:
            status = FAILED if error.errno == errno.ENOSPC else 70
        except Exception:  # noqa: BLE001 - the parent sees the status
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _kill_at(wanted: int) -> Callable[[int, str], None]:
    def at_write(number: int, kind: str) -> None:
        if number == wanted:
            os._exit(KILLED)

    return at_write


def _fill_disk_at(wanted: int) -> Callable[[int, str], None]:
    def at_write(number: int, kind: str) -> None:
        # From here on nothing new can be written; existing files can still be moved and removed.
        if number >= wanted and kind in FILLING:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return at_write


def _digest(folder: Path) -> str:
    """The path and content of every file below a folder."""
    made = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix().encode()
            made.update(hashlib.sha256(name).digest() + hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()


@dataclass(frozen=True)
class Prepared:
    """An exchange about to publish its second snapshot; the site before and after."""

    folder: Path
    before: str
    after: str
    places: tuple[Place, ...]

    def copy(self, to: Path) -> Exchange:
        shutil.copytree(self.folder, to, copy_function=shutil.copy2)
        return Exchange(to)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("killed") / "exchange"
    exchange = make_exchange(folder)
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, more=SUBS)
    before = _digest(exchange.site)
    whole = folder.parent / "whole"
    shutil.copytree(folder, whole)
    kinds = whole.parent / "kinds"
    with kinds.open("w") as log:

        def note(number: int, kind: str) -> None:
            log.write(f"{kind}\n")
            log.flush()

        assert _forked(lambda: _run(Exchange(whole), note)) == DONE
    listed = kinds.read_text().split()
    places = tuple(Place(number, kind) for number, kind in enumerate(listed))
    return Prepared(folder, before, _digest(whole / "site"), _chosen(places))


def _chosen(places: tuple[Place, ...]) -> tuple[Place, ...]:
    if os.environ.get("PROOFPRESS_KILLS") == "all":
        return places
    chosen: set[Place] = set()
    for kind in {place.kind for place in places}:
        same = [place for place in places if place.kind == kind]
        few = min(TRIED_OF_A_KIND, len(same))
        chosen.update(same[i * (len(same) - 1) // max(1, few - 1)] for i in range(few))
    return tuple(sorted(chosen, key=lambda place: place.number))


def _stands(exchange: Exchange, prepared: Prepared) -> bool:
    """Whether the site is the old one or the new one; half a swap is undone by any command."""
    staging.recover(exchange.folder)
    return _digest(exchange.site) in (prepared.before, prepared.after)


def _publishes(exchange: Exchange) -> None:
    if SECOND not in published.released_ids(exchange.site):
        exchange.publish(SECOND)


@pytest.mark.parametrize(
    ("way", "kinds", "status"),
    [(_kill_at, ("open", *EVENTS), KILLED), (_fill_disk_at, FILLING, FAILED)],
)
def test_the_old_site_is_unchanged_and_a_rerun_succeeds(
    prepared: Prepared,
    tmp_path: Path,
    way: Callable[[int], Callable[[int, str], None]],
    kinds: tuple[str, ...],
    status: int,
) -> None:
    places = [place for place in prepared.places if place.kind in kinds]
    assert {place.kind for place in places} == set(kinds)
    wrong = []
    for place in places:
        folder = tmp_path / str(place)
        exchange = prepared.copy(folder)
        ended = _forked(lambda at=place.number, of=exchange: _run(of, way(at)))  # type: ignore[misc]
        left = {path.name for path in folder.glob(".work-*")} if ended == FAILED else set()
        stands = _stands(exchange, prepared)
        again = _forked(lambda of=exchange: _publishes(of))  # type: ignore[misc]
        final = _digest(exchange.site) == prepared.after
        # A full disk is noticed at the next write; after the last one it is not.
        if ended not in (status, DONE) or left or not stands or again != DONE or not final:
            wrong.append((str(place), ended, left, stands, again, final))
        shutil.rmtree(folder)
    assert wrong == []
