"""Verdicts in plain words, for people who never heard of a Merkle tree.

The command line and the pages say the same sentences, because both take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .code_text import TEXT_LENGTH
from .core.errors import ProofError, TagAbsent, Whose
from .steps import Step
from .verify import Answer, Remark, Verdict


@dataclass(frozen=True)
class Sentence:
    """A verdict as a headline, what it means, and what to do next."""

    title: str
    explanation: str
    advice: str


STEPS = {
    Step.CODE: "The code is spelled correctly.",
    Step.SAVED_PROOF: "The saved proof is a whole one.",
    Step.SIGNATURE: "The statement carries a valid signature.",
    Step.PUBLISHER: "The signature is by the publisher that your code names.",
    Step.MEANING: "The statement's columns, groups and figures do not contradict each other.",
    Step.SOURCE: "It comes from the publisher that it was compared with.",
    Step.FILE: "The data file is the one that the statement commits to.",
    Step.TAG: "The file holds an entry for your code.",
    Step.RECORD: "The entry opens with your code and counts as one account.",
    Step.SHARD_PATH: "Your balance adds up with its neighbours to the total of this file.",
    Step.TOP_PATH: "The file's total adds up with all other files.",
    Step.TOTALS: "The sums at the top are exactly the published totals.",
    Step.IDENTITY: "The entry is bound to what you typed.",
}

REMARKS = {
    Remark.NOT_CUSTOMER: (
        "Some of these coins are counted as the platform's own or as a bonus, not as a "
        "customer's. They are not in the total that reserves are compared with. If you are "
        "a customer, ask the publisher why."
    ),
    Remark.BELOW_RESERVES: (
        "For an asset that you hold, the publisher states reserves below what it owes to "
        "its customers. Your balance is counted; that does not make it covered."
    ),
    Remark.DRAFT: (
        "This is a draft. The publisher has not released this snapshot and may still replace it."
    ),
    Remark.STALE: (
        "A newer snapshot was due before today. What this one says may no longer be true."
    ),
    Remark.NOT_COMPARED: (
        "The statement's fingerprint was not compared with another source. If it is the same "
        "wherever other people look, everybody is shown the same totals."
    ),
    Remark.TIMES_APART: (
        "The balances and the reserves were taken more than a day apart, so the same coins can "
        "have been shown twice, or moved away in between."
    ),
    Remark.OTHERS_BELOW: (
        "For an asset that you do not hold, the publisher states reserves below what it owes."
    ),
    Remark.IDENTITY_NOT_BOUND: (
        "This snapshot binds no entry to anything its customer chose, so what you typed was not "
        "compared with anything."
    ),
    Remark.IDENTITY_MATCHES: "The entry is bound to what you typed, so it is yours alone.",
    Remark.SAVED_PROOF: (
        "This is a saved proof. It shows what was counted under this account name, to whoever has "
        "the file. It does not show whose account that is."
    ),
    Remark.SOURCE_NOT_COMPARED: (
        "Nothing but the file itself says who published this, and anyone can invent an exchange. "
        "Compare the fingerprint below with the publisher's own site, or check the file there."
    ),
    Remark.IDENTITY_NOT_SHOWN: (
        "Each entry of this snapshot is bound to something its customer chose. Only the holder of "
        "the code can check to what."
    ),
    Remark.IDENTITY_NOT_ASKED: (
        "This snapshot binds each entry to something its customer chose. Type yours to check "
        "that the entry is bound to you and not shared with somebody else."
    ),
}

TITLES = {
    "code-form": "This code is not spelled correctly",
    "code-version": "This code is of a newer kind than this verifier knows",
    "code-publisher": "This code is from another publisher",
    "saved-proof-form": "This file is not a saved proof",
    "saved-proof-entry": "This saved proof opens no entry",
    "saved-proof-code": "This saved proof is not of your code",
    "saved-proof-source": "This saved proof comes from elsewhere",
    "statement-canonical": "The statement in this copy cannot be read",
    "note-form": "The signature file in this copy cannot be read",
    "key-form": "The publisher's key in this copy cannot be read",
    "signature": "The signature does not fit the publisher's key",
    "statement-digest": "The statement in this copy is not the one that was signed",
    "snapshot-id": "This copy holds another snapshot in the place of the one you chose",
    "file-size": "The shard file in this copy has the wrong length",
    "files-root": "The shard file in this copy is not the one that was signed",
    "not-served-as-signed": "The publisher does not serve what it signed",
    "format-version": "This snapshot needs another version of the verifier",
    "mode": "This snapshot is published in a way this verifier does not read",
    "verifier-version": "This snapshot asks for a newer verifier",
    "fingerprint": "You are shown another statement than the one you compared it with",
    "statement-member": "The signed statement is malformed",
    "publisher-id": "The statement names one publisher and carries the key of another",
    "previous": "The chain of statements is broken",
    "columns": "The signed list of columns is contradictory",
    "groups": "The signed list of groups is contradictory",
    "totals-shape": "The published totals do not list every column",
    "reserves": "The published reserve figures are contradictory",
    "kinds": "The signed list of kinds is contradictory",
    "own-issued": "The signed list of the publisher's own tokens is contradictory",
    "prices": "The published prices are contradictory",
    "shard-version": "The signed shard file is of another format version",
    "shard-header": "The signed shard file belongs to another snapshot",
    "shard-number": "The signed shard file is of another shard",
    "filler": "The signed shard file holds hidden bytes",
    "tag-order": "The signed shard file lists its accounts out of order or twice",
    "tag-absent": "Not counted under this code",
    "record-place": "The account's sealed record lies outside the file",
    "record-form": "The account's sealed record is malformed",
    "sums-form": "A sum is not spelled as the format says",
    "sum-overflow": "A sum is larger than the format allows",
    "column-unknown": "A balance stands in a column that was never declared",
    "leaf-count": "The account's entry does not count as one account",
    "cell-place": "A neighbour's sealed sums lie outside the file",
    "sibling-count": "A neighbouring part of the tree counts the wrong number of accounts",
    "shard-count": "The shard counts the wrong number of accounts",
    "shard-salt": "The account's path does not lead to this shard's root",
    "top-path": "The path from the shard to the root is malformed",
    "root": "The account's path does not lead to the published root",
    "totals": "The published totals are not the sums of the tree",
    "identity": "Bound to something other than what you typed",
    "identity-form": "What you typed cannot be looked up",
}
"""What a failed check means, by its id."""

_TAKE_ANOTHER_COPY = (
    "Load the page again, or take the snapshot from the publisher's own site or another "
    "mirror. If every copy fails in the same way, the publisher does not serve what it "
    "signed: save what you see and ask the publisher in public."
)
_TELL = (
    "Take another copy to be sure, save the files and this report, and ask the publisher. "
    "Everybody who has these files can see the same failure."
)


def title(failure: ProofError) -> str:
    """What a failed check means, as a headline."""
    return TITLES[failure.check]


def sentence(verdict: Verdict) -> Sentence:
    """The verdict in words."""
    if verdict.finding is not None:
        return _verified(verdict)
    if verdict.failure is None:
        raise ValueError("a verdict without a finding or a failure")
    return _failed(verdict.answer, verdict.failure)


def _verified(verdict: Verdict) -> Sentence:
    explanation = (
        "The amounts below were counted, exactly as they stand here, in the totals that the "
        "publisher signed. Your own device worked this out; nobody had to be believed for it."
    )
    is_saved = Remark.SAVED_PROOF in verdict.remarks
    advice = (
        "Ask whoever gave you this file how you can know that the account is theirs."
        if is_saved
        else "Check that the account name and every amount are yours."
    )
    mine = "The balance in this saved proof" if is_saved else "Your balance"
    if Remark.SOURCE_NOT_COMPARED in verdict.remarks:
        return Sentence(
            "This saved proof adds up, but who published it was not compared",
            "The amounts below were counted, exactly as they stand here, in totals that somebody "
            "signed.",
            "Check the file on the publisher's own site, or compare the fingerprint with it.",
        )
    if Remark.NOT_CUSTOMER in verdict.remarks:
        return Sentence("Counted, but not as a customer's", explanation, advice)
    if Remark.DRAFT in verdict.remarks:
        return Sentence(f"{mine} is in this draft's total", explanation, advice)
    if Remark.BELOW_RESERVES in verdict.remarks:
        headline = f"{mine} is in the published total, but the stated reserves fall short"
        return Sentence(headline, explanation, advice)
    if Remark.STALE in verdict.remarks:
        headline = f"{mine} was in the published total; a newer one is due"
        return Sentence(headline, explanation, advice)
    return Sentence(f"{mine} is in the published total", explanation, advice)


def _failed(answer: Answer, failure: ProofError) -> Sentence:
    if answer is Answer.CODE_NOT_USABLE:
        unusable = _UNUSABLE.get(failure.check, _SPELLING)
        return Sentence(title(failure), unusable.explanation, unusable.advice)
    if answer is Answer.NOT_COUNTED:
        return Sentence(
            title(failure),
            "The file that should hold your entry is the one that the publisher signed, and no "
            "entry in it belongs to this code.",
            "If the publisher gave you a newer code, use that one. If your account is younger "
            "than the snapshot, it cannot be in it. Otherwise ask the publisher why you were "
            "left out.",
        )
    if answer is Answer.DAMAGED_COPY:
        return Sentence(
            "This copy of the data is damaged",
            "The file that was loaded is not the one that the publisher signed. That says "
            "nothing yet about the publisher: files get damaged, and mirrors can be wrong.",
            _TAKE_ANOTHER_COPY,
        )
    if answer is Answer.NOT_SERVED_AS_SIGNED:
        return Sentence(
            title(failure),
            "The publisher's own copy of the data is not the one that its signed statement "
            "commits to, so your balance cannot be checked against that statement.",
            _TELL,
        )
    if answer is Answer.BOUND_TO_SOMETHING_ELSE:
        return Sentence(
            title(failure),
            "There is an entry for your code, but it is not bound to exactly what you typed. "
            "A typing mistake or an older address looks the same.",
            "Type it again as you gave it to the publisher. If it still differs, ask them what "
            "your entry was bound to.",
        )
    if answer is Answer.CANNOT_CHECK:
        return Sentence(
            title(failure),
            "The statement is validly signed, but it is of a kind that this verifier cannot "
            "read. Nothing was found to be wrong.",
            "Get the newest verifier and check again.",
        )
    return Sentence(
        title(failure),
        "The publisher signed these files, and one of the checks does not hold. This is the "
        "publisher's doing, not yours and not that of a mirror.",
        _TELL,
    )


@dataclass(frozen=True)
class _Unusable:
    explanation: str
    advice: str


_NOTHING_WRONG = "Nothing was checked, and nothing is wrong with your balance."
_SPELLING = _Unusable(
    _NOTHING_WRONG,
    f"Copy the whole code again from the publisher's app; it has {TEXT_LENGTH} characters.",
)
_UNUSABLE = {
    "code-publisher": _Unusable(
        "The statement on this site is signed by another publisher than the one that made "
        "your code. Either the code is for another exchange, or this site only pretends to "
        "be the publisher's.",
        "Open the page through the publisher's own app or site, and use the code from there.",
    ),
    "identity-form": _Unusable(
        _NOTHING_WRONG,
        "Leave the field empty, or type it exactly as you gave it to the publisher.",
    ),
    "saved-proof-form": _Unusable(
        "A saved proof is a file that this program has written, and it must not be changed. "
        "This one was changed, was cut off, or is something else. It shows nothing.",
        "Get the file again from where it was saved.",
    ),
    "saved-proof-entry": _Unusable(
        "The file in it is the one that the publisher signed, but the key beside it belongs to "
        "none of its entries. Such a file can be made by anyone and shows nothing.",
        "Ask whoever gave it to you for a saved proof that opens.",
    ),
    "saved-proof-code": _Unusable(
        "The key in it is not the one that your code gives, so it is somebody else's proof.",
        "Check it without a code, or check your own balance with the code alone.",
    ),
    "saved-proof-source": _Unusable(
        "It is signed, but not by the publisher, or not with the statement, that you compare it "
        "with. It says nothing about that publisher.",
        "Ask whoever gave it to you which publisher it is of, and check it there.",
    ),
}
"""What to say of a code, identity or proof; of any other one, what is said of its spelling."""


WHOSE = {
    Whose.CUSTOMER: "what was typed",
    Whose.COPY: "this copy of the files",
    Whose.PUBLISHER: "the publisher",
    Whose.VERIFIER: "this verifier",
}


def whose(failure: ProofError) -> str:
    """Whose doing a failure is, in words."""
    if isinstance(failure, TagAbsent):
        return "the publisher, or a code that is no longer current"
    return WHOSE[failure.whose]
