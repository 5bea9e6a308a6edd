"""Manifests: every file and its SHA-256, in the format that `sha256sum -c` reads.

A statement has the digest of its snapshot's data manifest. The site's manifest covers every file
of the site except itself, its note, and the file that hosts do not serve. It has its own signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

from proofpress.site.hosting.configs import HOST_FILE

NAME = "SHA256SUMS"
NOTE_NAME = "SHA256SUMS.note"


def format_manifest(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """The manifest of (path, SHA-256) pairs, sorted by path."""
    lines = (f"{digest.hex()}  {path}\n" for path, digest in sorted(digests))
    return "".join(lines).encode("ascii")


def site_manifest(site: Path) -> bytes:
    """The manifest of every file below a site's folder.

    The digests in a snapshot's own manifest are reused: those files never change, and hashing
    years of them for every release would take as long as the build.
    """
    own = {NAME, NOTE_NAME, HOST_FILE}
    listed = {
        f"snapshots/{manifest.parent.name}/{path}": digest
        for manifest in (site / "snapshots").glob(f"*/{NAME}")
        for path, digest in read_manifest(manifest.read_bytes())
    }
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    named = ((path.relative_to(site).as_posix(), path) for path in paths)
    return format_manifest(
        (name, listed.get(name) or digest_of(path)) for name, path in named if name not in own
    )


def read_manifest(data: bytes) -> list[tuple[str, bytes]]:
    """The (path, SHA-256) pairs of a manifest written by `format_manifest`."""
    return [(line[66:], bytes.fromhex(line[:64])) for line in data.decode("ascii").splitlines()]


def digest_of(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
