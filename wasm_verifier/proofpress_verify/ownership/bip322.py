"""BIP-322 v2.0.0, simple signatures: a witness satisfies the address's own script.

There are two transactions that can never be mined: `to_spend` pays to the address and contains the
message's hash, and `to_sign` spends it. The signature is the witness of that spending, in Base64
after the prefix `smp` (before v2 there was no prefix). What is signed is the transaction digest of
BIP-143 (version 0) or BIP-341 (taproot).

Checked here: P2WPKH; P2WSH with a bare multisig script; P2TR by its key. Reported as unsupported
("inconclusive" in the BIP): the full and proof-of-funds variants (`ful`, `pof`), which P2PKH and
P2SH need; other witness scripts; taproot scripts and annexes; later segwit versions.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from . import der, multisig
from .bitcoin_address import Destination, OutputType, hash160
from .bitcoin_message import compact_size
from .curve import key_name
from .outcome import Outcome, SignatureRule, invalid, unsupported, valid
from .recoverable import strict_base64

if TYPE_CHECKING:
    from .curve import Curve

_SIMPLE, _FULL, _FUNDS = "smp", "ful", "pof"
_SIGHASH_DEFAULT, _SIGHASH_ALL = 0, 1
_MAX_ITEMS = 100

# to_sign has one output of value 0 whose script is OP_RETURN.
_OUTPUT = bytes(8) + b"\x01\x6a"
_VERSION = _LOCK_TIME = _SEQUENCE = bytes(4)


def check(destination: Destination, message: str, signature: str, curve: Curve) -> Outcome:
    """Whether the signature satisfies the destination's script over the message."""
    prefix, text = _split(signature)
    if prefix in (_FULL, _FUNDS):
        return unsupported(f"BIP-322 signatures of the variant {prefix!r} are not decided here")
    witness = _witness(text)
    if witness is None:
        return invalid("the signature is not a witness stack in Base64")
    if destination.kind is OutputType.P2WPKH:
        return _check_key(destination, message, witness, curve)
    if destination.kind is OutputType.P2WSH:
        return _check_script(destination, message, witness, curve)
    if destination.kind is OutputType.P2TR:
        return _check_taproot(destination, message, witness, curve)
    return unsupported(f"BIP-322 simple is not defined for {destination.kind.value}")


def message_hash(message: str) -> bytes:
    """The tagged hash of the message (BIP-322, "Full")."""
    return _tagged("BIP0322-signed-message", message.encode())


def to_spend_txid(script: bytes, message: str) -> bytes:
    """The id of `to_spend`, which pays to the output script: 32 bytes, not reversed."""
    unlocking = b"\x00\x20" + message_hash(message)
    spent = bytes(32) + b"\xff\xff\xff\xff" + _vector(unlocking) + bytes(4)
    paid = bytes(8) + _vector(script)
    return _double_sha256(_VERSION + b"\x01" + spent + b"\x01" + paid + _LOCK_TIME)


def to_sign_txid(script: bytes, message: str) -> bytes:
    """The id of `to_sign`, which does not cover the witness: 32 bytes, not reversed."""
    spent = _outpoint(script, message) + b"\x00" + _SEQUENCE
    return _double_sha256(_VERSION + b"\x01" + spent + b"\x01" + _OUTPUT + _LOCK_TIME)


def _split(signature: str) -> tuple[str, str]:
    """The variant's prefix, or "", and the Base64 after it.

    None of the three can begin a witness stack in Base64: it would have more than 100 items.
    """
    if signature[:3] in (_SIMPLE, _FULL, _FUNDS):
        return signature[:3], signature[3:]
    return "", signature


def _check_key(
    destination: Destination, message: str, witness: list[bytes], curve: Curve
) -> Outcome:
    """P2WPKH (BIP-141): a signature and the key whose hash is in the address."""
    if len(witness) != 2 or len(witness[1]) != 33:
        return invalid("the witness is not a signature and a compressed key")
    signature, key = witness
    if hash160(key) != destination.program:
        return invalid("the witness holds another key than the address")
    script = b"\x76\xa9\x14" + destination.program + b"\x88\xac"
    if not _is_signed(signature, key, _digest_v0(destination, message, script), curve):
        return invalid("another message was signed, or the signature is not strictly encoded")
    return valid(SignatureRule.BIP322, (key_name(key),))


