"""Signed notes: one form, one signature by the key, and texts that say what they are."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofpress.keys.notes import note_text
from proofpress_verify import forms, notes
from proofpress_verify.errors import KeyForm, NoteForm, Signature
from proofpress_verify.notes import SignedNoteKind
from tests import reference, simulator
from tests.simulator import PUBLISHER, STRANGER

KEY = notes.parse_key(PUBLISHER.line)
DIGEST = bytes(range(32))
TEXT = note_text(PUBLISHER.origin, SignedNoteKind.STATEMENT, DIGEST)
NOTE = PUBLISHER.note(TEXT)

NAMES = st.text([chr(byte) for byte in range(0x21, 0x7F) if byte != 0x2B], min_size=1, max_size=128)


@given(NAMES, st.binary(min_size=32, max_size=32))
def test_a_key_line_reads_back(name, public):
    line = notes.format_key(name, public)
    key = notes.parse_key(line)
    assert (key.name, key.public, key.id) == (name, public, notes.key_id(name, public))


@given(st.text(max_size=120))
@example("")
@example("++")
@example("a+00000000+" + "A" * 44)
def test_any_text_is_the_one_encoding_of_a_key_or_refused(line):
    with suppress(KeyForm):
        key = notes.parse_key(line)
        assert notes.format_key(key.name, key.public) == line


@pytest.mark.parametrize("position", range(len(PUBLISHER.line)))
def test_every_change_of_a_key_line_is_refused(position):
    """The publisher id is a digest of this line: no second encoding may be read."""
    for letter in "A0a+/= é\n":
        changed = PUBLISHER.line[:position] + letter + PUBLISHER.line[position + 1 :]
        if changed != PUBLISHER.line:
            with pytest.raises(KeyForm):
                notes.parse_key(changed)


@given(st.one_of(st.binary(max_size=200), st.integers(0, len(NOTE)).map(lambda at: NOTE[at:])))
def test_any_bytes_are_a_note_or_refused(data):
    with suppress(NoteForm):
        note = notes.parse_note(data)
        assert data.startswith(note.text.encode() + b"\n")
        assert note.text.endswith("\n")


@given(st.integers(0, len(NOTE)), st.binary(max_size=3), st.integers(0, 3))
def test_a_changed_note_is_refused_or_says_the_same(at, put, taken):
    changed = NOTE[:at] + put + NOTE[at + taken :]
    with suppress(NoteForm, Signature):
        note = notes.parse_note(changed)
        notes.check_signature(note, KEY)
        assert note.text == TEXT


def test_limits_of_a_note():
    """Threat 19: size and number are capped before anything is checked."""
    line = STRANGER.signature_line(TEXT).encode()
    assert len(notes.parse_note(NOTE + 99 * line).signatures) == 100
    with pytest.raises(NoteForm):
        notes.parse_note(NOTE + 100 * line)
    filled = forms.MAX_NOTE_SIZE - len(b"\n" + NOTE[len(TEXT) + 1 :])
    text = "a" * (filled - 1) + "\n"
    exact = PUBLISHER.note(text)
    assert len(exact) == forms.MAX_NOTE_SIZE
    notes.check_signature(notes.parse_note(exact), KEY)
    with pytest.raises(NoteForm):
        notes.parse_note(PUBLISHER.note("a" + text))


def test_text_ends_at_the_last_blank_line():
    text = f"{TEXT}\n\u2014 a b\n\nmore\n"
    note = notes.parse_note(PUBLISHER.note(text))
    assert note.text == text
    notes.check_signature(note, KEY)


def test_other_signatures_are_passed_over_wherever_they_stand():
    line = STRANGER.signature_line(TEXT)
    before = f"{TEXT}\n{line}{PUBLISHER.signature_line(TEXT)}".encode()
    for data in (NOTE + line.encode(), before):
        notes.check_signature(notes.parse_note(data), KEY)


def test_a_signature_of_another_algorithm_under_the_same_name_is_passed_over():
    blob = base64.b64encode(b"\1\2\3\4" + bytes(80)).decode()
    other = f"\u2014 {PUBLISHER.origin} {blob}\n"
    notes.check_signature(notes.parse_note(NOTE + other.encode()), KEY)


@pytest.mark.parametrize("kind", SignedNoteKind)
def test_a_publishers_text_reads_back(kind):
    text = note_text("a.example/por", kind, DIGEST)
    assert notes.parse_text(text, "a.example/por") == (kind, DIGEST)


@given(st.text(max_size=100))
@example(TEXT + "\n")
@example(TEXT[:-1])
@example(TEXT.replace("statement", "Statement"))
@example(TEXT.replace(" v0", " v00"))
@example(TEXT.replace("\n", "\r\n"))
def test_no_other_text_is_a_publishers(text):
    with pytest.raises(NoteForm):
        notes.parse_text(text, simulator.ORIGIN)


def test_an_origin_is_no_pattern():
    """Its dots and brackets mean themselves."""
    text = note_text("axb", SignedNoteKind.STATEMENT, DIGEST)
    for origin in ("a.b", "a[x]b", "(axb", "a?xb"):
        with pytest.raises(NoteForm):
            notes.parse_text(text, origin)
        assert notes.parse_text(note_text(origin, SignedNoteKind.SITE, DIGEST), origin)


def test_a_draft_cannot_be_taken_for_a_release():
    for kind in SignedNoteKind:
        signed = PUBLISHER.note(note_text(PUBLISHER.origin, kind, DIGEST))
        renamed = signed.replace(f"/{kind.value} ".encode(), b"/statement ")
        if kind is not SignedNoteKind.STATEMENT:
            with pytest.raises(Signature):
                notes.check_signature(notes.parse_note(renamed), KEY)


def test_publisher_id_is_that_of_the_key_line():
    assert notes.publisher_id(PUBLISHER.line) == reference.publisher_id(PUBLISHER.line)
