"""The curve for browsers: the installed files, unchanged, in reproducible wheels."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from proofpress import curve_wheels
from proofpress.curve_wheels import PACKAGES, build_curve_wheels
from proofpress.errors import StateError

ROOT = Path(__file__).parents[2]


def files_of(wheel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_same_bytes_each_time() -> None:
    assert build_curve_wheels() == build_curve_wheels()


def test_wheels_are_of_the_versions_that_the_requirements_pin() -> None:
    pinned = (ROOT / "requirements/setup.txt").read_text()
    for name in build_curve_wheels():
        package, version, *_ = name.split("-")
        assert f"\n{package}=={version} " in pinned


def test_wheels_hold_the_installed_files_and_their_licences() -> None:
    for name, wheel in build_curve_wheels().items():
        package = name.split("-")[0]
        files = files_of(wheel)
        assert any(path.endswith("/LICENSE") for path in files)
        assert not any("test_" in path or path.endswith((".pyc", "/INSTALLER")) for path in files)
        for path in distribution(package).files or ():
            if path.as_posix() in files and path.name != "RECORD":
                assert files[path.as_posix()] == path.read_binary()


def test_wheels_are_enough_for_the_curve(tmp_path: Path) -> None:
    for wheel in build_curve_wheels().values():
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


def test_a_changed_or_absent_installation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wheel in build_curve_wheels().values():
        zipfile.ZipFile(io.BytesIO(wheel)).extractall(tmp_path)
    (tmp_path / "six.py").write_text("changed")

    def changed(name: str):
        return next(iter(Distribution.discover(name=name, path=[str(tmp_path)])))

    monkeypatch.setattr(curve_wheels, "distribution", changed)
    with pytest.raises(StateError, match=r"six\.py is not the file that was installed"):
        build_curve_wheels()

    def absent(name: str):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(curve_wheels, "distribution", absent)
    with pytest.raises(StateError, match="the package ecdsa is not installed"):
        build_curve_wheels()


def test_every_dependency_is_there() -> None:
    assert {needed for each in PACKAGES.values() for needed in each} <= PACKAGES.keys()
