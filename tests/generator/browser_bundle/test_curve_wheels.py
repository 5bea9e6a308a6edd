"""The curve for browsers: the wheels of the package index, and no others."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.curve_wheels import PACKAGES, locked_wheels, read_lock
from proofpress.errors import StateError

ROOT = Path(__file__).parents[3]
LOCK = resources.curve_lock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The downloaded wheels once more, to be spoilt."""
    for name, content in resources.curve_wheels().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_lock_names_each_package_once_with_the_wheels_digest() -> None:
    wheels = resources.curve_wheels()
    locked = read_lock(LOCK)
    assert {each.package for each in locked} == PACKAGES.keys()
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in wheels.items()}
    assert digests == {
        f"{each.package}-{each.version}-py2.py3-none-any.whl": each.sha256 for each in locked
    }


def test_versions_and_digests_are_among_those_that_the_requirements_pin() -> None:
    pinned = (ROOT / "requirements/setup.txt").read_text()
    for each in read_lock(LOCK):
        (block,) = re.findall(rf"^{each.package}==(?:.*\\\n)+.*$", pinned, re.MULTILINE)
        assert block.startswith(f"{each.package}=={each.version} ")
        assert f"--hash=sha256:{each.sha256}" in block


def test_what_a_package_depends_on_is_what_its_wheel_says() -> None:
    for name, content in resources.curve_wheels().items():
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            (path,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
            said = message_from_bytes(wheel.read(path)).get_all("Requires-Dist") or []
        needed = [each for each in map(Requirement, said) if each.marker is None]
        assert tuple(each.name for each in needed) == PACKAGES[name.split("-")[0]]


def test_wheels_are_enough_for_the_curve(tmp_path: Path) -> None:
    for wheel in resources.curve_wheels().values():
        zipfile.ZipFile(io.BytesIO(wheel)).extractall(tmp_path)
    sources = ROOT / "wasm_verifier"
    script = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from proofpress_verify.ownership.python_curve import PythonCurve\n"
        "import proofpress_verify.browser_wallets\n"
        "assert PythonCurve().recover(bytes(32), 1, 1, 0)"
    )
    subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", script, tmp_path, sources], check=True, timeout=60
    )


def test_a_missing_wheel_is_a_broken_installation(folder: Path) -> None:
    (six,) = folder.glob("six-*")
    six.unlink()
    with pytest.raises(StateError, match=r"the wheel of six-[0-9.]+ is missing") as caught:
        locked_wheels(LOCK, folder)
    assert "make setup" in str(caught.value)
    assert "install it again" in str(caught.value)


def test_a_wheel_of_another_version_is_no_substitute(folder: Path) -> None:
    (six,) = folder.glob("six-*")
    six.rename(folder / "six-1.16.0-py2.py3-none-any.whl")
    with pytest.raises(StateError, match="is missing"):
        locked_wheels(LOCK, folder)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_wheel_of_other_bytes_is_refused(folder: Path, package: str) -> None:
    (wheel,) = folder.glob(f"{package}-*")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with pytest.raises(StateError, match=rf"{wheel.name} is not the wheel .* {digest}, not "):
        locked_wheels(LOCK, folder)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("--hash=sha256:", "--hash=md5:", 1),
        lambda text: text.replace("    --hash", f"    --hash=sha256:{'0' * 64} \\\n    --hash", 1),
        lambda text: text + "six\n",
    ],
    ids=["another hash", "two hashes", "no hash"],
)
def test_a_lock_that_leaves_a_choice_is_refused(folder: Path, tmp_path: Path, spoil) -> None:
    lock = tmp_path / "browser.txt"
    lock.write_text(spoil(LOCK.read_text()))
    with pytest.raises(StateError, match="does not name one wheel of each package"):
        locked_wheels(lock, folder)


def test_a_missing_lock_is_a_broken_installation(folder: Path) -> None:
    with pytest.raises(StateError, match=r"browser\.txt does not name"):
        locked_wheels(folder / "browser.txt", folder)
