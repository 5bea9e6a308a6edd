"""The chain of statements: each names the one before it, and no two contradict each other.

Format document, "Re-checking a snapshot" and "Signatures" (equivocation).
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from . import paths, statement
from .claim import Claim, check_claim, check_equivocation
from .core.errors import CopyError, ProofError
from .errors import Previous, SnapshotId, StatementDigest, StatementMember
from .forms import MAX_NOTE_SIZE, MAX_STATEMENT_SIZE
from .members import moment
from .sources import Source, SourceError


class Chain:
    """The released statements of a site. Each is read and checked only once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, Claim | None] = {}

    def check(self, claim: Claim) -> None:
        """Compare a statement with the others that the site has.

        Raises:
            Previous: what it says about the statement before it is wrong.
            CopyError: the statement before it is damaged in this copy.
            Equivocation: another statement contradicts it.
            SourceError: a file cannot be read.
        """
        self._check_previous(claim)
        others = self._others(claim)
        older = [other for other in others if _taken(other) < _taken(claim)]
        if claim.statement.previous is None and older:
            raise Previous(
                expected=f"the statement of {older[0].header.snapshot}",
                found="none",
                where=claim.header.snapshot,
            )
        for other in others:
            check_equivocation(other, claim)

    def _check_previous(self, claim: Claim) -> None:
        previous = claim.statement.previous
        if previous is None:
            return
        path = paths.statement_path(previous.snapshot)
        data = self._source.read_optional(path, MAX_STATEMENT_SIZE)
        if data is None:
            return
        digest = sha256(data).digest()
        if digest != previous.sha256:
            # Unsigned bytes are no evidence: a mirror that cut the older file off has such too.
            self._require_rival(claim.header.publisher, previous.snapshot, data, previous.sha256)
            raise Previous(
                expected=previous.sha256.hex(), found=digest.hex(), where=previous.snapshot
            )
        before = _liabilities_at(data, previous.snapshot)
        if moment(before) >= _taken(claim):
            raise Previous(
                expected=f"a moment before {claim.header.liabilities_at}",
                found=before,
                where=previous.snapshot,
            )

    def _require_rival(self, publisher: bytes, snapshot: str, data: bytes, expected: bytes) -> None:
        """Check that these bytes, which are not the expected ones, are a released statement.

        It must be the publisher's, and of this snapshot.

        Raises:
            CopyError: it is not, so this copy is damaged.
        """
        note = self._source.read_optional(paths.note_path(snapshot), MAX_NOTE_SIZE)
        other = _signed(data, note, snapshot)
        if other is None or other.draft or other.header.publisher != publisher:
            raise StatementDigest(
                expected=expected.hex(), found=sha256(data).hexdigest(), where=snapshot
            )
        if other.header.snapshot != snapshot:
            raise SnapshotId(expected=snapshot, found=other.header.snapshot, where=snapshot)

    def _others(self, claim: Claim) -> list[Claim]:
        """The other released statements of the same publisher that the site lists."""
        try:
            listed = self._source.snapshots()
        except SourceError:  # a single snapshot, without a list
            return []
        claims = (self._released(snapshot) for snapshot in listed)
        return [
            other
            for other in claims
            if other is not None
            and other.header.publisher == claim.header.publisher
            and other.fingerprint != claim.fingerprint
        ]

    def _released(self, snapshot: str) -> Claim | None:
        """A released snapshot's claim; None if it is a draft or its own check fails."""
        if snapshot not in self._known:
            self._known[snapshot] = self._read(snapshot)
        return self._known[snapshot]

    def _read(self, snapshot: str) -> Claim | None:
        data = self._source.read_optional(paths.statement_path(snapshot), MAX_STATEMENT_SIZE)
        note = self._source.read_optional(paths.note_path(snapshot), MAX_NOTE_SIZE)
        try:
            claim = check_claim(data or b"", note)
        except ProofError:
            return None
        return None if claim.draft else claim


def _signed(data: bytes, note: bytes | None, snapshot: str) -> Claim | None:
    """The claim in the folder of `snapshot`; None if it is signed, by any key, but wrong.

    Raises:
        CopyError: it is not signed.
    """
    try:
        return check_claim(data, note)
    except CopyError as error:
        raise type(error)(expected=error.expected, found=error.found, where=snapshot) from error
    except ProofError:
        return None


def _liabilities_at(data: bytes, snapshot: str) -> str:
    """The time of a statement whose digest was signed, so what is wrong with it was signed too."""
    try:
        return statement.decode(statement.parse(data)).header.liabilities_at
    except (CopyError, StatementMember) as error:
        raise Previous(expected="a statement", found=str(error), where=snapshot) from error


def _taken(claim: Claim) -> datetime:
    return moment(claim.header.liabilities_at)
