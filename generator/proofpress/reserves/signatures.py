"""Checking the ownership signatures of a wallet list, at build time."""

from __future__ import annotations

from collections.abc import Iterator

from proofpress.reserves.fast_curve import fastest_curve
from proofpress.reserves.wallets import Wallet
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.curve import Curve
from proofpress_verify.ownership.outcome import Outcome


def check_rows(rows: tuple[Wallet, ...], curve: Curve | None = None) -> Iterator[Outcome]:
    """The outcome of every row, in order. The default is the fastest curve installed."""
    chosen = fastest_curve() if curve is None else curve
    # Lists repeat an address, with the same signature, for each of its tokens.
    known: dict[OwnershipClaim, Outcome] = {}
    for row in rows:
        claim = claim_of(row)
        if claim not in known:
            known[claim] = check(claim, chosen)
        yield known[claim]


def claim_of(row: Wallet) -> OwnershipClaim:
    """The row's claim of who controls its address."""
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
