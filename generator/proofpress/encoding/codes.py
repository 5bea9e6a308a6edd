"""Deriving a customer's code from the master key, and its text. Format document, "Codes"."""

from __future__ import annotations

import hmac
from hashlib import sha256

from proofpress_verify.bech32 import ALPHABET, BECH32M, CHECKSUM_LENGTH, polymod
from proofpress_verify.code_text import EXPANDED_PREFIX, START, VERSION, Code
from proofpress_verify.core.codes import CODE_SIZE
from proofpress_verify.core.hashing import Domain


def derive_code(code_key: bytes, publisher: bytes, generation: int, account: bytes) -> bytes:
    """The 20 bytes of an account's code, from the publisher's master key.

    `publisher` is the publisher id, `generation` counts from 0.
    """
    message = bytes((Domain.CODE,)) + publisher + generation.to_bytes(4, "big") + account
    return hmac.new(code_key, message, sha256).digest()[:CODE_SIZE]


def format_code(code: Code) -> str:
    """The text that the customer gets: `por1…`."""
    payload = _to_fives(bytes((VERSION,)) + code.secret + code.publisher)
    checksum = polymod((*EXPANDED_PREFIX, *payload, *[0] * CHECKSUM_LENGTH)) ^ BECH32M
    tail = [checksum >> 5 * i & 31 for i in reversed(range(CHECKSUM_LENGTH))]
    return START + "".join(ALPHABET[value] for value in (*payload, *tail))


def _to_fives(data: bytes) -> list[int]:
    bits = len(data) * 8
    padding = -bits % 5
    number = int.from_bytes(data, "big") << padding
    return [number >> shift & 31 for shift in range(bits + padding - 5, -1, -5)]
