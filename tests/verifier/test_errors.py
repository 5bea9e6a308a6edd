"""What a failed check says: a name, a title, and what was found, never only that it differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import proofpress_verify
from proofpress_verify import texts, words
from proofpress_verify.verdict import Answer, Verdict
from tests.verifier import mutants

SOURCES = Path(proofpress_verify.__file__).parent
FILES = sorted([*SOURCES.glob("*.py"), *SOURCES.glob("core/*.py")])

VAGUE = re.compile(
    r"\b(another|others?|something|someone|somewhere|anything|different|differently|else|elsewhere"
    r"|mixture|does not|do not|one that|one of them|wrong|invalid value|malformed|odd|strange)\b"
)

# All that a `found` may be without a value: it says that there is nothing.
NOTHING = {"none", "no such file", "no such line", "no column", "k alone", "file alone"}


def texts_found() -> Iterator[tuple[str, ast.expr]]:
    """Each expression that becomes a `found`, or the text of NotCanonical, and where it is."""
    for path in FILES:
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            place = f"{path.relative_to(SOURCES)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                given = [k.value for k in node.keywords if k.arg == "found"]
                if name == "NotCanonical":
                    given += node.args
                yield from ((place, value) for value in given)
            if isinstance(node, ast.Assign) and "found" in map(ast.unparse, node.targets):
                yield place, node.value


def constants(value: ast.expr) -> list[str]:
    return [
        node.value
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_every_found_shows_what_was_found():
    """Nobody is accused without evidence: an offset, a number, a digest, a value."""
    seen = list(texts_found())
    assert len(seen) > 80
    for place, value in seen:
        if isinstance(value, ast.Constant):
            assert value.value in NOTHING, f"{place}: {value.value!r}"
        for text in constants(value):
            assert not VAGUE.search(text), f"{place}: {text}"


def test_vague_texts_are_recognized():
    for text in ("another", "others", "something else", "another value", "one that does not hold"):
        assert VAGUE.search(text)


def test_a_check_is_called_as_its_class():
    assert mutants.CHECKS["ShardSalt"].check == "shard-salt"
    assert mutants.CHECKS["CodeForm"].check == "code-form"
    assert mutants.CHECKS["NotServedAsSigned"].check == "not-served-as-signed"
    checks = [known.check for known in mutants.CHECKS.values()]
    assert len(set(checks)) == len(checks)


def test_every_check_has_a_title_and_no_title_is_left_over():
    assert texts.TITLES.keys() == {known.check for known in mutants.CHECKS.values()}
    assert all(title.strip() for title in texts.TITLES.values())


@pytest.mark.parametrize("known", mutants.CHECKS.values(), ids=lambda known: known.check)
def test_every_check_is_explained_and_attributed(known):
    assert known.__doc__
    failure = known(expected="1", found="2")
    assert words.attributed(Verdict(Answer.REFUSED, (), failure=failure))
