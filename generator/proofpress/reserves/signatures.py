"""The ownership signatures of a wallet list, checked at build time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim

from .fast_curve import fastest_curve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofpress_verify.ownership.curve import Curve
    from proofpress_verify.ownership.outcome import Outcome

    from .wallets import Wallet


def check_rows(rows: tuple[Wallet, ...], curve: Curve | None = None) -> Iterator[Outcome]:
    """The outcome of every row, in their order, by the fastest curve if none is given."""
    chosen = fastest_curve() if curve is None else curve
    # A list repeats addresses with the same signature for each of their tokens.
    known: dict[OwnershipClaim, Outcome] = {}
    for row in rows:
        claim = claim_of(row)
        if claim not in known:
            known[claim] = check(claim, chosen)
        yield known[claim]


def claim_of(row: Wallet) -> OwnershipClaim:
    """What the row says about who controls its address."""
    return OwnershipClaim(
        address=row.address,
        message=row.message,
        signatures=row.signatures,
        network=row.network,
        scheme=row.scheme,
        public_keys=row.public_keys,
        redeem_script=row.redeem_script,
        owners=row.owners,
    )
