"""The messages that a publisher should sign, one for each address of its list."""

from __future__ import annotations

from dataclasses import dataclass

from proofpress.errors import InputError
from proofpress.reserves.wallets import Wallet
from proofpress_verify.ownership.wording import message_to_sign


@dataclass(frozen=True)
class Request:
    """An address, and the message that its key should sign."""

    network: str
    address: str
    message: str


def requests(
    rows: tuple[Wallet, ...], origin: str, snapshot: str, file: str
) -> tuple[Request, ...]:
    """One request for each address, in the list's order.

    Raises:
        InputError: a row names no block, so its message would not show how old it is.
    """
    found: dict[tuple[str, str], Request] = {}
    for number, row in enumerate(rows, 1):
        if (row.network, row.address) in found:
            continue
        if row.block_height is None or not row.block_hash:
            raise InputError(
                "no block height or no block hash",
                file=file,
                row=number,
                advice="Give both: a message that names a fresh block cannot have been signed "
                "before it.",
            )
        message = message_to_sign(origin, snapshot, row.address, row.block_height, row.block_hash)
        found[row.network, row.address] = Request(row.network, row.address, message)
    return tuple(found.values())
