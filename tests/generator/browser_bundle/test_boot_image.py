"""The boot image is the same on every machine, is made once, and a failure is reported."""

import gzip
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from proofpress.browser_bundle import boot_image
from proofpress.browser_bundle.boot_image import IMAGE, boot_files
from proofpress.browser_bundle.verifier_wheel import build_verifier_wheel
from proofpress.errors import StateError

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def wheel():
    return build_verifier_wheel()[1]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Different folders, user, language and time of day."""
    monkeypatch.setattr(boot_image, "_BUILD", tmp_path / "build")
    monkeypatch.setattr(
        boot_image, "_PYODIDE", shutil.copytree(boot_image._PYODIDE, tmp_path / "pyodide")
    )
    monkeypatch.chdir(tmp_path)
    for name, value in {"HOME": "/nowhere", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"}.items():
        monkeypatch.setenv(name, value)


def test_same_bytes_on_another_machine(elsewhere, wheel):
    there = boot_files(wheel)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boot_image, "_BUILD", _ROOT / "wasm_verifier" / "web" / "build")
        assert there == boot_files(wheel)


def test_image_has_nothing_of_the_machine_in_it(wheel):
    image = gzip.decompress(boot_files(wheel)[IMAGE])
    assert str(_ROOT).encode() not in image
    assert str(Path.home()).encode() + b"/" not in image


def test_made_only_once(wheel, monkeypatch):
    files = boot_files(wheel)
    monkeypatch.setattr(boot_image, "_run_maker", None)
    assert boot_files(wheel) == files


def test_verifier_that_does_not_start_is_no_image(tmp_path, monkeypatch):
    monkeypatch.setattr(boot_image, "_BUILD", tmp_path / "build")
    monkeypatch.setattr(boot_image, "_pack_core", lambda _: None)
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("proofpress_verify/browser.py", "import a_module_that_is_not_there")
    with pytest.raises(StateError, match="No module named 'a_module_that_is_not_there'"):
        boot_files(wheel.getvalue())
    assert [path for path in (tmp_path / "build").glob("*/*") if path.name == IMAGE] == []
