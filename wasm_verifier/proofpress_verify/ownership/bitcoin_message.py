r"""Bitcoin messages (BIP-137): the key, and so the address, follows from the signature.

The digest is SHA-256, twice, of  size ‖ "Bitcoin Signed Message:\n" ‖ size ‖ message,  with sizes
as in Bitcoin's serialization. The signature is  mark ‖ r ‖ s;  the mark says which of the possible
keys signed, and which type of address the signer meant:

    27 … 30  P2PKH of the uncompressed key     31 … 34  P2PKH of the compressed key
    35 … 38  P2SH-P2WPKH                       39 … 42  P2WPKH

Some wallets use the marks 31 … 34 for segwit addresses too; that is a separate rule here
(`bitcoin-message-loose`).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from .bitcoin_address import Coin, Destination, OutputType, hash160, nested_key_script
from .curve import compress, key_name
from .outcome import Outcome, SignatureRule, invalid, unsupported, valid
from .recoverable import Recoverable, from_base64

if TYPE_CHECKING:
    from .curve import Curve

FIRST_MARK, LAST_MARK = 27, 42
_COMPRESSED_MARK = 31


def check(
    destination: Destination, message: str, signature: str, coin: Coin, curve: Curve
) -> Outcome:
    """Whether the key of the destination signed the message as a Bitcoin message."""
    parsed = from_base64(signature)
    if parsed is None or not FIRST_MARK <= parsed.mark <= LAST_MARK:
        return invalid("the signature is not 65 bytes of Base64 with a mark of 27 to 42")
    if destination.kind not in (OutputType.P2PKH, OutputType.P2SH, OutputType.P2WPKH):
        return unsupported(f"Bitcoin messages are not defined for {destination.kind.value}")
    key = recover(parsed, message, coin, curve)
    if key is None:
        return invalid("no key results from the signature")
    if destination.program == _address_hash(parsed.mark, key) and _fits(parsed.mark, destination):
        return valid(SignatureRule.BITCOIN_MESSAGE, (key_name(key),))
    if _is_loose(parsed.mark, key, destination):
        return valid(SignatureRule.BITCOIN_MESSAGE_LOOSE, (key_name(key),))
    return invalid("another key signed, another message was signed, or for another kind of address")


def recover(signature: Recoverable, message: str, coin: Coin, curve: Curve) -> bytes | None:
    """The key of 65 bytes that signed `message`, None if there is none."""
    recovery_id = (signature.mark - FIRST_MARK) & 3
    return curve.recover(digest(message, coin), signature.r, signature.s, recovery_id)


def digest(message: str, coin: Coin) -> bytes:
    """What is signed, 32 bytes."""
    text = message.encode()
    data = compact_size(len(coin.header)) + coin.header + compact_size(len(text)) + text
    return sha256(sha256(data).digest()).digest()


def compact_size(number: int) -> bytes:
    """A length as Bitcoin's serialization encodes it (CompactSize)."""
    if number < 0xFD:
        return bytes((number,))
    if number <= 0xFFFF:
        return b"\xfd" + number.to_bytes(2, "little")
    return b"\xfe" + number.to_bytes(4, "little")


def _address_hash(mark: int, key: bytes) -> bytes:
    """The 20 bytes in the address of the type that the mark names."""
    if mark < _COMPRESSED_MARK:
        return hash160(key)
    if 35 <= mark <= 38:
        return hash160(nested_key_script(compress(key)))
    return hash160(compress(key))


def _fits(mark: int, destination: Destination) -> bool:
    if mark < 35:
        return destination.kind is OutputType.P2PKH
    return destination.kind is (OutputType.P2SH if mark < 39 else OutputType.P2WPKH)


def _is_loose(mark: int, key: bytes, destination: Destination) -> bool:
    if not _COMPRESSED_MARK <= mark < 35:
        return False
    if destination.kind is OutputType.P2WPKH:
        return destination.program == hash160(compress(key))
    nested = hash160(nested_key_script(compress(key)))
    return destination.kind is OutputType.P2SH and destination.program == nested
