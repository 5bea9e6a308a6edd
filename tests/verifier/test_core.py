"""The core stays what one reader can finish in one sitting, and rests on nothing but itself."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import proofpress_verify

FOLDER = Path(proofpress_verify.__file__).parent / "core"
MODULES = sorted(FOLDER.glob("*.py"))
MAX_LINES = 800
MAX_MODULES = 8
MAX_FUNCTION = 40
"""Lines of a function with its docstring; the longest takes a shard file apart."""

DOCUMENT = Path(__file__).parents[2] / "site_templates" / "format.md"


def test_the_core_has_at_most_800_lines_in_8_modules():
    assert (
        sum(
            path.read_bytes().count(b"\n")
            for path in FOLDER.rglob("*")  # wc -l
            if path.suffix == ".py"
        )
        <= MAX_LINES
    )
    assert len([path for path in MODULES if path.name != "__init__.py"]) <= MAX_MODULES
    assert not [path for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_of_the_core_imports_the_core_and_the_standard_library_only(path):
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [(0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.level, node.module or "")]
        else:
            continue
        for level, name in names:
            assert level == 1 or (level == 0 and name.partition(".")[0] in sys.stdlib_module_names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_core_reads_and_writes_nothing(path):
    tree = ast.parse(path.read_bytes())
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not called & {"open", "print", "input", "exec", "eval", "compile", "__import__"}
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    assert imported & set(sys.stdlib_module_names) <= {
        *("collections", "dataclasses", "enum", "hashlib", "itertools", "re", "typing"),
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_function_of_the_core_is_seen_at_a_glance(path):
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_FUNCTION, node.name


def test_every_section_that_the_core_names_is_in_the_format_document():
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set()
    for path in MODULES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# Format document, "):
                named.update(line.split('"')[1::2])
    assert named >= {"Codes", "Tree", "Key ladder", "Shard file", "Root path", "File tree", "Sums"}
    for section in named:
        assert f"\n## {section}\n" in text, section
