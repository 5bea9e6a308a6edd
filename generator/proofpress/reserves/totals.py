"""What a wallet list adds up to, as the statement claims it.

Reserves are the rows with addresses, and nothing else: a totals block of the list may
cover more than its rows, but nobody can check what has no address. What it states is
shown beside, and the difference is a note of the list.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofpress_verify.records import ReserveClaim

from ..errors import InputError
from .decimals import LIMIT, add, align
from .notes import counted
from .wallets import Form, Wallet, WalletList


def reserve_claims(wallets: WalletList, decimals: Mapping[str, int]) -> tuple[ReserveClaim, ...]:
    """What the list's rows hold of each asset that they count as, sorted by asset.

    Every form counts towards `amount`, native rows alone towards `native`. The same
    coins listed twice count once. `decimals` are the assets' own; where a balance needs
    more digits, the claim has as many as are needed, since rounding would change it.

    Raises:
        InputError: an asset's reserves reach 2**128 base units.
    """
    by_asset: dict[str, list[Wallet]] = {}
    for row in wallets.rows:
        by_asset.setdefault(row.counts_as, [])
    for row in counted(wallets.rows):
        by_asset[row.counts_as].append(row)
    return tuple(
        _claim(asset, rows, decimals.get(asset, 0)) for asset, rows in sorted(by_asset.items())
    )


def _claim(asset: str, rows: list[Wallet], decimals: int) -> ReserveClaim:
    amount, needed = add((row.balance or 0, row.decimals) for row in rows)
    most = max(decimals, needed)
    total = align((amount, needed), most)
    if total >= LIMIT:
        raise InputError(
            f"the reserves of {asset} reach 2^128 base units of {most} decimals",
            advice=f"Give the balances of {asset} with fewer decimals.",
        )
    native = add((row.balance or 0, row.decimals) for row in rows if row.form is Form.NATIVE)
    return ReserveClaim(asset, most, total, align(native, most))
