"""Signed notes: a short text with Ed25519 signatures below it.

The form is C2SP's signed-note: the text ends with a newline, an empty line follows, then one line
for each signature: em dash, blank, key name, blank, base64(key id ‖ signature). For what the texts
say see the format document, "Signatures".
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from . import ed25519, errors
from .forms import MAX_NOTE_SIZE, MAX_SIGNATURES

ALGORITHM_ED25519 = b"\x01"
PUBLISHER_SIZE = 20

_KEY_NAME = re.compile(r"[\x21-\x2a\x2c-\x7e]{1,128}")
_SIGNATURE_LINE = re.compile("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)")


class SignedNoteKind(Enum):
    """What a publisher's note is about, as in its first line, `origin/kind v0`."""

    STATEMENT = "statement"
    DRAFT = "draft"
    SITE = "site"


@dataclass(frozen=True)
class VerificationKey:
    """A publisher's public key: its name, its 4-byte id and 32 Ed25519 bytes."""

    name: str
    id: bytes
    public: bytes


@dataclass(frozen=True)
class SignatureLine:
    """One signature line, parsed."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class SignedNote:
    """A parsed note, none of whose signatures has been checked yet."""

    text: str
    signatures: tuple[SignatureLine, ...]


def key_id(name: str, public: bytes) -> bytes:
    """The 4 bytes that distinguish keys with the same name."""
    return sha256(name.encode() + b"\n" + ALGORITHM_ED25519 + public).digest()[:4]


def format_key(name: str, public: bytes) -> str:
    """The vkey line, without newline: name+hex(id)+base64(01 ‖ key)."""
    encoded = base64.b64encode(ALGORITHM_ED25519 + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{encoded}"


def publisher_id(first_key: str) -> bytes:
    """The 20-byte publisher id: the digest of the first signing key's vkey line."""
    return sha256(first_key.encode()).digest()[:PUBLISHER_SIZE]


def parse_key(line: str) -> VerificationKey:
    """The key that a vkey line encodes.

    Raises:
        KeyForm: not the canonical encoding of an Ed25519 key.
    """
    name, _, tail = line.partition("+")
    _, _, encoded = tail.partition("+")
    blob = decode_base64(encoded)
    if not _KEY_NAME.fullmatch(name) or len(blob) != 33:
        raise errors.KeyForm(expected="name+id+key of Ed25519", found=repr(line[:80]))
    key = VerificationKey(name, key_id(name, blob[1:]), blob[1:])
    if format_key(name, key.public) != line:
        raise errors.KeyForm(expected=format_key(name, key.public), found=repr(line[:80]))
    return key


def parse_note(data: bytes) -> SignedNote:
    """The note that `data` encodes.

    Raises:
        NoteForm: too long, not UTF-8, or not a signed note.
    """
    if len(data) > MAX_NOTE_SIZE:
        raise errors.NoteForm(expected=f"at most {MAX_NOTE_SIZE} bytes", found=f"{len(data)}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.NoteForm(expected="UTF-8", found=f"byte {error.start}") from error
    split = whole.rfind("\n\n")
    lines = whole[split + 2 :].split("\n")
    if split < 0 or lines[-1] != "" or len(lines) - 1 not in range(1, MAX_SIGNATURES + 1):
        raise errors.NoteForm(
            expected=f"a text, an empty line and 1 to {MAX_SIGNATURES} lines, each ended",
            found=f"{len(lines) - 1} lines ended after "
            + ("no empty line" if split < 0 else f"the empty line at character {split + 1}")
            + f", and {len(lines[-1])} characters in a last one",
        )
    return SignedNote(whole[: split + 1], tuple(_parse_line(line) for line in lines[:-1]))


def _parse_line(line: str) -> SignatureLine:
    match = _SIGNATURE_LINE.fullmatch(line)
    blob = decode_base64(match[2]) if match else b""
    if match is None or len(blob) < 5:
        raise errors.NoteForm(expected="a signature line", found=repr(line[:80]))
    return SignatureLine(match[1], blob[:4], blob[4:])


def decode_base64(text: str) -> bytes:
    """The bytes of canonical base64; no bytes if the text is anything else."""
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return blob if base64.b64encode(blob).decode() == text else b""


def check_signature(note: SignedNote, key: VerificationKey) -> None:
    """Check that `key` signed the note; signatures by other keys are ignored.

    Raises:
        Signature: the key has no signature line, more than one, or an invalid one.
    """
    ours = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.id)]
    if len(ours) != 1:
        raise errors.Signature(
            expected=f"one signature by {key.name}+{key.id.hex()}", found=f"{len(ours)}"
        )
    if not ed25519.verify(key.public, note.text.encode(), ours[0].signature):
        text = sha256(note.text.encode()).hexdigest()
        raise errors.Signature(
            expected=f"a valid signature by {key.name}+{key.id.hex()} of the text {text}",
            found=f"an invalid one: {ours[0].signature.hex()}",
        )


def parse_text(text: str, origin: str) -> tuple[SignedNoteKind, bytes]:
    """(kind, SHA-256) from the text of a publisher's note.

    Raises:
        NoteForm: the text is not that of a publisher's note for this origin.
    """
    for kind in SignedNoteKind:
        form = f"{re.escape(origin)}/{kind.value} v0\n([0-9a-f]{{64}})\n"
        match = re.fullmatch(form, text)
        if match:
            return kind, bytes.fromhex(match[1])
    raise errors.NoteForm(expected=f"{origin}/statement v0 and a digest", found=repr(text[:120]))
