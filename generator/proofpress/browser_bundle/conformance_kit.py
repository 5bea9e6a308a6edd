"""The conformance kit: an archive of test vectors for people who write their own verifier.

It is made from a checkout and has the same bytes on every machine and every run, because each site
shows its digest. Every site publishes it next to the format page, and so does each release of
proofpress:

    python -m proofpress.browser_bundle.conformance_kit dist
"""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from proofpress import __version__
from proofpress.browser_bundle.plain_zip import write_zip

FILE_NAME = "vectors.zip"

_VECTORS = Path(__file__).parents[3] / "tests" / "vectors"
_PATTERNS = ("README.txt", "*.shard", "valid/*.json", "invalid/*.json")


@dataclass(frozen=True)
class ConformanceKit:
    """The archive, with the size and digest that pages show."""

    content: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """In hex."""
        return hashlib.sha256(self.content).hexdigest()


def build_conformance_kit() -> bytes:
    """The bytes of the archive."""
    paths = (path for pattern in _PATTERNS for path in _VECTORS.glob(pattern))
    named = {path.relative_to(_VECTORS).as_posix(): path for path in paths}
    return write_zip((name, named[name].read_bytes()) for name in sorted(named))


def _main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"proofpress-vectors-{__version__}.zip"
    path.write_bytes(build_conformance_kit())
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
