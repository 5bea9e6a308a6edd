"""proofpress as a person without a checkout gets it: both wheels, installed and isolated.

The two packages come from the wheels. Their dependencies are linked from the environment of the
tests: everything that the wheels' metadata requires, and nothing else. No package index is
queried, no network can be reached, and there is no Node.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = {"proofpress", "proofpress-verify"}
TOOLS = ("bash", "cut", "tail")  # what the README's commands need besides ours

# Loaded by every Python of the installation.
_SHUT_IN = """\
import sys
def refuse(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        raise PermissionError(f"{event} {given}")
sys.addaudithook(refuse)
"""


@dataclass(frozen=True)
class Installed:
    """A virtual environment with proofpress, `folder`/bin on the path and little else."""

    folder: Path

    @property
    def site_packages(self) -> Path:
        (found,) = self.folder.glob("lib/python3*/site-packages")
        return found

    def run(self, *command: str | Path, cwd: Path) -> str:
        """Run a command without a network; returns what it has printed."""
        path = os.pathsep.join([str(self.folder / "bin"), str(self.folder / "tools")])
        environment = {"PATH": path, "HOME": str(cwd), "LANG": "C.UTF-8"}
        done = subprocess.run(
            [*_without_network(), shutil.which(command[0], path=path) or command[0], *command[1:]],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def install(folder: Path, wheels: list[Path]) -> Installed:
    """Install the wheels into a new environment at `folder`."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--isolated", "--python", str(python)]
    offline = ["--no-index", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", *offline, *wheels], check=True, timeout=300)
    made = Installed(folder)
    for entry in _dependencies(OURS):
        (made.site_packages / entry.name).symlink_to(entry)
    (made.site_packages / "shut_in.py").write_text(_SHUT_IN)
    (made.site_packages / "shut_in.pth").write_text("import shut_in\n")
    (folder / "tools").mkdir()
    for name in TOOLS:
        (folder / "tools" / name).symlink_to(shutil.which(name) or name)
    return made


def _dependencies(roots: set[str]) -> set[Path]:
    """The files and folders of everything that `roots` need, without `roots` themselves."""
    found: dict[str, set[Path]] = {}
    waiting = [each for root in roots for each in _named_by(root)]
    while waiting:
        name = waiting.pop()
        if name not in found and name not in roots:
            found[name] = _entries(importlib.metadata.distribution(name))
            waiting += _named_by(name)
    return set().union(*found.values())


def _named_by(name: str) -> Iterator[str]:
    for text in importlib.metadata.requires(name) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def _entries(distribution: importlib.metadata.Distribution) -> set[Path]:
    """What a distribution has installed in site-packages, one level deep."""
    home = Path(str(distribution.locate_file("")))
    names = {file.parts[0] for file in distribution.files or ()}
    return {home / name for name in names - {"..", "__pycache__"}}


@cache
def _without_network() -> tuple[str, ...]:
    """The command that removes the network, where the machine allows it; the hook stays."""
    command = ("unshare", "--user", "--map-root-user", "--net")
    path = shutil.which(command[0])
    if path is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        return ()
    return (path, *command[1:])
