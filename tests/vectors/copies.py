"""Files that are not what was signed: a mirror, a broken disk, an error page."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.reference import audit_path, canonical, cut, file_leaf, file_rows, u32
from tests.simulator import (
    LARGE,
    ORIGIN,
    PUBLISHER,
    STRANGER,
    WIDE,
    Attempt,
    Plan,
    Published,
    Signer,
    publish,
)
from tests.vectors.case import ACCOUNT, Case, in_attempt, in_copy, invalid
from tests.vectors.signed import ERROR_PAGE, note, noted, swap

Bytes = Callable[[bytes], bytes]


# Statement against note.


def _day_before(published: Published) -> bytes:
    return publish(Plan(snapshot="2026-09-30")).note


def _unsigned(old: bytes, new: bytes) -> Callable[[], Attempt]:
    def change(published: Published) -> None:
        published.statement = swap(old, new)(published.statement)

    return in_copy(change)


def _chosen(snapshot: str) -> Callable[[Attempt], None]:
    return lambda attempt: setattr(attempt, "snapshot", snapshot)


def _older_statement(published: Published) -> None:
    older = publish(Plan(snapshot="2026-09-30"))
    published.statement, published.note = older.statement, older.note
    published.books.header["snapshot"] = "2026-09-30"


def _as_kind(kind: str) -> Callable[[], Attempt]:
    return noted(lambda published: note(PUBLISHER, published.statement, kind))


def _signed_by_mirror(published: Published) -> None:
    """The mirror replaces the publisher's key and signature with its own."""
    statement = json.loads(published.statement)
    mirror = Signer(ORIGIN, STRANGER.seed)
    statement["first_key"] = mirror.line
    statement["header"]["publisher"] = mirror.publisher.hex()
    published.statement = canonical(statement)
    published.note = note(mirror, published.statement)


# The shard file.


def _filed(change: Bytes, own: bool = False, plan: Plan | None = None) -> Callable[[], Attempt]:
    def alter(attempt: Attempt) -> None:
        attempt.copies = [(change(attempt.copies[0][0]), own)]

    return in_attempt(alter, plan)


def _flip(at: Callable[[bytes], int]) -> Bytes:
    def change(file: bytes) -> bytes:
        place = at(file) % len(file)
        return file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]

    return change


def _count(at: int, number: int) -> Bytes:
    return lambda file: file[:at] + u32(number) + file[at + 4 :]


def _cells_at(file: bytes) -> int:
    return 77 + 22 * len(cut(file).lines)


def _heap_at(file: bytes) -> int:
    return _cells_at(file) + 70 * len(cut(file).cells)


def _top_at(file: bytes) -> int:
    return _heap_at(file) + len(cut(file).heap)


def _filler_at(file: bytes) -> int:
    return _top_at(file) + 4 + len(cut(file).top)


def _drop_tag(published: Published) -> None:
    """A mirror removes the account's line and corrects the audit path."""
    books = published.books
    tag = books.member(ACCOUNT).tag(books.header_digest())
    file = published.files[0]
    assert tag in file
    other = (int.from_bytes(tag, "big") - 1).to_bytes(16, "big")
    encrypted = file[: _top_at(file)].replace(tag, other)
    rest = file[_top_at(file) : -32]
    path = audit_path(file_rows([file_leaf(0, encrypted, rest), file[-32:]]), 0)
    published.files[0] = encrypted + rest + path


def _other_shard(published: Published) -> None:
    published.files[0] = published.files[1]


def _other_snapshot(published: Published) -> None:
    published.files = publish(Plan(snapshot="2026-09-30")).files


def _renumbered(published: Published) -> None:
    """The neighbour's file with this shard's number and its own audit path."""
    file = published.files[1]
    published.files[0] = file[:33] + u32(0) + file[37:-32] + published.files[0][-32:]


def _swap_audit_path(published: Published) -> None:
    files = published.files
    files[:] = [file[:-64] + file[-32:] + file[-64:-32] for file in files]


FLIPS: list[tuple[str, Callable[[bytes], int], str]] = [
    ("version", lambda _: 0, "its version"),
    ("header-digest", lambda _: 1, "its D"),
    ("number", lambda _: 36, "its number"),
    ("salt", lambda _: 41, "its salt"),
    ("tag", lambda _: 77, "a tag"),
    ("pointer", lambda _: 77 + 16, "a sealed pointer"),
    ("wrap", _cells_at, "a wrapped key"),
    ("sealed-hash", lambda file: _cells_at(file) + 32, "a sealed hash"),
    ("heap", _heap_at, "the heap"),
    ("heap-end", lambda file: _top_at(file) - 1, "the heap's end"),
    ("filler", _filler_at, "the filler"),
]

FLIPS_ABOVE: list[tuple[str, Callable[[bytes], int], str]] = [
    ("top-path", lambda file: _top_at(file) + 4, "the top path"),
    ("audit-path", lambda _: -1, "the audit path"),
]

