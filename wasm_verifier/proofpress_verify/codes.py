"""The customer's code: its spelling (`por1…`, bech32m) and what is derived from it.

Format document, "Codes". The checksum is BIP-350's. A code is a secret: nothing here
puts one into an error's text.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

from .errors import CodeSpelling, CodeVersion
from .hashing import Domain, digest

PREFIX = "por"
VERSION = 0
CODE_SIZE = 20
PUBLISHER_SIZE = 16
TAG_SIZE = 16
TEXT_LENGTH = 70
MAX_PREFIX_BITS = 24
BLOCK_ACCOUNTS = 4000
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

_BECH32M = 0x2BC830A3
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


@dataclass(frozen=True)
class Code:
    """A customer's code: 20 secret bytes and the publisher they are for."""

    secret: bytes = field(repr=False)
    publisher: bytes


def derive_code(code_key: bytes, publisher: bytes, generation: int, account: bytes) -> bytes:
    """The 20 bytes of an account's code, from the publisher's code key.

    `publisher` is the 16-byte publisher id, `generation` counts from 0.
    """
    message = bytes((Domain.CODE,)) + publisher + generation.to_bytes(4, "big") + account
    return hmac.new(code_key, message, sha256).digest()[:CODE_SIZE]


def format_code(code: Code) -> str:
    """The 70 characters that the customer gets."""
    payload = _to_fives(bytes((VERSION,)) + code.secret + code.publisher)
    checksum = _polymod(_expanded_prefix() + payload + [0] * 6) ^ _BECH32M
    tail = [checksum >> 5 * (5 - i) & 31 for i in range(6)]
    return PREFIX + "1" + "".join(ALPHABET[value] for value in payload + tail)


def parse_code(text: str) -> Code:
    """The code spelled by `text` (blanks around it are not part of it).

    Raises:
        CodeSpelling: not a code; the message never repeats the text.
        CodeVersion: a code of a version other than 0.
    """
    values = _values(_lowered(text.strip(" \t\r\n")))
    if _polymod(_expanded_prefix() + values) != _BECH32M:
        raise CodeSpelling(
            expected="a checksum that fits", found="one that does not: a letter is mistyped"
        )
    data = _from_fives(values[:-6])
    if data[0] != VERSION:
        raise CodeVersion(expected=f"version {VERSION}", found=f"version {data[0]}")
    return Code(data[1 : 1 + CODE_SIZE], data[1 + CODE_SIZE :])


def _lowered(text: str) -> str:
    if not text.isascii():
        raise CodeSpelling(expected="plain letters and digits", found="other characters")
    if text not in (text.lower(), text.upper()):
        raise CodeSpelling(expected="all lower or all upper case", found="a mixture")
    return text.lower()


def _values(text: str) -> list[int]:
    if not text.startswith(PREFIX + "1"):
        raise CodeSpelling(expected=f'"{PREFIX}1" at the start', found="something else")
    if len(text) != TEXT_LENGTH:
        raise CodeSpelling(expected=f"{TEXT_LENGTH} characters", found=f"{len(text)}")
    body = text[len(PREFIX) + 1 :]
    for position, letter in enumerate(body, len(PREFIX) + 2):
        if letter not in ALPHABET:
            raise CodeSpelling(
                expected="letters and digits other than 1, b, i, o",
                found="another one",
                where=f"character {position}",
            )
    return [ALPHABET.index(letter) for letter in body]


def _to_fives(data: bytes) -> list[int]:
    bits = len(data) * 8
    padding = -bits % 5
    number = int.from_bytes(data, "big") << padding
    return [number >> shift & 31 for shift in range(bits + padding - 5, -1, -5)]


def _from_fives(values: list[int]) -> bytes:
    number = 0
    for value in values:
        number = number << 5 | value
    size, padding = divmod(len(values) * 5, 8)
    if number & (1 << padding) - 1:
        raise CodeSpelling(expected="zero padding bits", found="others")
    return (number >> padding).to_bytes(size, "big")


def _expanded_prefix() -> list[int]:
    return [ord(c) >> 5 for c in PREFIX] + [0] + [ord(c) & 31 for c in PREFIX]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check


def publisher_id(first_key: str) -> bytes:
    """The 16-byte publisher id: the digest of the first signing key's vkey line."""
    return sha256(first_key.encode()).digest()[:PUBLISHER_SIZE]


def first_bits(data: bytes, bits: int) -> int:
    """The first `bits` (0 to 24) bits of `data` as a number."""
    return int.from_bytes(data[:4], "big") >> 32 - bits


def bucket(secret: bytes) -> bytes:
    """The 32 bytes whose first p bits are the shard number; the same in every snapshot."""
    return digest(Domain.BUCKET, secret)


def shard_of(secret: bytes, prefix_bits: int) -> int:
    """The shard that holds the code's account."""
    return first_bits(bucket(secret), prefix_bits)


def blocks(prefix_bits: int, accounts: int) -> int:
    """How many blocks the shards of `accounts` accounts form, so that each has some thousands."""
    return min(1 << prefix_bits, max(1, accounts // BLOCK_ACCOUNTS))


def block_of(shard: int, prefix_bits: int, accounts: int) -> range:
    """The shards that are fetched together to hide which one is wanted.

    The block depends on the shard alone, so every account of the block asks for the same files.
    Shards chosen by the code would be a pseudonym: a set that only one account asks for.
    """
    count = blocks(prefix_bits, accounts)
    number = shard * count >> prefix_bits
    first, end = (-(-(each << prefix_bits) // count) for each in (number, number + 1))
    return range(first, end)


def snapshot_code(secret: bytes, header_digest: bytes) -> bytes:
    """k, 20 bytes: what the code becomes under one header."""
    return digest(Domain.SNAPSHOT_CODE, secret, header_digest)[:CODE_SIZE]


def tag(k: bytes) -> bytes:
    """The 16 public bytes under which a shard lists the account."""
    return digest(Domain.TAG, k)[:TAG_SIZE]


def ident(k: bytes, account: bytes, identity_hash: bytes) -> bytes:
    """What the leaf binds besides sums; `identity_hash` is empty where none is bound."""
    return digest(Domain.IDENT, k, bytes((len(account),)), account, identity_hash)


def identity_hash(secret: bytes, header_digest: bytes, identity: bytes) -> bytes:
    """idh: the customer's own word, hashed with the code."""
    return digest(Domain.IDENTITY, secret, header_digest, identity)
