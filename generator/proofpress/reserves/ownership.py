"""What the pages say of each row's ownership: the outcome, and how fresh its message is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proofpress_verify.ownership.outcome import Outcome, SignatureVerdict
from proofpress_verify.ownership.wording import Occasion, Wording, unchanged_since, wording

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .wallets import Wallet

Earlier = tuple[str, "Collection[str]"]
"""An earlier snapshot's id, and all signatures of its list."""


@dataclass(frozen=True)
class Ownership:
    """One row: whether its signature holds, what its message names, and how old it is at least.

    `wording` is None where nothing is signed. `since` is the oldest snapshot in whose list, and
    all those after it, the same signatures stand; None if the last list does not have them.
    """

    outcome: Outcome
    wording: Wording | None
    since: str | None

    @property
    def verdict(self) -> str:
        """The outcome as a word that templates know."""
        return self.outcome.verdict.value


@dataclass(frozen=True)
class OwnershipCounts:
    """How many rows of a list came to what."""

    valid: int
    invalid: int
    unsigned: int
    unsupported: int
    stale: int
    generic: int


def examine(
    rows: tuple[Wallet, ...],
    outcomes: Sequence[Outcome],
    names: tuple[str, ...],
    snapshot: str,
    earlier: Sequence[Earlier],
) -> tuple[Ownership, ...]:
    """Every row of a list with its outcome, in order.

    `names` are the publisher's, `earlier` is newest first.
    """
    occasions = _occasions(rows, names, snapshot)
    return tuple(
        Ownership(
            outcome,
            wording(row.message, occasions[row.network]) if row.is_signed else None,
            unchanged_since(row.signatures, earlier),
        )
        for row, outcome in zip(rows, outcomes, strict=True)
    )


def _occasions(
    rows: tuple[Wallet, ...], names: tuple[str, ...], snapshot: str
) -> dict[str, Occasion]:
    """What a message can name, by network: its blocks are those of any row there."""
    heights: dict[str, set[int]] = {}
    hashes: dict[str, set[str]] = {}
    for row in rows:
        heights.setdefault(row.network, set()).update(
            () if row.block_height is None else (row.block_height,)
        )
        hashes.setdefault(row.network, set()).update((row.block_hash,) if row.block_hash else ())
    return {
        network: Occasion(names, snapshot, tuple(heights[network]), tuple(hashes[network]))
        for network in heights
    }


def signatures_of(rows: tuple[Wallet, ...]) -> frozenset[str]:
    """All signatures of a list."""
    return frozenset(signature for row in rows for signature in row.signatures)


def counts(found: tuple[Ownership, ...]) -> OwnershipCounts:
    """How many rows came to what; stale and generic ones are among the valid."""
    verdicts = Counter(each.outcome.verdict for each in found)
    valid = [each for each in found if each.outcome.is_valid]
    return OwnershipCounts(
        valid=verdicts[SignatureVerdict.VALID],
        invalid=verdicts[SignatureVerdict.INVALID],
        unsigned=verdicts[SignatureVerdict.UNSIGNED],
        unsupported=verdicts[SignatureVerdict.UNSUPPORTED],
        stale=sum(each.since is not None for each in valid),
        generic=sum(each.wording is not None and each.wording.is_generic for each in valid),
    )
