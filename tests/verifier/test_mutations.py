"""Every defence of the verifier is needed: without it, some invalid vector is answered otherwise.

Each place at which a check fails is taken out in turn (see `mutants`), and the vectors that
this check must catch are checked again. Where no vector notices, the reason is given here.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests import vectors
from tests.vectors import Vector
from tests.verifier import mutants
from tests.verifier.mutants import Defence

# A vector is one account's check. What re-checks a whole site has tests of its own:
# test_site, test_chain, test_reserves (reserves, wallets_csv), test_wallets.
_ELSEWHERE = {"site", "sources", "browser", "browser_wallets", "cli", "wallets"}
_ELSEWHERE |= {"chain", "reserves", "wallets_csv"}
MODULES = [name for name in mutants.modules() if name not in _ELSEWHERE]
DEFENCES = list(mutants.defences(*MODULES))

# Places that no vector can show to be needed: (module, check, condition) -> why.
UNSEEN = {
    (
        "core.proof",
        "shard-count",
        "counted != file.leaves",
    ): "a leaf of one and siblings that count "
    "as the shape says add up to m: kept so that no later change can loosen either",
    ("canonical", "statement-canonical", "len(data) > max_size"): "a vector of 4 MiB is too "
    "large to keep; test_canonical has one",
    ("notes", "note-form", "len(data) > MAX_NOTE_SIZE"): "likewise; test_notes has one",
    ("saved_proof", "saved-proof-form", "len(octets) > most"): "likewise; test_saved_proof has one",
    ("saved_proof", "saved-proof-form", "count > MAX_SAVED_PROOF_MARKS"): "bounds memory and time: "
    "so many marks are in no legal file; test_saved_proof has one",
    ("canonical", "statement-canonical", "always"): "what is not refused here has no encoding, "
    "and is refused when the value is encoded again",
    ("canonical", "statement-canonical", "len(digits) > len(str(MAX_INTEGER))"): "keeps Python "
    "from turning millions of digits into a number; the number is refused either way",
    ("canonical", "statement-canonical", "depth >= MAX_DEPTH"): "for what is written, not read; "
    "test_canonical has it",
    ("statement", "statement-canonical", "except NotCanonical"): "without a value there is no "
    "first key either, which is the same check",
    (
        "core.shard_file",
        "file-size",
        "not FIXED_SIZE <= len(data) <= MAX_SHARD_SIZE",
    ): "a shorter file "
    "has no length that fits, and one of 16 MiB is too large to keep; test_shard_file has one",
    ("core.shard_file", "file-size", "path_at > len(data)"): "likewise",
}

# Checks with a second check behind them: without the first, the vector is still refused, but by
# another check or attributed otherwise, or the verifier fails. Without any other check, some
# invalid vector is called verified.
BACKED = {
    "cell-place": "what is cut off is not a legal encoding",
    "record-place": "likewise",
    "format-version": "a header of another version is malformed in this one",
    "fingerprint-form": "what is no fingerprint is not this statement's either",
    "identity-form": "what could not be bound is not what was bound",
    "key-form": "another encoding of the key is another publisher",
    "leaf-count": "the shard then counts more than its leaves (shard-count)",
    "sibling-count": "likewise",
    "not-served-as-signed": "the copy is called damaged, and the publisher goes free",
    "shard-number": "the number gives the sides above the shard",
    "sum-overflow": "Python does not wrap; a total of 2^128 has no encoding",
    "tag-absent": "there is no leaf to go on with",
    "saved-proof-entry": "it is then called left out by the publisher (tag-absent)",
}


def by_check() -> dict[str, list[Vector]]:
    found: dict[str, list[Vector]] = {}
    for vector in vectors.load_all("invalid"):
        found.setdefault(vector.expected["check"], []).append(vector)
    return found


INVALID = by_check()


def verdicts_without(defence: Defence) -> Counter[str]:
    """The verdicts on those vectors that are answered otherwise without this defence."""
    with mutants.package(mutants.without(defence)) as mutant:
        changed = [v for v in INVALID.get(defence.check, []) if not mutants.agrees(mutant, v)]
        return Counter(mutants.answer(mutant, vector)["verdict"] for vector in changed)


def reason(defence: Defence) -> str:
    return UNSEEN.get((defence.module, defence.check, defence.condition), "")


def test_the_unchanged_copy_answers_as_expected():
    """What the other tests compare with: the copy itself changes no answer."""
    with mutants.package({}) as same:
        assert all(mutants.agrees(same, vector) for vector in vectors.load_all())


@pytest.mark.parametrize("check", sorted({place.check for place in DEFENCES}))
def test_without_a_defence_an_invalid_vector_is_answered_otherwise(check: str):
    """Without one of a check's defences, a vector is even called verified (except in `BACKED`)."""
    told = {place: verdicts_without(place) for place in DEFENCES if place.check == check}
    unneeded = [str(place) for place in told if not told[place] and not reason(place)]
    unexcused = [str(place) for place in told if told[place] and reason(place)]
    assert (unneeded, unexcused) == ([], [])
    verdicts = sum(told.values(), Counter())
    if check != "shard-count":
        assert verdicts
        assert bool(verdicts["verified"] + verdicts["verified-but"]) != (check in BACKED)


def test_every_excuse_is_still_needed():
    places = {(place.module, place.check, place.condition) for place in DEFENCES}
    assert places >= UNSEEN.keys()


def test_the_tables_speak_of_checks_that_exist():
    assert {place.check for place in DEFENCES} >= BACKED.keys()


def test_signatures_are_checked():
    """The one place that answers instead of raising: without it, an unsigned note passes."""
    trusting = mutants.source("notes")
    with mutants.package({"notes": trusting}) as mutant:
        mutant("notes").ed25519.verify, before = lambda *_: True, mutant("notes").ed25519.verify
        try:
            believed = [v.name for v in INVALID["signature"] if not mutants.agrees(mutant, v)]
        finally:
            mutant("notes").ed25519.verify = before
    assert "signature-of-zeros" in believed
    assert "signature-under-a-stolen-key-id" in believed
