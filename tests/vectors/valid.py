"""Valid vectors, and the remarks that they must have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from tests.reference import Sums
from tests.simulator import (
    BTC,
    LARGE,
    PLATFORM_BTC,
    USDC,
    Attempt,
    Plan,
    Stated,
    balances,
    identity,
    little,
    open_books,
    spread,
)
from tests.vectors.case import ACCOUNT, Case, in_attempt, in_books, in_statement, valid
from tests.vectors.shards import BESIDE_EMPTY
from tests.vectors.signed import strangers

SILENT = ("not-compared",)
OTHERS_USDC = (
    sum(balances(index)[USDC] for index in range(Plan().accounts)) - balances(ACCOUNT)[USDC]
)


def _plain(plan: Plan, account: int = ACCOUNT) -> Callable[[], Attempt]:
    return in_attempt(lambda attempt: None, plan, account)


def _sums(sums: Sums) -> list[list[object]]:
    return [[column, str(amount)] for column, amount in sorted(sums.items()) if amount]


def _found(index: int, sums: Sums | None = None) -> dict[str, object]:
    held = {0: 1} | (balances(index) if sums is None else sums)
    return {"account": f"user-{index}", "sums": _sums(held)}


def _of_size(m: int) -> list[Case]:
    """Every account of a small shard, the last one of a large."""
    plan = Plan(accounts=m)
    chosen = range(m) if m <= 5 else [m - 1]
    return [
        valid(
            f"{m}-accounts-number-{index}",
            _plain(plan, index),
            "One shard.",
            *SILENT,
            **_found(index),
        )
        for index in chosen
    ]


def _of_bits(bits: int) -> Case:
    """An account whose shard is neither the first nor the last, where there are so many."""
    plan, account = (spread(bits), 5) if bits else (Plan(), 5)
    says = f"{2**bits} shards of 100 accounts each." if bits else "One shard, however small."
    found = _found(account, plan.balances(account))
    return valid(f"prefix-bits-{bits}", _plain(plan, account), says, *SILENT, **found)


def _typed(typed: str) -> Callable[[], Attempt]:
    return in_attempt(lambda attempt: setattr(attempt, "identity", typed), Plan(bound=True))


def _short(stated: Stated) -> None:
    """One unit of BTC is missing."""
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    reserve["amount"] = reserve["native"] = str(int(reserve["amount"]) - 1)


def _short_of_what_is_not_held(stated: Stated) -> None:
    stated.statement["reserves"] = [
        reserve for reserve in stated.statement["reserves"] if reserve["asset"] != "USDT"
    ]


def _draft(stated: Stated) -> None:
    stated.kind = "draft"


def _at(now: str) -> Callable[[], Attempt]:
    return in_attempt(lambda attempt: setattr(attempt, "now", now))


def _apart(reserves_at: str) -> Callable[[], Attempt]:
    return in_books(lambda books: books.header.update(reserves_at=reserves_at))


def _compared(attempt: Attempt) -> None:
    digits = hashlib.sha256(attempt.statement).hexdigest().upper()
    attempt.fingerprint = " ".join(digits[i : i + 8] for i in range(0, 64, 8)) + "\n"


def _in_other_units(stated: Stated) -> None:
    """The reserves of BTC are stated in thousandths of a base unit."""
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    amount = reserve["amount"] + "000"
    reserve.update(amount=amount, native=amount, decimals=11)


def _short_in_other_units(stated: Stated) -> None:
    _in_other_units(stated)
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    reserve["amount"] = reserve["native"] = str(int(reserve["amount"]) - 1)


def _capitals(attempt: Attempt) -> None:
    attempt.code = f"  {attempt.code.upper()}\n"


def _second_copy(attempt: Attempt) -> None:
    file = attempt.copies[0][0]
    attempt.copies = [(file[:-1], True), (bytes(4096), False), (file, False)]


def _witnessed(attempt: Attempt) -> None:
    assert attempt.note is not None
    attempt.note += strangers(99)


def _holding(*amounts: tuple[int, int]) -> Callable[[], Attempt]:
    return in_books(lambda books: books.change(ACCOUNT, sums={0: 1, **dict(amounts)}))


def _named(name: bytes) -> Callable[[], Attempt]:
    return in_books(lambda books: books.change(ACCOUNT, account=name))


NAMES = [
    ("name-of-one-letter", b"~"),
    ("name-of-255-letters", b"a" * 255),
    ("name-with-markup", b"<script>alert(1)</script>"),
    ("name-with-single-blanks", b"Erika M. Mustermann"),
    ("name-with-quotes", b"\"'\\"),
]


TIME = "2026-10-31T00:00:00Z"


def _disclose(stated: Stated) -> None:
    """Something in every list of the statement."""
    price = {"asset": "BTC", "price": "0." + "0" * 79 + "1", "source": "x", "time": TIME}
    left_out = {"kind": "zz", "asset": "BTC", "decimals": 8, "rows": 2, "amount": "0"}
    stated.statement |= {
        "clamped": [{"column": 4, "accounts": 2**53 - 1, "amount": str(2**128 - 1)}],
        "kinds": [*stated.statement["kinds"], {"kind": "zz", "scope": ""}],
        "left_out": [left_out],
        "own_issued": ["USDC"],
        "prices": [price],
        "scope_note": "\u682a" * 2000,
        "verifier": "0.0.0",
        "out_of_scope": [{"asset": "a.b_$+-", "rows": 0, "amount": "-12.05"}],
        "previous": [{"sha256": "0f" * 32, "snapshot": "2026-09-30"}],
        "wallets": {"complete": False, "rows": 2**53 - 1, "sha256": "0f" * 32},
    }


def _not_native(stated: Stated) -> None:
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    total = int(stated.statement["totals"][BTC])
    reserve.update(amount=str(total), native=str(total - 1))


def _listed(snapshot: str, statement: bytes, named: bytes | None = None) -> Callable[[], Attempt]:
    """The place lists an older snapshot; the statement names 2026-09-30 with `named`."""

    def make() -> Attempt:
        stated = open_books(Plan()).build().state()
        if named is not None:
            digest = hashlib.sha256(named).hexdigest()
            stated.statement["previous"] = [{"sha256": digest, "snapshot": "2026-09-30"}]
        return replace(stated.sign().attempt(ACCOUNT), older=(snapshot, statement))

    return make


STATEMENTS: list[tuple[str, Callable[[Stated], object], str]] = [
    ("everything-disclosed", _disclose, "Every list of the statement holds something."),
    ("shortest-name", lambda stated: stated.statement.update(name="X"), "One letter."),
    ("longest-name", lambda stated: stated.statement.update(name="\u682a" * 200), "200 letters."),
    (
        "name-with-quotes-and-backslash",
        lambda stated: stated.statement.update(name='"\\"'),
        "What canonical JSON escapes.",
    ),
]

CASES: list[Case] = [
    *(case for m in (1, 2, 3, 5, 130) for case in _of_size(m)),
    *(_of_bits(bits) for bits in range(4)),
    valid(
        "shard-of-exactly-100",
        _plain(LARGE),
        "As few as a shard of several may have, if it has any.",
        *SILENT,
        **_found(ACCOUNT, little(ACCOUNT)),
    ),
    valid(
        "beside-an-empty-shard",
        _plain(BESIDE_EMPTY),
        "The other shard has no accounts, which is allowed.",
        *SILENT,
        **_found(ACCOUNT, little(ACCOUNT)),
    ),
    valid("holds-nothing", _holding(), "An empty account has a leaf.", *SILENT, **_found(0, {})),
    valid(
        "group-held", _plain(Plan(), 4), "USDT and USDC, shown as USD too.", *SILENT, **_found(4)
    ),
    valid(
        "largest-amount",
        _holding((USDC, 2**128 - 1 - OTHERS_USDC)),
        "A total of 2^128 - 1.",
        *SILENT,
    ),
    *(
        valid(
            name,
            _named(encoded),
            "A name at the border of what names can be.",
            *SILENT,
            account=encoded.decode(),
        )
        for name, encoded in NAMES
    ),
    valid("code-in-capitals", in_attempt(_capitals), "In capitals, blanks around.", *SILENT),
    valid("fingerprint-compared", in_attempt(_compared), "Compared with another source."),
    valid(
        "fingerprint-blank",
        in_attempt(lambda attempt: setattr(attempt, "fingerprint", " \t ")),
        "Blanks are no fingerprint.",
        *SILENT,
    ),
    valid("second-copy-fits", in_attempt(_second_copy), "Two copies damaged, one whole.", *SILENT),
    valid("witnesses-signed-too", in_attempt(_witnessed), "99 signatures by others.", *SILENT),
    valid(
        "identity-typed",
        _typed(identity(ACCOUNT)),
        "The identity was bound and typed.",
        "not-compared",
        "identity-matches",
    ),
    valid(
        "identity-typed-in-capitals",
        _typed(f" {identity(ACCOUNT).upper()} "),
        "In capitals, with blanks around it.",
        "not-compared",
        "identity-matches",
    ),
    valid(
        "identity-not-typed",
        _plain(Plan(bound=True)),
        "The identity was bound and not asked.",
        "not-compared",
        "identity-not-asked",
    ),
    valid(
        "identity-blank",
        _typed("   "),
        "Blanks are no identity.",
        "not-compared",
        "identity-not-asked",
    ),
    valid(
        "identity-where-none-is-bound",
        in_attempt(lambda attempt: setattr(attempt, "identity", identity(0))),
        "The snapshot binds no identity, and one was typed.",
        *SILENT,
        "identity-not-bound",
    ),
    valid("a-day-apart", _apart("2026-11-01T00:00:00Z"), "24 hours, to the second.", *SILENT),
    valid(
        "more-than-a-day-apart",
        _apart("2026-11-01T00:00:01Z"),
        "Reserves were taken a second more than a day after the balances.",
        "times-apart",
        *SILENT,
    ),
    valid(
        "more-than-a-day-apart-before",
        _apart("2026-10-29T23:59:59Z"),
        "Reserves were taken a second more than a day before the balances.",
        "times-apart",
        *SILENT,
    ),
    valid(
        "counted-as-platform",
        _holding((PLATFORM_BTC, 5)),
        "The coins are in a column that is not the customers'.",
        "not-customer",
        *SILENT,
    ),
    valid(
        "counted-as-both",
        _holding((BTC, 7), (PLATFORM_BTC, 5)),
        "Some of the coins are in a column that is not the customers'.",
        "not-customer",
        *SILENT,
    ),
    valid(
        "below-reserves",
        in_statement(_short),
        "Reserves are one unit short of an asset that is held.",
        "below-reserves",
        *SILENT,
    ),
    valid(
        "reserves-short-of-another-asset",
        in_statement(_short_of_what_is_not_held),
        "Reserves are short, but not of what this account holds.",
        *SILENT,
        "others-below",
    ),
    valid(
        "reserves-in-other-units",
        in_statement(_in_other_units),
        "Reserves reach what is owed to the unit, in other decimals.",
        *SILENT,
    ),
    valid(
        "below-reserves-in-other-units",
        in_statement(_short_in_other_units),
        "Reserves are a thousandth of a unit short.",
        "below-reserves",
        *SILENT,
    ),
    *(valid(name, in_statement(change), says, *SILENT) for name, change, says in STATEMENTS),
    valid("draft", in_statement(_draft), "Signed as a draft.", "draft", *SILENT),
    valid("stale", _at("2026-12-01T00:00:00Z"), "A newer one was due.", "stale", *SILENT),
    valid("due-today", _at("2026-11-30T23:59:59Z"), "The next one is due today.", *SILENT),
    valid(
        "no-next-date",
        in_statement(lambda stated: stated.statement.update(next_due="")),
        "Nothing is said about the next one.",
        "no-due-date",
        *SILENT,
    ),
    valid(
        "next-due-after-366-days",
        in_statement(lambda stated: stated.statement.update(next_due="2027-11-01")),
        "As far ahead as it may be.",
        *SILENT,
    ),
    valid(
        "next-due-on-the-same-day",
        in_statement(lambda stated: stated.statement.update(next_due="2026-10-31")),
        "Due on the day of the balances, and now is a day later.",
        "stale",
        *SILENT,
    ),
    valid("taken-366-days-ago", _at("2027-11-01T00:00:00Z"), "A year.", "stale", *SILENT),
    valid(
        "taken-more-than-366-days-ago",
        _at("2027-11-01T00:00:01Z"),
        "A second more than a year.",
        *("stale", "old", *SILENT),
    ),
    valid("taken-in-a-day", _at("2026-10-30T00:00:00Z"), "A clock that is behind.", *SILENT),
    valid(
        "taken-in-more-than-a-day",
        _at("2026-10-29T23:59:59Z"),
        "Balances of a moment to come.",
        "future",
        *SILENT,
    ),
    valid(
        "verifier-patch-to-come",
        in_statement(lambda stated: stated.statement.update(verifier="0.1.1")),
        "The publisher asks for a later verifier.",
        "newer-verifier",
        *SILENT,
    ),
    valid(
        "verifier-to-come",
        in_statement(lambda stated: stated.statement.update(verifier="0.10.0")),
        "10 is above 1.",
        "newer-verifier",
        *SILENT,
    ),
    valid(
        "own-issued-held",
        in_statement(lambda stated: stated.statement.update(own_issued=["BTC"])),
        "The reserves of an asset that is held are the publisher's own token.",
        "own-issued",
        *SILENT,
    ),
    valid(
        "own-issued-of-others",
        in_statement(lambda stated: stated.statement.update(own_issued=["USDT"])),
        "The publisher issues a token that this account does not hold.",
        *SILENT,
    ),
    valid(
        "not-native",
        in_statement(_not_native),
        "Reserves are enough, and native ones are a unit short.",
        "not-native",
        *SILENT,
    ),
    valid(
        "previous-named",
        _listed("2026-09-30", b"the statement before", named=b"the statement before"),
        "The site lists the snapshot that the statement names.",
        *SILENT,
    ),
    valid(
        "previous-not-named",
        _listed("2026-09-30", b"the statement before"),
        "The site lists an older snapshot, and the statement names none.",
        "previous-differs",
        *SILENT,
    ),
    valid(
        "previous-of-other-bytes",
        _listed("2026-09-30", b"the statement before", named=b"an invented one"),
        "The name of the older snapshot, over other bytes.",
        "previous-differs",
        *SILENT,
    ),
    valid(
        "previous-of-another-name",
        _listed("2026-09-29", b"the statement before", named=b"the statement before"),
        "The bytes of the older snapshot, under another name.",
        "previous-differs",
        *SILENT,
    ),
]
