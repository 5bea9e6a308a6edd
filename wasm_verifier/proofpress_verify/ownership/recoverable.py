"""Recoverable signatures: r, s, and which of the possible keys signed, in 65 bytes."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass

SIZE = 65

_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]{130})", re.ASCII)


@dataclass(frozen=True)
class Recoverable:
    """The numbers r and s, and the byte before or after them."""

    r: int
    s: int
    mark: int


def from_base64(text: str) -> Recoverable | None:
    """The signature in Bitcoin's form: mark ‖ r ‖ s in Base64. None if it is not one."""
    data = strict_base64(text)
    if data is None or len(data) != SIZE:
        return None
    return Recoverable(_number(data[1:33]), _number(data[33:]), data[0])


def from_hex(text: str) -> Recoverable | None:
    """The signature in Ethereum's form: r ‖ s ‖ mark in hex, with or without 0x. None if not."""
    match = _HEX.fullmatch(text)
    if match is None:
        return None
    data = bytes.fromhex(match[1])
    return Recoverable(_number(data[:32]), _number(data[32:64]), data[64])


def strict_base64(text: str) -> bytes | None:
    """The bytes of a text that has no characters outside Base64, else None."""
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")
