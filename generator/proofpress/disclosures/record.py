"""What a publisher discloses in addition to the proof, and its encoding as `disclosures.json`.

The file is an object in canonical JSON. A topic without a disclosure is absent, and the pages
say so. Texts are Markdown, as lists of lines, since canonical JSON has no newlines in strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from proofpress.errors import InputError
from proofpress_verify import canonical
from proofpress_verify.canonical import Json, NotCanonical

FILE = "disclosures.json"
MAX_FILE = 4 * 1024 * 1024


class Topic(Enum):
    """The topics of disclosures, in the order in which pages show them."""

    LEGAL_ENTITY = "legal_entity"
    PLATFORMS_IN_SCOPE = "platforms_in_scope"
    PLATFORMS_OUT_OF_SCOPE = "platforms_out_of_scope"
    SHARE_COVERED = "share_covered"
    OTHER_LIABILITIES = "other_liabilities"
    ENCUMBRANCE = "encumbrance"
    LENDING = "lending"
    STAKING = "staking"
    RELATED_PARTIES = "related_parties"
    PREPARED_BY = "prepared_by"
    ATTESTED_BY = "attested_by"
    CADENCE = "cadence"
    MISSED_DATES = "missed_dates"
    CORRECTIONS = "corrections"


class Held(Enum):
    """Where reserves are held that no wallet list can show."""

    OFF_CHAIN = "off-chain"
    THIRD_PARTY = "third-party"


@dataclass(frozen=True)
class Attachment:
    """A published file: its path within the snapshot, its SHA-256 in hex, its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class OtherReserve:
    """Reserves off chain or with a third party, as stated. No ratio includes them.

    `amount` is a decimal string in whole units of `asset`, or empty.
    """

    what: str
    held: Held
    counterparty: str
    asset: str
    amount: str
    attestation: Attachment | None


@dataclass(frozen=True)
class Disclosures:
    """All disclosures: Markdown by topic, without the topics that have none; other reserves."""

    texts: dict[Topic, str] = field(default_factory=dict)
    reserves: tuple[OtherReserve, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the publisher discloses nothing at all."""
        return not self.texts and not self.reserves


def encode(disclosed: Disclosures) -> bytes:
    """disclosures.json, byte for byte.

    Raises:
        InputError: a text has invisible characters, or the file would be too long.
    """
    members: dict[str, Json] = {
        topic.value: list[Json](text.split("\n")) for topic, text in disclosed.texts.items()
    }
    if disclosed.reserves:
        members["reserves"] = [_reserve_json(reserve) for reserve in disclosed.reserves]
    try:
        data = canonical.encode(members)
    except NotCanonical as error:
        raise InputError(
            f"the disclosures cannot be published: {error}",
            advice="Use plain visible characters; end lines with LF.",
        ) from error
    if len(data) > MAX_FILE:
        raise InputError(
            f"the disclosures have {len(data):,} bytes, more than the {MAX_FILE:,} allowed",
            advice="Shorten them, or attach a file.",
        )
    return data


def decode(data: bytes) -> Disclosures:
    """The disclosures in a published disclosures.json. Unknown members are ignored.

    Raises:
        InputError: it cannot be decoded.
    """
    try:
        value = canonical.decode(data, MAX_FILE)
        if not isinstance(value, dict):
            raise TypeError("not an object")
        texts = {topic: _text(value[topic.value]) for topic in Topic if topic.value in value}
        listed = value.get("reserves", [])
        if not isinstance(listed, list):
            raise TypeError("reserves is not a list")
        return Disclosures(texts, tuple(_reserve(item) for item in listed))
    except (NotCanonical, TypeError, KeyError, ValueError) as error:
        raise InputError(f"not readable: {error}", file=FILE) from error


def _reserve_json(reserve: OtherReserve) -> Json:
    attached = reserve.attestation
    members: dict[str, Json] = {
        "what": reserve.what,
        "held": reserve.held.value,
        "counterparty": reserve.counterparty,
        "asset": reserve.asset,
        "amount": reserve.amount,
    }
    if attached is not None:
        members["attestation"] = {
            "path": attached.path,
            "sha256": attached.sha256,
            "size": attached.size,
        }
    return members


def _reserve(value: Json) -> OtherReserve:
    if not isinstance(value, dict):
        raise TypeError("a reserve is not an object")
    attached = value.get("attestation")
    return OtherReserve(
        what=_word(value["what"]),
        held=Held(_word(value["held"])),
        counterparty=_word(value["counterparty"]),
        asset=_word(value["asset"]),
        amount=_word(value["amount"]),
        attestation=None if attached is None else _attachment(attached),
    )


def _attachment(value: Json) -> Attachment:
    if not isinstance(value, dict) or not isinstance(value["size"], int):
        raise TypeError("an attestation is not an object")
    return Attachment(_word(value["path"]), _word(value["sha256"]), value["size"])


def _text(value: Json) -> str:
    if not isinstance(value, list):
        raise TypeError("a text is not a list of lines")
    return "\n".join(_word(line) for line in value)


def _word(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
