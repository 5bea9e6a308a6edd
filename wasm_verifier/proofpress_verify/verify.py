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
from enum import Enum
from hashlib import sha256

from . import code_text, remarks, saved_proof
from .claim import Claim, check_equivocation, claim_steps
from .code_text import Code
from .core import codes
from .core.errors import Attribution, CopyError, ProofError, TagAbsent
from .core.proof import Finding, check_account, check_file
from .core.shard_file import ShardFile, check_form, legal_bytes
from .errors import (
    CodePublisher,
    Equivocation,
    Fingerprint,
    FingerprintForm,
    Identity,
    IdentityForm,
    NotServedAsSigned,
    SavedProofCode,
    SavedProofEntry,
    SavedProofForm,
    SnapshotId,
    UnsupportedError,
)
from .remarks import Circumstances, Remark
from .saved_proof import SavedProof
from .steps import Step, Steps, run

_BLANKS = str.maketrans("", "", " \t\r\n")


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
class Copy:
    """A copy of a shard file, and whether the publisher itself served it."""

    data: bytes
    from_publisher: bool = False


@dataclass(frozen=True)
class Opened:
    """A check half done: the statement is valid, the shard file is still to come.

    `k` opens the entry. `code` is None where a saved proof brought k without it. `known` says that
    the publisher is known, by the code or by comparison, `compared` that the very statement was
    compared. `previous_differs`: it does not name the snapshot that the place lists before it.
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
    """The snapshot that a place lists next before the one checked.

    `statement` is its statement.json, None where that could not be read: then only the id is
    compared.
    """

    snapshot: str
    statement: bytes | None


@dataclass(frozen=True)
class Verdict:
    """The outcome: the answer, what was checked, and what was found or what failed.

    `finding` stands with the verified answers, `failure` with all others. `says` is what stands
    in a saved proof as its holder's own words, which nothing proves. `known` says that the
    publisher is known from elsewhere than from the files.
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
        """What a failure is attributed to, None without one.

        Anyone can sign a wrong statement in a publisher's name, with a key of their own.
        """
        if self.failure is None:
            return None
        is_unknown = self.failure.attribution is Attribution.PUBLISHER and not self.known
        return Attribution.UNDETERMINED if is_unknown else self.failure.attribution

    @property
    def shows_to_others(self) -> bool:
        """Whether a saved proof of the check shows the same outcome to anyone.

        What is wrong with a copy, a code or an entry that is not there shows to nobody else, and
        that there are two statements takes both of them.
        """
        refused = self.answer is Answer.REFUSED and not isinstance(self.failure, Equivocation)
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

    `note` is None where the copy has none. `snapshot` is the id of the snapshot that the
    customer chose, "" for whichever it is. `fingerprint` is the statement's SHA-256 as typed from
    elsewhere, "" if it was not compared. `older` is what the place lists next before this
    snapshot, None where it lists none. `site` is the publisher id of the site that a saved proof
    is compared with. The result is a verdict if a check failed.
    """
    steps, known = run(_claim_by_code(code, statement_data, note, site))
    if isinstance(known, ProofError):
        return _failed(known, steps, None)
    parsed, claim = known
    sources, compared = run(_compare(claim, snapshot, fingerprint))
    steps = (*steps, *sources)
    if isinstance(compared, ProofError):
        return _failed(compared, steps, claim)
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
    """Whether a fingerprint was compared; an old statement in a new one's place is a rollback."""
    if snapshot not in ("", claim.header.snapshot):
        raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
    typed = fingerprint_digits(fingerprint)
    if not typed:
        return False
    _compare_fingerprint(claim, typed)
    yield Step.SOURCE
    return True


def _compare_fingerprint(claim: Claim, typed: str) -> None:
    if typed != claim.fingerprint.hex():
        raise Fingerprint(expected=typed, found=claim.fingerprint.hex())


