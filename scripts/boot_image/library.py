"""Runs in a Python that was started in the ordinary way; cuts its standard library to what it uses.

The last expression is the bytes of a zip file, not compressed, with the modules that are imported
once Python and the verifier have started, and with those that Pyodide's installer needs.
"""

import importlib
import io
import sys
import zipfile

# The installer does the same, so its modules are kept. It is needed here, too: the clock is
# stopped, so a folder has the same time as when it was empty.
importlib.invalidate_caches()
import proofpress_verify.browser  # noqa: E402, F401

_LIBRARY = next(path for path in sys.path if path.endswith(".zip"))


def _files_in_use() -> set[str]:
    files = (getattr(module, "__file__", None) or "" for module in tuple(sys.modules.values()))
    return {file[len(_LIBRARY) + 1 :] for file in files if file.startswith(_LIBRARY + "/")}


def _cut() -> bytes:
    used = _files_in_use()
    made = io.BytesIO()
    with zipfile.ZipFile(_LIBRARY) as whole, zipfile.ZipFile(made, "w") as cut:
        for name in sorted(used.intersection(whole.namelist())):
            cut.writestr(zipfile.ZipInfo(name), whole.read(name))
    return made.getvalue()


_cut()
