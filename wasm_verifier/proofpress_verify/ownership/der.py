"""ECDSA signatures in DER: the only strict encoding that Bitcoin accepts (BIP-66, BIP-146)."""

from __future__ import annotations

from .curve import ORDER


def parse(data: bytes) -> tuple[int, int] | None:
    """r and s of a strictly encoded signature with a low s, else None.

    30 <length> 02 <length> r 02 <length> s, with lengths of one byte and positive numbers without
    unnecessary leading zeros; s is at most half the order.
    """
    if not 8 <= len(data) <= 72 or data[0] != 0x30 or data[1] != len(data) - 2:
        return None
    first = _integer(data[2:])
    if first is None:
        return None
    r, rest = first
    second = _integer(rest)
    if second is None or second[1] or second[0] > ORDER // 2:
        return None
    return r, second[0]


def _integer(data: bytes) -> tuple[int, bytes] | None:
    """The integer at the start of `data`, and the bytes after it."""
    if len(data) < 3 or data[0] != 0x02 or not 1 <= data[1] <= len(data) - 2:
        return None
    number, rest = data[2 : 2 + data[1]], data[2 + data[1] :]
    if number[0] & 0x80 or (len(number) > 1 and number[0] == 0 and not number[1] & 0x80):
        return None
    return int.from_bytes(number, "big"), rest


def encode(r: int, s: int) -> bytes:
    """r and s in DER."""
    body = b"".join(_encoded(number) for number in (r, s))
    return b"\x30" + bytes((len(body),)) + body


def _encoded(number: int) -> bytes:
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes((len(data),)) + data
