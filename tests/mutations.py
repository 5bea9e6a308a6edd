"""Whole checks changed at random: what is typed, bytes, signed statements, signed shard files.

Each mutation begins with a vector. Some are signed again by the publisher, so that they are not
stopped at the signature. The same seed gives the same mutations.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests import reference
from tests.reference import canonical
from tests.simulator import PUBLISHER, STRANGER, Attempt, Signer

SIGNERS = {signer.line: signer for signer in (PUBLISHER, STRANGER)}
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio \tQPZé\u0130"
VALUES: tuple[Any, ...] = (
    *(0, 1, 2, 8, 38, 39, 24, 25, 3399, 3400, 65535, 65536, 2**53 - 1, True, False),
    *("", "0", "1", "00", "-1", "1.5", "BTC", "btc", "BTC.", "B0C", "accounts", "USD", "usd"),
    *(str(2**128 - 1), str(2**128), "2026-10-31", "2026-02-29", "2028-02-29", "9999-12-31"),
    *("2026-10-31T00:00:00Z", "2026-10-31T23:59:60Z", "0001-01-01T00:00:00Z", "customer"),
    *("platform", "bonus", "count", "bound", "unbound", "encrypted", "open", "0.1.0", "9.9.9"),
    *("a" * 200, "a" * 201, "\u200b", "\u2800", "\U0001f600", "é", '"\\', "-", "a-b"),
    *([], [0], {}, {"a": 1}, [[[[[[[[1]]]]]]]]),
)
NOWS = (
    *("", "2026-10-29T23:59:59Z", "2026-10-30T00:00:00Z", "2026-10-31T00:00:00Z"),
    *("2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z", "2027-11-01T00:00:00Z"),
    *("2027-11-01T00:00:01Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
)

Mutation = Callable[[random.Random, Attempt], Attempt]


def mutate(rng: random.Random, attempt: Attempt, others: list[Attempt]) -> Attempt:
    """The attempt with one to three random changes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        attempt = _once(rng, attempt, rng.choice(others))
    return attempt


def _once(rng: random.Random, attempt: Attempt, other: Attempt) -> Attempt:
    if attempt.proof is not None:
        return rng.choice(OF_PROOFS)(rng, attempt)
    if rng.random() < 0.1:
        return _swap(rng, attempt, other)
    return rng.choice(OF_FILES)(rng, attempt)


def _typed(rng: random.Random, attempt: Attempt) -> Attempt:
    digits = hashlib.sha256(attempt.statement).hexdigest()
    return rng.choice(
        (
            lambda: replace(attempt, code=_text(rng, attempt.code)),
            lambda: replace(attempt, code=attempt.code.upper()),
            lambda: replace(attempt, identity=_text(rng, attempt.identity or "user0@mail.example")),
            lambda: replace(attempt, now=rng.choice(NOWS)),
            lambda: replace(attempt, snapshot=rng.choice(("", "2026-10-31", "2026-09-30"))),
            lambda: replace(
                attempt,
                fingerprint=rng.choice((digits, digits.upper(), _text(rng, digits), "00" * 32)),
            ),
            lambda: replace(attempt, older=rng.choice((None, ("2026-09-30", b"x")))),
        )
    )()


