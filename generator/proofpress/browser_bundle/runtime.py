"""Writing what the customer's browser runs into the site: Pyodide, the verifier, our scripts.

    runtime/<digest>/      Pyodide, the boot image, the pages' scripts, the verifier's wheel, and
                           the wheels of the curve for wallets' signatures
    verifier/<version>/    the same wheel, its sources to read, the offline page

The names of both folders identify their content, and the folders never change: an old snapshot can
always be verified with the files it was published with. The runtime's `<digest>` is the whole
SHA-256 of its `SHA256SUMS`, so `sha256sum` is enough to check that a copy is complete and the right
one.

The large files are compressed, because not every host compresses. The page checks the decompressed
bytes before it runs them: `gunzip < pyodide.asm.wasm.gzip` is the file in Pyodide's npm package.
"""

import base64
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pyodide_lock import PyodideLockSpec
from pyodide_lock.spec import PackageSpec

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.boot_image import CORE, IMAGE, LIBRARY, PACKED
from proofpress.browser_bundle.curve_wheels import PACKAGES
from proofpress.browser_bundle.offline_page import file_name, offline_page
from proofpress.browser_bundle.worker_files import (
    VERIFIER_WORKER_PARTS,
    WorkerFile,
    join_scripts,
    worker_files,
)
from proofpress.errors import StateError

PAGE_SCRIPT = "check.js"
WALLETS_SCRIPT = "check-wallets.js"

_PYODIDE = "pyodide.mjs"
_STDLIB = "python_stdlib.zip"
_LOCK = "pyodide-lock.json"
# One file for each page, which contains the worker's script as a text. So the worker can start at
# once, and the browser itself has checked the code that checks everything else.
_COMMON_PARTS = (
    "sha256.js",
    "failures.js",
    "streams.js",
    "download.js",
    "engine.js",
    "site-files.js",
)
_SCRIPTS = {
    PAGE_SCRIPT: (
        (*_COMMON_PARTS, "ahead.js", "check.js", "site.js"),
        VERIFIER_WORKER_PARTS,
    ),
    WALLETS_SCRIPT: ((*_COMMON_PARTS, "wallets.js"), ("boot.js", "ownership.js", "worker.js")),
}
"""The parts of each page's script and of its worker's script."""


@dataclass(frozen=True)
class RuntimeFile:
    """A file of the runtime as published; `sha256` in hex, `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Verifier:
    """The release of proofpress-verify that the site runs and publishes.

    `sha256` is the wheel's; `folder` (with a final slash) is relative to the site. `offline_page`
    is in that folder.
    """

    version: str
    wheel: str
    sha256: str
    folder: str
    offline_page: RuntimeFile


@dataclass(frozen=True)
class Runtime:
    """The runtime of a site. `folder` (with a final slash) is relative to the site.

    `files` are in the order of their names. `worker_files` are needed to check a balance,
    `wallet_files` to check wallets' signatures.
    """

    folder: str
    files: tuple[RuntimeFile, ...]
    worker_files: tuple[WorkerFile, ...]
    wallet_files: tuple[WorkerFile, ...]
    verifier: Verifier

    @property
    def script_integrity(self) -> str:
        """The `integrity` attribute for the verify page's script, which the browser checks."""
        return self._integrity(PAGE_SCRIPT)

    @property
    def wallets_integrity(self) -> str:
        """The same for the script of the wallet pages."""
        return self._integrity(WALLETS_SCRIPT)

    def _integrity(self, name: str) -> str:
        (digest,) = [file.sha256 for file in self.files if file.name == name]
        return "sha256-" + base64.b64encode(bytes.fromhex(digest)).decode()

    @property
    def index_wheels(self) -> dict[str, str]:
        """SHA-256 in hex of the wheels that are the package index's own, by path in the site."""
        own = self.verifier.wheel
        wheels = [file for file in self.files if file.name.endswith(".whl") and file.name != own]
        return {self.folder + file.name: file.sha256 for file in wheels}

    def config(self, root: str) -> str:
        """Return the JSON that `createChecker` takes as `runtime`.

        `root` is the path from the page to the site's root, such as `../`.
        """
        return self._config(root, self.worker_files)

    def wallets_config(self, root: str) -> str:
        """The same for `createListChecker`."""
        return self._config(root, self.wallet_files)

    def _config(self, root: str, files: tuple[WorkerFile, ...]) -> str:
        return json.dumps(
            {
                "base": root + self.folder,
                "verifier": {"version": self.verifier.version, "sha256": self.verifier.sha256},
                "files": [asdict(file) for file in files],
            },
            separators=(",", ":"),
        )


