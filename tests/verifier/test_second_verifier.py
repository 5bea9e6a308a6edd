"""A verifier in another language, written from the format page, agrees with this one."""

from __future__ import annotations

import os
import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests import mutations, second
from tests.simulator import Attempt
from tests.verifier.asking import VECTORS, as_attempt

pytestmark = pytest.mark.usefixtures("remembered_signatures")

ROUNDS = 4
EACH = int(os.environ.get("PROOFPRESS_MUTATIONS", "1000"))
"""Mutations in each round. With 2500, all rounds together take some minutes."""

ATTEMPTS = [as_attempt(vector) for vector in VECTORS.values()]


def differences(attempts: list[Attempt]) -> list[tuple[int, second.Answer, second.Answer]]:
    theirs = second.ask_second(attempts)
    ours = [second.ask_first(attempt) for attempt in attempts]
    return [
        (i, mine, other)
        for i, (mine, other) in enumerate(zip(ours, theirs, strict=True))
        if mine != other
    ]


def test_it_answers_every_vector_alike() -> None:
    names = list(VECTORS)
    assert [(names[i], *both) for i, *both in differences(ATTEMPTS)] == []


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_it_answers_mutations_alike(seed: int) -> None:
    rng = random.Random(seed)
    made = [mutations.mutate(rng, rng.choice(ATTEMPTS), ATTEMPTS) for _ in range(EACH)]
    assert differences(made) == []


def test_mutations_reach_far_into_the_check() -> None:
    """What is tested above: answers of all kinds, not only damaged copies."""
    rng = random.Random("reach")
    made = [mutations.mutate(rng, rng.choice(ATTEMPTS), ATTEMPTS) for _ in range(800)]
    answers = second.ask_second(made)
    verdicts = Counter(answer["verdict"] for answer in answers)
    assert verdicts["internal-fault"] == 0
    assert len({answer.get("check") for answer in answers}) > 25
    for verdict in ("verified", "verified-but", "refused", "damaged-copy", "code-not-usable"):
        assert verdicts[verdict] > 5, verdicts


def test_its_own_tests_pass() -> None:
    files = sorted(map(str, second.MAIN.parent.glob("*.test.mjs")))
    ended = subprocess.run(
        [*second.NODE, "--test", *files], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout[-2000:]


def test_it_shares_no_code_with_the_first() -> None:
    for path in Path(second.MAIN.parent).glob("*.mjs"):
        text = path.read_text(encoding="utf-8")
        assert "wasm_verifier" not in text
        assert "proofpress_verify" not in text
