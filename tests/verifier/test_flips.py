"""Every byte of a tiny snapshot changed, one at a time: never verified, never a crash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofpress_verify.core import shard_file, tree
from proofpress_verify.verdict import Answer, Verdict
from proofpress_verify.verify import Copy, Opened, begin, finish, verify
from tests import reference, simulator
from tests.simulator import LARGE, STRANGER, Attempt, Plan

pytestmark = pytest.mark.usefixtures("remembered_signatures")

PUBLISHED = simulator.publish(Plan(accounts=3))
ATTEMPT = PUBLISHED.attempt(0)
FILE = ATTEMPT.copies[0][0]
MASKS = (0x01, 0x20, 0x80)

ACCOUNTS = 8
BOOKS = simulator.open_books(Plan(accounts=ACCOUNTS))


def flipped(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes((data[at] ^ mask,)) + data[at + 1 :]


def check(attempt: Attempt) -> Verdict:
    assert attempt.note is not None
    copies = [Copy(*copy) for copy in attempt.copies]
    return verify(attempt.code, attempt.statement, attempt.note, copies, now=attempt.now)


def opened(attempt: Attempt = ATTEMPT) -> Opened:
    made = begin(attempt.code, attempt.statement, attempt.note)
    assert isinstance(made, Opened)
    return made


def test_the_unchanged_snapshot_verifies():
    assert check(ATTEMPT).answer is Answer.VERIFIED


@pytest.mark.parametrize("mask", MASKS)
def test_any_byte_of_a_shard_file(mask):
    made = opened()
    for at in range(len(FILE)):
        verdict = finish(made, [Copy(flipped(FILE, at, mask))])
        assert verdict.answer is Answer.DAMAGED_COPY, at


@pytest.mark.parametrize("index", [0, 1])
def test_any_byte_of_one_of_two_shard_files(index):
    """With what a single shard has not: a top path and an audit path."""
    attempt = simulator.publish(LARGE).attempt(index)
    made, file = opened(attempt), attempt.copies[0][0]
    assert finish(made, [Copy(file)]).answer is Answer.VERIFIED
    for at in (*range(0, 15_000, 11), *range(15_000, len(file))):
        assert finish(made, [Copy(flipped(file, at, 1))]).answer is Answer.DAMAGED_COPY, at


def test_any_byte_of_the_publishers_own_shard_file():
    made = opened()
    for at in range(0, len(FILE), 7):
        verdict = finish(made, [Copy(flipped(FILE, at, 1), from_publisher=True)])
        assert verdict.answer is Answer.NOT_SERVED_AS_SIGNED, at


@pytest.mark.parametrize("mask", MASKS)
def test_any_byte_of_a_statement(mask):
    data = ATTEMPT.statement
    for at in range(len(data)):
        verdict = check(replace(ATTEMPT, statement=flipped(data, at, mask)))
        assert verdict.answer is Answer.DAMAGED_COPY, at


@pytest.mark.parametrize("mask", MASKS)
def test_any_byte_of_a_note(mask):
    note = PUBLISHED.note
    for at in range(len(note)):
        verdict = check(replace(ATTEMPT, note=flipped(note, at, mask)))
        assert verdict.answer is Answer.DAMAGED_COPY, at


def test_any_byte_of_a_code():
    code = ATTEMPT.code.encode()
    for at in range(len(code)):
        for mask in range(1, 256):
            typed = flipped(code, at, mask).decode("latin-1")
            assert check(replace(ATTEMPT, code=typed)).answer is Answer.CODE_NOT_USABLE, at


def test_any_length_of_a_shard_file():
    made = opened()
    for size in (*range(200), *range(200, len(FILE), 13)):
        assert finish(made, [Copy(FILE[:size])]).answer is Answer.DAMAGED_COPY, size
    for more in (b"\0", bytes(32), bytes(4096), FILE):
        assert finish(made, [Copy(FILE + more)]).answer is Answer.DAMAGED_COPY
        assert finish(made, [Copy(more + FILE)]).answer is Answer.DAMAGED_COPY


def test_any_length_of_a_statement():
    data = ATTEMPT.statement
    for size in range(len(data)):
        verdict = check(replace(ATTEMPT, statement=data[:size]))
        assert verdict.answer is Answer.DAMAGED_COPY, size
    for more in (b" ", b"\n", b"\0", b"}", data):
        for changed in (data + more, more + data):
            assert check(replace(ATTEMPT, statement=changed)).answer is Answer.DAMAGED_COPY


def test_any_length_of_a_note():
    note = PUBLISHED.note
    for size in range(len(note)):
        assert check(replace(ATTEMPT, note=note[:size])).answer is Answer.DAMAGED_COPY, size
    for more in (b" ", b"\n", b"\0", b"x", note):
        assert check(replace(ATTEMPT, note=note + more)).answer is Answer.DAMAGED_COPY
        assert check(replace(ATTEMPT, note=more + note)).answer is Answer.DAMAGED_COPY


def test_a_note_may_gain_signatures_by_others():
    """The one change that is allowed: a witness adds a line, as the form of notes foresees."""
    line = STRANGER.signature_line("anything").encode()
    assert check(replace(ATTEMPT, note=PUBLISHED.note + line)).answer is Answer.VERIFIED


SEALED = range(41, len(reference.write(BOOKS.build().of(0))[0]))
LENGTHS = range(73, 77)


def test_any_byte_that_the_publisher_signs_is_noticed_by_somebody():
    """Sealed bytes changed and signed are the publisher's doing.

    What one account does not read, another one does. Only the shard root's key, wrapped twice,
    is left to nobody: where there is one shard, it opens nothing.
    """
    unread = set(SEALED) - set(LENGTHS)
    for index in range(ACCOUNTS):
        attempt = BOOKS.build().state().sign().attempt(index)
        made = begin(attempt.code, attempt.statement, attempt.note)
        file = attempt.copies[0][0]
        if isinstance(made, Opened) and made.shard == 0:
            for at in sorted(unread):
                verdict = finish(vouched(made, flipped(file, at, 1)), [Copy(flipped(file, at, 1))])
                unread -= {at} if verdict.answer is not Answer.VERIFIED else set()
                assert verdict.answer in (Answer.REFUSED, Answer.NOT_COUNTED, Answer.VERIFIED), at
    assert unread == set(root_wraps(ACCOUNTS))


def root_wraps(m: int) -> list[int]:
    """Where a file of m accounts has the wraps of the shard root's two children."""
    cells = [77 + 22 * m + 70 * cell for cell in (2 * m - 4, 2 * m - 3)]
    return [at for cell in cells for at in range(cell, cell + 32)]


def test_the_wrapped_key_of_a_shard_root_is_read_where_there_are_several_shards():
    published = simulator.publish(LARGE)
    mine = [published.attempt(index) for index in range(0, 20, 2)]
    unread = set(root_wraps(100))
    for attempt in mine:
        made, file = opened(attempt), attempt.copies[0][0]
        for at in sorted(unread):
            changed = flipped(file, at, 1)
            verdict = finish(vouched(made, changed), [Copy(changed)])
            unread -= {at} if verdict.answer is Answer.REFUSED else set()
            assert verdict.answer in (Answer.REFUSED, Answer.VERIFIED), at
    assert not unread


def vouched(made: Opened, file: bytes) -> Opened:
    """The check, as if the publisher had signed the root over this file."""
    cut = shard_file.parse_shard(file, made.claim.header.prefix_bits)
    leaf = tree.file_leaf(made.shard, cut.part_a, cut.part_b)
    files = tree.files_root(made.shard, leaf, cut.siblings)
    statement = replace(made.claim.statement, files=files)
    return replace(made, claim=replace(made.claim, statement=statement))
