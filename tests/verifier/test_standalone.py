"""The verifier needs nothing but Python, of any version from 3.10 on, and nothing of a machine."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import proofpress_verify
from tests import vectors

SOURCES = Path(proofpress_verify.__file__).parent
FILES = sorted([*SOURCES.glob("*.py"), *SOURCES.glob("core/*.py")])
MODULES = [".".join(path.relative_to(SOURCES).with_suffix("").parts) for path in FILES]
CORE = [name for name in MODULES if name.startswith("core.")]
VERDICT = "verify verify_saved verdict claim code_text bech32 statement notes".split()

# Runs some vectors from their files, without this repository's own code.
SMOKE = """
import base64, json, sys
sys.path.insert(0, sys.argv[1])
from proofpress_verify import report
from proofpress_verify.verify import Copy, Older, verify

def read(shard, folder):
    if "base64" in shard:
        return base64.b64decode(shard["base64"])
    with open(folder + "/" + shard["file"], "rb") as file:
        data = bytearray(file.read())
    for offset, put in shard.get("edits", []):
        octets = bytes.fromhex(put)
        data[offset : offset + len(octets)] = octets
    return bytes(data[: shard.get("length", len(data))])

for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        vector = json.load(file)
    folder = path.rsplit("/", 2)[0]
    copies = [Copy(read(shard, folder), shard["from_publisher"]) for shard in vector["shards"]]
    note, older = vector["note"], vector["older"]
    if older is not None:
        older = Older(older["snapshot"], older["statement"].encode())
    verdict = verify(
        vector["code"], vector["statement"].encode(), None if note is None else note.encode(),
        copies, identity=vector["identity"], snapshot=vector["snapshot"],
        fingerprint=vector["fingerprint"], now=vector["now"], older=older,
    )
    made = report.report(verdict)
    check = made["check"]["name"] if "check" in made else None
    expected = vector["expected"]
    given = (made["verdict"], check)
    assert given == (expected["verdict"], expected.get("check")), (vector["name"], given)
print("done")
"""


def smoke_vectors() -> list[str]:
    """A valid one, and an invalid one of each check, as far as they are text."""
    chosen: dict[str, str] = {}
    for kind in vectors.KINDS:
        for path in sorted((vectors.FOLDER / kind).glob("*.json")):
            text = path.read_bytes()
            if b"_base64" not in text and b'"proof"' not in text:
                check = vectors.load(path).expected.get("check", path.stem)
                chosen.setdefault(check, str(path))
    return list(chosen.values())


def run(python: str, *options: str, **environment: str) -> str:
    ended = subprocess.run(
        [python, *options, "-c", SMOKE, str(SOURCES.parent), *smoke_vectors()],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def pythons() -> dict[str, str]:
    """The Pythons from 3.10 on that can be found here, by version."""
    folders = sorted(Path.home().glob(".pyenv/versions/3.1[0-9]*/bin/python"))
    named = {path.parents[1].name.rsplit(".", 1)[0]: str(path) for path in folders}
    for minor in range(10, 20):
        found = shutil.which(f"python3.{minor}")
        if found and "/shims/" not in found:
            named.setdefault(f"3.{minor}", found)
    return named


@pytest.mark.parametrize("version", [f"3.{minor}" for minor in range(10, 16)])
def test_every_python_gives_the_same_answers(version):
    """Threat 17: formats are bytes, not what a version of Python makes of a value."""
    if version not in pythons():
        pytest.skip(f"no Python {version} found here")
    assert run(pythons()[version], "-I", "-S") == "done\n"


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_no_answer_depends_on_the_order_of_hashes(seed):
    assert run(sys.executable, PYTHONHASHSEED=seed) == "done\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.UTF-8", "de_DE.ISO8859-1"])
def test_no_answer_depends_on_locale_or_time_zone(locale):
    environment = {"LC_ALL": locale, "LANG": locale, "TZ": "Pacific/Kiritimati"}
    assert run(sys.executable, "-X", "utf8=0", **environment) == "done\n"


def test_no_answer_depends_on_assertions():
    """With -O, `assert` does nothing: no check may be one."""
    assert run(sys.executable, "-O") == "done\n"
    for path in FILES:
        tree = ast.parse(path.read_bytes())
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert)], path


@pytest.mark.parametrize("module", [name for name in MODULES if "__init__" not in name])
def test_each_module_imports_alone(module):
    """Without site-packages, environment or working directory."""
    program = f"import sys; sys.path.insert(0, sys.argv[1]); import proofpress_verify.{module}"
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(SOURCES.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def test_it_imports_the_standard_library_only():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_bytes())):
            for name in _imported(node):
                assert name in sys.stdlib_module_names, f"{path.name}: {name}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name.partition(".")[0] for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module.partition(".")[0]]
    return []


@pytest.mark.parametrize("module", VERDICT + CORE)
def test_a_verdict_has_no_floats_clock_or_chance(module):
    """Amounts are integers, and the same bytes give the same verdict at any time."""
    tree = ast.parse(SOURCES.joinpath(*module.split(".")).with_suffix(".py").read_bytes())
    names = {name for node in ast.walk(tree) for name in _imported(node)}
    assert not names & {"random", "secrets", "time", "os", "socket", "locale", "math"}
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Div))
        assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"))
