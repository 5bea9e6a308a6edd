r"""Messages signed by Ethereum keys, for Ethereum and every network with its addresses.

The key follows from  r ‖ s ‖ mark  (mark 27 or 28, or 0 or 1) and the digest; the address is the
last 20 bytes of Keccak-256 of the key. Capital letters in an address (EIP-55) are a checksum
against typing mistakes and are not compared. Three digests are in use:

    eip191         Keccak-256("\x19Ethereum Signed Message:\n" ‖ length in decimal ‖ text)
    eip191-keccak  the same over the 32 bytes of Keccak-256(text), as in OKX's lists
    keccak         Keccak-256(text), without any prefix, as in HTX's lists
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from .curve import key_name
from .keccak import keccak256
from .outcome import Outcome, SignatureRule, invalid, unsupported, valid
from .recoverable import Recoverable, from_hex

if TYPE_CHECKING:
    from .claim import OwnershipClaim
    from .curve import Curve

_ADDRESS = re.compile(r"0x([0-9a-fA-F]{40})", re.ASCII)
_PREFIX = b"\x19Ethereum Signed Message:\n"
RULES = (SignatureRule.EIP191, SignatureRule.EIP191_KECCAK, SignatureRule.KECCAK)


def parse_address(text: str) -> bytes | None:
    """The 20 bytes of an address, None if it is not one."""
    match = _ADDRESS.fullmatch(text)
    return None if match is None else bytes.fromhex(match[1])


def check(claim: OwnershipClaim, rules: tuple[SignatureRule, ...], curve: Curve) -> Outcome:
    """Whether the address's key signed the message by one of `rules`."""
    if claim.owners:
        return _check_owners(claim, rules, curve)
    address = parse_address(claim.address)
    if address is None:
        return unsupported("not an address of a key: 0x and 40 hex digits")
    if len(claim.signatures) != 1:
        return unsupported(f"{len(claim.signatures)} signatures for the address of one key")
    return check_one(address, claim.message, claim.signatures[0], rules, curve)


def check_one(
    address: bytes, message: str, signature: str, rules: tuple[SignatureRule, ...], curve: Curve
) -> Outcome:
    """Whether the key of `address` (20 bytes) made this signature by one of `rules`."""
    parsed = from_hex(signature)
    if parsed is None or parsed.mark not in (0, 1, 27, 28):
        return invalid("the signature is not 65 bytes of hex that end with 00, 01, 1b or 1c")
    for rule in rules:
        key = recovered_key(digest(rule, message), parsed, curve)
        if key is not None and account_of(key) == address:
            return valid(rule, (key_name(key),))
    return invalid("another key signed, or another message was signed")


def recovered_key(digest: bytes, signature: Recoverable, curve: Curve) -> bytes | None:
    """The key (65 bytes) that signed `digest`, None if there is none."""
    return curve.recover(digest, signature.r, signature.s, signature.mark % 27)


def account_of(key: bytes) -> bytes:
    """The 20 bytes of the address of a key of 65 bytes."""
    return keccak256(key[1:])[-20:]


@lru_cache(maxsize=64)
def digest(rule: SignatureRule, message: str) -> bytes:
    """The 32 bytes that are signed by this rule. Cached, since lists repeat their messages."""
    text = message.encode()
    if rule is SignatureRule.KECCAK:
        return keccak256(text)
    signed = keccak256(text) if rule is SignatureRule.EIP191_KECCAK else text
    return keccak256(_PREFIX + str(len(signed)).encode() + signed)


def _check_owners(claim: OwnershipClaim, rules: tuple[SignatureRule, ...], curve: Curve) -> Outcome:
    """Check signatures by a contract's owners. What they control can be seen only on the chain."""
    if len(claim.signatures) != len(claim.owners):
        return unsupported(
            f"{len(claim.owners)} owners and {len(claim.signatures)} signatures:"
            " which signed is not decided here"
        )
    names: list[str] = []
    for owner, signature in zip(claim.owners, claim.signatures, strict=True):
        address = parse_address(owner)
        if address is None:
            return unsupported("an owner is not an address of a key")
        outcome = check_one(address, claim.message, signature, rules, curve)
        if outcome.rule is None:
            return invalid(f"owner {owner}: {outcome.reason}")
        names.append(f"{owner} ({outcome.rule.value})")
    return unsupported(
        f"signed by {' and '.join(names)}; that these control the address is not shown here"
    )
