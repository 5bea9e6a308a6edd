r"""Messages signed by TRON keys.

The key follows as for Ethereum; the address is Base58Check of  41 ‖ the last 20 bytes of
Keccak-256 of the key. Three digests are in use, all with TRON's own prefix:

    tron-message  Keccak-256("\x19TRON Signed Message:\n" ‖ length in decimal ‖ text)  (TIP-191)
    tron-fixed    the older kind: the length is always "32", even if the text has another one
    tron-keccak   as tron-fixed, over the 32 bytes of Keccak-256(text), as in OKX's lists
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from . import base58
from .curve import key_name
from .ethereum import account_of, recovered_key
from .keccak import keccak256
from .outcome import Outcome, SignatureRule, invalid, unsupported, valid
from .recoverable import from_hex

if TYPE_CHECKING:
    from .claim import OwnershipClaim
    from .curve import Curve

_VERSION = 0x41
_PREFIX = b"\x19TRON Signed Message:\n"
RULES = (SignatureRule.TRON_MESSAGE, SignatureRule.TRON_FIXED, SignatureRule.TRON_KECCAK)


def parse_address(text: str) -> bytes | None:
    """The 20 bytes of an address, None if it is not one."""
    payload = base58.decode_check(text)
    if payload is None or len(payload) != 21 or payload[0] != _VERSION:
        return None
    return payload[1:]


def check(claim: OwnershipClaim, rules: tuple[SignatureRule, ...], curve: Curve) -> Outcome:
    """Whether the address's key signed the message by one of `rules`."""
    address = parse_address(claim.address)
    if address is None:
        return invalid("not an address of TRON")
    if len(claim.signatures) != 1 or claim.owners:
        return unsupported("several signatures, or owners, for an address of TRON")
    parsed = from_hex(claim.signatures[0])
    if parsed is None or parsed.mark not in (0, 1, 27, 28):
        return invalid("the signature is not 65 bytes of hex that end with 00, 01, 1b or 1c")
    for rule in rules:
        key = recovered_key(digest(rule, claim.message), parsed, curve)
        if key is not None and account_of(key) == address:
            return valid(rule, (key_name(key),))
    return invalid("another key signed, or another message was signed")


@lru_cache(maxsize=64)
def digest(rule: SignatureRule, message: str) -> bytes:
    """The 32 bytes that are signed by this rule. Cached, since lists repeat their messages."""
    text = message.encode()
    if rule is SignatureRule.TRON_MESSAGE:
        return keccak256(_PREFIX + str(len(text)).encode() + text)
    return keccak256(
        _PREFIX + b"32" + (keccak256(text) if rule is SignatureRule.TRON_KECCAK else text)
    )
