"""Kernels run compiled and uncompiled."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED, kernel, no_refcount
from proofpress.liabilities.compiled.kernels.types import U8, Int


def test_decorated_functions_do_what_they_say() -> None:
    @no_refcount
    def first(values: U8) -> Int:
        return values[0]

    @kernel
    def twice_the_first(values: U8) -> Int:
        return 2 * first(values)

    assert twice_the_first(np.array([21], np.uint8)) == 42


@pytest.mark.skipif(UNCOMPILED, reason="this is that run")
def test_the_kernels_also_run_uncompiled() -> None:
    """All of this folder, and a few ledgers from end to end: no line is only ever compiled."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command.append(str(Path(__file__).parents[1]))
    chosen = "kernels or 2-2 or clamped or by_name or share"
    done = subprocess.run(
        [*command, "-k", chosen, "-W", "ignore:overflow encountered:RuntimeWarning"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
