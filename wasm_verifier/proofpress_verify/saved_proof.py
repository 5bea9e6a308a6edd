"""A saved proof: one file with everything that one check needs, except the code.

Format document, "Saved proofs": canonical JSON with the statement, its note, the shard file and k,
the snapshot code. k decrypts only this entry of this snapshot. The code, which decrypts the
account's entries in all snapshots, cannot be computed from it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from . import canonical
from .canonical import Json, NotCanonical
from .core.codes import CODE_SIZE
from .core.shard_file import MAX_SHARD_SIZE
from .errors import FormatVersion, SavedProofForm
from .forms import (
    MAX_LONG_TEXT,
    MAX_NOTE_SIZE,
    MAX_PREFIX_BITS,
    MAX_SAID_LINE,
    MAX_SAID_LINES,
    MAX_SAVED_PROOF_MARKS,
    MAX_SAVED_PROOF_SIZE,
    MAX_STATEMENT_SIZE,
    SNAPSHOT,
)
from .notes import decode_base64

VERSION = 0
KIND = "proofpress saved proof"
ABOUT = (
    "Anyone who has this file sees the account name and the balances of one snapshot in it, "
    "usually one other account's amounts without its name, and the sums of larger and larger "
    "groups. Do not post it. The code is not in it."
)

_MEMBERS = {"about", "file", "format", "k", "kind", "note", "says", "shard", "statement"}


@dataclass(frozen=True)
class SavedProof:
    """The files of one check, as they were served, and the key to one entry.

    `k` has 20 bytes, and `file` is shard number `shard`. Both are empty if the statement alone
    shows what is wrong. `says` are lines by the person who saved it; nothing proves them.
    """

    statement: bytes
    note: bytes
    shard: int = 0
    file: bytes = b""
    k: bytes = field(default=b"", repr=False)
    says: tuple[str, ...] = ()


def encode(proof: SavedProof) -> bytes:
    """The bytes of a saved proof."""
    return canonical.encode(
        {
            "about": ABOUT,
            "file": _base64(proof.file),
            "format": VERSION,
            "k": proof.k.hex(),
            "kind": KIND,
            "note": _base64(proof.note),
            "says": list(proof.says),
            "shard": proof.shard,
            "statement": _base64(proof.statement),
        }
    )


def clean_lines(text: str) -> tuple[str, ...]:
    """A text that was typed, as lines that a saved proof may contain."""
    lines = (canonical.printable(line).strip()[:MAX_SAID_LINE] for line in text.splitlines())
    return tuple(line for line in lines if line)[:MAX_SAID_LINES]


def file_name(proof: SavedProof) -> str:
    """The name of a saved proof's file."""
    return f"proofpress-proof-{_snapshot(proof) or 'statement'}.json"


def snapshot_of(data: bytes) -> str:
    """The id of the snapshot that a saved proof is of, not checked yet; "" if there is none.

    Raises:
        SavedProofForm
    """
    return _snapshot(decode(data))


def _snapshot(proof: SavedProof) -> str:
    try:
        value = canonical.decode(proof.statement, MAX_STATEMENT_SIZE)
    except NotCanonical:
        return ""
    header = value.get("header") if isinstance(value, dict) else None
    snapshot = header.get("snapshot") if isinstance(header, dict) else None
    return snapshot if isinstance(snapshot, str) and SNAPSHOT.fullmatch(snapshot) else ""


def decode(data: bytes) -> SavedProof:
    """The saved proof that `data` encodes.

    Raises:
        SavedProofForm
    """
    members = _members(data)
    proof = SavedProof(
        statement=_octets(members, "statement", MAX_STATEMENT_SIZE),
        note=_octets(members, "note", MAX_NOTE_SIZE),
        shard=_shard(members["shard"]),
        file=_octets(members, "file", MAX_SHARD_SIZE),
        k=_key(members["k"]),
        says=_says(members["says"]),
    )
    if bool(proof.k) != bool(proof.file):
        raise SavedProofForm(
            expected="both k and file, or neither", found="k alone" if proof.k else "file alone"
        )
    return proof


