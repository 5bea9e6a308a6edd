r"""Canonical JSON: every value has exactly one encoding, and nothing else is accepted.

Format document, "Canonical JSON": UTF-8, no blanks, keys `[a-z0-9_]+` ascending, the
only escapes `\"` and `\\`, integers 0 … 2^53-1, true and false, no null, no floats,
depth at most 8. `decode` parses, re-encodes and compares.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn, Union

from .forms import MAX_DEPTH, MAX_INTEGER, UNSEEN_CHARACTER

Json = Union[str, int, bool, "list[Json]", "dict[str, Json]"]

_KEY = re.compile(r"[a-z0-9_]+")
# A string without a closing quote matches to the end, so that no text is scanned twice.
_STRING_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*"?')


class NotCanonical(ValueError):
    """The bytes are not canonical JSON, or the value has no canonical encoding."""


def encode(value: Json) -> bytes:
    """The one encoding of `value`.

    Raises:
        NotCanonical: the value has none.
    """
    return _encode(value, 0).encode()


def first_difference(one: bytes, other: bytes) -> int:
    """The offset of the first byte that differs."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def printable(text: str) -> str:
    """`text` with a blank in place of each character that no string may contain."""
    return UNSEEN_CHARACTER.sub(" ", text)


def decode(data: bytes, max_size: int) -> Json:
    """The value that exactly `data` encodes, which may have at most `max_size` bytes.

    Raises:
        NotCanonical: too long, or not the canonical encoding of anything.
    """
    if len(data) > max_size:
        raise NotCanonical(f"{len(data)} bytes, more than the {max_size} allowed")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotCanonical(f"not UTF-8 at byte {error.start}") from error
    _check_depth(text)
    try:
        value: Json = json.loads(
            text, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse
        )
    except ValueError as error:
        raise NotCanonical(str(error)) from error
    encoded = encode(value)
    if encoded != data:
        at = first_difference(encoded, data)
        raise NotCanonical(f"JSON that differs from its canonical encoding at byte {at}")
    return value


def _check_depth(text: str) -> None:
    """Bound the nesting before a recursive parser sees it."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING_TOKEN.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise NotCanonical(f"nested deeper than {MAX_DEPTH}")


def _integer(digits: str) -> int:
    if len(digits) > len(str(MAX_INTEGER)):
        raise NotCanonical(f"an integer of {len(digits)} digits, above 2^53-1")
    return int(digits)


def _refuse(token: str) -> NoReturn:
    raise NotCanonical(f"a number of {len(token)} characters that is not an integer")


def _encode(value: Json, depth: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _encode_integer(value)
    if isinstance(value, str):
        return _encode_string(value)
    if depth >= MAX_DEPTH:
        raise NotCanonical(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, list):
        return "[" + ",".join(_encode(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        members = sorted(value.items())
        return "{" + ",".join(_encode_member(k, v, depth + 1) for k, v in members) + "}"
    raise NotCanonical(f"{type(value).__name__} has no encoding")


def _encode_member(key: str, value: Json, depth: int) -> str:
    if not _KEY.fullmatch(key):
        raise NotCanonical(f"key {key[:32]!r}")
    return f'"{key}":{_encode(value, depth)}'


def _encode_integer(value: int) -> str:
    if not 0 <= value <= MAX_INTEGER:
        raise NotCanonical(f"integer {value}")
    return str(value)


def _encode_string(value: str) -> str:
    forbidden = UNSEEN_CHARACTER.search(value)
    if forbidden:
        raise NotCanonical(
            f"U+{ord(forbidden[0]):04X} at character {forbidden.start()} of a string"
        )
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
