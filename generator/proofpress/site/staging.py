"""The folders of a built site: written under a temporary name, then renamed into place.

So a build that fails or is killed leaves the old site as it was. Data files of released snapshots
never change: a new site gets hard links to them (copies where links are impossible). Its pages are
always written again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from proofpress.site import manifest
from proofpress.site.published import released_ids

SITE = "site"
DRAFT = "draft"
WORK_PREFIX = ".work-"
KEPT_FOLDERS = ("runtime", "verifier")


def aside(folder: Path, name: str) -> Path:
    """An empty temporary folder next to `folder`/`name`, to write the new one in."""
    path = folder / f".{name}.new"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def put_in_place(new: Path, target: Path) -> None:
    """Rename `new` to `target`. The old folder is removed once the new one is in place."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    os.sync()
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Clean up after a killed run: a half-finished `put_in_place`, and secret work files."""
    for work in folder.glob(f"{WORK_PREFIX}*"):
        shutil.rmtree(work, ignore_errors=True)
    for name in (SITE, DRAFT):
        old = folder / f".{name}.old"
        if old.exists() and not (folder / name).exists():
            old.rename(folder / name)


def take_over(site: Path, new: Path) -> None:
    """Link the immutable files of a released site into a new one."""
    for name in KEPT_FOLDERS:
        _link_all(site, new, (p for p in (site / name).rglob("*") if p.is_file()))
    for snapshot in released_ids(site):
        take_over_snapshot(site, new, snapshot)


def take_over_snapshot(site: Path, new: Path, snapshot: str) -> None:
    """Link one snapshot's data files, including its note, into a new site."""
    home = site / "snapshots" / snapshot
    names = [path for path, _ in manifest.read_manifest((home / manifest.NAME).read_bytes())]
    own = [manifest.NAME, "statement.json", "statement.note"]
    _link_all(site, new, (home / name for name in [*names, *own]))


def _link_all(site: Path, new: Path, paths: Iterator[Path]) -> None:
    for path in paths:
        target = new / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copyfile(path, target)
