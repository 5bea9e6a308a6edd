"""Proof of ownership as pages show it: each row's outcome, and how fresh its message is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from proofpress.reserves.wallets import Wallet
from proofpress_verify.ownership.outcome import Outcome, SignatureVerdict
from proofpress_verify.ownership.wording import Occasion, Wording, unchanged_since, wording

Earlier = tuple[str, "Collection[str]"]
"""An earlier snapshot's id and all signatures of its list."""


@dataclass(frozen=True)
class Ownership:
    """One row: whether its signature is valid, what its message names, and its minimum age.

    `wording` is None for an unsigned row. `since` is the oldest snapshot from which every list
    has had the same signatures; None if the list before this one does not have them.
    """

    outcome: Outcome
    wording: Wording | None
    since: str | None

    @property
    def verdict(self) -> str:
        """The outcome as the word that templates compare with."""
        return self.outcome.verdict.value


@dataclass(frozen=True)
class OwnershipCounts:
    """How many rows of a list have each outcome."""

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
    """The ownership of every row of a list, in order.

    `names` are the publisher's names; `earlier` is newest first.
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
    """What a message can name, by network: the blocks of all rows on that network."""
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
    """How many rows have each outcome. Stale and generic rows are among the valid ones."""
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
