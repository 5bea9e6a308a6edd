"""The shape of the source: short modules, one thing a name, a short way for an account."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path
from types import FrameType

import pytest

import proofpress
import proofpress_verify
from proofpress.liabilities.reference.files import write_shard_files
from proofpress.liabilities.reference.partition import partition
from proofpress.liabilities.shard_files import Target
from tests.generator.liabilities.rows import Rows, derivation

GENERATOR, VERIFIER = Path(proofpress.__path__[0]), Path(proofpress_verify.__path__[0])
MODULES = sorted([*GENERATOR.rglob("*.py"), *VERIFIER.rglob("*.py")])
MOST_LINES = 400
ACCOUNT, AMOUNT = "wanderer", 123_456_789_123


@pytest.mark.parametrize("module", MODULES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_module_is_long(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= MOST_LINES


def test_no_class_name_stands_for_two_things() -> None:
    places = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_bytes()).body:
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(module.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_an_account_visits_three_modules_of_the_reference_builder(tmp_path: Path) -> None:
    """From ledger rows to a finished file: the modules that are given its name or its sum."""
    visited: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        module = frame.f_globals.get("__name__", "")
        written = frame.f_code.co_filename != "<string>"  # a dataclass writes its own __init__
        if event == "call" and written and module.startswith("proofpress.liabilities."):
            names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
            given = repr([frame.f_locals.get(name) for name in names if name != "self"])
            if ACCOUNT in given or str(AMOUNT) in given:
                visited.add(module.removeprefix("proofpress.liabilities."))

    rows = Rows([(ACCOUNT, 1, AMOUNT), ("another", 1, 5)], 2)
    sys.settrace(note)
    try:
        made = partition(rows, derivation(), False, tmp_path)
        write_shard_files(made, Target(tmp_path, bytes(32), None))
    finally:
        sys.settrace(None)
    assert visited == {"reference.partition", "reference.files", "reference.shard"}
