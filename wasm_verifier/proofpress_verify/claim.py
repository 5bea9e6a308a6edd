"""What a publisher signed: a statement and its note, checked in the order that attribution needs.

1. The statement's encoding, its note, the signature, the digest: another copy may be good.
2. The publisher that a code names, the statement's form and meaning. From here on the statement is
   known to be signed, so what is wrong with it is attributed to the publisher.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from . import meaning, notes, statement
from .core.proof import Terms
from .errors import CodePublisher, Equivocation, NoteForm, SavedProofSource, StatementDigest
from .notes import SignedNoteKind
from .records import Header, Statement
from .steps import Step, Steps, result


@dataclass(frozen=True)
class Claim:
    """A signed statement: what it says, whether it is a draft, its SHA-256, and D."""

    statement: Statement
    draft: bool
    fingerprint: bytes
    header_digest: bytes

    @property
    def header(self) -> Header:
        """The statement's header."""
        return self.statement.header

    @property
    def terms(self) -> Terms:
        """What the core needs to check an account."""
        return Terms(
            header_digest=self.header_digest,
            columns=len(self.header.columns),
            prefix_bits=self.header.prefix_bits,
            identity_bound=self.header.identity_bound,
            root=self.statement.root,
            totals=self.statement.totals,
            files=self.statement.files,
        )


def check_claim(statement_data: bytes, note: bytes | None) -> Claim:
    """The signed claim that a statement and its note make, by any publisher.

    Raises:
        CopyError: the statement is not the one that was signed.
        PublisherError, UnsupportedError: it is signed, but wrong or unreadable.
    """
    return result(claim_steps(statement_data, note))


def claim_steps(
    statement_data: bytes,
    note: bytes | None,
    publisher: bytes | None = None,
    site: bytes | None = None,
) -> Steps[Claim]:
    """The signed claim that a statement and its note make.

    `publisher` is the publisher id that a code names, or None. `site` is that of the site with
    which a saved proof is compared, or None. The signature is checked with the statement's own
    first key. Without a publisher id to compare, a valid signature says only that the statement
    and that key belong together.

    Raises:
        CopyError: the statement is not the one that was signed.
        CodePublisher: it is signed by another publisher than the code's.
        SavedProofSource: it is signed by another publisher than the site's.
        PublisherError, UnsupportedError: it is signed, but wrong or unreadable.
    """
    value = statement.parse(statement_data)
    key_line = statement.first_key(value)
    kind, fingerprint = _check_note(statement_data, note, key_line)
    yield Step.SIGNATURE
    named = notes.publisher_id(key_line)
    if publisher is not None:
        if named != publisher:
            raise CodePublisher(expected=publisher.hex(), found=named.hex())
        yield Step.PUBLISHER
    if site is not None and named != site:
        raise SavedProofSource(expected=site.hex(), found=named.hex())
    decoded = statement.decode(value)
    meaning.check_meaning(decoded)
    yield Step.MEANING
    return Claim(decoded, kind is SignedNoteKind.DRAFT, fingerprint, statement.header_digest(value))


def check_equivocation(one: Claim, other: Claim) -> None:
    """Check that two statements of one publisher do not contradict each other.

    Format document, "Signatures". A draft contradicts nothing: the publisher may replace it.

    Raises:
        Equivocation
    """
    if one.fingerprint == other.fingerprint or one.draft or other.draft:
        return
    if one.header.publisher != other.header.publisher:
        return
    shared = _shared(one, other)
    if shared:
        raise Equivocation(
            expected=f"one statement with {shared}",
            found=f"{one.header.snapshot}, {one.fingerprint.hex()}, and "
            f"{other.header.snapshot}, {other.fingerprint.hex()}",
        )


def _shared(one: Claim, other: Claim) -> str:
    """What both statements have although only one may have it, "" if nothing."""
    if one.header.snapshot == other.header.snapshot:
        return f"the id {one.header.snapshot}"
    if one.header.liabilities_at == other.header.liabilities_at:
        return f"balances of {one.header.liabilities_at}"
    if one.statement.previous == other.statement.previous:
        named = one.statement.previous
        return f"{named.snapshot} before it" if named else "none before it"
    return ""


def _check_note(
    statement_data: bytes, note: bytes | None, key_line: str
) -> tuple[SignedNoteKind, bytes]:
    """The note's kind and the statement's SHA-256, if the key signed a note with that digest."""
    key = notes.parse_key(key_line)
    if note is None:
        raise NoteForm(expected="statement.note next to the statement", found="no such file")
    signed = notes.parse_note(note)
    notes.check_signature(signed, key)
    kind, signed_digest = notes.parse_text(signed.text, key.name)
    fingerprint = sha256(statement_data).digest()
    if kind is SignedNoteKind.SITE or signed_digest != fingerprint:
        raise StatementDigest(
            expected=f"a {SignedNoteKind.STATEMENT.value} {fingerprint.hex()}",
            found=f"a {kind.value} {signed_digest.hex()}",
        )
    return kind, fingerprint
