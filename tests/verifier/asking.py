"""Asking the verifier, whole or careless, about an attempt or a vector."""

from __future__ import annotations

from typing import Any

from proofpress_verify.verdict import Verdict
from tests import vectors
from tests.simulator import Attempt
from tests.vectors import Vector
from tests.verifier import mutants

VECTORS = {vector.name: vector for vector in vectors.load_all()}


def as_attempt(vector: Vector) -> Attempt:
    return Attempt(
        vector.code,
        vector.statement,
        vector.note,
        list(vector.shards),
        vector.snapshot,
        vector.identity,
        vector.fingerprint,
        vector.now,
        vector.proof,
        vector.site,
        vector.older,
    )


def ask(attempt: Attempt) -> Verdict:
    verdict: Verdict = mutants.ask(mutants.whole, as_vector(attempt))
    return verdict


def as_vector(attempt: Attempt) -> Vector:
    return Vector(
        name="",
        says="",
        code=attempt.code,
        statement=attempt.statement,
        note=attempt.note,
        shards=tuple(attempt.copies),
        snapshot=attempt.snapshot,
        identity=attempt.identity,
        fingerprint=attempt.fingerprint,
        now=attempt.now,
        expected={},
        proof=attempt.proof,
        site=attempt.site,
        older=attempt.older,
    )


def caught(name: str) -> dict[str, Any]:
    """A lie is caught as its vector says; gives what is expected."""
    vector = VECTORS[name]
    with mutants.package({}) as whole:
        assert mutants.agrees(whole, vector)
    return vector.expected


def told_without(name: str, *checks: str) -> str:
    """The verdict on a lie by a verifier without these checks."""
    with mutants.package(mutants.without_checks(*checks)) as careless:
        verdict: str = mutants.answer(careless, VECTORS[name])["verdict"]
        return verdict


def check_that(name: str, check: str, *also: str, otherwise: str = "verified") -> None:
    """`check` catches the lie; without it (and those behind it), the answer is `otherwise`."""
    assert caught(name)["check"] == check
    assert told_without(name, check, *also) == otherwise
