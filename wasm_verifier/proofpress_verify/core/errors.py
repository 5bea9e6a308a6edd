"""One class for each check of the core that can fail, named as the check: ShardSalt, shard-salt.

A `ProofError` is a finding about the proof. Anything else that is raised is a fault in this
program and must never be shown as a bad proof.
"""

import re
from enum import Enum
from typing import ClassVar


class Attribution(Enum):
    """What a failed check is attributed to."""

    INPUT = "input"
    COPY = "copy"
    PUBLISHER = "publisher"
    VERIFIER = "verifier"
    UNDETERMINED = "undetermined"


class ProofError(Exception):
    """A check that failed: what was expected, what was found, and where."""

    check: ClassVar[str]
    attribution: ClassVar[Attribution]

    def __init_subclass__(cls, to: Attribution | None = None) -> None:
        cls.attribution = to or cls.attribution
        cls.check = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __init__(self, *, expected: str, found: str, where: str = "") -> None:
        self.expected = expected
        self.found = found
        self.where = where
        place = f" ({where})" if where else ""
        super().__init__(f"{self.check}{place}: expected {expected}, found {found}")


# Format document, "Order of checks": a line for each check.
# fmt: off
class CopyError(ProofError, to=Attribution.COPY): """Not what was signed; another copy may be."""
class PublisherError(ProofError, to=Attribution.PUBLISHER): """Signed, and wrong."""
class FileSize(CopyError): """A shard file's length does not follow from the counts in it."""
class FilesRoot(CopyError): """A shard file does not lead to the signed root of all shard files."""
class ShardVersion(PublisherError): """A shard file of another format version."""
class ShardHeader(PublisherError): """A shard file of another header: its D differs."""
class ShardNumber(PublisherError): """A shard file with another shard's number."""
class ShardSmall(PublisherError): """A shard of several with some accounts, but too few."""
class Filler(PublisherError): """A byte that must be zero is not, or an empty shard has data."""
class TagOrder(PublisherError): """The tags of a shard are not strictly ascending."""
class TagAbsent(ProofError, to=Attribution.UNDETERMINED): """No tag belongs to this code."""
class RecordPlace(PublisherError): """The account's record is outside the heap."""
class RecordForm(PublisherError): """The account's record is not encoded as the format says."""
class SumsForm(PublisherError): """A sum is not in its canonical encoding."""
class SumOverflow(PublisherError): """A sum reached 2**128."""
class ColumnUnknown(PublisherError): """A sum uses a column that the header does not list."""
class LeafCount(PublisherError): """The account's leaf does not count exactly one account."""
class CellPlace(PublisherError): """A sibling's encrypted sums are outside the heap."""
class SiblingCount(PublisherError): """A sibling's count is not the number of leaves under it."""
class ShardSalt(PublisherError): """The path leads to another shard root than that of the salt."""
class ShardCount(PublisherError): """The shard's sum of accounts is not its number of leaves."""
class RootPath(PublisherError): """The path above the shards is not encoded as the format says."""
class Root(PublisherError): """The path leads to another root than the signed one."""
class Totals(PublisherError): """The root's sums are not the published totals."""
# fmt: on