def _members(data: bytes) -> dict[str, Json]:
    _check_marks(data)
    try:
        value = canonical.decode(data, MAX_SAVED_PROOF_SIZE)
    except NotCanonical as error:
        raise SavedProofForm(expected="canonical JSON", found=str(error)) from error
    if not isinstance(value, dict):
        raise SavedProofForm(expected="an object", found=_kind(value))
    _check_version(value)
    if set(value) != _MEMBERS:
        missing = ", ".join(sorted(_MEMBERS - set(value))) or "none"
        raise SavedProofForm(
            expected=f"an object with the members {', '.join(sorted(_MEMBERS))}",
            found=f"an object without {missing} of these and with {len(set(value) - _MEMBERS)} "
            "more",
        )
    if value["kind"] != KIND:
        raise SavedProofForm(expected=KIND, found=repr(value["kind"])[:120], where="kind")
    if isinstance(value["format"], bool) or value["format"] != VERSION:
        raise SavedProofForm(
            expected=f"{VERSION}", found=repr(value["format"])[:120], where="format"
        )
    _check_about(value["about"])
    return value


def _check_marks(data: bytes) -> None:
    """Limit the memory that decoding can take, before it begins.

    Each item of a list or object needs one of these bytes, and takes some hundred bytes of memory.
    The bytes are counted in texts too, since that takes no parser. No valid proof is refused for
    it: base64 has none of these bytes, so the limit only has to allow for the longest `about` and
    `says` and for the members themselves.
    """
    count = sum(data.count(mark) for mark in (b"{", b"[", b","))
    if count > MAX_SAVED_PROOF_MARKS:
        raise SavedProofForm(
            expected=f"at most {MAX_SAVED_PROOF_MARKS} of the bytes {{ [ and ,", found=f"{count}"
        )


def _check_version(value: dict[str, Json]) -> None:
    """Check the version first, since another version may have other members."""
    version = value.get("format")
    is_number = isinstance(version, int) and not isinstance(version, bool)
    if value.get("kind") == KIND and is_number and version != VERSION:
        raise FormatVersion(expected=f"format {VERSION}", found=f"format {version}")


def _check_about(about: Json) -> None:
    length = len(about) if isinstance(about, str) else -1
    if not 0 <= length <= MAX_LONG_TEXT:
        raise SavedProofForm(
            expected=f"a string of at most {MAX_LONG_TEXT} characters",
            found=f"{_kind(about)} of {length} characters" if length >= 0 else _kind(about),
            where="about",
        )


def _octets(members: dict[str, Json], name: str, most: int) -> bytes:
    text = members[name]
    octets = decode_base64(text) if isinstance(text, str) else b""
    if not octets and text != "":
        size = len(text) if isinstance(text, (str, list, dict)) else 0
        raise SavedProofForm(
            expected="canonical base64", found=f"{_kind(text)} of length {size}", where=name
        )
    if len(octets) > most:
        raise SavedProofForm(
            expected=f"at most {most} bytes", found=f"{len(octets)} bytes", where=name
        )
    return octets


def _key(value: Json) -> bytes:
    digits = value if isinstance(value, str) else "?"
    if len(digits) not in (0, 2 * CODE_SIZE) or set(digits) - set("0123456789abcdef"):
        raise SavedProofForm(
            expected=f"{2 * CODE_SIZE} digits, 0 to 9 and a to f, or none",
            found=f"{_kind(value)} of length {len(digits)}",  # k is secret
            where="k",
        )
    return bytes.fromhex(digits)


def _kind(value: Json) -> str:
    return type(value).__name__


def _shard(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value >> MAX_PREFIX_BITS:
        raise SavedProofForm(
            expected=f"an integer below 2^{MAX_PREFIX_BITS}",
            found=repr(value)[:120],
            where="shard",
        )
    return value


def _says(value: Json) -> tuple[str, ...]:
    lines = value if isinstance(value, list) else []
    texts = tuple(line for line in lines if isinstance(line, str) and len(line) <= MAX_SAID_LINE)
    if lines is not value or len(texts) != len(lines) or len(texts) > MAX_SAID_LINES:
        raise SavedProofForm(
            expected=f"up to {MAX_SAID_LINES} lines of up to {MAX_SAID_LINE} characters",
            found=f"{_kind(value)} of {len(lines)} items, {len(texts)} of them such lines",
            where="says",
        )
    return texts


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
