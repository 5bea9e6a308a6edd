"""What tests of the generator share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import proofpress

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def generator_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of proofpress, made as `make wheels` makes it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder / f"proofpress-{proofpress.__version__}-py3-none-any.whl"
