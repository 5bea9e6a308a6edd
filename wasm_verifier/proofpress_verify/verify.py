"""Bytes in, verdict out: every check of a customer's balance, in order.

This module does no I/O. `begin` takes the code, the statement and its note, and says
which shard file is needed; `finish` takes copies of that file. `verify` is both, and
`verify_saved` is both for a saved proof, which brings its files with it.

The order is part of the meaning (format document, "Order of checks"):

1. the code's spelling;
2. the statement's spelling, its note, the signature, the digest. What fails here is
   this copy's fault: take another;
3. the publisher named by the code, the statement's form and meaning. From here on the
   statement is known to be signed, so what is wrong with it is the publisher's doing;
4. the shard file against the signed files root: again the copy's fault;
5. the account's tag, record, leaf, path, shard root, root and totals: the publisher's.

A `ProofError` becomes a verdict. Any other exception is a fault of this program and is
left to the caller, who must not show it as a bad proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from hashlib import sha256
from operator import le

from . import codes, inclusion, ladder, layout, notes, saved_proof, statement
from .amounts import COUNT, Sums, amount_in
from .codec import Record, ShardFile, check_form, decode_top_path, is_account, parse_shard
from .codes import Code
from .errors import (
    CodePublisher,
    ColumnUnknown,
    CopyError,
    FilesRoot,
    Fingerprint,
    IdentityForm,
    IdentityMismatch,
    LeafCount,
    NoteUnreadable,
    NotServedAsSigned,
    ProofError,
    RootMismatch,
    SavedProofCode,
    SavedProofEntry,
    SavedProofForm,
    SavedProofSource,
    ShardCount,
    ShardSalt,
    SiblingCount,
    SnapshotId,
    StatementDigest,
    TagAbsent,
    TopPathForm,
    TotalsMismatch,
    UnsupportedError,
    Whose,
)
from .hashing import xor
from .ladder import Node
from .members import moment
from .notes import Kind
from .records import Header, Scope, Statement
from .saved_proof import SavedProof

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


class Step(Enum):
    """The checks that a verdict can say have passed, in their order."""

    CODE = "code"
    SAVED_PROOF = "saved-proof"
    SIGNATURE = "signature"
    PUBLISHER = "publisher"
    MEANING = "meaning"
    SOURCE = "source"
    FILE = "file"
    TAG = "tag"
    RECORD = "record"
    SHARD_PATH = "shard-path"
    TOP_PATH = "top-path"
    TOTALS = "totals"
    IDENTITY = "identity"


@dataclass(frozen=True)
class Claim:
    """A signed statement: what it says, whether it is a draft, and its SHA-256."""

    statement: Statement
    draft: bool
    fingerprint: bytes
    header_digest: bytes

    @property
    def header(self) -> Header:
        """The statement's header."""
        return self.statement.header


@dataclass(frozen=True)
class Copy:
    """A copy of a shard file, and whether the publisher itself served it."""

    data: bytes
    from_publisher: bool = False


@dataclass(frozen=True)
class PathStep:
    """One level of the climb: the sibling, which side it stands on, and the node above."""

    sibling: Node
    sibling_left: bool
    node: Node
    in_shard: bool


@dataclass(frozen=True)
class Finding:
    """What a proof established about one account."""

    account: str
    sums: Sums
    leaf: Node
    position: int
    leaves: int
    shard: int
    path: tuple[PathStep, ...]


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
    steps: list[Step] = []
    claim: Claim | None = None
    try:
        parsed = codes.parse_code(code)
        steps.append(Step.CODE)
        claim = check_claim(statement_data, note, steps, parsed.publisher)
        if snapshot not in ("", claim.header.snapshot):
            raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
        _compare(claim, fingerprint)
    except ProofError as error:
        return _failed(error, steps, claim)
    k = codes.snapshot_code(parsed.secret, claim.header_digest)
    shard = codes.shard_of(parsed.secret, claim.header.prefix_bits)
    return Opened(claim, k, parsed, shard, fingerprint != "", tuple(steps))


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
        return _failed(error, [], None)
    opened = begin(code, saved.statement, saved.note) if code else _begin_saved(saved)
    if isinstance(opened, Opened):
        opened = _compare_saved(opened, saved, site, fingerprint)
    if isinstance(opened, Opened):
        opened = finish(opened, [Copy(saved.file)], identity=identity, now=now)
    return replace(opened, says=saved.says)


