"""What a page's worker needs: its script, and files of the runtime."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.boot_image import PACKED

VERIFIER_WORKER_PARTS = ("image.js", "boot.js", "verifier.js", "worker.js")
"""The scripts of the worker that checks a balance."""


@dataclass(frozen=True)
class WorkerFile:
    """A file of the runtime that the worker gets under `name`, decompressed and checked.

    `path` is the published file, with `bytes` bytes. `sha256` (in hex) and `size` are those of the
    decompressed content. A `spare` file is read only if the boot image cannot be used.
    """

    name: str
    path: str
    bytes: int
    sha256: str
    size: int
    spare: bool


def worker_files(plain: Mapping[str, bytes], packed: Mapping[str, bytes]) -> tuple[WorkerFile, ...]:
    """Describe `plain` files, published as they are, and `packed` files, published compressed."""
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
    """Join scripts of `wasm_verifier/web/` into one."""
    return "\n".join((resources.web() / part).read_text("utf-8") for part in parts)
