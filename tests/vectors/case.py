"""A vector before it is a file: how it is made, and the required answer."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.simulator import (
    LARGE,
    Attempt,
    Books,
    Plan,
    Published,
    Shards,
    Stated,
    open_books,
    publish,
)
from tests.vectors import LARGE as LARGE_FILE
from tests.vectors import SHARED

ACCOUNT = 0
"""The account that checks: one of eight in the only shard, so in a pair and under three levels."""

# The required verdict for each failed check, and what it is attributed to. Written by hand from
# the protocol, to compare the verifier with.
_COPY = ("damaged-copy", "copy")
_PUBLISHER = ("refused", "publisher")
_INPUT = ("code-not-usable", "input")
CHECKS = {
    "code-form": _INPUT,
    "code-version": _INPUT,
    "code-publisher": ("code-not-usable", "undetermined"),
    "identity-form": _INPUT,
    "saved-proof-form": _INPUT,
    "saved-proof-entry": _INPUT,
    "saved-proof-code": _INPUT,
    "saved-proof-source": _INPUT,
    "identity": ("bound-to-something-else", "undetermined"),
    "fingerprint-form": _INPUT,
    "fingerprint": ("other-statement", "undetermined"),
    "equivocation": _PUBLISHER,
    "statement-canonical": _COPY,
    "note-form": _COPY,
    "key-form": _COPY,
    "signature": _COPY,
    "statement-digest": _COPY,
    "snapshot-id": _COPY,
    "file-size": _COPY,
    "files-root": _COPY,
    "not-served-as-signed": ("not-served-as-signed", "publisher"),
    "format-version": ("cannot-check", "verifier"),
    "statement-member": _PUBLISHER,
    "publisher-id": _PUBLISHER,
    "columns": _PUBLISHER,
    "groups": _PUBLISHER,
    "totals-shape": _PUBLISHER,
    "asset-names": _PUBLISHER,
    "reserves": _PUBLISHER,
    "kinds": _PUBLISHER,
    "own-issued": _PUBLISHER,
    "prices": _PUBLISHER,
    "next-due": _PUBLISHER,
    "shard-version": _PUBLISHER,
    "shard-header": _PUBLISHER,
    "shard-number": _PUBLISHER,
    "shard-small": _PUBLISHER,
    "filler": _PUBLISHER,
    "tag-order": _PUBLISHER,
    "tag-absent": ("not-counted", "undetermined"),
    "record-place": _PUBLISHER,
    "record-form": _PUBLISHER,
    "sums-form": _PUBLISHER,
    "sum-overflow": _PUBLISHER,
    "column-unknown": _PUBLISHER,
    "leaf-count": _PUBLISHER,
    "cell-place": _PUBLISHER,
    "sibling-count": _PUBLISHER,
    "shard-salt": _PUBLISHER,
    "root-path": _PUBLISHER,
    "root": _PUBLISHER,
    "totals": _PUBLISHER,
}


@dataclass(frozen=True)
class Case:
    """A vector to be written: its name, what it says, how it is made and what is expected."""

    name: str
    says: str
    make: Callable[[], Attempt]
    expected: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        attempt = self.make()
        return {
            "name": self.name,
            "says": self.says,
            "code": attempt.code,
            **(_given(attempt) if attempt.proof is None else _saved(attempt.proof, attempt.site)),
            "snapshot": attempt.snapshot,
            "identity": attempt.identity,
            "fingerprint": attempt.fingerprint,
            "now": attempt.now,
            "older": _older(attempt.older),
            "expected": self.expected,
        }


def invalid(name: str, check: str, make: Callable[[], Attempt], says: str) -> Case:
    """An invalid vector that `check` must find."""
    verdict, attributed = CHECKS[check]
    expected = {"verdict": verdict, "check": check, "attributed_to": attributed}
    return Case(name, says, make, expected)


def valid(name: str, make: Callable[[], Attempt], says: str, *remarks: str, **found: Any) -> Case:
    """A valid vector, "verified"; with a remark that is more than a note, "verified-but"."""
    notes = {
        *("not-compared", "identity-matches", "identity-not-asked", "others-below"),
        *("saved-proof", "identity-not-shown"),
    }
    verdict = "verified" if notes.issuperset(remarks) else "verified-but"
    return Case(name, says, make, {"verdict": verdict, "remarks": list(remarks), **found})


# Where a vector is changed. Every later step, up to the signature, uses the change.


def in_books(
    change: Callable[[Books], object], plan: Plan | None = None, account: int = ACCOUNT
) -> Callable[[], Attempt]:
    """The publisher changes its ledger."""

    def make() -> Attempt:
        books = open_books(plan or Plan())
        before = books.member(account)
        change(books)
        attempt = books.build().state().sign()
        return attempt.attempt_by(before)

    return make


def in_shards(
    change: Callable[[Shards], object], plan: Plan | None = None, account: int = ACCOUNT
) -> Callable[[], Attempt]:
    """The publisher's shard files differ from its ledger."""

    def make() -> Attempt:
        shards = open_books(plan or Plan()).build()
        change(shards)
        return shards.state().sign().attempt(account)

    return make


