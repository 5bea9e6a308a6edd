"""Checking a saved proof, which brings the files of one check with it. No I/O here.

Format document, "Saved proofs" and "Order of checks". It is checked like any account. The
difference: without a code, the proof's own k decrypts the entry, and only a comparison with
something else says who the publisher is.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from . import saved_proof
from .claim import Claim, check_equivocation, claim_steps
from .core import codes
from .core.errors import ProofError
from .errors import SavedProofCode, SavedProofForm
from .saved_proof import SavedProof
from .steps import Step, Steps, run
from .verdict import Verdict, failed
from .verify import (
    Copy,
    Opened,
    begin,
    check_fingerprint,
    fingerprint_digits,
    finish,
    without_blanks,
)


def verify_saved(
    proof: bytes,
    *,
    code: str = "",
    identity: str = "",
    site: Claim | None = None,
    fingerprint: str = "",
    now: str = "",
) -> Verdict:
    """Check a saved proof from end to end, with the code or without.

    `site` is the claim of the publisher's own site to compare with, None if there is none.
    `fingerprint` is the statement's SHA-256 as typed from another source, "" if it is not
    compared. Without a code, only these two say who the publisher is.
    """
    try:
        saved = saved_proof.decode(proof)
    except ProofError as error:
        return failed(error, (), None)
    by_code = without_blanks(code) != ""
    publisher = None if site is None else site.header.publisher
    is_seen = without_blanks(fingerprint).lower() == sha256(saved.statement).hexdigest()
    known = by_code or site is not None or is_seen
    opened = (
        begin(code, saved.statement, saved.note, site=publisher)
        if by_code
        else _begin_saved(saved, publisher)
    )
    opened = replace(opened, steps=(Step.SAVED_PROOF, *opened.steps), known=known)
    if isinstance(opened, Opened):
        opened = _compare_saved(opened, saved, site, fingerprint)
    if isinstance(opened, Opened):
        opened = finish(opened, [Copy(saved.file)], identity=identity, now=now)
    return replace(opened, says=saved.says, known=known)


def _begin_saved(saved: SavedProof, site: bytes | None) -> Opened | Verdict:
    steps, claim = run(claim_steps(saved.statement, saved.note, None, site))
    if isinstance(claim, ProofError):
        return failed(claim, steps, None)
    return Opened(claim, saved.k, None, saved.shard, False, False, False, steps)


def _compare_saved(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Opened | Verdict:
    """Compare the proof's code, publisher and statement with what is known of them."""
    sources, compared = run(_sources(opened, saved, site, fingerprint))
    steps = (*opened.steps, *sources)
    if isinstance(compared, ProofError):
        return failed(compared, steps, opened.claim)
    return replace(opened, compared=compared, steps=steps)


def _sources(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Steps[bool]:
    """Whether the statement itself was compared, and not only its publisher."""
    claim = opened.claim
    _check_entry(opened, saved)
    typed = fingerprint_digits(fingerprint)
    if typed:
        check_fingerprint(claim, typed)
    if site is not None:
        check_equivocation(site, claim)
    if typed or site is not None:
        yield Step.SOURCE
    return typed != "" or (site is not None and site.fingerprint == claim.fingerprint)


def _check_entry(opened: Opened, saved: SavedProof) -> None:
    """A proof of a valid statement has an entry; if a code was typed, it is that code's entry."""
    files = 1 << opened.claim.header.prefix_bits
    if not saved.k or (opened.code is None and saved.shard >= files):
        found = f"file {saved.shard}" if saved.k else "a valid statement and no entry"
        raise SavedProofForm(expected=f"an entry in one of {files} files", found=found)
    if opened.k != saved.k:
        # k is a secret; the tag that is made of it is public.
        own, found = codes.tag(opened.k).hex(), codes.tag(saved.k).hex()
        raise SavedProofCode(expected=f"the k of tag {own}", found=f"the k of tag {found}")
    if opened.shard != saved.shard:
        raise SavedProofCode(expected=f"file {opened.shard}", found=f"file {saved.shard}")
