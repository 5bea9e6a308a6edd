"""One class for each check outside the core that can fail: codes, statements, notes, saved proofs.

The checks of the core are in `core.errors`, together with the base classes of all checks.
"""

from __future__ import annotations

from .core.errors import Attribution, CopyError, ProofError, PublisherError


class CodeError(ProofError, to=Attribution.INPUT):
    """What was typed or opened here cannot be used. It says nothing about the publisher."""


class CodeForm(CodeError):
    """The text is not a code: wrong prefix, length, letters, or checksum."""


class CodeVersion(CodeError):
    """A code of a version that this verifier does not know."""


class CodePublisher(ProofError, to=Attribution.UNDETERMINED):
    """The code names another publisher than the one that signed the statement."""


class SavedProofForm(CodeError):
    """The file is not a saved proof, or not a whole one."""


class SavedProofEntry(CodeError):
    """The key in a saved proof decrypts no entry of the file in it, so it proves nothing."""


class SavedProofCode(CodeError):
    """The saved proof is of another code than the one that was typed."""


class SavedProofSource(CodeError):
    """The saved proof is not of the publisher that it was compared with."""


class StatementCanonical(CopyError):
    """The statement is not canonical JSON, so its signature cannot be checked."""


class NoteForm(CopyError):
    """The note that should carry the signature is absent or not a signed note."""


class KeyForm(CopyError):
    """The statement's first key is not an Ed25519 key as the format encodes it."""


class Signature(CopyError):
    """The note has no valid signature by the publisher's key."""


class StatementDigest(CopyError):
    """The signed note is about other bytes than the statement at hand."""


class SnapshotId(CopyError):
    """A validly signed statement of another snapshot than the one asked for."""


class NotServedAsSigned(ProofError, to=Attribution.PUBLISHER):
    """The publisher's own copy is not what the publisher signed."""


class UnsupportedError(ProofError, to=Attribution.VERIFIER):
    """It is signed, but this verifier cannot read it."""


class FormatVersion(UnsupportedError):
    """The header is of another format version."""


class FingerprintForm(CodeError):
    """What was typed is not a fingerprint."""


class Fingerprint(ProofError, to=Attribution.UNDETERMINED):
    """The signed statement is not the one whose fingerprint was typed."""


class Equivocation(PublisherError):
    """Two statements, both signed by the publisher, that contradict each other."""


class StatementMember(PublisherError):
    """A member of the signed statement is missing, unknown, or of the wrong form."""


class PublisherId(PublisherError):
    """The header names another publisher than the one that has the statement's first key."""


class Previous(PublisherError):
    """The statement before this one is not the one that this one names, or not an earlier one."""


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
