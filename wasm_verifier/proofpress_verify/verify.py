"""Bytes in, verdict out: every check of a customer's balance, in order.

This module does no I/O. `begin` takes the code, the statement and its note, and says
which shard file is needed; `finish` takes copies of that file. `verify` is both, and
`verify_saved` is both for a saved proof, which brings its files with it.

The order is part of the meaning (format document, "Order of checks"):

1. the code's text;
2. the statement and its note (`claim`): first what is attributed to this copy, then what is
   attributed to the publisher who signed it;
3. the shard file against the signed files root: again attributed to the copy;
4. the account's tag, record, leaf, path, shard root, root and totals: to the publisher.

A `ProofError` becomes a verdict. Any other exception is a fault of this program and is
left to the caller, who must not show it as a bad proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from operator import le

from . import code_text, saved_proof, statement
from .claim import Claim, claim_steps
from .code_text import Code
from .core import codes
from .core.amounts import COUNT
from .core.errors import CopyError, ProofError, TagAbsent, Whose
from .core.proof import Finding, check_account, check_file
from .core.shard_file import ShardFile, check_form, legal_bytes
from .errors import (
    Fingerprint,
    Identity,
    IdentityForm,
    NotServedAsSigned,
    SavedProofCode,
    SavedProofEntry,
    SavedProofForm,
    SavedProofSource,
    SnapshotId,
    UnsupportedError,
)
from .members import moment
from .records import Header, Scope, Statement
from .saved_proof import SavedProof
from .steps import Step, Steps, run

MAX_APART = timedelta(hours=24)


class Answer(Enum):
    """The kinds of verdict (format document, "Verdicts")."""

    VERIFIED = "verified"
    VERIFIED_BUT = "verified-but"
    NOT_COUNTED = "not-counted"
    DAMAGED_COPY = "damaged-copy"
    NOT_SERVED_AS_SIGNED = "not-served-as-signed"
    BOUND_TO_SOMETHING_ELSE = "bound-to-something-else"
    CODE_NOT_USABLE = "code-not-usable"
    REFUSED = "refused"
    CANNOT_CHECK = "cannot-check"


class Remark(Enum):
    """What a verified proof leaves to be said. All but the informing ones make it "but"."""

    NOT_CUSTOMER = "not-customer"
    BELOW_RESERVES = "below-reserves"
    DRAFT = "draft"
    STALE = "stale"
    NOT_COMPARED = "not-compared"
    IDENTITY_MATCHES = "identity-matches"
    IDENTITY_NOT_ASKED = "identity-not-asked"
    IDENTITY_NOT_BOUND = "identity-not-bound"
    TIMES_APART = "times-apart"
    OTHERS_BELOW = "others-below"
    SAVED_PROOF = "saved-proof"
    SOURCE_NOT_COMPARED = "source-not-compared"
    IDENTITY_NOT_SHOWN = "identity-not-shown"

    @property
    def informs(self) -> bool:
        """Whether the remark leaves a plain "verified" standing."""
        return self in (
            Remark.NOT_COMPARED,
            Remark.IDENTITY_MATCHES,
            Remark.IDENTITY_NOT_ASKED,
            Remark.OTHERS_BELOW,
            Remark.SAVED_PROOF,
            Remark.IDENTITY_NOT_SHOWN,
        )


@dataclass(frozen=True)
class Copy:
    """A copy of a shard file, and whether the publisher itself served it."""

    data: bytes
    from_publisher: bool = False


@dataclass(frozen=True)
class Opened:
    """A check half done: the statement holds, the shard file is still to come.

    `k` opens the entry. `code` is None where a saved proof brought k without it.
    """

    claim: Claim
    k: bytes = field(repr=False)
    code: Code | None = field(repr=False)
    shard: int
    compared: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Verdict:
    """The outcome: the answer, what was checked, and what was found or what failed.

    `finding` stands with the verified answers, `failure` with all others. `says` is what stands
    in a saved proof as its holder's own words, which nothing proves.
    """

    answer: Answer
    steps: tuple[Step, ...]
    claim: Claim | None = None
    finding: Finding | None = None
    failure: ProofError | None = None
    remarks: tuple[Remark, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def shows_to_others(self) -> bool:
        """Whether a saved proof of the check shows the same outcome to anyone.

        What is wrong with a copy, a code or an entry that is not there shows to nobody else, and
        that there are two statements takes both of them.
        """
        refused = self.answer is Answer.REFUSED and not isinstance(self.failure, Fingerprint)
        return self.finding is not None or refused


def verify(
    code: str,
    statement_data: bytes,
    note: bytes | None,
    copies: Sequence[Copy],
    *,
    identity: str = "",
    snapshot: str = "",
    fingerprint: str = "",
    now: str = "",
) -> Verdict:
    """Check one account from end to end; see `begin` and `finish`."""
    opened = begin(code, statement_data, note, snapshot=snapshot, fingerprint=fingerprint)
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
) -> Opened | Verdict:
    """Check the code and the signed statement, and say which shard file is needed.

    `note` is None where the copy has none. `snapshot` is the id of the snapshot that the
    customer chose, "" for whichever it is: an old statement in a new one's place is a
    rollback. `fingerprint` is the statement's SHA-256 in hex as seen elsewhere, "" if it
    was not compared. The result is a verdict if a check failed.

    Raises:
        ValueError: `fingerprint` is not one.
    """
    steps, known = run(_claim_by_code(code, statement_data, note))
    if isinstance(known, ProofError):
        return _failed(known, steps, None)
    parsed, claim = known
    try:
        if snapshot not in ("", claim.header.snapshot):
            raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
        _compare(claim, fingerprint)
    except ProofError as error:
        return _failed(error, steps, claim)
    k = codes.snapshot_code(parsed.secret, claim.header_digest)
    shard = codes.shard_of(parsed.secret, claim.header.prefix_bits)
    return Opened(claim, k, parsed, shard, fingerprint != "", steps)


def _claim_by_code(
    code: str, statement_data: bytes, note: bytes | None
) -> Steps[tuple[Code, Claim]]:
    parsed = code_text.parse_code(code)
    yield Step.CODE
    claim = yield from claim_steps(statement_data, note, parsed.publisher)
    return parsed, claim


def _compare(claim: Claim, fingerprint: str) -> None:
    expected = fingerprint and fingerprint_digits(fingerprint)
    if expected and expected != claim.fingerprint.hex():
        raise Fingerprint(expected=expected, found=claim.fingerprint.hex())


def fingerprint_digits(typed: str) -> str:
    """A fingerprint as it was copied; a slip in copying is no publisher with two faces.

    Raises:
        ValueError
    """
    digits = typed.strip(" ").lower()
    if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
        raise ValueError("a fingerprint has 64 digits, 0 to 9 and a to f")
    return digits


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

    `site` is the claim of the publisher's own site to compare with, None where none is at hand;
    `fingerprint` is the statement's SHA-256 in hex as seen elsewhere, "" if not compared. Without
    a code, nothing but these two says who the publisher is.
    """
    try:
        saved = saved_proof.decode(proof)
    except ProofError as error:
        return _failed(error, (), None)
    opened = begin(code, saved.statement, saved.note) if code else _begin_saved(saved)
    if isinstance(opened, Opened):
        opened = _compare_saved(opened, saved, site, fingerprint)
    if isinstance(opened, Opened):
        opened = finish(opened, [Copy(saved.file)], identity=identity, now=now)
    return replace(opened, says=saved.says)


