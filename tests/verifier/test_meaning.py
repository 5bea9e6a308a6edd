"""Statements that do not contradict themselves are accepted.

What each rule refuses is in the vectors (`tests/vectors/statements.py`).
"""

from __future__ import annotations

from hypothesis import given

from proofpress_verify import meaning
from tests.verifier.drawn_statements import statements


@given(statements())
def test_a_statement_without_contradiction_is_taken(made):
    meaning.check_meaning(made)
