"""A check imports nothing: what the boot image holds is all that there is.

The image that browsers start from has only the modules that importing the verifier
brings. A module that is first needed inside a check is not there.
"""

from __future__ import annotations

import subprocess
import sys

from tests import vectors
from tests.verifier.test_standalone import SMOKE, SOURCES, smoke_vectors

WATCHED = SMOKE.replace(
    "for path in sys.argv[2:]:",
    "import proofpress_verify.browser\nbefore = set(sys.modules)\nfor path in sys.argv[2:]:",
    1,
).replace('print("done")', "print(sorted(set(sys.modules) - before))")


def test_no_check_imports_a_module() -> None:
    assert len(smoke_vectors()) > 40
    command = [sys.executable, "-I", "-c", WATCHED, str(SOURCES.parent), *smoke_vectors()]
    done = subprocess.run(command, cwd=vectors.FOLDER, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", done.stderr