def _begin_saved(saved: SavedProof) -> Opened | Verdict:
    steps, claim = run(claim_steps(saved.statement, saved.note))
    if isinstance(claim, ProofError):
        return _failed(claim, steps, None)
    try:
        if not saved.k or saved.shard >> claim.header.prefix_bits:
            raise SavedProofForm(
                expected=f"an entry in one of {1 << claim.header.prefix_bits} files",
                found=f"file {saved.shard}" if saved.k else "a valid statement and no entry",
            )
    except ProofError as error:
        return _failed(error, steps, claim)
    return Opened(claim, saved.k, None, saved.shard, False, steps)


def _compare_saved(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Opened | Verdict:
    """Compare the proof's code, publisher and statement with what is known of them."""
    sources, compared = run(_is_compared(opened, saved, site, fingerprint))
    steps = (Step.SAVED_PROOF, *opened.steps, *sources)
    if isinstance(compared, ProofError):
        return _failed(compared, steps, opened.claim)
    return replace(opened, compared=compared, steps=steps)


def _is_compared(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Steps[bool]:
    """Whether the very statement was compared, and not its publisher only."""
    claim = opened.claim
    if opened.code is not None and opened.k != saved.k:
        # k is a secret; the tag that is made of it is public.
        own, found = codes.tag(opened.k).hex(), codes.tag(saved.k).hex()
        raise SavedProofCode(expected=f"the k of tag {own}", found=f"the k of tag {found}")
    if fingerprint:
        _require_source(fingerprint_digits(fingerprint), claim.fingerprint.hex())
    if site is not None:
        _require_source(site.header.publisher.hex(), claim.header.publisher.hex())
    if fingerprint or site is not None:
        yield Step.SOURCE
    if site is None or site.header.snapshot != claim.header.snapshot or site.draft or claim.draft:
        return fingerprint != ""
    _compare(claim, site.fingerprint.hex())
    return True


def _require_source(expected: str, found: str) -> None:
    if expected != found:
        raise SavedProofSource(expected=expected, found=found)


def finish(
    opened: Opened,
    copies: Sequence[Copy],
    *,
    identity: str = "",
    now: str = "",
) -> Verdict:
    """Check the account in the first copy of its shard file that is the signed one.

    `identity` is what the customer typed, if anything; `now` a UTC time
    (YYYY-MM-DDTHH:MM:SSZ) to judge staleness by, "" not to.
    """
    steps, known = run(_account_steps(opened, copies, identity))
    steps = (*opened.steps, *steps)
    if isinstance(known, ProofError):
        return _failed(known, steps, opened.claim)
    finding, remarks = known
    remarks = _remarks(opened, finding, now) + remarks
    plain = all(remark.informs for remark in remarks)
    answer = Answer.VERIFIED if plain else Answer.VERIFIED_BUT
    return Verdict(answer, steps, opened.claim, finding, None, remarks)


def _account_steps(
    opened: Opened, copies: Sequence[Copy], identity: str
) -> Steps[tuple[Finding, tuple[Remark, ...]]]:
    """What was found of the account, and what that says of an identity."""
    file = _signed_copy(opened, copies)
    yield Step.FILE
    check_form(file, opened.claim.header_digest, opened.shard)
    try:
        finding = yield from check_account(file, opened.k, opened.claim.terms)
    except TagAbsent as error:
        if opened.code is None:  # anyone can write down a key that opens nothing
            raise SavedProofEntry(expected=error.expected, found=error.found) from error
        raise
    remarks = yield from _identity_steps(opened, finding, identity)
    return finding, remarks


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


def _identity_steps(opened: Opened, finding: Finding, identity: str) -> Steps[tuple[Remark, ...]]:
    bound = opened.claim.header.identity_bound
    if opened.code is None:
        return (Remark.IDENTITY_NOT_SHOWN,) if bound else ()
    if not identity:
        return (Remark.IDENTITY_NOT_ASKED,) if bound else ()
    if not bound:
        return (Remark.IDENTITY_NOT_BOUND,)
    # Lowered as bytes: no letter outside ASCII may become one of ASCII.
    typed = identity.strip(" ").encode("utf-8", "surrogatepass").lower()
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
    return (Remark.IDENTITY_MATCHES,)


def _remarks(opened: Opened, finding: Finding, now: str) -> tuple[Remark, ...]:
    claim, by_code = opened.claim, opened.code is not None
    has_source = by_code or Step.SOURCE in opened.steps
    columns = claim.header.columns
    held = [columns[column] for column, _ in finding.sums if column != COUNT]
    due = claim.statement.next_due
    short = {asset for asset, enough in solvency(claim.statement) if not enough}
    mine = {column.asset for column in held}
    holds = {
        Remark.NOT_CUSTOMER: any(column.scope is not Scope.CUSTOMER for column in held),
        Remark.BELOW_RESERVES: bool(short & mine),
        Remark.OTHERS_BELOW: bool(short - mine),
        Remark.TIMES_APART: _apart(claim.header) > MAX_APART,
        Remark.DRAFT: claim.draft,
        Remark.STALE: due is not None and now != "" and now[:10] > due,
        Remark.NOT_COMPARED: has_source and not opened.compared,
        Remark.SOURCE_NOT_COMPARED: not has_source,
        Remark.SAVED_PROOF: not by_code,
    }
    return tuple(remark for remark, applies in holds.items() if applies)


def _apart(header: Header) -> timedelta:
    """The time between the two moments of a snapshot."""
    liabilities, reserves = moment(header.liabilities_at), moment(header.reserves_at)
    return abs(reserves - liabilities)


def solvency(claimed: Statement) -> tuple[tuple[str, bool], ...]:
    """(asset, whether the stated reserves reach the customers' total) for each customer asset."""
    reserves = {reserve.asset: (reserve.amount, reserve.decimals) for reserve in claimed.reserves}
    compared = (
        (column.asset, reserves.get(column.asset, (0, 0)), (claimed.totals[index], column.decimals))
        for index, column in enumerate(claimed.header.columns)
        if column.scope is Scope.CUSTOMER
    )
    return tuple((asset, le(*statement.align(owed, held))) for asset, held, owed in compared)


def _failed(error: ProofError, steps: tuple[Step, ...], claim: Claim | None) -> Verdict:
    return Verdict(_answer(error), steps, claim, None, error)


def _answer(error: ProofError) -> Answer:
    special: dict[type[ProofError], Answer] = {
        TagAbsent: Answer.NOT_COUNTED,
        NotServedAsSigned: Answer.NOT_SERVED_AS_SIGNED,
        Identity: Answer.BOUND_TO_SOMETHING_ELSE,
    }
    if type(error) in special:
        return special[type(error)]
    if isinstance(error, UnsupportedError):
        return Answer.CANNOT_CHECK
    return {
        Whose.CUSTOMER: Answer.CODE_NOT_USABLE,
        Whose.COPY: Answer.DAMAGED_COPY,
        Whose.PUBLISHER: Answer.REFUSED,
        Whose.VERIFIER: Answer.CANNOT_CHECK,
    }[error.whose]
