"""Which steps of a check passed.

A check of several steps is a generator: it yields each step when that has passed, and returns what
the check established. `run` collects the steps, also those before a step that fails.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum
from typing import TypeVar

from .core.errors import ProofError
from .core.proof import Passed

T = TypeVar("T")


class Step(Enum):
    """The steps that a verdict can list as passed, in their order."""

    SAVED_PROOF = "saved-proof"
    CODE = "code"
    SIGNATURE = "signature"
    PUBLISHER = "publisher"
    MEANING = "meaning"
    SOURCE = "source"
    FILE = "file"
    TAG = "tag"
    RECORD = "record"
    SHARD_PATH = "shard-path"
    ROOT_PATH = "root-path"
    TOTALS = "totals"
    IDENTITY = "identity"


Steps = Generator[Step | Passed, None, T]


def run(check: Steps[T]) -> tuple[tuple[Step, ...], T | ProofError]:
    """The steps that passed, and what the check established or the error it ended with."""
    passed: list[Step] = []
    try:
        while True:
            passed.append(Step(next(check)))
    except StopIteration as end:
        established: T = end.value
        return tuple(passed), established
    except ProofError as error:
        return tuple(passed), error


def result(check: Steps[T]) -> T:
    """What the check established; raises its error if it failed."""
    _, established = run(check)
    if isinstance(established, ProofError):
        raise established
    return established
