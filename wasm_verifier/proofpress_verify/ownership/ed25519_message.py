r"""Messages signed by Ed25519 keys (RFC 8032), for Solana, Algorand, Aptos and Sui.

    ed25519      over the bare text, as in HTX's lists
    okx-ed25519  over  size ‖ "OKX Signed Message:\n" ‖ size ‖ text,  as in OKX's lists

On Solana the address is the public key in Base58. On Algorand it is the key and four bytes of
checksum in Base32; the checksum is not checked, since the key itself has to sign. On Aptos it is
SHA3-256 of  key ‖ 00,  on Sui BLAKE2b-256 of  00 ‖ key,  both in hex, so a list has to state the
key too. Signatures are 64 bytes in Base58, Base64 or hex.
"""

from __future__ import annotations

import re
from base64 import b32decode
from hashlib import blake2b, sha3_256
from typing import TYPE_CHECKING

from .. import ed25519
from . import base58
from .bitcoin_message import compact_size
from .outcome import Outcome, SignatureRule, invalid, unsupported, valid
from .recoverable import strict_base64

if TYPE_CHECKING:
    from .claim import OwnershipClaim

_OKX_HEADER = b"OKX Signed Message:\n"
_KEY_SIZE, _SIGNATURE_SIZE = 32, 64
_ALGORAND = re.compile(r"[A-Z2-7]{58}", re.ASCII)
_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]*)", re.ASCII)

NETWORKS = {
    "solana": (SignatureRule.ED25519, SignatureRule.OKX_ED25519),
    "algorand": (SignatureRule.ED25519, SignatureRule.OKX_ED25519),
    "aptos": (SignatureRule.OKX_ED25519,),
    "sui": (SignatureRule.OKX_ED25519,),
}


def check(claim: OwnershipClaim, network: str, rules: tuple[SignatureRule, ...]) -> Outcome:
    """Whether the address's key signed the message by one of `rules`."""
    if len(claim.signatures) != 1 or claim.owners:
        return unsupported("several signatures, or owners, for the address of one key")
    if network in ("aptos", "sui") and len(claim.public_keys) != 1:
        return unsupported("the public key is not given, and the address is only its hash")
    key = _key(claim, network)
    if key is None:
        return invalid("the address is not of the public key, or no address")
    signature = _parse_signature(claim.signatures[0])
    if signature is None:
        return invalid("the signature is not 64 bytes of Base58, Base64 or hex")
    for rule in rules:
        if ed25519.verify(key, signed_bytes(rule, claim.message), signature):
            return valid(rule, (f"ed25519:{key.hex()}",))
    return invalid("another key signed, or another message was signed")


def signed_bytes(rule: SignatureRule, message: str) -> bytes:
    """The bytes that are signed by this rule."""
    text = message.encode()
    if rule is SignatureRule.ED25519:
        return text
    return compact_size(len(_OKX_HEADER)) + _OKX_HEADER + compact_size(len(text)) + text


def network_of(address: str) -> str:
    """The network whose addresses contain a key and look like this, or empty."""
    return next((name for name in ("solana", "algorand") if held_key(address, name)), "")


def held_key(address: str, network: str) -> bytes | None:
    """The key of 32 bytes in an address of Solana or Algorand, None if it is not one."""
    if network == "solana":
        return _sized(base58.decode(address), _KEY_SIZE)
    if not _ALGORAND.fullmatch(address):
        return None
    return b32decode(address + "=" * (-len(address) % 8))[:_KEY_SIZE]


def _key(claim: OwnershipClaim, network: str) -> bytes | None:
    """The 32 bytes of the address's key, None if the stated key is not that of the address."""
    if network in ("solana", "algorand"):
        return held_key(claim.address, network)
    key = _sized(_parse_hex(claim.public_keys[0]), _KEY_SIZE)
    if key is None:
        return None
    hashed = sha3_256(key + b"\0") if network == "aptos" else _blake2b(b"\0" + key)
    # Leading zeros of these addresses may be left out.
    address = claim.address.lower().removeprefix("0x").zfill(2 * _KEY_SIZE)
    return key if address == hashed.hexdigest() else None


def _blake2b(data: bytes) -> blake2b:
    return blake2b(data, digest_size=32)


def _parse_signature(text: str) -> bytes | None:
    forms = (_parse_hex(text), base58.decode(text), strict_base64(text))
    return next((data for data in forms if _sized(data, _SIGNATURE_SIZE) is not None), None)


def _parse_hex(text: str) -> bytes | None:
    match = _HEX.fullmatch(text)
    return bytes.fromhex(match[1]) if match is not None and len(match[1]) % 2 == 0 else None


def _sized(data: bytes | None, size: int) -> bytes | None:
    return data if data is not None and len(data) == size else None