def fingerprint_digits(typed: str) -> str:
    """A fingerprint as it was copied, without blanks and in lower case; "" if none was typed.

    Format document, "Saved proofs".

    Raises:
        FingerprintForm
    """
    digits = _digits(typed)
    if digits and (len(digits) != 64 or set(digits) - set("0123456789abcdef")):
        raise FingerprintForm(
            expected="64 digits, 0 to 9 and a to f", found=f"{len(digits)} characters"
        )
    return digits


def _digits(typed: str) -> str:
    return typed.translate(_BLANKS).lower()


def _names(claim: Claim, older: Older) -> bool:
    """Whether the statement names this snapshot and these bytes as the ones before it."""
    named = claim.statement.previous
    if named is None or named.snapshot != older.snapshot:
        return False
    return older.statement is None or named.sha256 == sha256(older.statement).digest()


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
    `fingerprint` is the statement's SHA-256 as typed from elsewhere, "" if not compared. Without
    a code, nothing but these two says who the publisher is.
    """
    try:
        saved = saved_proof.decode(proof)
    except ProofError as error:
        return _failed(error, (), None)
    by_code = code.translate(_BLANKS) != ""
    publisher = None if site is None else site.header.publisher
    is_seen = _digits(fingerprint) == sha256(saved.statement).hexdigest()
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
        return _failed(claim, steps, None)
    return Opened(claim, saved.k, None, saved.shard, False, False, False, steps)


def _compare_saved(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Opened | Verdict:
    """Compare the proof's code, publisher and statement with what is known of them."""
    sources, compared = run(_sources(opened, saved, site, fingerprint))
    steps = (*opened.steps, *sources)
    if isinstance(compared, ProofError):
        return _failed(compared, steps, opened.claim)
    return replace(opened, compared=compared, steps=steps)


def _sources(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Steps[bool]:
    """Whether the very statement was compared, and not its publisher only."""
    claim = opened.claim
    _check_entry(opened, saved)
    typed = fingerprint_digits(fingerprint)
    if typed:
        _compare_fingerprint(claim, typed)
    if site is not None:
        check_equivocation(site, claim)
    if typed or site is not None:
        yield Step.SOURCE
    return typed != "" or (site is not None and site.fingerprint == claim.fingerprint)


def _check_entry(opened: Opened, saved: SavedProof) -> None:
    """A proof of a valid statement has an entry, and with a code it is the code's."""
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
    finding, identity_remark = known
    told = (
        remarks.of_account(opened.claim, finding)
        | remarks.of_statement(opened.claim, _circumstances(opened, now))
        | identity_remark
    )
    plain = all(remark.informs for remark in told)
    answer = Answer.VERIFIED if plain else Answer.VERIFIED_BUT
    ordered = tuple(remark for remark in Remark if remark in told)
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
    # Lowered as bytes: no letter outside ASCII may become one of ASCII.
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


def _failed(error: ProofError, steps: tuple[Step, ...], claim: Claim | None) -> Verdict:
    return Verdict(_answer(error), steps, claim, None, error)


def _answer(error: ProofError) -> Answer:
    special: dict[type[ProofError], Answer] = {
        TagAbsent: Answer.NOT_COUNTED,
        NotServedAsSigned: Answer.NOT_SERVED_AS_SIGNED,
        Identity: Answer.BOUND_TO_SOMETHING_ELSE,
        Fingerprint: Answer.OTHER_STATEMENT,
        CodePublisher: Answer.CODE_NOT_USABLE,
    }
    if type(error) in special:
        return special[type(error)]
    if isinstance(error, UnsupportedError):
        return Answer.CANNOT_CHECK
    return {
        Attribution.INPUT: Answer.CODE_NOT_USABLE,
        Attribution.COPY: Answer.DAMAGED_COPY,
        Attribution.PUBLISHER: Answer.REFUSED,
        Attribution.VERIFIER: Answer.CANNOT_CHECK,
    }[error.attribution]
