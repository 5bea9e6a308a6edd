"""What must verify, and the remarks that must stand beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

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
    spread,
)
from tests.vectors.case import ACCOUNT, Case, in_attempt, in_books, in_statement, truth
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
        truth(
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
    return truth(f"prefix-bits-{bits}", _plain(plan, account), says, *SILENT, **found)


def _typed(typed: str) -> Callable[[], Attempt]:
    return in_attempt(lambda attempt: setattr(attempt, "identity", typed), Plan(bound=True))


def _short(stated: Stated) -> None:
    """One unit of BTC is missing."""
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    reserve["amount"] = str(int(reserve["amount"]) - 1)


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
    attempt.fingerprint = f" {hashlib.sha256(attempt.statement).hexdigest().upper()} "


def _in_other_units(stated: Stated) -> None:
    """The reserves of BTC are stated in thousandths of a base unit."""
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    reserve.update(amount=reserve["amount"] + "000", decimals=11)


def _short_in_other_units(stated: Stated) -> None:
    _in_other_units(stated)
    reserve = next(r for r in stated.statement["reserves"] if r["asset"] == "BTC")
    reserve["amount"] = str(int(reserve["amount"]) - 1)


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
    truth(
        "shard-of-exactly-100",
        _plain(LARGE),
        "As few as a shard of several may have, if it has any.",
        *SILENT,
        **_found(ACCOUNT, little(ACCOUNT)),
    ),
    truth(
        "beside-an-empty-shard",
        _plain(BESIDE_EMPTY),
        "The other shard has no accounts, which is allowed.",
        *SILENT,
        **_found(ACCOUNT, little(ACCOUNT)),
    ),
    truth("holds-nothing", _holding(), "An empty account has a leaf.", *SILENT, **_found(0, {})),
    truth(
        "group-held", _plain(Plan(), 4), "USDT and USDC, shown as USD too.", *SILENT, **_found(4)
    ),
    truth(
        "largest-amount",
        _holding((USDC, 2**128 - 1 - OTHERS_USDC)),
        "A total of 2^128 - 1.",
        *SILENT,
    ),
    *(
        truth(
            name,
            _named(spelled),
            "A name at the border of what names can be.",
            *SILENT,
            account=spelled.decode(),
        )
        for name, spelled in NAMES
    ),
    truth("code-in-capitals", in_attempt(_capitals), "In capitals, blanks around.", *SILENT),
    truth("fingerprint-compared", in_attempt(_compared), "Compared with another source."),
    truth("second-copy-fits", in_attempt(_second_copy), "Two copies damaged, one whole.", *SILENT),
    truth("witnesses-signed-too", in_attempt(_witnessed), "99 signatures by others.", *SILENT),
    truth(
        "identity-typed",
        _typed(identity(ACCOUNT)),
        "The identity was bound and typed.",
        "not-compared",
        "identity-matches",
    ),
    truth(
        "identity-typed-in-capitals",
        _typed(f" {identity(ACCOUNT).upper()} "),
        "In capitals, with blanks around it.",
        "not-compared",
        "identity-matches",
    ),
    truth(
        "identity-not-typed",
        _plain(Plan(bound=True)),
        "The identity was bound and not asked.",
        "not-compared",
        "identity-not-asked",
    ),
    truth(
        "identity-where-none-is-bound",
        in_attempt(lambda attempt: setattr(attempt, "identity", identity(0))),
        "The snapshot binds no identity, and one was typed.",
        *SILENT,
        "identity-not-bound",
    ),
    truth("a-day-apart", _apart("2026-11-01T00:00:00Z"), "24 hours, to the second.", *SILENT),
    truth(
        "more-than-a-day-apart",
        _apart("2026-11-01T00:00:01Z"),
        "Reserves were taken a second more than a day after the balances.",
        "times-apart",
        *SILENT,
    ),
    truth(
        "more-than-a-day-apart-before",
        _apart("2026-10-29T23:59:59Z"),
        "Reserves were taken a second more than a day before the balances.",
        "times-apart",
        *SILENT,
    ),
    truth(
        "counted-as-platform",
        _holding((PLATFORM_BTC, 5)),
        "The coins stand in a column that is not the customers'.",
        "not-customer",
        *SILENT,
    ),
    truth(
        "counted-as-both",
        _holding((BTC, 7), (PLATFORM_BTC, 5)),
        "Some of the coins stand in a column that is not the customers'.",
        "not-customer",
        *SILENT,
    ),
    truth(
        "below-reserves",
        in_statement(_short),
        "Reserves are one unit short of an asset that is held.",
        "below-reserves",
        *SILENT,
    ),
    truth(
        "reserves-short-of-another-asset",
        in_statement(_short_of_what_is_not_held),
        "Reserves are short, but not of what this account holds.",
        "others-below",
        *SILENT,
    ),
    truth(
        "reserves-in-other-units",
        in_statement(_in_other_units),
        "Reserves reach what is owed to the unit, in other decimals.",
        *SILENT,
    ),
    truth(
        "below-reserves-in-other-units",
        in_statement(_short_in_other_units),
        "Reserves are a thousandth of a unit short.",
        "below-reserves",
        *SILENT,
    ),
    *(truth(name, in_statement(change), says, *SILENT) for name, change, says in STATEMENTS),
    truth("draft", in_statement(_draft), "Signed as a draft.", "draft", *SILENT),
    truth("stale", _at("2026-12-01T00:00:00Z"), "A newer one was due.", "stale", *SILENT),
    truth("due-today", _at("2026-11-30T23:59:59Z"), "The next one is due today.", *SILENT),
    truth(
        "no-next-date",
        in_statement(lambda stated: stated.statement.update(next_due="")),
        "Nothing is said about the next one.",
        *SILENT,
    ),
]
