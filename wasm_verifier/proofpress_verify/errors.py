"""One class for each check outside the core that can fail: codes, statements, notes, saved proofs.

The checks of the core are in `core.errors`, and so is what all of them have in common.
"""

from __future__ import annotations

from .core.errors import Attribution, CopyError, ProofError, PublisherError


class CodeError(ProofError, to=Attribution.INPUT):
    """The code as typed cannot be used; says nothing about the publisher."""


class CodeForm(CodeError):
    """The text is not a code: wrong prefix, length, letters, or checksum."""


class CodeVersion(CodeError):
    """A code of a version that this verifier does not know."""


class CodePublisher(ProofError, to=Attribution.UNDETERMINED):
    """The code names another publisher than the one that signed the statement."""


class SavedProofForm(CodeError):
    """The file is not a saved proof, or not a whole one."""


class SavedProofEntry(CodeError):
    """The key of a saved proof opens no entry of the file in it. It shows nothing to anyone."""


class SavedProofCode(CodeError):
    """The saved proof is of another code than the one that was typed."""


class SavedProofSource(CodeError):
    """The saved proof is not of the publisher or statement that it was compared with."""


class StatementCanonical(CopyError):
    """The statement is not canonical JSON, so no signature can be looked for."""


class NoteForm(CopyError):
    """The note that should carry the signature is absent or not a signed note."""


class KeyForm(CopyError):
    """The statement's first key is not an Ed25519 key as the format encodes it."""


class Signature(CopyError):
    """No valid signature by the publisher's key is under the note."""


class StatementDigest(CopyError):
    """The signed note is about other bytes than the statement at hand."""


class SnapshotId(CopyError):
    """A validly signed statement of another snapshot than the one asked for."""


class NotServedAsSigned(ProofError, to=Attribution.PUBLISHER):
    """The publisher's own copy is not what the publisher signed."""


class UnsupportedError(ProofError, to=Attribution.VERIFIER):
    """Signed, but of a kind that this verifier cannot read."""


class FormatVersion(UnsupportedError):
    """The header is of another format version."""


class FingerprintForm(CodeError):
    """What was typed is not a fingerprint."""


class Fingerprint(ProofError, to=Attribution.UNDETERMINED):
    """Signed, and not the statement whose fingerprint was typed."""


class Equivocation(PublisherError):
    """Two statements, both signed by the publisher, that contradict each other."""


class StatementMember(PublisherError):
    """A member of the signed statement is absent, surplus, or of the wrong form."""


class PublisherId(PublisherError):
    """The header names another publisher than the statement's first key gives."""


class Previous(PublisherError):
    """The statement named as the previous one is another, or not an earlier one."""


class Columns(PublisherError):
    """The columns contradict each other or the rules of the format."""


class Groups(PublisherError):
    """The groups overlap, mix scopes, or name a column that does not exist."""


class TotalsShape(PublisherError):
    """The totals do not list every column exactly once."""


class Reserves(PublisherError):
    """The reserve figures contradict each other or the columns."""


class Manifest(PublisherError):
    """The signed manifest is malformed, or contradicts the signed statement."""


class WalletsForm(PublisherError):
    """The signed wallet list is not encoded as the format says."""


class ReservesList(PublisherError):
    """The statement claims other reserves than the signed wallet list adds up to."""


class Kinds(PublisherError):
    """The kinds of rows contradict each other or what was left out."""


class OwnIssued(PublisherError):
    """The own-issued assets are out of order, or not assets of this statement."""


class AssetNames(PublisherError):
    """Two names of assets or groups look alike."""


class NextDue(PublisherError):
    """The next snapshot is due before this one, or more than a year after it."""


class Prices(PublisherError):
    """The prices are out of order, not above zero, or not of assets of this statement."""


class Identity(ProofError, to=Attribution.UNDETERMINED):
    """The leaf is bound to something other than what was typed."""


class IdentityForm(CodeError):
    """What was typed cannot be an identity, or the snapshot binds none."""
