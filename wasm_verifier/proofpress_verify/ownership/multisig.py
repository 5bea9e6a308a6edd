"""Multisig by redeem script: enough of the script's keys sign the same Bitcoin message.

The address must be the hash of the script, as P2SH (BIP-16), P2WSH or P2SH-P2WSH (BIP-141). The
script must be  m <key> … <key> n OP_CHECKMULTISIG.  Each signature is that of a Bitcoin message
(see `bitcoin_message`) by one of those keys; the type of address in its mark is ignored. m
different keys are needed.

OKX's list uses this form, with two signatures and the script in a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from .bitcoin_address import Coin, Destination, OutputType, hash160
from .bitcoin_message import FIRST_MARK, LAST_MARK, recover
from .curve import compress, key_name
from .outcome import Outcome, SignatureRule, invalid, unsupported, valid
from .recoverable import from_base64

if TYPE_CHECKING:
    from .curve import Curve

_OP_1, _OP_16, _OP_CHECKMULTISIG = 0x51, 0x60, 0xAE
_KEY_SIZES = (33, 65)


@dataclass(frozen=True)
class Multisig:
    """A script that needs signatures by `needed` of its keys (of 33 or 65 bytes)."""

    needed: int
    keys: tuple[bytes, ...]


def parse(script: bytes) -> Multisig | None:
    """The keys of a bare multisig script, None if it is another script."""
    if len(script) < 3 or script[-1] != _OP_CHECKMULTISIG:
        return None
    needed, count = script[0] - _OP_1 + 1, script[-2] - _OP_1 + 1
    keys: list[bytes] = []
    rest = script[1:-2]
    while rest:
        size = rest[0]
        if size not in _KEY_SIZES or len(rest) <= size:
            return None
        keys.append(rest[1 : 1 + size])
        rest = rest[1 + size :]
    in_range = 1 <= needed <= count == len(keys) <= _OP_16 - _OP_1 + 1
    return Multisig(needed, tuple(keys)) if in_range else None


def check(
    destination: Destination,
    message: str,
    signatures: tuple[str, ...],
    redeem_script: str,
    coin: Coin,
    curve: Curve,
) -> Outcome:
    """Whether enough of the script's keys signed the message."""
    try:
        script = bytes.fromhex(redeem_script)
    except ValueError:
        return invalid("the redeem script is not hex")
    if not _is_hash_of(destination, script):
        return invalid("the address is not the hash of the redeem script")
    multisig = parse(script)
    if multisig is None:
        return unsupported("the redeem script is not a bare multisig script")
    signers: set[bytes] = set()
    for position, signature in enumerate(signatures, start=1):
        signer = _signer(signature, message, multisig, coin, curve)
        if signer is None:
            return invalid(f"signature {position} is of none of the script's keys")
        signers.add(signer)
    if len(signers) < multisig.needed:
        return invalid(
            f"{len(signers)} of the script's {len(multisig.keys)} keys signed,"
            f" {multisig.needed} are needed"
        )
    return valid(SignatureRule.BITCOIN_MULTISIG, tuple(sorted(map(key_name, signers))))


def _is_hash_of(destination: Destination, script: bytes) -> bool:
    if destination.kind is OutputType.P2WSH:
        return destination.program == sha256(script).digest()
    if destination.kind is not OutputType.P2SH:
        return False
    nested = b"\x00\x20" + sha256(script).digest()
    return destination.program in (hash160(script), hash160(nested))


def _signer(
    signature: str, message: str, multisig: Multisig, coin: Coin, curve: Curve
) -> bytes | None:
    """The script's key that made this signature, or None."""
    parsed = from_base64(signature)
    if parsed is None or not FIRST_MARK <= parsed.mark <= LAST_MARK:
        return None
    key = recover(parsed, message, coin, curve)
    if key is None:
        return None
    return next((form for form in (compress(key), key) if form in multisig.keys), None)
