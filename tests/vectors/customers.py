"""Codes and identities that were mistyped, or belong elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests import reference
from tests.simulator import PUBLISHER, STRANGER, Attempt, Books, Plan, identity
from tests.vectors.case import Case, in_attempt, in_books, invalid

BOUND = Plan(bound=True)


def _typed(change: Callable[[str], str], account: int = 2) -> Callable[[], Attempt]:
    """The customer types their code differently."""

    def mistype(attempt: Attempt) -> None:
        before = attempt.code
        attempt.code = change(before)
        assert attempt.code != before

    return in_attempt(mistype, account=account)


def _payload(code: str) -> list[int]:
    return [reference.ALPHABET.index(letter) for letter in code[4:-6]]


def _other_letter(code: str, at: int) -> str:
    letters = reference.ALPHABET
    return letters[(letters.index(code[at]) + 1) % 32]


def _mistype(code: str) -> str:
    return code[:30] + _other_letter(code, 30) + code[31:]


def _swap(code: str) -> str:
    at = next(i for i in range(20, 60) if code[i] != code[i + 1])
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def _padded(code: str) -> str:
    values = _payload(code)
    return reference.bech32m("por", [*values[:-1], values[-1] | 1])


def _versioned(code: str) -> str:
    data = reference.octets(_payload(code))
    return reference.code_text(data[1:21], data[21:], version=1)


def _longer(code: str) -> str:
    return reference.bech32m("por", [*_payload(code), 0])


def _with_kelvin_signs(code: str) -> str:
    assert "k" in code, "choose an account whose code has a k"
    return code.upper().replace("K", "\u212a")


SPELLINGS = [
    ("code-letter-mistyped", _mistype, "One letter of the code is another."),
    ("code-letters-swapped", _swap, "Two neighbouring letters of the code have changed places."),
    ("code-letter-dropped", lambda code: code[:40] + code[41:], "A letter is missing."),
    ("code-letter-doubled", lambda code: code[:40] + code[39:], "A letter stands twice."),
    ("code-cut-off", lambda code: code[:-6], "The checksum was not copied."),
    ("code-empty", lambda _: "", "Nothing was typed."),
    ("code-mixed-case", lambda code: code[:35] + code[35:].upper(), "Half is in capitals."),
    ("code-capital-prefix", lambda code: "Por" + code[3:], "A capital at the start only."),
    ("code-letter-b", lambda code: code[:20] + "b" + code[21:], "A letter outside the alphabet."),
    ("code-letter-one", lambda code: code[:20] + "1" + code[21:], "A second separator."),
    ("code-inner-blank", lambda code: code[:35] + " " + code[35:], "A blank within the code."),
    ("code-no-break-space", lambda code: "\u00a0" + code, "A blank that is not plain around it."),
    (
        "code-cyrillic-letter",
        lambda code: "p\u043er" + code[3:],
        "The o of the prefix is a letter of another script that looks the same.",
    ),
    ("code-null-byte", lambda code: code + "\0", "A null byte behind the code."),
    (
        "code-other-prefix",
        lambda code: reference.bech32m("pop", _payload(code)),
        "The checksum fits, but the prefix is not por.",
    ),
    (
        "code-prefix-mistyped",
        lambda code: "pop" + code[3:],
        "The prefix is not por, and the checksum is that of por.",
    ),
    (
        "code-older-checksum",
        lambda code: reference.bech32m("por", _payload(code), constant=1),
        "The checksum is that of bech32, not of bech32m.",
    ),
    ("code-padding-bits", _padded, "The checksum fits, but the padding bits are not zero."),
    ("code-one-longer", _longer, "The checksum fits, but there is a letter too many."),
    (
        "code-with-link",
        lambda code: f"https://example.com/verify/#{code}",
        "The whole link was pasted, not the code.",
    ),
]


def _of_stranger(code: str) -> str:
    return reference.code_text(b"\x55" * 20, STRANGER.publisher)


def _other_publisher(code: str) -> str:
    data = reference.octets(_payload(code))
    return reference.code_text(data[1:21], data[21:-1] + b"\0")


def _identity(typed: str) -> Callable[[], Attempt]:
    def type_identity(attempt: Attempt) -> None:
        attempt.identity = typed

    return in_attempt(type_identity, BOUND)


def _bind_to_another(books: Books) -> None:
    digest, code = books.header_digest(), books.member(0).code
    bound = reference.h(0x1C, code, digest, b"somebody@else.example")
    books.change(0, identity_hash=bound)


def _share_leaf(books: Books) -> None:
    """One leaf for two customers: account 1 is given the code of account 0, and no leaf."""
    del books.members[1]


def _typing(make: Callable[[], Attempt], typed: str) -> Attempt:
    return replace(make(), identity=typed)


IDENTITIES = [
    ("identity-mistyped", "user0@mial.example", "The address has a typing mistake."),
    ("identity-of-another-account", identity(1), "Another customer's address was typed."),
    ("identity-with-suffix", identity(0) + ".", "One letter more than was bound."),
]

IMPOSSIBLE_IDENTITIES = [
    ("identity-not-ascii", "us\u00e9r0@mail.example", "A letter that no identity can have."),
    ("identity-kelvin-sign", "\u212a@mail.example", "A sign whose lower case is a plain k."),
    ("identity-doubled-blank", "user0  mail", "Two blanks in a row."),
    ("identity-too-long", "a" * 256, "256 characters."),
    ("identity-tab", "user0\tmail", "A control character."),
]

CASES: list[Case] = [
    *(invalid(name, "code-form", _typed(change), says) for name, change, says in SPELLINGS),
    invalid(
        "code-kelvin-sign",
        "code-form",
        _typed(_with_kelvin_signs, account=4),
        "A sign whose lower case is a plain k is taken for every k.",
    ),
    invalid("code-version-1", "code-version", _typed(_versioned), "A code of a version to come."),
    invalid(
        "code-of-another-publisher",
        "code-publisher",
        _typed(_of_stranger),
        "A well-spelled code that another publisher made.",
    ),
    invalid(
        "code-of-publisher-that-differs-by-a-byte",
        "code-publisher",
        _typed(_other_publisher),
        "The right secret, and a publisher whose id differs in its last byte.",
    ),
    *(invalid(name, "identity", _identity(typed), says) for name, typed, says in IDENTITIES),
    *(
        invalid(name, "identity-form", _identity(typed), says)
        for name, typed, says in IMPOSSIBLE_IDENTITIES
    ),
    invalid(
        "identity-bound-by-publisher-to-another",
        "identity",
        partial(_typing, in_books(_bind_to_another, BOUND), identity(0)),
        "The publisher bound the leaf to somebody else.",
    ),
    invalid(
        "identity-hash-of-another-snapshot",
        "identity",
        partial(
            _typing,
            in_books(
                lambda books: books.change(
                    0,
                    identity_hash=reference.h(
                        0x1C, books.member(0).code, bytes(32), identity(0).encode()
                    ),
                ),
                BOUND,
            ),
            identity(0),
        ),
        "The identity hash was carried over from another snapshot.",
    ),
    invalid(
        "one-leaf-for-two-customers",
        "identity",
        partial(_typing, in_books(_share_leaf, BOUND), identity(1)),
        "Customer 1 was given the code of customer 0, and there is one leaf for both.",
    ),
    invalid(
        "code-of-an-older-generation",
        "tag-absent",
        in_books(
            lambda books: books.change(
                0, code=reference.make_code(bytes(32), PUBLISHER.publisher, 1, b"user-0")
            )
        ),
        "The account has a newer code; the older one was typed.",
    ),
]
