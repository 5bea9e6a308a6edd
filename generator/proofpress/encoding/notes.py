"""The text of a signed note and its signature line. Format document, "Signatures"."""

from __future__ import annotations

import base64

from proofpress_verify.notes import SignedNoteKind, VerificationKey


def format_signature(key: VerificationKey, signature: bytes) -> str:
    """A signature line with its newline."""
    return f"\u2014 {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def note_text(origin: str, kind: SignedNoteKind, digest: bytes) -> str:
    """The text that a publisher signs: its name, the kind of thing, and its SHA-256."""
    return f"{origin}/{kind.value} v0\n{digest.hex()}\n"