def write_runtime(site: Path) -> Runtime:
    """Write `runtime/<digest>/` and `verifier/<version>/` into `site`, unless they exist.

    Raises `StateError` if one of them exists with different content.
    """
    wheel_name, wheel = resources.verifier_wheel()
    curve = resources.curve_wheels()
    plain = _plain_files(wheel_name, wheel, curve)
    packed = resources.packed(wheel)
    described = worker_files(plain, packed)
    page = _offline_page(wheel_name, wheel, described, {**plain, **_with_suffix(packed)})
    described = tuple(file for file in described if file.name != LIBRARY)
    del packed[LIBRARY]
    content = {**_scripts(), **plain, **_with_suffix(packed)}
    files = tuple(_describe(name, content[name]) for name in sorted(content))
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()
    digest = hashlib.sha256(sums).hexdigest()
    _write_folder(site / "runtime" / digest, {**content, "SHA256SUMS": sums})
    return Runtime(
        folder=f"runtime/{digest}/",
        files=files,
        worker_files=tuple(
            replace(file, spare=file.name in (_STDLIB, wheel_name))
            for file in described
            if file.name not in curve
        ),
        wallet_files=tuple(file for file in described if file.name != IMAGE),
        verifier=_write_verifier(site, wheel_name, wheel, page),
    )


def _scripts() -> dict[str, bytes]:
    return {
        name: f"globalThis.proofpress = {{ workerScript: {json.dumps(join_scripts(worker))} }};\n"
        f"{join_scripts(page)}".encode()
        for name, (page, worker) in _SCRIPTS.items()
    }


def _plain_files(wheel_name: str, wheel: bytes, curve: Mapping[str, bytes]) -> dict[str, bytes]:
    pyodide, wheels = resources.pyodide(), {wheel_name: wheel, **curve}
    return {
        **{name: (pyodide / name).read_bytes() for name in (_PYODIDE, _STDLIB)},
        _LOCK: _lock_file(pyodide / _LOCK, wheels),
        **wheels,
    }


def _lock_file(pyodide_lock: Path, wheels: Mapping[str, bytes]) -> bytes:
    """Pyodide's lock file with our few wheels instead of its hundreds of packages."""
    spec = PyodideLockSpec.from_json(pyodide_lock)
    packages = [_package(name, content) for name, content in wheels.items()]
    ours = PyodideLockSpec(info=spec.info, packages={each.name: each for each in packages})
    return json.dumps(ours.to_dict(), sort_keys=True, separators=(",", ":")).encode()


def _package(wheel_name: str, wheel: bytes) -> PackageSpec:
    module = wheel_name.split("-")[0]
    return PackageSpec(
        name=module.replace("_", "-"),
        version=_version(wheel_name),
        file_name=wheel_name,
        install_dir="site",
        sha256=hashlib.sha256(wheel).hexdigest(),
        imports=[module],
        depends=list(PACKAGES.get(module, ())),
    )


def _offline_page(
    wheel_name: str, wheel: bytes, described: tuple[WorkerFile, ...], content: Mapping[str, bytes]
) -> bytes:
    """The offline page, with the files that verification needs and a reduced standard library.

    `described` are the runtime's files and the reduced library, `content` their bytes by path.
    """
    lock = {_LOCK: _lock_file(resources.pyodide() / _LOCK, {wheel_name: wheel})}
    library = {_STDLIB + PACKED: content[LIBRARY + PACKED]}
    same = {_PYODIDE, wheel_name, IMAGE, *CORE}
    files = [
        *(file for file in described if file.name in same),
        *(
            replace(file, name=_STDLIB, path=_STDLIB + PACKED)
            for file in described
            if file.name == LIBRARY
        ),
        *worker_files(lock, {}),
    ]
    return offline_page(
        tuple(
            replace(file, spare=file.name in (_STDLIB, wheel_name))
            for file in sorted(files, key=lambda file: file.name)
        ),
        {**content, **lock, **library},
        version=_version(wheel_name),
        wheel_sha256=hashlib.sha256(wheel).hexdigest(),
    )


def _write_verifier(site: Path, wheel_name: str, wheel: bytes, page: bytes) -> Verifier:
    version = _version(wheel_name)
    page_name = file_name(version)
    _write_folder(
        site / "verifier" / version,
        {**_sources(wheel), wheel_name: wheel, page_name: page},
    )
    digest = hashlib.sha256(wheel).hexdigest()
    described = _describe(page_name, page)
    return Verifier(version, wheel_name, digest, f"verifier/{version}/", described)


def _with_suffix(packed: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name + PACKED: content for name, content in packed.items()}


def _sources(wheel: bytes) -> dict[str, bytes]:
    """Read the modules out of the wheel, so that people read the code that runs."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".py")]
        return {name: archive.read(name) for name in names}


def _version(wheel_name: str) -> str:
    return wheel_name.split("-")[1]


def _describe(name: str, content: bytes) -> RuntimeFile:
    return RuntimeFile(name, hashlib.sha256(content).hexdigest(), len(content))


def _write_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write a complete folder or none. A folder that exists must have the same content."""
    if folder.exists():
        _require_same(folder, content)
        return
    new = folder.with_name(f".{folder.name}.new")
    if new.exists():  # left by a run that was killed
        shutil.rmtree(new)
    for name, data in content.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    new.rename(folder)


def _require_same(folder: Path, content: Mapping[str, bytes]) -> None:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    existing = {name: path.read_bytes() for name, path in found.items() if path.is_file()}
    if existing != content:
        raise StateError(
            f"{folder} has different files from those that this version of proofpress publishes\n"
            "A published folder never changes. Give the verifier a new version, or remove the "
            "folder if it was never published."
        )