def in_statement(
    change: Callable[[Stated], object], plan: Plan | None = None, account: int = ACCOUNT
) -> Callable[[], Attempt]:
    """The publisher's statement differs from its files."""

    def make() -> Attempt:
        stated = open_books(plan or Plan()).build().state()
        change(stated)
        return stated.sign().attempt(account)

    return make


def in_copy(
    change: Callable[[Published], object], plan: Plan | None = None, account: int = ACCOUNT
) -> Callable[[], Attempt]:
    """A mirror, or a broken disk, changes what was published."""

    def make() -> Attempt:
        published = open_books(plan or Plan()).build().state().sign()
        change(published)
        return published.attempt(account)

    return make


def in_attempt(
    change: Callable[[Attempt], object], plan: Plan | None = None, account: int = ACCOUNT
) -> Callable[[], Attempt]:
    """The customer types, or is given, something different."""

    def make() -> Attempt:
        attempt = open_books(plan or Plan()).build().state().sign().attempt(account)
        change(attempt)
        return attempt

    return make


def _given(attempt: Attempt) -> dict[str, Any]:
    return {
        **_text("statement", attempt.statement),
        **_text("note", attempt.note),
        "shards": [kept_copy(data) | {"from_publisher": own} for data, own in attempt.copies],
    }


def _saved(proof: bytes, site: tuple[bytes, bytes] | None) -> dict[str, Any]:
    own = None if site is None else {"statement": site[0].decode(), "note": site[1].decode()}
    return {**_text("proof", proof), "site": own}


def _older(older: tuple[str, bytes] | None) -> dict[str, str] | None:
    return None if older is None else {"snapshot": older[0], "statement": older[1].decode()}


def _text(name: str, data: bytes | None) -> dict[str, str | None]:
    """A member that is text if possible, otherwise base64."""
    try:
        return {name: None if data is None else data.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": _base64(data or b"")}


@cache
def shared_files() -> dict[str, bytes]:
    """The shard files that many vectors share; each is a file of its own."""
    return {SHARED: publish(Plan()).files[0], LARGE_FILE: publish(LARGE).files[0]}


def kept_copy(data: bytes) -> dict[str, object]:
    """A copy as a shared file, as one with a few edits, or whole: the shortest of these."""
    ways: list[dict[str, object]] = [{"base64": _base64(data)}]
    for name, file in shared_files().items():
        way: dict[str, object] = {"file": name}
        if edits := _edits(file, data):
            way["edits"] = edits
        if len(data) < len(file):
            way["length"] = len(data)
        ways.append(way)
    return min(ways, key=lambda way: len(str(way)))


def _edits(old: bytes, new: bytes) -> list[list[object]]:
    """[offset, hex] of each run of bytes that differ; up to eight equal bytes do not end a run."""
    edits: list[list[object]] = []
    differ = [at for at in range(len(new)) if old[at : at + 1] != new[at : at + 1]]
    for first, last in _runs(differ):
        edits.append([first, new[first : last + 1].hex()])
    return edits


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """The first and last of each run of ascending places."""
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and at - runs[-1][1] <= 8:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


# The order of accounts in the default plan follows from the tags, which no plan sets.


@cache
def neighbour() -> int:
    """The account whose leaf is the sibling of that of `ACCOUNT`."""
    return _by_tag()[_by_tag().index(ACCOUNT) ^ 1]


@cache
def cousin() -> int:
    """An account elsewhere in the shard."""
    return _by_tag()[_by_tag().index(ACCOUNT) ^ 4]


def _by_tag() -> list[int]:
    books = open_books(Plan())
    digest = books.header_digest()
    return sorted(range(len(books.members)), key=lambda index: books.member(index).tag(digest))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
