"""What the worker of a page needs: files of the runtime, and its script."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.boot_image import PACKED

VERIFIER_WORKER_PARTS = ("image.js", "boot.js", "verifier.js", "worker.js")
"""The scripts of the worker in which a balance is checked."""


@dataclass(frozen=True)
class WorkerFile:
    """One file of the runtime as the worker gets it, by `name`, unpacked and checked.

    `path` is where it lies, in `bytes` bytes; `sha256` (in hex) and `size` are of what comes out.
    A `spare` one is read only if the boot image cannot be used.
    """

    name: str
    path: str
    bytes: int
    sha256: str
    size: int
    spare: bool


def worker_files(plain: Mapping[str, bytes], packed: Mapping[str, bytes]) -> tuple[WorkerFile, ...]:
    """Describe files that lie there as they are, and files that lie there compressed."""
    made = [_describe(name, name, len(content), content) for name, content in plain.items()]
    made += [
        _describe(name, name + PACKED, len(content), gzip.decompress(content))
        for name, content in packed.items()
    ]
    return tuple(sorted(made, key=lambda file: file.name))


def _describe(name: str, path: str, length: int, content: bytes) -> WorkerFile:
    digest = hashlib.sha256(content).hexdigest()
    return WorkerFile(name, path, length, digest, len(content), spare=False)


def join_scripts(parts: Iterable[str]) -> str:
    """Return scripts of `wasm_verifier/web/`, one after the other."""
    return "\n".join((resources.web() / part).read_text("utf-8") for part in parts)
