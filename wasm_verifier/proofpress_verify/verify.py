"""Bytes in, verdict out: every check of a customer's balance, in order.

This module does no I/O. `begin` takes the code, the statement and its note, and says which shard
file is needed; `finish` takes copies of that file. `verify` does both. A saved proof brings its
files with it and is checked by `verify_saved`.

The order is part of the meaning (format document, "Order of checks"):

1. the code's text;
2. the statement and its note (`claim`): first what is attributed to this copy, then what is
   attributed to the publisher who signed it;
3. the shard file against the signed files root: again attributed to the copy;
4. the account's tag, record, leaf, path, shard root, root and totals: to the publisher.

A `ProofError` becomes a verdict. Any other exception is a fault of this program and is left to
the caller, who must not show it as a bad proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from . import code_text, remarks
from .claim import Claim, claim_steps
from .code_text import Code
from .core import codes
from .core.errors import CopyError, ProofError, TagAbsent
from .core.proof import Finding, check_account, check_file
from .core.shard_file import ShardFile, check_form, legal_bytes
from .errors import (
    Fingerprint,
    FingerprintForm,
    Identity,
    IdentityForm,
    NotServedAsSigned,
    SavedProofEntry,
    SnapshotId,
)
from .remarks import Circumstances, Remark
from .steps import Step, Steps, run
from .verdict import Answer, Verdict, failed

_BLANKS = str.maketrans("", "", " \t\r\n")


@dataclass(frozen=True)
class Copy:
    """A copy of a shard file, and whether the publisher itself served it."""

    data: bytes
    from_publisher: bool = False


@dataclass(frozen=True)
class Opened:
    """A check that has begun: the statement is valid, the shard file is still needed.

    `k` decrypts the entry. `code` is None if k came from a saved proof instead. `known` says that
    the publisher is known, by the code or by comparison; `compared` that this very statement was
    compared. `previous_differs` says that the statement does not name the snapshot that the site
    lists before it.
    """

    claim: Claim
    k: bytes = field(repr=False)
    code: Code | None = field(repr=False)
    shard: int
    known: bool
    compared: bool
    previous_differs: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Older:
    """The snapshot that a site lists next before the one that is being checked.

    `statement` is its statement.json, or None if that could not be read: then only the id is
    compared.
    """

    snapshot: str
    statement: bytes | None


def verify(
    code: str,
    statement_data: bytes,
    note: bytes | None,
    copies: Sequence[Copy],
    *,
    identity: str = "",
    snapshot: str = "",
    fingerprint: str = "",
    older: Older | None = None,
    now: str = "",
) -> Verdict:
    """Check one account from end to end; see `begin` and `finish`."""
    opened = begin(
        code, statement_data, note, snapshot=snapshot, fingerprint=fingerprint, older=older
    )
    if isinstance(opened, Verdict):
        return opened
    return finish(opened, copies, identity=identity, now=now)


def begin(
    code: str,
    statement_data: bytes,
    note: bytes | None,
    *,
    snapshot: str = "",
    fingerprint: str = "",
    older: Older | None = None,
    site: bytes | None = None,
) -> Opened | Verdict:
    """Check the code and the signed statement, and say which shard file is needed.

    `note` is None if the copy has none. `snapshot` is the id of the snapshot that the customer
    chose, "" to accept any. `fingerprint` is the statement's SHA-256 as typed from another source,
    "" if it is not compared. `older` is the snapshot that the site lists next before this one, None
    if there is none. `site` is the publisher id of the site that a saved proof is compared with.
    The result is a verdict if a check failed.
    """
    steps, known = run(_claim_by_code(code, statement_data, note, site))
    if isinstance(known, ProofError):
        return failed(known, steps, None)
    parsed, claim = known
    sources, compared = run(_compare(claim, snapshot, fingerprint))
    steps = (*steps, *sources)
    if isinstance(compared, ProofError):
        return failed(compared, steps, claim)
    k = codes.snapshot_code(parsed.secret, claim.header_digest)
    shard = codes.shard_of(parsed.secret, claim.header.prefix_bits)
    differs = older is not None and not _names(claim, older)
    return Opened(claim, k, parsed, shard, True, compared, differs, steps)


def _claim_by_code(
    code: str, statement_data: bytes, note: bytes | None, site: bytes | None
) -> Steps[tuple[Code, Claim]]:
    parsed = code_text.parse_code(code)
    yield Step.CODE
    claim = yield from claim_steps(statement_data, note, parsed.publisher, site)
    return parsed, claim


def _compare(claim: Claim, snapshot: str, fingerprint: str) -> Steps[bool]:
    """Check snapshot and fingerprint; returns whether a fingerprint was compared.

    A valid statement of an older snapshot, shown as the one that was chosen, is a rollback.
    """
    if snapshot not in ("", claim.header.snapshot):
        raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
    typed = fingerprint_digits(fingerprint)
    if not typed:
        return False
    check_fingerprint(claim, typed)
    yield Step.SOURCE
    return True


def check_fingerprint(claim: Claim, typed: str) -> None:
    """Check that a statement's SHA-256 is `typed`, which `fingerprint_digits` has cleaned.

    Raises:
        Fingerprint: it is another one.
    """
    if typed != claim.fingerprint.hex():
        raise Fingerprint(expected=typed, found=claim.fingerprint.hex())


def fingerprint_digits(typed: str) -> str:
    """A typed fingerprint without blanks and in lower case; "" if none was typed.

    Format document, "Saved proofs".

    Raises:
        FingerprintForm
    """
    digits = without_blanks(typed).lower()
    if digits and (len(digits) != 64 or set(digits) - set("0123456789abcdef")):
        raise FingerprintForm(
            expected="64 digits, 0 to 9 and a to f", found=f"{len(digits)} characters"
        )
    return digits


def without_blanks(typed: str) -> str:
    """What was typed, without blanks, tabs and line ends."""
    return typed.translate(_BLANKS)


def _names(claim: Claim, older: Older) -> bool:
    """Whether the statement names this snapshot, with these bytes, as the one before it."""
    named = claim.statement.previous
    if named is None or named.snapshot != older.snapshot:
        return False
    return older.statement is None or named.sha256 == sha256(older.statement).digest()


def finish(
    opened: Opened,
    copies: Sequence[Copy],
    *,
    identity: str = "",
    now: str = "",
) -> Verdict:
    """Check the account in the first copy of its shard file that is the signed one.

    `identity` is what the customer typed, or "". `now` is a UTC time (YYYY-MM-DDTHH:MM:SSZ), from
    which the snapshot's age is computed, or "".
    """
    steps, known = run(_account_steps(opened, copies, identity))
    steps = (*opened.steps, *steps)
    if isinstance(known, ProofError):
        return failed(known, steps, opened.claim)
    finding, identity_remark = known
    applying = (
        remarks.of_account(opened.claim, finding)
        | remarks.of_statement(opened.claim, _circumstances(opened, now))
        | identity_remark
    )
    plain = all(remark.informs for remark in applying)
    answer = Answer.VERIFIED if plain else Answer.VERIFIED_BUT
    ordered = tuple(remark for remark in Remark if remark in applying)
    return Verdict(answer, steps, opened.claim, finding, None, ordered)


def _circumstances(opened: Opened, now: str) -> Circumstances:
    return Circumstances(
        by_code=opened.code is not None,
        known=opened.known,
        compared=opened.compared,
        previous_differs=opened.previous_differs,
        now=now,
    )


def _account_steps(
    opened: Opened, copies: Sequence[Copy], identity: str
) -> Steps[tuple[Finding, set[Remark]]]:
    """What was found about the account, and the remark about the identity."""
    file = _signed_copy(opened, copies)
    yield Step.FILE
    check_form(file, opened.claim.header_digest, opened.shard)
    try:
        finding = yield from check_account(file, opened.k, opened.claim.terms)
    except TagAbsent as error:
        if opened.code is None:  # anyone can write a key that decrypts nothing into a file
            raise SavedProofEntry(expected=error.expected, found=error.found) from error
        raise
    remark = yield from _identity_steps(opened, finding, identity)
    return finding, remark


def _signed_copy(opened: Opened, copies: Sequence[Copy]) -> ShardFile:
    failure: CopyError | None = None
    from_publisher = False
    for copy in copies:
        try:
            return check_file(copy.data, opened.shard, opened.claim.terms)
        except CopyError as error:
            failure = failure or error
            from_publisher = from_publisher or copy.from_publisher
    if failure is None:
        raise ValueError("no copy of the shard file was given")
    if from_publisher:
        raise NotServedAsSigned(
            expected=failure.expected, found=failure.found, where=failure.check
        ) from failure
    raise failure


def _identity_steps(opened: Opened, finding: Finding, identity: str) -> Steps[set[Remark]]:
    bound = opened.claim.header.identity_bound
    # Lower case is made of bytes, so that no letter outside ASCII can become an ASCII letter.
    typed = identity.strip(" ").encode("utf-8", "surrogatepass").lower()
    if opened.code is None:
        return {Remark.IDENTITY_NOT_SHOWN} if bound else set()
    if not typed:
        return {Remark.IDENTITY_NOT_ASKED} if bound else set()
    if not bound:
        return {Remark.IDENTITY_NOT_BOUND}
    legal = legal_bytes(typed)
    if not 0 < legal == len(typed):
        raise IdentityForm(
            expected="1 to 255 bytes 20 to 7e, blanks single and inside",
            found=f"{legal} such bytes of {len(typed)}",
        )
    hashed = codes.identity_hash(opened.code.secret, opened.claim.header_digest, typed)
    if hashed != finding.identity_hash:
        raise Identity(expected=f"identity hash {finding.identity_hash.hex()}", found=hashed.hex())
    yield Step.IDENTITY
    return {Remark.IDENTITY_MATCHES}