def _begin_saved(saved: SavedProof) -> Opened | Verdict:
    steps: list[Step] = []
    claim: Claim | None = None
    try:
        claim = check_claim(saved.statement, saved.note, steps)
        if not saved.k or saved.shard >> claim.header.prefix_bits:
            raise SavedProofForm(
                expected=f"an entry in one of {1 << claim.header.prefix_bits} files",
                found=f"file {saved.shard}" if saved.k else "none, and a statement that holds",
            )
    except ProofError as error:
        return _failed(error, steps, claim)
    return Opened(claim, saved.k, None, saved.shard, False, tuple(steps))


def _compare_saved(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str
) -> Opened | Verdict:
    """Hold the proof's code, publisher and statement against what is known of them."""
    steps = [Step.SAVED_PROOF, *opened.steps]
    try:
        compared = _is_compared(opened, saved, site, fingerprint, steps)
    except ProofError as error:
        return _failed(error, steps, opened.claim)
    return replace(opened, compared=compared, steps=tuple(steps))


def _is_compared(
    opened: Opened, saved: SavedProof, site: Claim | None, fingerprint: str, steps: list[Step]
) -> bool:
    """Whether the very statement was compared, and not its publisher only."""
    claim = opened.claim
    if opened.code is not None and opened.k != saved.k:
        raise SavedProofCode(expected="the k that the code gives", found="another")
    if fingerprint:
        _require_source(fingerprint_digits(fingerprint), claim.fingerprint.hex())
    if site is not None:
        _require_source(site.header.publisher.hex(), claim.header.publisher.hex())
    if fingerprint or site is not None:
        steps.append(Step.SOURCE)
    if site is None or site.header.snapshot != claim.header.snapshot or site.draft or claim.draft:
        return fingerprint != ""
    _compare(claim, site.fingerprint.hex())
    return True


def _require_source(expected: str, found: str) -> None:
    if expected != found:
        raise SavedProofSource(expected=expected, found=found)


def check_claim(
    statement_data: bytes, note: bytes | None, steps: list[Step], publisher: bytes | None = None
) -> Claim:
    """The signed claim that a statement and its note make.

    `steps` collects what has passed. `publisher` is the 20-byte id that a code expects,
    None where no code is at hand: the signature is then checked by the statement's own
    first key, which says only that the two belong together.

    Raises:
        CopyError: the statement is not the one that was signed.
        CodePublisher: signed, by another publisher than the code's.
        PublisherError, UnsupportedError: signed, and wrong or unreadable.
    """
    value = statement.parse(statement_data)
    key_line = statement.first_key(value)
    key = notes.parse_key(key_line)
    if note is None:
        raise NoteUnreadable(expected="statement.note beside the statement", found="none")
    signed = notes.parse_note(note)
    notes.check_signature(signed, key)
    kind, signed_digest = notes.parse_text(signed.text, key.name)
    fingerprint = sha256(statement_data).digest()
    if kind is Kind.SITE or signed_digest != fingerprint:
        raise StatementDigest(
            expected=f"a {Kind.STATEMENT.value} {fingerprint.hex()}",
            found=f"a {kind.value} {signed_digest.hex()}",
        )
    steps.append(Step.SIGNATURE)
    if publisher is not None:
        named = codes.publisher_id(key_line)
        if named != publisher:
            raise CodePublisher(expected=publisher.hex(), found=named.hex())
        steps.append(Step.PUBLISHER)
    decoded = statement.decode(value)
    statement.check_meaning(decoded)
    steps.append(Step.MEANING)
    header_digest = statement.header_digest(decoded.header)
    return Claim(decoded, kind is Kind.DRAFT, fingerprint, header_digest)


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
    steps = list(opened.steps)
    try:
        file = _signed_copy(opened, copies)
        steps.append(Step.FILE)
        check_form(file, opened.claim.header_digest, opened.shard)
        finding, record = _open_account(opened, file, steps)
        remarks = _identity_remarks(opened, record, identity, steps)
    except ProofError as error:
        return _failed(error, steps, opened.claim)
    remarks = _remarks(opened, finding, now) + remarks
    plain = all(remark.informs for remark in remarks)
    answer = Answer.VERIFIED if plain else Answer.VERIFIED_BUT
    return Verdict(answer, tuple(steps), opened.claim, finding, None, remarks)


