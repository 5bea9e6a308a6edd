"""One class for each reason a check can fail.

Every class says which check it is (`check`, a stable name that vectors and scripts use),
whose doing the failure is (`whose`), and in plain words what it means (`title`). An
instance adds the two values that should have been equal, as text.

A `ProofError` is a finding about the proof. Anything else that is raised is a fault in
this program and must never be reported as a bad proof.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class Whose(Enum):
    """Whose doing a failed check is."""

    CUSTOMER = "customer"
    COPY = "copy"
    PUBLISHER = "publisher"
    VERIFIER = "proofpress"


class ProofError(Exception):
    """A check that did not hold: what was expected, what was found, and where."""

    check: ClassVar[str]
    whose: ClassVar[Whose]
    title: ClassVar[str]

    def __init__(self, *, expected: str, found: str, where: str = "") -> None:
        self.expected = expected
        self.found = found
        self.where = where
        place = f" ({where})" if where else ""
        super().__init__(f"{self.check}{place}: expected {expected}, found {found}")


class CodeError(ProofError):
    """The code as typed cannot be used; says nothing about the publisher."""

    whose = Whose.CUSTOMER


class CodeSpelling(CodeError):
    """The text is not a code: wrong prefix, length, letters, or checksum."""

    check = "code-spelling"
    title = "This code is not spelled correctly"


class CodeVersion(CodeError):
    """A well-spelled code of a version that this verifier does not know."""

    check = "code-version"
    title = "This code is of a newer kind than this verifier knows"


class CodePublisher(CodeError):
    """The code names another publisher than the one that signed the statement."""

    check = "code-publisher"
    title = "This code is from another publisher"


class SavedProofForm(CodeError):
    """The file is not a saved proof, or not a whole one."""

    check = "saved-proof-form"
    title = "This file is not a saved proof"


class SavedProofEntry(CodeError):
    """The key of a saved proof opens no entry of the file in it. It shows nothing to anyone."""

    check = "saved-proof-entry"
    title = "This saved proof opens no entry"


class SavedProofCode(CodeError):
    """The saved proof is of another code than the one that was typed."""

    check = "saved-proof-code"
    title = "This saved proof is not of your code"


class SavedProofSource(CodeError):
    """The saved proof is not of the publisher or statement that it was compared with."""

    check = "saved-proof-source"
    title = "This saved proof comes from elsewhere"


class CopyError(ProofError):
    """These bytes are not what the publisher signed; another copy may be."""

    whose = Whose.COPY


class StatementUnreadable(CopyError):
    """The statement is not canonical JSON, so no signature can be looked for."""

    check = "statement-canonical"
    title = "The statement in this copy cannot be read"


class NoteUnreadable(CopyError):
    """The note that should carry the signature is absent or not a signed note."""

    check = "note-form"
    title = "The signature file in this copy cannot be read"


class KeyUnreadable(CopyError):
    """The statement's first key is not the spelling of an Ed25519 key."""

    check = "key-form"
    title = "The publisher's key in this copy cannot be read"


class SignatureInvalid(CopyError):
    """No valid signature by the publisher's key stands under the note."""

    check = "signature"
    title = "The signature does not fit the publisher's key"


class StatementDigest(CopyError):
    """The signed note is about other bytes than the statement at hand."""

    check = "statement-digest"
    title = "The statement in this copy is not the one that was signed"


class SnapshotId(CopyError):
    """A validly signed statement of another snapshot than the one asked for."""

    check = "snapshot-id"
    title = "This copy holds another snapshot in the place of the one you chose"


class ShardFileSize(CopyError):
    """A shard file's length does not follow from its own counts."""

    check = "file-size"
    title = "The shard file in this copy has the wrong length"


class FilesRoot(CopyError):
    """A shard file does not lead to the signed root of all shard files."""

    check = "files-root"
    title = "The shard file in this copy is not the one that was signed"


class NotServedAsSigned(ProofError):
    """The publisher's own copy is not what the publisher signed."""

    check = "not-served-as-signed"
    whose = Whose.PUBLISHER
    title = "The publisher does not serve what it signed"


class UnsupportedError(ProofError):
    """Signed, but of a kind that this verifier cannot read."""

    whose = Whose.VERIFIER


class FormatVersion(UnsupportedError):
    """The header is of another format version."""

    check = "format-version"
    title = "This snapshot needs another version of the verifier"


class ModeUnsupported(UnsupportedError):
    """The header is of a mode that this verifier does not read."""

    check = "mode"
    title = "This snapshot is published in a way this verifier does not read"


class VerifierVersion(UnsupportedError):
    """The statement asks for a newer verifier than this one."""

    check = "verifier-version"
    title = "This snapshot asks for a newer verifier"


class PublisherError(ProofError):
    """Signed by the publisher, and wrong."""

    whose = Whose.PUBLISHER


class Fingerprint(PublisherError):
    """Signed, and another statement than the one it was compared with."""

    check = "fingerprint"
    title = "You are shown another statement than the one you compared it with"


class StatementMember(PublisherError):
    """A member of the signed statement is absent, surplus, or of the wrong form."""

    check = "statement-member"
    title = "The signed statement is malformed"