def _text(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    taken = rng.choice((0, 1, 1, 2))
    return text[:at] + rng.choice(("", rng.choice(LETTERS))) + text[at + taken :]


def _octets(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return b"\0"
    at, other = rng.randrange(len(data)), rng.randrange(len(data))
    return rng.choice(
        (
            lambda: data[:at] + bytes((data[at] ^ 1 << rng.randrange(8),)) + data[at + 1 :],
            lambda: data[:at],
            lambda: data[:at] + data[at + 1 :],
            lambda: data[:at] + data[other : other + 4] + data[at:],
            lambda: data + data[-32:],
            lambda: b"",
        )
    )()


def _bytes(rng: random.Random, attempt: Attempt) -> Attempt:
    file, own = attempt.copies[0] if attempt.copies else (b"", False)
    return rng.choice(
        (
            lambda: replace(attempt, statement=_octets(rng, attempt.statement)),
            lambda: replace(attempt, note=_octets(rng, attempt.note or b"")),
            lambda: replace(attempt, note=None),
            lambda: replace(attempt, copies=[(_octets(rng, file), own), *attempt.copies[1:]]),
            lambda: replace(attempt, copies=[(_octets(rng, file), not own), *attempt.copies]),
        )
    )()


def _swap(rng: random.Random, attempt: Attempt, other: Attempt) -> Attempt:
    """Replace a part of the check with the same part of another check."""
    if other.proof is not None:
        return attempt
    return rng.choice(
        (
            lambda: replace(attempt, copies=other.copies),
            lambda: replace(attempt, code=other.code),
            lambda: replace(attempt, statement=other.statement, note=other.note),
            lambda: replace(attempt, note=other.note),
        )
    )()


def _statement(rng: random.Random, attempt: Attempt) -> Attempt:
    """Change a value in the statement; its publisher signs again."""
    value = _parsed(attempt.statement)
    if not isinstance(value, dict):
        return attempt
    return _signed(attempt, _changed(rng, value), rng)


def _shard(rng: random.Random, attempt: Attempt) -> Attempt:
    """Change bytes of the shard file, with a statement that commits to them."""
    value = _parsed(attempt.statement)
    if not isinstance(value, dict) or not attempt.copies:
        return attempt
    file = bytearray(attempt.copies[0][0])
    bits = (
        value.get("header", {}).get("prefix_bits")
        if isinstance(value.get("header"), dict)
        else None
    )
    if len(file) < 77 or not isinstance(bits, int) or isinstance(bits, bool) or bits > 8:
        return attempt
    for _ in range(rng.choice((1, 1, 2, 8))):
        # Most of a small file is filler: half of the changes are within its first kilobyte.
        at = rng.randrange(min(len(file), rng.choice((80, 1024, len(file)))))
        file[at] ^= rng.choice((1, 0x80, 0xFF, 1 << rng.randrange(8)))
    root = _files_root(bytes(file), bits, _number(attempt, bits))
    if root is None:
        return replace(attempt, copies=[(bytes(file), False)])
    changed = _signed(attempt, value | {"files": root.hex()}, rng)
    return replace(changed, copies=[(bytes(file), False)])


def _number(attempt: Attempt, bits: int) -> int:
    """The number of the code's shard, 0 if the code cannot be read."""
    for number in range(1 << bits):
        file = attempt.copies[0][0]
        if int.from_bytes(file[33:37], "big") == number:
            return number
    return 0


def _files_root(file: bytes, bits: int, number: int) -> bytes | None:
    """The root that the file leads to, None if its counts do not fit its length."""
    leaves = int.from_bytes(file[37:41], "big")
    heap = int.from_bytes(file[73:77], "big")
    end = 77 + 22 * leaves + 70 * max(0, 2 * leaves - 2) + heap
    if end + 4 > len(file) - 32 * bits:
        return None
    cut = len(file) - 32 * bits
    digests = hashlib.sha256(file[:end]).digest() + hashlib.sha256(file[end:cut]).digest()
    node = reference.h(0x08, number.to_bytes(4, "big"), digests)
    for level in range(bits):
        sibling = file[cut + 32 * level : cut + 32 * level + 32]
        pair = (sibling, node) if number >> level & 1 else (node, sibling)
        node = reference.h(0x09, *pair)
    return node


def _signed(attempt: Attempt, value: dict[str, Any], rng: random.Random) -> Attempt:
    """The statement signed by the publisher that it names; unchanged if its key is unknown."""
    try:
        data = canonical(value)
    except (UnicodeEncodeError, TypeError):
        return attempt
    signer: Signer = SIGNERS.get(str(value.get("first_key")), PUBLISHER)
    kind = "statement" if rng.random() < 0.95 else "draft"
    text = f"{signer.origin}/{kind} v0\n{hashlib.sha256(data).hexdigest()}\n"
    return replace(attempt, statement=data, note=signer.note(text))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _changed(rng: random.Random, value: dict[str, Any]) -> dict[str, Any]:
    """A copy of a JSON object with one place changed."""
    made = copy.deepcopy(value)
    places = list(_places(made))
    parent, key = rng.choice(places)
    action = rng.random()
    if action < 0.5:
        parent[key] = copy.deepcopy(rng.choice(VALUES))
    elif action < 0.65:
        del parent[key]
    elif action < 0.8:
        source, name = rng.choice(places)
        parent[key] = copy.deepcopy(source[name])
    elif isinstance(parent, list):
        parent.insert(rng.randrange(len(parent) + 1), copy.deepcopy(parent[key]))
    else:
        parent[rng.choice(("zz", "unit", "asset", "amount"))] = copy.deepcopy(parent[key])
    return made


def _places(value: Any) -> Any:
    """(container, key or index) of every value inside a JSON value."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _proof_bytes(rng: random.Random, attempt: Attempt) -> Attempt:
    return replace(attempt, proof=_octets(rng, attempt.proof or b""))


def _proof_members(rng: random.Random, attempt: Attempt) -> Attempt:
    value = _parsed(attempt.proof or b"")
    if not isinstance(value, dict):
        return attempt
    name = rng.choice(("file", "statement", "note"))
    if rng.random() < 0.3 and isinstance(value.get(name), str):
        try:
            data = _octets(rng, base64.b64decode(value[name], validate=True))
        except ValueError:
            return attempt
        made = value | {name: base64.b64encode(data).decode()}
    else:
        made = _changed(rng, value)
    try:
        return replace(attempt, proof=canonical(made))
    except (UnicodeEncodeError, TypeError):
        return attempt


def _site(rng: random.Random, attempt: Attempt) -> Attempt:
    """The publisher's own site shows a different statement, or none."""
    if attempt.site is None:
        return replace(attempt, fingerprint=rng.choice(("", "00" * 32)))
    statement, note = attempt.site
    value = _parsed(statement)
    if not isinstance(value, dict):
        return replace(attempt, site=None)
    shown = Attempt("", statement, note, [], "")
    changed = _signed(shown, _changed(rng, value), rng)
    return replace(attempt, site=(changed.statement, changed.note or b""))


OF_PROOFS: tuple[Mutation, ...] = (_typed, _proof_bytes, _proof_members, _proof_members, _site)
OF_FILES: tuple[Mutation, ...] = (
    *(_typed, _bytes, _bytes, _statement, _statement, _statement, _shard),
)
