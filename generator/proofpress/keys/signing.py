"""The signing key, which signs statements and site manifests. Format document, "Signatures".

Codes do not need it, so it can stay away from the backend.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proofpress.errors import InputError
from proofpress.keys.notes import format_signature, note_text
from proofpress.keys.secret_file import RESTORE, read_secret, write_secret
from proofpress_verify import notes
from proofpress_verify.notes import SignedNoteKind, VerificationKey, publisher_id

_FILE = re.compile(r"PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\n?")


@dataclass(frozen=True)
class SigningKey:
    """The publisher's Ed25519 key and its public half."""

    public: VerificationKey
    secret: bytes = field(repr=False)

    @property
    def line(self) -> str:
        """The public key as a vkey line, without newline."""
        return notes.format_key(self.public.name, self.public.public)

    @property
    def publisher(self) -> bytes:
        """The 20-byte publisher id, if this is the publisher's first key."""
        return publisher_id(self.line)

    def sign(self, kind: SignedNoteKind, digest: bytes) -> bytes:
        """A signed note over the SHA-256 of a file of this kind."""
        text = note_text(self.public.name, kind, digest)
        signature = Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())
        return f"{text}\n{format_signature(self.public, signature)}".encode()


def create_signing_key(path: Path, origin: str) -> SigningKey:
    """Make a new signing key, named after the publisher's origin, in a new file."""
    private = Ed25519PrivateKey.generate()
    key = _signing_key(origin, private.private_bytes_raw())
    encoded = base64.b64encode(notes.ALGORITHM_ED25519 + key.secret).decode()
    write_secret(path, f"PRIVATE+KEY+{origin}+{key.public.id.hex()}+{encoded}\n")
    return key


def read_signing_key(path: Path) -> SigningKey:
    """The signing key in a file.

    Raises:
        InputError: absent, readable by others, or not a signing key.
    """
    match = _FILE.fullmatch(read_secret(path))
    blob = notes.decode_base64(match[3]) if match else b""
    if match is None or len(blob) != 33 or blob[:1] != notes.ALGORITHM_ED25519:
        raise InputError("not a signing key in the signed-note form", file=path, advice=RESTORE)
    key = _signing_key(match[1], blob[1:])
    if key.public.id.hex() != match[2]:
        raise InputError(
            f"the key's id is {key.public.id.hex()}, the file says {match[2]}",
            file=path,
            advice=RESTORE,
        )
    return key


def _signing_key(origin: str, secret: bytes) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(secret)
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return SigningKey(notes.parse_key(notes.format_key(origin, public)), secret)
