"""Vectors: whole checks as files, each valid or wrong in one thing, with the required answer.

`valid/` and `invalid/` have one JSON file per vector. Its members:

    name, says              its name, and what was done in one sentence
    code, identity          what the customer typed
    statement, note         the snapshot's claim and signature; note is null where there is none;
                            `statement_base64`, `note_base64` where they are not UTF-8
    shards                  copies of the account's shard file, and who served each; in base64,
                            or the name of a `file` in this folder that many vectors share, with
                            `edits` if bytes differ: [offset, hex of the new bytes], where bytes
                            beyond the end make it longer; and `length` if it is cut off
    snapshot                the snapshot that was chosen
    fingerprint             the statement's SHA-256 as seen elsewhere, "" if not compared
    now                     the time of checking
    older                   the snapshot that the place lists next before this one, or null
    proof, site             a saved proof instead of statement, note and shards, and the
                            statement and note of the publisher's own site (or null)
    expected.verdict        and for invalid ones `check` and `attributed_to`; for valid ones
                            `remarks`, sometimes `account` and `sums` (column, amount)

`python -m tests.vectors.generate` makes them, with fixed keys. They change only if the format
does. With `README.txt`, which explains them to other people, they are published as the
conformance kit. Nothing here needs more than the standard
library.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
KINDS = ("valid", "invalid")
SHARED = "honest.shard"
LARGE = "large.shard"

_AS_THEY_ARE = (
    *("name", "says", "code", "snapshot", "identity", "fingerprint", "now"),
    "expected",
)


@dataclass(frozen=True)
class Vector:
    """One check, and the required answer."""

    name: str
    says: str
    code: str
    statement: bytes
    note: bytes | None
    shards: tuple[tuple[bytes, bool], ...]
    snapshot: str
    identity: str
    fingerprint: str
    now: str
    expected: dict[str, Any]
    proof: bytes | None = None
    site: tuple[bytes, bytes] | None = None
    older: tuple[str, bytes] | None = None

    @property
    def one_copy(self) -> bool:
        """Whether it can also be checked with one copy and without knowing who served it."""
        return len(self.shards) == 1 and not self.shards[0][1] and not self.fingerprint


def load(path: Path) -> Vector:
    """The vector in a file; the files that it shares are in the folder above its own."""
    members = json.loads(path.read_bytes())
    given = {name: members[name] for name in _AS_THEY_ARE} | {"older": _older(members["older"])}
    if "proof" in members or "proof_base64" in members:
        return Vector(
            **given,
            statement=b"",
            note=None,
            shards=(),
            proof=_octets(members, "proof"),
            site=_site(members["site"]),
        )
    statement, note = _octets(members, "statement"), _octets(members, "note")
    assert statement is not None
    folder = path.parents[1]
    shards = tuple((_shard(shard, folder), shard["from_publisher"]) for shard in members["shards"])
    return Vector(**given, statement=statement, note=note, shards=shards)


def _site(member: dict[str, str] | None) -> tuple[bytes, bytes] | None:
    return None if member is None else (member["statement"].encode(), member["note"].encode())


def _older(member: dict[str, str] | None) -> tuple[str, bytes] | None:
    return None if member is None else (member["snapshot"], member["statement"].encode())


def _shard(member: dict[str, Any], folder: Path = FOLDER) -> bytes:
    if "file" in member:
        data = bytearray((folder / member["file"]).read_bytes())
        for offset, put in member.get("edits", []):
            octets = bytes.fromhex(put)
            data[offset : offset + len(octets)] = octets
        return bytes(data[: member.get("length", len(data))])
    return base64.b64decode(str(member["base64"]))


def _octets(members: dict[str, Any], name: str) -> bytes | None:
    if f"{name}_base64" in members:
        return base64.b64decode(members[f"{name}_base64"])
    text = members[name]
    return None if text is None else text.encode()


def lay_out(vector: Vector, folder: Path) -> Path:
    """Write a vector as a site; its shard file is used for every shard."""
    home = folder / "snapshots" / vector.snapshot
    files = {f"shards/0000/{number:06x}.shard": vector.shards[0][0] for number in range(8)}
    files["statement.json"] = vector.statement
    if vector.note is not None:
        files["statement.note"] = vector.note
    for path, data in files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)
    if vector.older is not None:
        lay_older(vector.snapshot, *vector.older, folder)
    return folder


def lay_older(snapshot: str, older: str, statement: bytes, folder: Path) -> None:
    """Write the statement of an older snapshot, and the list that names it next to `snapshot`."""
    (folder / "snapshots" / older).mkdir(parents=True, exist_ok=True)
    (folder / "snapshots" / older / "statement.json").write_bytes(statement)
    listed = {"snapshots": [{"id": snapshot}, {"id": older}]}
    (folder / "latest.json").write_text(json.dumps(listed), encoding="ascii")


def lay_claim(statement: bytes, note: bytes, folder: Path) -> str:
    """Write a site with nothing but one signed statement; returns the snapshot's id."""
    snapshot: str = json.loads(statement)["header"]["snapshot"]
    home = folder / "snapshots" / snapshot
    home.mkdir(parents=True)
    (home / "statement.json").write_bytes(statement)
    (home / "statement.note").write_bytes(note)
    return snapshot


def load_all(*kinds: str) -> list[Vector]:
    """All vectors, or those of one kind, in the order of their names."""
    paths = [path for kind in kinds or KINDS for path in (FOLDER / kind).glob("*.json")]
    return [load(path) for path in sorted(paths)]
