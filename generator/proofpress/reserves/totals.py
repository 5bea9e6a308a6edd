"""The reserves that a statement claims: the sums of a wallet list.

The verifier defines the rule (`proofpress_verify.reserves`), because everyone adds up the list
again. The totals block of a published list may cover more than its rows, but nobody can check
coins without an address. So it adds nothing to the claims, and the difference is a note.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofpress.errors import InputError
from proofpress.reserves.wallets import WalletList
from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.records import ReserveClaim
from proofpress_verify.reserves import totals


def reserve_claims(wallets: WalletList, decimals: Mapping[str, int]) -> tuple[ReserveClaim, ...]:
    """The reserves of each asset that the list's rows count as, sorted by asset.

    `decimals` are those of the assets. If a balance needs more, the claim has more: rounding
    would change the amount.

    Raises:
        InputError: an asset's reserves reach 2**128 base units.
    """
    summed = totals([row.holding for row in wallets.rows])
    return tuple(_checked(total.claim(decimals.get(total.asset, 0))) for total in summed)


def _checked(claim: ReserveClaim) -> ReserveClaim:
    if claim.amount >= LIMIT:
        raise InputError(
            f"the reserves of {claim.asset} reach 2^128 base units of {claim.decimals} decimals",
            advice=f"Give the balances of {claim.asset} with fewer decimals.",
        )
    return claim
