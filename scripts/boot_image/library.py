"""Reduce the standard library to the modules in use. Runs in a Python that was started normally.

The last expression is the bytes of an uncompressed zip file. It has the modules that are imported
after Python and the verifier have started, and those that Pyodide's installer needs.
"""

import importlib
import io
import sys
import zipfile

# Pyodide's installer calls this, and it imports modules. It is also needed here: the clock does
# not advance, so a folder's time does not change when files are added.
importlib.invalidate_caches()
import proofpress_verify.browser  # noqa: E402, F401

_LIBRARY = next(path for path in sys.path if path.endswith(".zip"))


def _files_in_use() -> set[str]:
    files = (getattr(module, "__file__", None) or "" for module in tuple(sys.modules.values()))
    return {file[len(_LIBRARY) + 1 :] for file in files if file.startswith(_LIBRARY + "/")}


def _reduced_library() -> bytes:
    used = _files_in_use()
    made = io.BytesIO()
    with zipfile.ZipFile(_LIBRARY) as whole, zipfile.ZipFile(made, "w") as reduced:
        for name in sorted(used.intersection(whole.namelist())):
            reduced.writestr(zipfile.ZipInfo(name), whole.read(name))
    return made.getvalue()


_reduced_library()
