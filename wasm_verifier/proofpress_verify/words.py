"""Verdicts in plain words, for people who have never heard of a Merkle tree.

The command line and the pages use the same sentences, since both take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .code_text import TEXT_LENGTH
from .core.errors import Attribution, ProofError
from .remarks import Remark
from .steps import Step
from .texts import ATTRIBUTED, NOT_AS_SIGNED, TITLES, UNDETERMINED, UNKNOWN_PUBLISHER
from .verdict import Answer, Verdict


@dataclass(frozen=True)
class Sentence:
    """A verdict as a headline, what it means, and what to do next."""

    title: str
    explanation: str
    advice: str


@dataclass(frozen=True)
class _Rest:
    """What follows a headline."""

    explanation: str
    advice: str


_COUNTED = (
    "The amounts below were counted, exactly as shown, in the totals that the publisher signed. "
    "Your device checked it itself."
)
_TAKE_ANOTHER_COPY = (
    "Load the page again, or take the snapshot from the publisher's own site or another "
    "mirror. If every copy fails in the same way, the publisher does not serve what it "
    "signed: save what you see and ask the publisher in public."
)
_TELL = (
    "Take another copy to be sure, save the files and this report, and ask the publisher. "
    "Everybody who has these files can see the same failure."
)
_NOTHING_CHECKED = "Nothing was checked. This says nothing about your balance."

_NEWEST = "Get the newest verifier from a source other than this site, and check again."

# The first of these remarks that a proof has decides its headline.
_HEADLINES = {
    Remark.NOT_CUSTOMER: "Counted, but not as a customer's",
    Remark.DRAFT: "{mine} is in this draft's total",
    Remark.BELOW_RESERVES: "{mine} is in the published total, but the stated reserves fall short",
    Remark.PREVIOUS_DIFFERS: "{mine} is in this total, but the chain of snapshots does not fit",
    Remark.STALE: "{mine} was in the published total; a newer one is due",
    Remark.OLD: "{mine} was in the published total more than a year ago",
    Remark.FUTURE: "{mine} is in a total that is dated in the future",
}

_ANSWERS = {
    Answer.NOT_COUNTED: _Rest(
        "The file that should have your entry is the one that the publisher signed, and no "
        "entry in it belongs to this code.",
        "If the publisher gave you a newer code, use that one. If your account is younger "
        "than the snapshot, it cannot be in it. Otherwise ask the publisher why you were "
        "left out.",
    ),
    Answer.DAMAGED_COPY: _Rest(
        "The file that was loaded is not the one that the publisher signed. That says "
        "nothing yet about the publisher: files get damaged, and mirrors can be wrong.",
        _TAKE_ANOTHER_COPY,
    ),
    Answer.NOT_SERVED_AS_SIGNED: _Rest(
        "The publisher's own copy of the data is not the one that its signed statement "
        "commits to, so your balance cannot be checked against that statement.",
        _TELL,
    ),
    Answer.BOUND_TO_SOMETHING_ELSE: _Rest(
        "There is an entry for your code, but it is not bound to exactly what you typed. "
        "A typing mistake or an older address looks the same as an entry that the publisher "
        "shows to two customers.",
        "Type it again as you gave it to the publisher. If it still differs, ask them what "
        "your entry was bound to.",
    ),
    Answer.OTHER_STATEMENT: _Rest(
        "The statement is signed by the publisher, but its fingerprint is not the one you typed. "
        "A typing mistake or the fingerprint of another snapshot looks the same as a publisher "
        "that shows different statements to different people.",
        "Check which snapshot the fingerprint is of, and type it again. If it still differs, get "
        "the other statement with its signature file: the two together are the evidence.",
    ),
    Answer.CANNOT_CHECK: _Rest(
        "The publisher signed a version of the format that this verifier does not read. Nothing "
        "was found to be wrong, and nothing was checked.",
        "Get the newest verifier from a source other than this site. As long as no independent "
        "verifier reads this version, this snapshot proves nothing to anyone.",
    ),
    Answer.REFUSED: _Rest(
        "The publisher signed these files, and one of the checks failed. The cause is with the "
        "publisher, not with you and not with a mirror.",
        _TELL,
    ),
}

_REFUSED_OF_UNKNOWN = Sentence(
    "This saved proof does not add up, and who signed it was not compared",
    "The file is signed, and what was signed is wrong. Whether the publisher whose name is in the "
    "file signed it is not known: anyone can sign in a publisher's name with their own key.",
    "Check the file on the publisher's own site, or compare the fingerprint with it. Until then it "
    "says nothing about that publisher.",
)

_NOT_USABLE = {
    "code-form": _Rest(
        _NOTHING_CHECKED,
        f"Copy the whole code again from the publisher's app; it has {TEXT_LENGTH} characters.",
    ),
    "code-version": _Rest(
        _NOTHING_CHECKED,
        _NEWEST,
    ),
    "code-publisher": _Rest(
        "The statement on this site is signed by another publisher than the one that made "
        "your code. Either the code is for another exchange, or this site only pretends to "
        "be the publisher's, or the publisher has changed its key.",
        "Open the page through the publisher's own app or site, and use the code from there.",
    ),
    "identity-form": _Rest(
        "Your entry was found, and it adds up to the published total. Only what you typed could "
        "not be compared with it.",
        "Leave the field empty, or type it exactly as you gave it to the publisher.",
    ),
    "fingerprint-form": _Rest(
        "The check stopped before it reached your entry. This says nothing about your balance.",
        "A fingerprint has 64 digits, 0 to 9 and a to f. Copy it again, or leave it out.",
    ),
    "saved-proof-form": _Rest(
        "A saved proof is a file that this program has written, and it must not be changed. "
        "This one was changed, was cut off, or is something else. It shows nothing.",
        "Get the file again from where it was saved.",
    ),
    "saved-proof-entry": _Rest(
        "The file in it is the one that the publisher signed, but the key beside it belongs to "
        "none of its entries. Such a file can be made by anyone and shows nothing.",
        "Ask the person who gave it to you for a saved proof whose key fits.",
    ),
    "saved-proof-code": _Rest(
        "The key in it is not the one that your code gives, so it is another person's proof.",
        "Check it without a code, or check your own balance with the code alone.",
    ),
    "saved-proof-source": _Rest(
        "It is signed, but not by the publisher that you compare it with. It says nothing about "
        "that publisher.",
        "Ask the person who gave it to you which publisher it is of, and check it there.",
    ),
}
"""The sentences about a code, identity, fingerprint or saved proof that cannot be used."""


def title(failure: ProofError) -> str:
    """What a failed check means, as a headline."""
    return TITLES[failure.check]


def attributed(verdict: Verdict) -> str:
    """What a failed check is attributed to, in words.

    Raises:
        ValueError: nothing failed.
    """
    failure, to = verdict.failure, verdict.attribution
    if failure is None or to is None:
        raise ValueError("a verdict without a failure")
    if to is not failure.attribution:
        return UNKNOWN_PUBLISHER
    if to is Attribution.UNDETERMINED:
        return UNDETERMINED[failure.check]
    if failure.check == "not-served-as-signed":
        return NOT_AS_SIGNED
    return ATTRIBUTED[to]


def sentence(verdict: Verdict) -> Sentence:
    """The verdict in words."""
    if verdict.finding is not None:
        return _verified(verdict.remarks)
    if verdict.failure is None:
        raise ValueError("a verdict without a finding or a failure")
    return _failed(verdict, verdict.failure)


def _verified(remarks: tuple[Remark, ...]) -> Sentence:
    is_saved = Remark.SAVED_PROOF in remarks
    if Remark.SOURCE_NOT_COMPARED in remarks:
        return Sentence(
            "This saved proof adds up, but who published it was not compared",
            "The amounts below were counted, exactly as shown, in totals that an unknown "
            "publisher signed.",
            "Check the file on the publisher's own site, or compare the fingerprint with it.",
        )
    advice = (
        "Ask the person who gave you this file how you can know that the account is theirs."
        if is_saved
        else "Check that the account name and every amount are yours."
    )
    mine = "The balance in this saved proof" if is_saved else "Your balance"
    plain = "{mine} is in the published total"
    headline = next((text for remark, text in _HEADLINES.items() if remark in remarks), plain)
    return Sentence(headline.format(mine=mine), _COUNTED, advice)


def _failed(verdict: Verdict, failure: ProofError) -> Sentence:
    answer = verdict.answer
    if verdict.attribution is not failure.attribution:
        return _REFUSED_OF_UNKNOWN
    if answer is Answer.CANNOT_CHECK and Step.SIGNATURE not in verdict.steps:
        return Sentence(title(failure), _NOTHING_CHECKED, _NEWEST)
    rest = _NOT_USABLE[failure.check] if answer is Answer.CODE_NOT_USABLE else _ANSWERS[answer]
    is_damaged = answer is Answer.DAMAGED_COPY
    headline = "This copy of the data is damaged" if is_damaged else title(failure)
    return Sentence(headline, rest.explanation, rest.advice)
