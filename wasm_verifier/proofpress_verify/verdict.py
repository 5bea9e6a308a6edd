"""What a check can answer: the kinds of verdict, and a verdict with all that belongs to it.

Format document, "Verdicts" and "Checks".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .claim import Claim
from .core.errors import Attribution, ProofError, TagAbsent
from .core.proof import Finding
from .errors import (
    CodePublisher,
    Equivocation,
    Fingerprint,
    Identity,
    NotServedAsSigned,
    UnsupportedError,
)
from .remarks import Remark
from .steps import Step


class Answer(Enum):
    """The kinds of verdict (format document, "Verdicts")."""

    VERIFIED = "verified"
    VERIFIED_BUT = "verified-but"
    NOT_COUNTED = "not-counted"
    DAMAGED_COPY = "damaged-copy"
    NOT_SERVED_AS_SIGNED = "not-served-as-signed"
    BOUND_TO_SOMETHING_ELSE = "bound-to-something-else"
    OTHER_STATEMENT = "other-statement"
    CODE_NOT_USABLE = "code-not-usable"
    REFUSED = "refused"
    CANNOT_CHECK = "cannot-check"


@dataclass(frozen=True)
class Verdict:
    """The outcome: the answer, the steps that passed, and what was found or what failed.

    The verified answers have a `finding`, all others a `failure`. `says` is what the holder of a
    saved proof wrote into it; nothing proves it. `known` says that the publisher is known from
    another source than the files themselves.
    """

    answer: Answer
    steps: tuple[Step, ...]
    claim: Claim | None = None
    finding: Finding | None = None
    failure: ProofError | None = None
    remarks: tuple[Remark, ...] = ()
    says: tuple[str, ...] = ()
    known: bool = True

    @property
    def attribution(self) -> Attribution | None:
        """What the failure is attributed to; None if nothing failed.

        Anyone can sign a wrong statement in a publisher's name, with their own key. So a
        failure is attributed to the publisher only if the publisher is known.
        """
        if self.failure is None:
            return None
        is_unknown = self.failure.attribution is Attribution.PUBLISHER and not self.known
        return Attribution.UNDETERMINED if is_unknown else self.failure.attribution

    @property
    def shows_to_others(self) -> bool:
        """Whether a saved proof of this check gives everyone who opens it the same outcome.

        It does not if the copy is damaged, the code is wrong or there is no entry: one file cannot
        show that to others. Nor can it show equivocation, which takes two statements.
        """
        refused = self.answer is Answer.REFUSED and not isinstance(self.failure, Equivocation)
        return self.finding is not None or refused


_ANSWERS: dict[type[ProofError], Answer] = {
    TagAbsent: Answer.NOT_COUNTED,
    NotServedAsSigned: Answer.NOT_SERVED_AS_SIGNED,
    Identity: Answer.BOUND_TO_SOMETHING_ELSE,
    Fingerprint: Answer.OTHER_STATEMENT,
    CodePublisher: Answer.CODE_NOT_USABLE,
}
"""The checks whose answer does not follow from what they are attributed to."""


def answer_to(failure: ProofError) -> Answer:
    """The answer that a failed check leads to."""
    if type(failure) in _ANSWERS:
        return _ANSWERS[type(failure)]
    if isinstance(failure, UnsupportedError):
        return Answer.CANNOT_CHECK
    return {
        Attribution.INPUT: Answer.CODE_NOT_USABLE,
        Attribution.COPY: Answer.DAMAGED_COPY,
        Attribution.PUBLISHER: Answer.REFUSED,
        Attribution.VERIFIER: Answer.CANNOT_CHECK,
    }[failure.attribution]


def failed(failure: ProofError, steps: tuple[Step, ...], claim: Claim | None) -> Verdict:
    """The verdict on a check that failed after `steps`; `claim` is None until it is checked."""
    return Verdict(answer_to(failure), steps, claim, None, failure)
