"""What a wallet list adds up to, as the statement claims it.

The rule is the verifier's (`proofpress_verify.reserves`), since everyone adds the list up again. A
totals block of a published list may cover more than its rows, but nobody can check what has no
address: what it states is shown beside, and the difference is a note of the list.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofpress.errors import InputError
from proofpress.reserves.wallets import WalletList
from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.records import ReserveClaim
from proofpress_verify.reserves import totals


def reserve_claims(wallets: WalletList, decimals: Mapping[str, int]) -> tuple[ReserveClaim, ...]:
    """What the list's rows hold of each asset that they count as, sorted by asset.

    `decimals` are the assets' own; where a balance needs more digits, the claim has as many as are
    needed, since rounding would change it.

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
