"""Compiled kernels on disk: one folder for each state of a package's source.

numba keeps compiled functions on disk and compiles one again when the file that defines it
has changed. But a compiled kernel also holds the code of the kernels that it calls, and
those may be in other files of the package. So compiled kernels go into a folder that is
named after a digest of all source files of the package, of the versions of numba and
llvmlite, and of the CPU that numba compiles for.

numba still chooses where that folder is: in NUMBA_CACHE_DIR if that is set, else in
`__pycache__` next to the source, else in the user's cache folder. Other functions of the
process that numba compiles are not affected.

Files here are a cache: any process may remove them at any time, and a process that finds
none, or cannot write one, compiles in memory.
"""

from __future__ import annotations

import inspect
import os
import re
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import llvmlite
import numba
from numba.core import caching, sigutils
from numba.core.registry import cpu_target

from proofpress.liabilities.compiled.kernels.types import NumbaObject

PREFIX = "kernels-"
REMOVED = "removed-kernels-"
KEPT = 8
"""Folders that stay: the newest, and some for other branches, Pythons and CPUs."""

_FOLDER = re.compile(rf"{PREFIX}[0-9a-f]{{16}}")


def source_digest(folder: Path) -> str:
    """SHA-256, in hex, of the names and contents of the Python files in a folder.

    Raises:
        RuntimeError: there are none, as in a zip file or a frozen application.
    """
    digest = sha256()
    paths = sorted(folder.glob("*.py"))
    if not paths:
        raise RuntimeError(f"no Python source in {folder}")
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def folder_name(package: Path) -> str:
    """The name of the folder for kernels of a package as its source is now.

    Raises:
        RuntimeError: the package has no source files.
    """
    cpu = cpu_target.target_context.codegen().magic_tuple()
    parts = (source_digest(package), numba.__version__, llvmlite.__version__, cpu)
    return PREFIX + sha256(repr(parts).encode()).hexdigest()[:16]


def keep_on_disk(dispatcher: NumbaObject) -> None:
    """Let a function that `numba.njit` returned load its code from disk and save it there.

    It stays without a cache if no folder can be written to.
    """
    with suppress(RuntimeError):
        dispatcher._cache = KernelCache(dispatcher.py_func)


class _PackageLocator(caching._CacheLocator):
    """Where numba chose for a function: the folder of its package's source."""

    def __init__(self, chosen: NumbaObject, source: str) -> None:
        self._chosen = chosen
        self._name = folder_name(Path(source).parent)
        self._py_file = source  # numba's warnings name it

    def get_cache_path(self) -> str:
        return str(Path(self._chosen.get_cache_path()) / self._name)

    def get_source_stamp(self) -> str:
        return self._name

    def get_disambiguator(self) -> str:
        return str(self._chosen.get_disambiguator())

    def ensure_cache_path(self) -> None:
        path = Path(self.get_cache_path())
        if not path.is_dir():
            remove_stale(path.parent, KEPT - 1)
        super().ensure_cache_path()


class _KernelCacheImpl(caching.CompileResultCacheImpl):
    def __init__(self, function: Callable[..., object]) -> None:
        super().__init__(function)
        self._locator = _PackageLocator(self._locator, inspect.getfile(function))


class KernelCache(caching.FunctionCache):
    """numba's cache of one function, in the folder of its package's source.

    Raises:
        RuntimeError: no folder can be written to, or there is no source.
    """

    _impl_class = _KernelCacheImpl

    def load_overload(self, sig: NumbaObject, target_context: NumbaObject) -> NumbaObject:
        """Compiled code for the types `sig`, or None.

        numba numbers a function's files. If two processes save code for different types at
        the same time, one may write over the other's file; so look at what was loaded.
        """
        try:
            found = super().load_overload(sig, target_context)
        except OSError:
            return None
        _touch(Path(self.cache_path))
        types, _ = sigutils.normalize_signature(sig)
        return found if found is not None and found.signature.args == types else None

    def save_overload(self, sig: NumbaObject, data: NumbaObject) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)


def remove_stale(place: Path, kept: int) -> None:
    """Remove the folders of compiled kernels in `place`, all but the `kept` last used ones.

    A folder gets another name first. So a process that still uses it starts again in an empty
    one, and never sees one that is half removed. What a killed process left is removed too.
    """
    folders = [path for path in _listed(place) if _FOLDER.fullmatch(path.name)]
    for folder in sorted(folders, key=_used, reverse=True)[kept:]:
        with suppress(OSError):
            folder.rename(folder.with_name(f"{REMOVED}{uuid.uuid4().hex}"))
    for path in _listed(place):
        if path.name.startswith(REMOVED):
            shutil.rmtree(path, ignore_errors=True)


def _listed(place: Path) -> list[Path]:
    """The folders in a folder, links to folders not among them; none if it cannot be read."""
    with suppress(OSError):
        return [path for path in place.iterdir() if path.is_dir() and not path.is_symlink()]
    return []


@cache
def _touch(folder: Path) -> None:
    """Note, once in a process, that a folder is in use."""
    with suppress(OSError):
        os.utime(folder)


def _used(folder: Path) -> float:
    """When a folder was last used; 0 if it is gone by now."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
