"""Manifests: every file and its SHA-256, in the form that `sha256sum -c` reads.

The data manifest of a snapshot is named by its statement; the site's manifest covers every
file of the site but itself and its note, and is signed on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

NAME = "SHA256SUMS"
NOTE_NAME = "SHA256SUMS.note"


def format_manifest(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """The manifest of (path, SHA-256) pairs, sorted by path."""
    lines = (f"{digest.hex()}  {path}\n" for path, digest in sorted(digests))
    return "".join(lines).encode("ascii")


def site_manifest(site: Path) -> bytes:
    """The manifest of every file below a site's folder."""
    own = {NAME, NOTE_NAME}
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    named = ((path.relative_to(site).as_posix(), path) for path in paths)
    return format_manifest((name, digest_of(path)) for name, path in named if name not in own)


def digest_of(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
