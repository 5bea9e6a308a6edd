"""Runs last in the Python that becomes the boot image; imports the verifier, drops everything else.

The standard library runs there without its docstrings and assertions (they would be a tenth of the
image). The verifier keeps its own, because it must do exactly what it does on the command line.
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
    # The clock is stopped, so a folder has the same time as when it was empty.
    sys.path_importer_cache.clear()
    import proofpress_verify.browser  # noqa: F401

    del sys.path_hooks[0]


def _leave_no_rest() -> None:
    # The stand-ins of `boot_image` must not later be taken for the real module.
    del sys.modules["asyncio"]
    # Its buffer still has what was last read through it. Nothing here reads from a terminal.
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
_leave_no_rest()
