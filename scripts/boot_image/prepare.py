"""Prepare the Python of the boot image: import the verifier, remove everything else. Runs last.

The standard library is compiled without docstrings and assertions, which would be a tenth of the
image. The verifier keeps its own, so that it does exactly what it does on the command line.
"""

import gc
import linecache
import re
import sys
import types
import zipimport
from importlib.machinery import FileFinder, SourceFileLoader


class _UnoptimizedLoader(SourceFileLoader):
    def source_to_code(self, data: bytes, path: str, *_: object, **__: object) -> types.CodeType:  # type: ignore[override]
        return compile(data, path, "exec", dont_inherit=True, optimize=0)


def _import_verifier() -> None:
    sys.path_hooks.insert(0, FileFinder.path_hook((_UnoptimizedLoader, [".py"])))
    # The clock does not advance, so a folder's time does not change when files are added.
    sys.path_importer_cache.clear()
    import proofpress_verify.browser  # noqa: F401

    del sys.path_hooks[0]


def _remove_the_rest() -> None:
    # The stubs of `boot_image` must not be imported later instead of the real modules.
    del sys.modules["asyncio"]
    # Its buffer keeps what was last read through it. Nothing here reads from a terminal.
    sys.stdin = sys.__stdin__ = None  # type: ignore[misc]
    linecache.clearcache()
    re.purge()
    for importer in sys.path_importer_cache.values():
        if isinstance(importer, zipimport.zipimporter):
            importer._files = {}  # type: ignore[attr-defined]
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined]
    sys.path_importer_cache.clear()
    gc.collect()


_import_verifier()
_remove_the_rest()
