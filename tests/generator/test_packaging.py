"""The wheels: the same bytes each time, complete, and independent."""

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import proofpress_verify
from proofpress.browser_bundle import resources
from proofpress.browser_bundle.boot_image import PACKED
from proofpress.browser_bundle.conformance_kit import build_conformance_kit
from proofpress.browser_bundle.verifier_wheel import build_verifier_wheel

_ROOT = Path(__file__).parents[2]

# Imports every module of a wheel except the one that needs a browser's `js`.
_IMPORT_ALL = """
import importlib, sys, zipfile
sys.path.insert(0, sys.argv[1])
for path in zipfile.ZipFile(sys.argv[1]).namelist():
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if path.endswith(".py") and not name.endswith((".browser", ".__main__")):
        importlib.import_module(name)
"""


def test_verifier_wheel_is_the_same_each_time():
    assert build_verifier_wheel() == build_verifier_wheel()


def test_verifier_wheel_has_nothing_of_the_machine_in_it():
    with zipfile.ZipFile(io.BytesIO(build_verifier_wheel()[1])) as wheel:
        for entry in wheel.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_STORED
            assert (entry.create_system, entry.external_attr) == (3, 0o100644 << 16)
            assert str(_ROOT).encode() not in wheel.read(entry)


def test_verifier_wheel_records_each_of_its_files():
    with zipfile.ZipFile(io.BytesIO(build_verifier_wheel()[1])) as wheel:
        files = {name: wheel.read(name) for name in wheel.namelist()}
    (record,) = (name for name in files if name.endswith(".dist-info/RECORD"))
    rows = {
        name: (digest, size)
        for name, digest, size in csv.reader(files[record].decode().splitlines())
    }
    assert rows.pop(record) == ("", "")
    del files[record]
    assert rows == {
        name: (f"sha256={_digest(content)}", str(len(content))) for name, content in files.items()
    }


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def test_verifier_needs_nothing_else(tmp_path):
    """`-I -S`: no site-packages, no working folder, only the wheel and the standard library."""
    name, content = build_verifier_wheel()
    (tmp_path / name).write_bytes(content)
    subprocess.run(
        [sys.executable, "-I", "-S", "-c", _IMPORT_ALL, tmp_path / name], check=True, timeout=60
    )


def test_generator_is_pinned_to_this_verifier():
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]
    assert f"proofpress-verify=={proofpress_verify.__version__}" in project["dependencies"]


def test_pyodide_is_the_version_the_lock_names():
    lock = json.loads((_ROOT / "wasm_verifier/web/package-lock.json").read_text())
    installed = json.loads((resources.pyodide() / "package.json").read_text())
    assert installed["version"] == lock["packages"]["node_modules/pyodide"]["version"]


def test_npm_lock_pins_every_package_and_names_no_host():
    lock = json.loads((_ROOT / "wasm_verifier/web/package-lock.json").read_text())
    packages = [package for path, package in lock["packages"].items() if path]
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not any("resolved" in package for package in packages)


@pytest.mark.parametrize("group", ["setup", "dev", "browser"])
def test_frozen_requirements_hash_every_package_and_name_no_host(group):
    lines = (_ROOT / "requirements" / f"{group}.txt").read_text().splitlines()
    packages = "\n".join(lines).replace(" \\\n", " ").splitlines()
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert not [line for line in lines if "://" in line or line.startswith("-")]


def test_generator_wheel_carries_what_a_machine_without_network_needs(generator_wheel):
    name, verifier = build_verifier_wheel()
    with zipfile.ZipFile(generator_wheel) as wheel:
        carried = set(wheel.namelist())
        assert wheel.read(f"proofpress/_data/verifier/{name}") == verifier
        for file, content in resources.packed(verifier).items():
            assert wheel.read(f"proofpress/_data/packed/{file}{PACKED}") == content
        kit = wheel.read("proofpress/_data/conformance/vectors.zip")
        lock = wheel.read("proofpress/_data/curve/browser.txt")
        for file, content in resources.curve_wheels().items():
            assert wheel.read(f"proofpress/_data/curve/{file}") == content
    assert kit == build_conformance_kit()
    assert lock == resources.curve_lock().read_bytes()
    assert {"proofpress/browser_bundle/resources.py", "proofpress/py.typed"} <= carried
    web = resources.web()
    scripts = [*web.glob("*.js"), *web.glob("view/*"), *web.glob("offline/*")]
    assert {f"proofpress/_data/web/{path.relative_to(web)}" for path in scripts} <= carried
    assert {
        f"proofpress/_data/pyodide/{file}"
        for file in (
            "pyodide.mjs",
            "pyodide-lock.json",
            "python_stdlib.zip",
        )
    } <= carried
    assert not [name for name in carried if "node_modules" in name or name.startswith("tests")]