class PublisherId(PublisherError):
    """The header names another publisher than the statement's first key gives."""

    check = "publisher-id"
    title = "The statement names one publisher and carries the key of another"


class PreviousStatement(PublisherError):
    """The statement named as the previous one is another, or not an earlier one."""

    check = "previous"
    title = "The chain of statements is broken"


class ColumnMeaning(PublisherError):
    """The columns contradict each other or the rules of the format."""

    check = "columns"
    title = "The signed list of columns is contradictory"


class GroupMeaning(PublisherError):
    """The groups overlap, mix scopes, or name a column that does not exist."""

    check = "groups"
    title = "The signed list of groups is contradictory"


class TotalsShape(PublisherError):
    """The totals do not list every column exactly once."""

    check = "totals-shape"
    title = "The published totals do not list every column"


class ReservesMeaning(PublisherError):
    """The reserve figures contradict each other or the columns."""

    check = "reserves"
    title = "The published reserve figures are contradictory"


class KindsMeaning(PublisherError):
    """The kinds of rows contradict each other or what was left out."""

    check = "kinds"
    title = "The signed list of kinds is contradictory"


class OwnIssuedMeaning(PublisherError):
    """The own-issued assets are out of order, or not assets of this statement."""

    check = "own-issued"
    title = "The signed list of the publisher's own tokens is contradictory"


class PricesMeaning(PublisherError):
    """The prices are out of order, not above zero, or not of assets of this statement."""

    check = "prices"
    title = "The published prices are contradictory"


class ShardVersion(PublisherError):
    """A signed shard file has another format version than the statement."""

    check = "shard-version"
    title = "The signed shard file is of another format version"


class ShardHeader(PublisherError):
    """A signed shard file belongs to another header (its D differs)."""

    check = "shard-header"
    title = "The signed shard file belongs to another snapshot"


class ShardNumber(PublisherError):
    """A signed shard file carries another shard's number."""

    check = "shard-number"
    title = "The signed shard file is of another shard"


class ShardSmall(PublisherError):
    """A shard of several has accounts, but fewer than 100."""

    check = "shard-small"
    title = "The signed shard file holds too few accounts to hide one among them"


class ShardFiller(PublisherError):
    """The filler after the top path is not zero bytes."""

    check = "filler"
    title = "The signed shard file holds hidden bytes"


class TagOrder(PublisherError):
    """The tags of a shard are not strictly ascending."""

    check = "tag-order"
    title = "The signed shard file lists its accounts out of order or twice"


class TagAbsent(ProofError):
    """No account of the signed shard belongs to this code."""

    check = "tag-absent"
    whose = Whose.PUBLISHER
    title = "Not counted under this code"


class RecordPlace(PublisherError):
    """The account's sealed pointer leads outside the heap."""

    check = "record-place"
    title = "The account's sealed record lies outside the file"


class RecordForm(PublisherError):
    """The account's record is not spelled as the format says."""

    check = "record-form"
    title = "The account's sealed record is malformed"


class SumsForm(PublisherError):
    """A sum is not in its one legal spelling."""

    check = "sums-form"
    title = "A sum is not spelled as the format says"


class SumOverflow(PublisherError):
    """A sum reached 2**128."""

    check = "sum-overflow"
    title = "A sum is larger than the format allows"


class ColumnUnknown(PublisherError):
    """A sum uses a column that the header does not list."""

    check = "column-unknown"
    title = "A balance stands in a column that was never declared"


class LeafCount(PublisherError):
    """The account's own leaf does not count exactly one account."""

    check = "leaf-count"
    title = "The account's entry does not count as one account"


class CellPlace(PublisherError):
    """A sibling's sealed sums lie outside the heap."""

    check = "cell-place"
    title = "A neighbour's sealed sums lie outside the file"


class SiblingCount(PublisherError):
    """A sibling counts another number of accounts than the tree's shape gives it."""

    check = "sibling-count"
    title = "A neighbouring part of the tree counts the wrong number of accounts"


class ShardCount(PublisherError):
    """The shard's sum of accounts is not the number of its leaves."""

    check = "shard-count"
    title = "The shard counts the wrong number of accounts"


class ShardSalt(PublisherError):
    """The path inside the shard leads to another shard root than the file's salt names."""

    check = "shard-salt"
    title = "The account's path does not lead to this shard's root"


class TopPathForm(PublisherError):
    """The sealed path above the shards is not spelled as the format says."""

    check = "top-path"
    title = "The path from the shard to the root is malformed"


class RootMismatch(PublisherError):
    """The path leads to another root than the signed one."""

    check = "root"
    title = "The account's path does not lead to the published root"


class TotalsMismatch(PublisherError):
    """The root's sums are not the published totals."""

    check = "totals"
    title = "The published totals are not the sums of the tree"


class IdentityMismatch(ProofError):
    """The leaf is bound to something other than what was typed."""

    check = "identity"
    whose = Whose.CUSTOMER
    title = "Bound to something other than what you typed"


class IdentityForm(CodeError):
    """What was typed cannot be an identity, or the snapshot binds none."""

    check = "identity-form"
    title = "What you typed cannot be looked up"
