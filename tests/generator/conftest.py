"""What tests of the generator share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import proofpress
from tests.generator.exchange import FIRST, SUBS, Exchange, make_exchange, publish_two

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


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    """An exchange whose first snapshot is written and not yet built."""
    made = make_exchange(tmp_path / "exchange")
    made.write_snapshot(FIRST, more=SUBS)
    return made


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """An exchange with two released snapshots."""
    return publish_two(tmp_path_factory.mktemp("exchange"))
