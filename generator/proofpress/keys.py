"""The publisher's two secrets, and what is derived from them.

The master key makes customers' codes; the backend that shows codes needs only it. The
signing key signs statements and is never needed to show a code. Both are files of mode
0600, read by path and never passed as an argument or printed.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proofpress.encoding.codes import derive_code, format_code
from proofpress.encoding.notes import format_signature, note_text
from proofpress.errors import InputError, StateError
from proofpress_verify import notes
from proofpress_verify.code_text import Code
from proofpress_verify.notes import SignedNoteKind, VerificationKey, publisher_id

CODE_KEY_SIZE = 32
MAX_KEY_FILE = 4096

_CODE_KEY = re.compile(r"proofpress-code-key-v0:([0-9a-f]{64})\n?")
_SIGNING_KEY = re.compile(r"PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\n?")


@dataclass(frozen=True)
class CodeKey:
    """The 32 secret bytes from which every account's code is derived."""

    secret: bytes = field(repr=False)

    def code(self, publisher: bytes, account: bytes, generation: int = 0) -> bytes:
        """The 20 bytes of an account's code (format document, "Codes")."""
        return derive_code(self.secret, publisher, generation, account)


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
        """A signed note that says: this publisher vouches for these bytes, as this kind."""
        text = note_text(self.public.name, kind, digest)
        signature = Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())
        return f"{text}\n{format_signature(self.public, signature)}".encode()


def code_text(code: bytes, publisher: bytes) -> str:
    """The code as the customer gets it: `por1…`."""
    return format_code(Code(code, publisher))


def create_code_key(path: Path) -> CodeKey:
    """Make a new master key in a file that must not exist yet."""
    key = CodeKey(secrets.token_bytes(CODE_KEY_SIZE))
    _write_secret(path, f"proofpress-code-key-v0:{key.secret.hex()}\n")
    return key


def create_signing_key(path: Path, origin: str) -> SigningKey:
    """Make a new signing key, named after the publisher's origin, in a new file."""
    private = Ed25519PrivateKey.generate()
    key = _signing_key(origin, private.private_bytes_raw())
    encoded = base64.b64encode(notes.ALGORITHM_ED25519 + key.secret).decode()
    _write_secret(path, f"PRIVATE+KEY+{origin}+{key.public.id.hex()}+{encoded}\n")
    return key


def read_code_key(path: Path) -> CodeKey:
    """The master key in a file.

    Raises:
        InputError: absent, readable by others, or not a master key.
    """
    match = _CODE_KEY.fullmatch(_read_secret(path, "proofpress keygen"))
    if match is None:
        raise InputError("not a proofpress master key", file=path, advice=_RESTORE)
    return CodeKey(bytes.fromhex(match[1]))


def read_signing_key(path: Path) -> SigningKey:
    """The signing key in a file.

    Raises:
        InputError: absent, readable by others, or not a signing key.
    """
    match = _SIGNING_KEY.fullmatch(_read_secret(path, "proofpress keygen"))
    blob = notes.decode_base64(match[3]) if match else b""
    if match is None or len(blob) != 33 or blob[:1] != notes.ALGORITHM_ED25519:
        raise InputError("not a signing key in the signed-note form", file=path, advice=_RESTORE)
    key = _signing_key(match[1], blob[1:])
    if key.public.id.hex() != match[2]:
        raise InputError(
            f"the key's id is {key.public.id.hex()}, the file says {match[2]}",
            file=path,
            advice=_RESTORE,
        )
    return key


_RESTORE = "Restore it from your backup; a new key would make a new publisher id and new codes."


def _signing_key(origin: str, secret: bytes) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(secret)
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return SigningKey(notes.parse_key(notes.format_key(origin, public)), secret)


def _write_secret(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StateError(f"{path}: exists already; a key is never overwritten") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read_secret(path: Path, command: str) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            data = file.read(MAX_KEY_FILE)
    except FileNotFoundError as error:
        raise InputError("no such key", file=path, advice=f"Make one with: {command}") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path) from error
    if mode & 0o077:
        raise InputError(
            f"others may read this key (mode {mode:04o})",
            file=path,
            advice=f"Run: chmod 600 {path}",
        )
    return data.decode("ascii", "replace")