def _signed_copy(opened: Opened, copies: Sequence[Copy]) -> ShardFile:
    failure: CopyError | None = None
    from_publisher = False
    for copy in copies:
        try:
            return check_file(opened.claim, opened.shard, copy.data)
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


def check_file(claim: Claim, shard: int, data: bytes) -> ShardFile:
    """The shard file in `data`, if it is the one that the statement's `files` commits to.

    Raises:
        ShardFileSize, FilesRoot
    """
    file = parse_shard(data, claim.header.prefix_bits)
    leaf = inclusion.file_leaf(shard, file.sealed, file.rest)
    root = inclusion.climb_files(shard, leaf, file.audit_path)
    if root != claim.statement.files:
        raise FilesRoot(expected=claim.statement.files.hex(), found=root.hex())
    return file


def _open_account(opened: Opened, file: ShardFile, steps: list[Step]) -> tuple[Finding, Record]:
    header = opened.claim.header
    k = opened.k
    position = _find_tag(file, opened)
    steps.append(Step.TAG)
    record = ladder.open_record(file, position, k, header.identity_bound)
    check_sums(header, record.sums, "the account's record")
    if amount_in(record.sums, COUNT) != 1:
        raise LeafCount(expected="1 account", found=f"{amount_in(record.sums, COUNT)}")
    leaf = inclusion.leaf(codes.ident(k, record.account, record.identity_hash), record.sums)
    steps.append(Step.RECORD)
    in_shard, root_key = _climb_shard(header, file, position, k, leaf)
    shard_root = in_shard[-1].node if in_shard else leaf
    _check_shard_root(file, shard_root)
    steps.append(Step.SHARD_PATH)
    above = _climb_top(opened.claim, file, shard_root, root_key)
    steps.append(Step.TOP_PATH)
    root = above[-1].node if above else shard_root
    _check_root(opened.claim.statement, root)
    steps.append(Step.TOTALS)
    account = record.account.decode("ascii")
    path = (*in_shard, *above)
    finding = Finding(account, record.sums, leaf, position, file.leaves, opened.shard, path)
    return finding, record


def _find_tag(file: ShardFile, opened: Opened) -> int:
    tag = codes.tag(opened.k)
    for position in range(file.leaves):
        if file.tag(position) == tag:
            return position
    expected, found = f"tag {tag.hex()}", f"{file.leaves} others"
    if opened.code is None:  # anyone can write down a key that opens nothing
        raise SavedProofEntry(expected=expected, found=found)
    raise TagAbsent(expected=expected, found=found)


def check_sums(header: Header, sums: Sums, where: str) -> None:
    """Check that sums use only columns that the header lists.

    Raises:
        ColumnUnknown
    """
    for column, _ in sums:
        if column >= len(header.columns):
            raise ColumnUnknown(
                expected=f"a column from 0 to {len(header.columns) - 1}",
                found=f"column {column}",
                where=where,
            )


def _climb_shard(
    header: Header, file: ShardFile, position: int, k: bytes, leaf: Node
) -> tuple[list[PathStep], bytes]:
    """The path from the leaf to the shard root, and g(shard root)."""
    node, key = leaf, ladder.leaf_key(k, file.salt)
    path: list[PathStep] = []
    for level, rung in enumerate(layout.climb(file.leaves, position)):
        where = f"level {level} in the shard"
        sibling = ladder.open_sibling(file.cell(rung.sibling), file.heap, key, where)
        check_sums(header, sibling.sums, where)
        counted = amount_in(sibling.sums, COUNT)
        if counted != rung.sibling_leaves:
            raise SiblingCount(
                expected=f"{rung.sibling_leaves} accounts", found=f"{counted}", where=where
            )
        left, right = (sibling, node) if rung.sibling_left else (node, sibling)
        node = inclusion.parent(left, right)
        key = ladder.wrap(key, file.cell(rung.own).wrap)
        path.append(PathStep(sibling, rung.sibling_left, node, in_shard=True))
    return path, key


