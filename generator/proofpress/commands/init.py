"""`proofpress init`: a publisher's folder to start from; `hosting`: what its hosts need."""

from __future__ import annotations

from pathlib import Path

from proofpress.browser_bundle import resources
from proofpress.errors import StateError
from proofpress.site.hosting import configs

# Under its real name it would make Git ignore the sample ledger in proofpress's own repository.
RENAMED = {"gitignore": ".gitignore"}


def create_folder(folder: Path) -> list[Path]:
    """Write the starting files into a folder that has none of them yet.

    Raises:
        StateError: one of them exists; nothing was written.
    """
    source = resources.site_templates() / "publisher"
    originals = sorted(path for path in source.rglob("*") if path.is_file())
    names = [path.relative_to(source).as_posix() for path in originals]
    targets = [folder / RENAMED.get(name, name) for name in names]
    for target in targets:
        if target.exists():
            raise StateError(f"{target}: exists already; nothing was written")
    for original, target in zip(originals, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(original.read_bytes())
    return targets


def write_host_files(folder: Path, prefix: str) -> list[Path]:
    """Write the files for hosts into `folder`/deploy, replacing earlier ones.

    `prefix` is the path of the site's address (see `hosting.configs`).
    """
    written = []
    for name, text in configs.files(prefix).items():
        path = folder / "deploy" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