SIZES: list[tuple[str, Bytes, str]] = [
    ("shard-empty", lambda _: b"", "No bytes at all."),
    ("shard-error-page", lambda _: ERROR_PAGE, "A server's error page."),
    ("shard-cut-off", lambda file: file[:-1], "The last byte is missing."),
    ("shard-one-byte-more", lambda file: file + b"\0", "A byte behind the filler."),
    ("shard-with-an-audit-path", lambda file: file + bytes(32), "One shard, and a sibling."),
    ("shard-a-block-more", lambda file: file + bytes(4096), "More filler."),
    ("shard-twice", lambda file: file + file, "The file stands twice."),
    ("shard-absurd-count", _count(37, 2**32 - 1), "Four billion accounts in 4,096 bytes."),
    ("shard-absurd-heap", _count(73, 2**32 - 1), "A heap of four gigabytes in 4,096 bytes."),
    (
        "shard-absurd-top",
        lambda file: _count(_top_at(file), 2**32 - 1)(file),
        "A top path of four gigabytes in 4,096 bytes.",
    ),
]


SIZES_ABOVE: list[tuple[str, Bytes, str]] = [
    ("shard-without-audit-path", lambda file: file[:-32], "The audit path is missing."),
    ("shard-a-sibling-more", lambda file: file + bytes(32), "An audit path of two levels."),
]


def _two_bad_copies(attempt: Attempt) -> None:
    file = attempt.copies[0][0]
    attempt.copies = [(file[:-1], False), (_flip(lambda _: 90)(file), True)]


CASES: list[Case] = [
    invalid(
        "signed-by-the-mirror",
        "code-publisher",
        in_copy(_signed_by_mirror),
        "A mirror replaced key and signature by its own; the code names the publisher.",
    ),
    invalid(
        "note-of-the-month-before",
        "statement-digest",
        noted(_day_before),
        "The note signs the statement of another snapshot.",
    ),
    invalid(
        "note-of-site-kind",
        "statement-digest",
        _as_kind("site"),
        "The right digest, but signed as a list of the site's files.",
    ),
    invalid(
        "total-lowered-by-a-mirror",
        "statement-digest",
        _unsigned(b'"totals":["8",', b'"totals":["7",'),
        "A mirror changed a total and could not sign it.",
    ),
    invalid(
        "name-changed-by-a-mirror",
        "statement-digest",
        _unsigned(b"Example", b"Elpmaxe"),
        "A mirror changed the publisher's name.",
    ),
    invalid(
        "snapshot-of-the-month-before",
        "snapshot-id",
        in_attempt(_chosen("2026-10-31"), Plan(snapshot="2026-09-30")),
        "The whole of an older snapshot, signed and sound, in the place of the newest.",
    ),
    invalid(
        "snapshot-of-the-month-before-with-newer-files",
        "files-root",
        in_copy(_older_statement),
        "An older statement and note beside the newest files; no snapshot was chosen.",
    ),
    invalid(
        "another-statement-than-elsewhere",
        "fingerprint",
        in_attempt(lambda attempt: setattr(attempt, "fingerprint", "ab" * 32)),
        "The fingerprint typed is not this statement's: a slip, or two stories.",
    ),
    invalid(
        "fingerprint-of-65-digits",
        "fingerprint-form",
        in_attempt(lambda attempt: setattr(attempt, "fingerprint", "ab" * 32 + "c")),
        "A digit too many: a slip in typing.",
    ),
    invalid(
        "fingerprint-with-other-letters",
        "fingerprint-form",
        in_attempt(lambda attempt: setattr(attempt, "fingerprint", "xy" * 32)),
        "Letters that are no digits.",
    ),
    *(invalid(name, "file-size", _filed(change), says) for name, change, says in SIZES),
    *(
        invalid(name, "file-size", _filed(change, plan=LARGE), says)
        for name, change, says in SIZES_ABOVE
    ),
    *(
        invalid(
            f"shard-{name}-flipped",
            "files-root",
            _filed(_flip(at), plan=LARGE),
            f"A bit of {what}.",
        )
        for name, at, what in FLIPS_ABOVE
    ),
    *(
        invalid(f"shard-{name}-flipped", "files-root", _filed(_flip(at)), f"A bit of {what}.")
        for name, at, what in FLIPS
    ),
    invalid(
        "tag-dropped-by-a-mirror",
        "files-root",
        in_copy(_drop_tag, LARGE),
        "A mirror leaves one account out, so that the publisher is blamed.",
    ),
    invalid(
        "shard-of-another-number",
        "files-root",
        in_copy(_other_shard, LARGE),
        "The signed file of the neighbouring shard.",
    ),
    invalid(
        "shard-renumbered",
        "files-root",
        in_copy(_renumbered, LARGE),
        "The neighbouring shard's file under this shard's number.",
    ),
    invalid(
        "shard-of-another-snapshot",
        "files-root",
        in_copy(_other_snapshot),
        "The same shard of another snapshot by the same publisher.",
    ),
    invalid(
        "audit-path-out-of-order",
        "files-root",
        in_copy(_swap_audit_path, WIDE),
        "The audit path's siblings have changed places.",
    ),
    invalid(
        "publisher-serves-a-damaged-file",
        "not-served-as-signed",
        _filed(_flip(_heap_at), own=True),
        "The publisher's own copy is not the signed one.",
    ),
    invalid(
        "publisher-serves-a-file-cut-off",
        "not-served-as-signed",
        _filed(lambda file: file[:-32], own=True),
        "The publisher's own copy is too short.",
    ),
    invalid(
        "no-copy-fits-not-even-the-publishers",
        "not-served-as-signed",
        in_attempt(_two_bad_copies),
        "A mirror's copy is too short, the publisher's own is changed.",
    ),
]
