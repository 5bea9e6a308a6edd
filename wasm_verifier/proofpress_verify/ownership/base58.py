"""Base58 and Base58Check, which Bitcoin introduced, for Bitcoin, TRON and Solana.

Decoding time is quadratic in the length, so the length is limited.
"""

from __future__ import annotations

from hashlib import sha256

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MAX_LENGTH = 128


def encode(data: bytes) -> str:
    """`data` in Base58; each leading zero byte is a leading 1."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def decode(text: str) -> bytes | None:
    """The bytes that `text` encodes, None if it is not Base58 or is longer than 128."""
    if len(text) > MAX_LENGTH or any(letter not in ALPHABET for letter in text):
        return None
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_check(payload: bytes) -> str:
    """`payload` with the first four bytes of its double SHA-256 appended, in Base58."""
    return encode(payload + _checksum(payload))


def decode_check(text: str) -> bytes | None:
    """The payload, None if the checksum is wrong."""
    data = decode(text)
    if data is None or len(data) < 5 or _checksum(data[:-4]) != data[-4:]:
        return None
    return data[:-4]


def _checksum(payload: bytes) -> bytes:
    return sha256(sha256(payload).digest()).digest()[:4]