def _check_shard_root(file: ShardFile, shard_root: Node) -> None:
    salt = ladder.salt(shard_root.hash)
    if salt != file.salt:
        raise ShardSalt(expected=file.salt.hex(), found=salt.hex())
    counted = amount_in(shard_root.sums, COUNT)
    if counted != file.leaves:
        raise ShardCount(expected=f"{file.leaves} accounts", found=f"{counted}")


def _climb_top(claim: Claim, file: ShardFile, shard_root: Node, root_key: bytes) -> list[PathStep]:
    stream = ladder.top_stream(root_key, claim.statement.root, len(file.top_path))
    siblings = decode_top_path(xor(file.top_path, stream), claim.header.prefix_bits)
    node = shard_root
    path: list[PathStep] = []
    for level, (hash_, sums) in enumerate(siblings):
        check_sums(claim.header, sums, f"level {level} above the shards")
        sibling = Node(hash_, sums)
        _check_empty(sibling, level)
        on_left = file.shard >> level & 1 == 1
        node = inclusion.parent(sibling, node) if on_left else inclusion.parent(node, sibling)
        path.append(PathStep(sibling, on_left, node, in_shard=False))
    return path


def _check_empty(sibling: Node, level: int) -> None:
    """A node that counts nobody holds nothing: it can only be the one over empty shards."""
    if amount_in(sibling.sums, COUNT) == 0 and sibling != inclusion.empty_node(level):
        raise TopPathForm(
            expected=f"empty shards, {inclusion.empty_node(level).hash.hex()}",
            found=f"{sibling.hash.hex()} with {len(sibling.sums)} sums and no account",
            where=f"level {level} above the shards",
        )


def _check_root(claimed: Statement, root: Node) -> None:
    if root.hash != claimed.root:
        raise RootMismatch(expected=claimed.root.hex(), found=root.hash.hex())
    for column, total in enumerate(claimed.totals):
        summed = amount_in(root.sums, column)
        if summed != total:
            raise TotalsMismatch(expected=f"{total}", found=f"{summed}", where=f"column {column}")


def _identity_remarks(
    opened: Opened, record: Record, identity: str, steps: list[Step]
) -> tuple[Remark, ...]:
    bound = opened.claim.header.identity_bound
    if opened.code is None:
        return (Remark.IDENTITY_NOT_SHOWN,) if bound else ()
    if not identity:
        return (Remark.IDENTITY_NOT_ASKED,) if bound else ()
    if not bound:
        return (Remark.IDENTITY_NOT_BOUND,)
    typed = identity.strip(" ").lower().encode("ascii") if identity.isascii() else b""
    if not is_account(typed):
        raise IdentityForm(expected="1 to 255 plain characters", found="others, or none")
    hashed = codes.identity_hash(opened.code.secret, opened.claim.header_digest, typed)
    if hashed != record.identity_hash:
        raise IdentityMismatch(
            expected=f"identity hash {record.identity_hash.hex()}", found=hashed.hex()
        )
    steps.append(Step.IDENTITY)
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


def _failed(error: ProofError, steps: list[Step], claim: Claim | None) -> Verdict:
    return Verdict(_answer(error), tuple(steps), claim, None, error)


def _answer(error: ProofError) -> Answer:
    special: dict[type[ProofError], Answer] = {
        TagAbsent: Answer.NOT_COUNTED,
        NotServedAsSigned: Answer.NOT_SERVED_AS_SIGNED,
        IdentityMismatch: Answer.BOUND_TO_SOMETHING_ELSE,
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
