"""What a row of a wallet list says about who controls an address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnershipClaim:
    """An address, a message and its signatures, as written in the list.

    `network` is a network's name such as "bitcoin", or empty if it has to follow from the address.
    `scheme` is the rule that the list says was used (a `SignatureRule` value), or empty.
    `redeem_script` is hex. `owners` are addresses that sign for a contract's address.
    """

    address: str
    message: str
    signatures: tuple[str, ...]
    network: str = ""
    scheme: str = ""
    public_keys: tuple[str, ...] = ()
    redeem_script: str = ""
    owners: tuple[str, ...] = ()
