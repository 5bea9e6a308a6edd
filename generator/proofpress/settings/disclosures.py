"""The `[disclosures]` table of a snapshot's file.

Each topic is a Markdown text, or the path of one if it ends in `.md`. All are optional.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class OtherReserveTable(msgspec.Struct, frozen=True):
    """Reserves off chain or with a third party (`[[disclosures.reserves]]`)."""

    what: str
    held: Literal["off-chain", "third-party"]
    counterparty: str
    asset: str = ""
    amount: str = ""
    attestation: str | None = None


class DisclosureTable(msgspec.Struct, frozen=True):
    """The table as written. Its topics have the names of `record.Topic`."""

    legal_entity: str = ""
    platforms_in_scope: str = ""
    platforms_out_of_scope: str = ""
    share_covered: str = ""
    other_liabilities: str = ""
    encumbrance: str = ""
    lending: str = ""
    staking: str = ""
    related_parties: str = ""
    prepared_by: str = ""
    attested_by: str = ""
    cadence: str = ""
    missed_dates: str = ""
    corrections: str = ""
    reserves: tuple[OtherReserveTable, ...] = ()
