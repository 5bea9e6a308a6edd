"""`proofpress init`: a publisher's folder to start from."""

from __future__ import annotations

from pathlib import Path

from proofpress import resources
from proofpress.errors import StateError

EXECUTED_LAST = "publisher.toml"


def create_folder(folder: Path) -> list[Path]:
    """Write the starting files into a folder that has none of them yet.

    Raises:
        StateError: one of them exists.
    """
    source = resources.site_templates() / "publisher"
    names = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    names.sort(key=lambda name: name.as_posix() == EXECUTED_LAST)
    for name in names:
        if (folder / name).exists():
            raise StateError(f"{folder / name}: exists already; nothing was written")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((source / name).read_bytes())
    return [folder / name for name in names]