def _check_script(
    destination: Destination, message: str, witness: list[bytes], curve: Curve
) -> Outcome:
    """P2WSH (BIP-141) of a bare multisig script: an empty item, signatures in key order, script."""
    if not witness or sha256(witness[-1]).digest() != destination.program:
        return invalid("the witness holds another script than the address")
    found = multisig.parse(witness[-1])
    if found is None:
        return unsupported("the witness script is not a bare multisig script")
    if len(witness) != found.needed + 2 or witness[0]:
        return invalid(f"the witness does not hold {found.needed} signatures")
    digest = _digest_v0(destination, message, witness[-1])
    keys = iter(found.keys)
    signers: list[str] = []
    for signature in witness[1:-1]:
        # OP_CHECKMULTISIG goes through the keys once, so next() has to continue where it stopped.
        signer = next((key for key in keys if _is_signed(signature, key, digest, curve)), None)
        if signer is None:
            return invalid("a signature is of none of the script's keys, in their order")
        signers.append(key_name(signer))
    return valid(SignatureRule.BIP322, tuple(sorted(signers)))


def _check_taproot(
    destination: Destination, message: str, witness: list[bytes], curve: Curve
) -> Outcome:
    """P2TR by its key (BIP-341): one Schnorr signature under the address's own key."""
    if len(witness) > 1:
        return unsupported("taproot script paths and annexes are not decided here")
    if len(witness) != 1 or len(witness[0]) not in (64, 65):
        return invalid("the witness is not a Schnorr signature")
    signature, kind = witness[0][:64], witness[0][64:]
    if kind not in (b"", bytes((_SIGHASH_ALL,))):
        return invalid("the signature does not cover the whole transaction (SIGHASH_ALL)")
    digest = _digest_v1(destination, message, kind[0] if kind else _SIGHASH_DEFAULT)
    if not curve.verify_schnorr(destination.program, digest, signature):
        return invalid("another key signed, or another message was signed")
    return valid(SignatureRule.BIP322, (f"secp256k1:{destination.program.hex()}",))


def _is_signed(signature: bytes, key: bytes, digest: bytes, curve: Curve) -> bool:
    """Whether it is strict DER with a low s, then the byte SIGHASH_ALL, and valid for the key."""
    if not signature or signature[-1] != _SIGHASH_ALL or len(key) != 33:
        return False
    parsed = der.parse(signature[:-1])
    return parsed is not None and curve.verify_ecdsa(key, digest, *parsed)


def _digest_v0(destination: Destination, message: str, script_code: bytes) -> bytes:
    """BIP-143, SIGHASH_ALL, for the one input of `to_sign`, whose value is 0."""
    outpoint = _outpoint(destination.script, message)
    return _double_sha256(
        _VERSION
        + _double_sha256(outpoint)
        + _double_sha256(_SEQUENCE)
        + outpoint
        + _vector(script_code)
        + bytes(8)
        + _SEQUENCE
        + _double_sha256(_OUTPUT)
        + _LOCK_TIME
        + _SIGHASH_ALL.to_bytes(4, "little")
    )


def _digest_v1(destination: Destination, message: str, sighash: int) -> bytes:
    """BIP-341, key path without annex, for the one input of `to_sign`, whose value is 0."""
    parts = (
        b"\x00",
        bytes((sighash,)),
        _VERSION,
        _LOCK_TIME,
        sha256(_outpoint(destination.script, message)).digest(),
        sha256(bytes(8)).digest(),
        sha256(_vector(destination.script)).digest(),
        sha256(_SEQUENCE).digest(),
        sha256(_OUTPUT).digest(),
        b"\x00",
        bytes(4),
    )
    return _tagged("TapSighash", b"".join(parts))


def _outpoint(script: bytes, message: str) -> bytes:
    return to_spend_txid(script, message) + bytes(4)


def _witness(text: str) -> list[bytes] | None:
    """The items of a witness stack in Base64, None unless that is all that the text encodes."""
    data = strict_base64(text)
    if data is None:
        return None
    count = _read_size(data, 0)
    if count is None or count[0] > _MAX_ITEMS:
        return None
    items: list[bytes] = []
    offset = count[1]
    for _ in range(count[0]):
        size = _read_size(data, offset)
        if size is None or size[1] + size[0] > len(data):
            return None
        items.append(data[size[1] : size[1] + size[0]])
        offset = size[1] + size[0]
    return items if offset == len(data) else None


def _read_size(data: bytes, offset: int) -> tuple[int, int] | None:
    """A length in its shortest encoding and the offset after it; None if there is none."""
    if offset >= len(data):
        return None
    extra = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(data[offset], 0)
    if not extra:
        return data[offset], offset + 1
    end = offset + 1 + extra
    number = int.from_bytes(data[offset + 1 : end], "little")
    if end > len(data) or extra == 8 or compact_size(number) != data[offset:end]:
        return None
    return number, end


def _vector(data: bytes) -> bytes:
    return compact_size(len(data)) + data


def _tagged(tag: str, data: bytes) -> bytes:
    """BIP-340's tagged hash."""
    prefix = sha256(tag.encode()).digest()
    return sha256(prefix + prefix + data).digest()


def _double_sha256(data: bytes) -> bytes:
    return sha256(sha256(data).digest()).digest()
