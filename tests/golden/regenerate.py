"""Write the golden site again: `make golden`. Read the difference before you commit it.

The site of the tiny exchange (two snapshots, fixed keys), without what changes with every
change of the verifier: the runtime, its listings, and the manifests over everything.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from tests.generator.exchange import publish_two

GOLDEN = Path(__file__).parent / "site"
LEFT_OUT = (
    "runtime/", "verifier/", "verify/", "offline/", "files/index.html", "SHA256SUMS", "format/",
)  # fmt: skip


def build_site(folder: Path) -> dict[str, bytes]:
    """Build the tiny exchange's site below `folder`; returns its golden files."""
    return golden_files(publish_two(folder).site)


def golden_files(site: Path) -> dict[str, bytes]:
    """The files of a site that the golden site has."""
    paths = (path for path in sorted(site.rglob("*")) if path.is_file())
    named = {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}
    return {
        name: without_digests(data) for name, data in named.items() if not name.startswith(LEFT_OUT)
    }


def without_digests(page: bytes) -> bytes:
    """A page without what names the runtime: its folder, its files, the digest of a script."""
    page = re.sub(rb"runtime/[0-9a-f]{64}", b"runtime/\xe2\x80\xa6", page)
    page = re.sub(rb'integrity="[^"]*"', b'integrity="\xe2\x80\xa6"', page)
    return re.sub(rb'(id="runtime">).*?(</script>)', rb"\1{}\2", page)


def main() -> None:
    """Replace the golden site."""
    with tempfile.TemporaryDirectory() as work:
        files = build_site(Path(work) / "exchange")
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, data in files.items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(data)
    print(f"{len(files)} files in {GOLDEN}")


if __name__ == "__main__":
    main()
