"""Ledgers with invalid entries; every tree and signature above them is correct."""

from __future__ import annotations

from collections.abc import Callable

from tests.reference import Member, Sums, add, make_code
from tests.simulator import BTC, CODE_KEY, LARGE, PUBLISHER, Attempt, Books, Plan
from tests.vectors.case import ACCOUNT, Case, cousin, in_books, invalid, neighbour

ELSEWHERE = 1
"""An account of the other shard, in the large plan."""

BITCOIN = 10**8

LIMIT = 2**128


def _wrapping(left: Sums, right: Sums) -> Sums:
    """Addition as a machine with 128-bit integers does it."""
    return {column: amount % LIMIT for column, amount in add(left, right).items()}


def _owe(books: Books, index: int, units: int) -> None:
    """A debt in BTC, in two's complement, so that the total goes down."""
    books.total = _wrapping
    books.change(index, sums={0: 1, BTC: LIMIT - units})


def _leave_out(books: Books) -> None:
    del books.members[ACCOUNT]


def _copy_neighbour(books: Books) -> None:
    """Padding: the account's neighbour is in the tree twice."""
    books.members.append(books.member(neighbour()))


def _dummy_in_debt(books: Books) -> None:
    """A made-up customer with a debt, to bring the total down."""
    code = make_code(CODE_KEY, PUBLISHER.publisher, 0, b"nobody")
    books.members.append(Member(code, b"nobody", {0: 1}))
    _owe(books, len(books.members) - 1, 5 * BITCOIN)


def _named(name: bytes) -> Callable[[], Attempt]:
    return in_books(lambda books: books.change(ACCOUNT, account=name))


def _two_halves(books: Books) -> None:
    books.total = _wrapping
    for index in (0, 1):
        books.change(index, sums={0: 1, BTC: LIMIT // 2})


NAMES = [
    ("account-empty", b"", "An account without a name."),
    ("account-with-tab", b"user\t0", "A control character in the name."),
    ("account-with-newline", b"user-0\n", "A line end in the name."),
    ("account-leading-blank", b" user-0", "A blank before the name."),
    ("account-trailing-blank", b"user-0 ", "A blank behind the name."),
    ("account-doubled-blank", b"user  0", "Two blanks in a row."),
    ("account-not-ascii", "us\u00e9r".encode(), "A letter that names cannot have."),
    ("account-delete-character", b"user\x7f", "The delete character."),
]

CASES: list[Case] = [
    *(invalid(name, "record-form", _named(encoded), says) for name, encoded, says in NAMES),
    invalid(
        "account-left-out",
        "tag-absent",
        in_books(_leave_out),
        "The publisher leaves one account out and publishes the rest in good order.",
    ),
    invalid(
        "last-account-left-out-of-its-shard",
        "tag-absent",
        in_books(_leave_out, Plan(accounts=1)),
        "The only account is left out: the shard is empty.",
    ),
    invalid(
        "leaf-counts-none",
        "leaf-count",
        in_books(lambda books: books.change(ACCOUNT, sums={BTC: 1})),
        "The account's leaf does not count as an account.",
    ),
    invalid(
        "leaf-counts-two",
        "leaf-count",
        in_books(lambda books: books.change(ACCOUNT, sums={0: 2, BTC: 1})),
        "The account's leaf counts as two accounts.",
    ),
    invalid(
        "leaf-alone-counts-two",
        "leaf-count",
        in_books(lambda books: books.change(ACCOUNT, sums={0: 2}), Plan(accounts=1)),
        "The only leaf counts as two accounts.",
    ),
    invalid(
        "balance-in-undeclared-column",
        "column-unknown",
        in_books(lambda books: books.change(ACCOUNT, sums={0: 1, 5: 10})),
        "The balance stands in a column that the header does not list.",
    ),
    invalid(
        "balance-in-last-column-of-all",
        "column-unknown",
        in_books(lambda books: books.change(ACCOUNT, sums={0: 1, 65535: 10})),
        "The balance stands in column 65,535.",
    ),
    invalid(
        "neighbour-in-undeclared-column",
        "column-unknown",
        in_books(lambda books: books.change(neighbour(), sums={0: 1, 5: 10})),
        "A neighbour's balance stands in a column that no total shows.",
    ),
    invalid(
        "other-shard-in-undeclared-column",
        "column-unknown",
        in_books(lambda books: books.change(ELSEWHERE, sums={0: 1, 5: 10}), LARGE),
        "A balance of another shard stands in a column that no total shows.",
    ),
    invalid(
        "neighbour-counts-two",
        "sibling-count",
        in_books(lambda books: books.change(neighbour(), sums={0: 2})),
        "The neighbour's leaf counts as two accounts.",
    ),
    invalid(
        "neighbour-counts-none",
        "sibling-count",
        in_books(lambda books: books.change(neighbour(), sums={BTC: 1})),
        "The neighbour's leaf counts as no account.",
    ),
    invalid(
        "cousin-counts-two",
        "sibling-count",
        in_books(lambda books: books.change(cousin(), sums={0: 2})),
        "A leaf elsewhere in the shard counts as two accounts.",
    ),
    invalid(
        "neighbour-in-debt",
        "sum-overflow",
        in_books(lambda books: _owe(books, neighbour(), BITCOIN)),
        "The neighbour holds minus one BTC, written as 2^128 - 10^8, and sums wrap around.",
    ),
    invalid(
        "other-shard-in-debt",
        "sum-overflow",
        in_books(lambda books: _owe(books, ELSEWHERE, 150_000), LARGE),
        "Another shard holds less than nothing; the sum above the shards wraps around.",
    ),
    invalid(
        "dummy-customer-in-debt",
        "sum-overflow",
        in_books(_dummy_in_debt),
        "A made-up customer owes five BTC, to bring the total down.",
    ),
    invalid(
        "sum-of-exactly-2-to-the-128",
        "sum-overflow",
        in_books(_two_halves, Plan(accounts=2)),
        "Two neighbours hold 2^127 each, and the sum wraps to nothing.",
    ),
    invalid(
        "neighbour-copied-for-padding",
        "tag-order",
        in_books(_copy_neighbour),
        "The neighbour's leaf stands in the tree twice.",
    ),
]
