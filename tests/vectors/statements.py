"""Signed statements that are malformed, contradict themselves, or contradict the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from tests.simulator import BTC, COLUMNS, STRANGER, USDC, USDT, Attempt, Json, Stated
from tests.vectors.case import Case, in_books, in_statement, invalid


def _put(*path: Any) -> Callable[[], Attempt]:
    """Put the last argument at the place in the statement that the others name."""
    *names, last, value = path

    def change(stated: Stated) -> None:
        place: Any = stated.statement
        for name in names:
            place = place[name]
        place[last] = value

    return in_statement(change)


def _drop(*path: Any) -> Callable[[], Attempt]:
    *names, last = path

    def change(stated: Stated) -> None:
        place: Any = stated.statement
        for name in names:
            place = place[name]
        del place[last]

    return in_statement(change)


STATEMENT = (
    "data disclosures files clamped header kinds left_out methodology name next_due out_of_scope "
    "own_issued previous prices proofpress reserves root scope_note totals verifier wallets"
).split()
HEADER = (
    "columns format groups identity liabilities_at mode prefix_bits publisher reserves_at snapshot"
).split()
RESERVE = {"amount": "1", "asset": "BTC", "decimals": 8, "native": "0"}
LEFT_OUT = {"amount": "1", "asset": "BTC", "decimals": 8, "kind": "bonus", "rows": 1}
OUT_OF_SCOPE = {"amount": "1", "asset": "DOGE", "rows": 1}
CLAMPED = {"accounts": 1, "amount": "1", "column": 1}
KIND = {"kind": "customer", "scope": "customer"}
PRICE = {
    "asset": "BTC",
    "price": "64250.5",
    "source": "Example Index",
    "time": "2026-10-31T00:00:00Z",
}
PREVIOUS = {"sha256": "00" * 32, "snapshot": "2026-09-30"}

H = "header"

MEMBERS: list[tuple[str, Callable[[], Attempt], str]] = [
    ("member-surplus", _put("note", "x"), "A member that the format does not know."),
    ("header-member-surplus", _put(H, "draft", False), "Whether it is a draft, in the header."),
    ("column-member-surplus", _put(H, "columns", 1, "weight", 1), "A column with a weight."),
    ("column-member-absent", _drop(H, "columns", 1, "scope"), "A column without a scope."),
    ("header-a-list", _put(H, []), "The header is a list."),
    ("columns-an-object", _put(H, "columns", {}), "The columns are an object."),
    ("column-a-string", _put(H, "columns", 1, "BTC"), "A column that is only a name."),
    ("root-31-bytes", _put("root", "00" * 31), "A root that is too short."),
    ("root-in-capitals", _put("root", "AB" * 32), "A root in capital letters."),
    ("files-truncated-to-64-bits", _put("files", "00" * 8), "Eight bytes of the files root."),
    ("root-absent-by-empty-text", _put("root", ""), "An empty root."),
    ("totals-as-numbers", _put("totals", 1, 5), "A total that is not text."),
    ("total-with-leading-zero", _put("totals", 1, "01"), "A second spelling of a total."),
    ("total-negative", _put("totals", 1, "-1"), "A total below zero."),
    ("total-with-point", _put("totals", 1, "1.5"), "A total that is not in base units."),
    ("total-with-exponent", _put("totals", 1, "1e9"), "A total with an exponent."),
    ("total-with-plus", _put("totals", 1, "+1"), "A total with a sign."),
    ("total-in-other-digits", _put("totals", 1, "\u0661\u0662"), "Digits of another script."),
    ("total-empty", _put("totals", 1, ""), "A total without digits."),
    ("total-of-2-to-the-128", _put("totals", 1, str(2**128)), "A total of 2^128."),
    ("prefix-bits-25", _put(H, "prefix_bits", 25), "More shards than the format allows."),
    ("prefix-bits-text", _put(H, "prefix_bits", "0"), "A number as text."),
    ("prefix-bits-false", _put(H, "prefix_bits", False), "A truth value as a number."),
    ("format-as-text", _put(H, "format", "0"), "A format version as text."),
    ("format-false", _put(H, "format", False), "A truth value as the format version."),
    ("decimals-39", _put(H, "columns", 1, "decimals", 39), "More decimals than can be."),
    ("decimals-true", _put(H, "columns", 1, "decimals", True), "A truth value as decimals."),
    ("asset-empty", _put(H, "columns", 1, "asset", ""), "An asset without a name."),
    ("asset-with-blank", _put(H, "columns", 1, "asset", "BTC "), "A name that looks like BTC."),
    ("asset-with-markup", _put(H, "columns", 1, "asset", "<b>BTC</b>"), "Markup in a name."),
    ("asset-with-formula", _put(H, "columns", 1, "asset", "=SUM(A1)"), "A spreadsheet formula."),
    ("asset-cyrillic", _put(H, "columns", 1, "asset", "\u0412TC"), "A name that looks like BTC."),
    ("asset-33-letters", _put(H, "columns", 1, "asset", "A" * 33), "A name that is too long."),
    ("asset-with-newline", _put("reserves", 0, "asset", "BTC\\n"), "A backslash in a name."),
    ("scope-unknown", _put(H, "columns", 1, "scope", "friends"), "A scope that is not listed."),
    ("scope-in-capitals", _put(H, "columns", 1, "scope", "Customer"), "A scope in capitals."),
    ("mode-unknown", _put(H, "mode", "half"), "A mode that is not listed."),
    ("mode-open", _put(H, "mode", "open"), "A mode that this version does not have."),
    ("group-unit-absent", _drop(H, "groups", 0, "unit"), "A group without a unit."),
    ("group-unit-with-blank", _put(H, "groups", 0, "unit", "US D"), "A blank in a unit."),
    (
        "snapshot-id-an-option",
        _put(H, "snapshot", "-rf"),
        "An id that a command takes for an option.",
    ),
    (
        "clamped-column-3400",
        _put("clamped", [CLAMPED | {"column": 3400}]),
        "One column more than can be.",
    ),
    ("identity-unknown", _put(H, "identity", "maybe"), "Neither bound nor unbound."),
    ("identity-true", _put(H, "identity", True), "A truth value, not a word."),
    ("snapshot-id-in-capitals", _put(H, "snapshot", "2026-OCT"), "Capitals in an id."),
    ("snapshot-id-a-path", _put(H, "snapshot", "../2026-09"), "An id that leaves its folder."),
    ("snapshot-id-too-long", _put(H, "snapshot", "a" * 33), "An id of 33 letters."),
    ("snapshot-id-empty", _put(H, "snapshot", ""), "An empty id."),
    ("time-without-zone", _put(H, "liabilities_at", "2026-10-31T00:00:00"), "A time anywhere."),
    ("time-with-offset", _put(H, "reserves_at", "2026-10-31T00:00:00+02:00"), "Not UTC."),
    ("time-a-date", _put(H, "liabilities_at", "2026-10-31"), "A date without a time."),
    ("time-of-no-day", _put(H, "liabilities_at", "2026-02-30T00:00:00Z"), "30 February."),
    ("time-of-no-hour", _put(H, "reserves_at", "2026-10-31T24:00:00Z"), "24 o'clock."),
    ("time-of-year-0", _put(H, "reserves_at", "0000-10-31T00:00:00Z"), "The year 0."),
    ("next-due-on-no-day", _put("next_due", "2026-11-31"), "31 November."),
    ("next-due-a-time", _put("next_due", "2026-11-30T00:00:00Z"), "A time where a date stands."),
    ("name-empty", _put("name", ""), "A publisher without a name."),
    ("name-201-letters", _put("name", "a" * 201), "A name that is too long."),
    ("publisher-19-bytes", _put(H, "publisher", "00" * 19), "A publisher id that is too short."),
    ("group-column-true", _put(H, "groups", 0, "columns", [True]), "A truth value as a column."),
    ("group-name-with-markup", _put(H, "groups", 0, "name", "<i>"), "Markup in a group's name."),
    ("wallets-complete-1", _put("wallets", "complete", 1), "A number as a truth value."),
    ("wallets-rows-text", _put("wallets", "rows", "1"), "A number of rows as text."),
    ("reserve-negative", _put("reserves", [RESERVE | {"amount": "-1"}]), "Reserves below zero."),
    ("reserve-member-absent", _put("reserves", [{"asset": "BTC"}]), "A reserve without amount."),
    ("left-out-kind-empty", _put("left_out", [LEFT_OUT | {"kind": ""}]), "A kind without name."),
    ("left-out-kind-markup", _put("left_out", [LEFT_OUT | {"kind": "a b"}]), "A blank in it."),
    (
        "out-of-scope-exponent",
        _put("out_of_scope", [OUT_OF_SCOPE | {"amount": "1e5"}]),
        "An amount with an exponent.",
    ),
    (
        "out-of-scope-minus-zero",
        _put("out_of_scope", [OUT_OF_SCOPE | {"amount": "-0"}]),
        "Minus zero.",
    ),
    (
        "out-of-scope-trailing-zero",
        _put("out_of_scope", [OUT_OF_SCOPE | {"amount": "1.50"}]),
        "A second spelling of an amount.",
    ),
    ("clamped-count-column", _put("clamped", [CLAMPED | {"column": 0}]), "Accounts below zero."),
    ("clamped-unknown-column", _put("clamped", [CLAMPED | {"column": 5}]), "No such column."),
    ("previous-twice", _put("previous", [PREVIOUS, PREVIOUS]), "Two snapshots before this one."),
    ("previous-a-path", _put("previous", [PREVIOUS | {"snapshot": "../x"}]), "A path as an id."),
    ("release-with-blank", _put("proofpress", "0.1.0 beta"), "A blank in the version."),
    ("verifier-of-two-parts", _put("verifier", "0.1"), "Not a version of the verifier."),
    ("verifier-with-leading-zero", _put("verifier", "0.01.0"), "A second spelling of 0.1.0."),
    ("kind-scope-count", _put("kinds", [KIND | {"scope": "count"}]), "Rows as accounts."),
    ("kind-scope-unknown", _put("kinds", [KIND | {"scope": "friends"}]), "No such scope."),
    ("kind-in-capitals", _put("kinds", [KIND | {"kind": "Customer"}]), "A kind in capitals."),
    ("kind-surplus", _put("kinds", [KIND | {"rows": 1}]), "A member too many in a kind."),
    ("kinds-an-object", _put("kinds", {}), "The kinds are an object."),
    ("own-issued-a-flag", _put("own_issued", True), "Own tokens as a truth value."),
    ("own-issued-with-blank", _put("own_issued", ["BTC "]), "A blank in an asset."),
    ("own-issued-a-number", _put("own_issued", [1]), "A number as an asset."),
    ("price-with-exponent", _put("prices", [PRICE | {"price": "1e5"}]), "An exponent."),
    ("price-with-trailing-zero", _put("prices", [PRICE | {"price": "1.50"}]), "A second spelling."),
    ("price-as-a-number", _put("prices", [PRICE | {"price": 1}]), "A price that is not text."),
    ("price-without-source", _put("prices", [PRICE | {"source": ""}]), "Whose price?"),
    ("price-without-time", _put("prices", [PRICE | {"time": "2026-10-31"}]), "Of what moment?"),
    ("price-surplus", _put("prices", [PRICE | {"currency": "EUR"}]), "Not in USD."),
    ("scope-note-a-list", _put("scope_note", []), "A note that is no text."),
    ("scope-note-too-long", _put("scope_note", "a" * 2001), "A note of 2,001 characters."),
    ("disclosures-absent-by-empty-text", _put("disclosures", ""), "Nothing is said to be said."),
]


# Columns, groups, totals and reserves that contradict each other.


def _header(name: str, value: Any) -> Callable[[], Attempt]:
    """The header says so from the start: tree, keys and all files match it."""
    return in_books(lambda books: books.header.update({name: value}))


def _columns(*columns: tuple[str, str, int]) -> Callable[[], Attempt]:
    names = ("asset", "scope", "decimals")
    return _header("columns", [dict(zip(names, column, strict=True)) for column in columns])


def _groups(*groups: tuple[Any, ...]) -> Callable[[], Attempt]:
    """Groups of (name, columns) or (name, columns, unit); by default the unit is the name."""
    made = [
        {"name": name, "columns": columns, "unit": unit[0] if unit else name}
        for name, columns, *unit in groups
    ]
    return _header("groups", made)


def _reserves(*reserves: Json) -> Callable[[], Attempt]:
    return _put("reserves", list(reserves))


COUNT, REST = COLUMNS[0], COLUMNS[1:]

COLUMN_LIES: list[tuple[str, Callable[[], Attempt], str]] = [
    ("columns-none", _columns(), "No columns at all."),
    ("columns-without-count", _columns(*REST), "Nothing counts the accounts."),
    (
        "columns-count-not-first",
        _columns(REST[0], COUNT, *REST[1:]),
        "Accounts are counted second.",
    ),
    (
        "columns-count-with-decimals",
        _columns(("accounts", "count", 2), *REST),
        "Parts of accounts.",
    ),
    ("columns-count-renamed", _columns(("users", "count", 0), *REST), "Another word for accounts."),
    ("columns-accounts-as-an-asset", _columns(*COLUMNS, ("Accounts", "bonus", 0)), "A coin."),
    ("columns-counted-twice", _columns(*COLUMNS, ("bots", "count", 0)), "A second count."),
    ("column-twice", _columns(*COLUMNS, ("BTC", "customer", 8)), "BTC of customers twice."),
    ("column-twice-by-case", _columns(*COLUMNS, ("btc", "customer", 8)), "BTC and btc."),
    (
        "column-spelled-otherwise-by-scope",
        _columns(*COLUMNS[:4], ("btc", "platform", 8)),
        "BTC for customers, btc for the platform.",
    ),
    (
        "column-decimals-differ-by-scope",
        _columns(*COLUMNS[:4], ("BTC", "platform", 6)),
        "One BTC is 10^8 units for customers and 10^6 for the platform.",
    ),
]

GROUP_LIES: list[tuple[str, Callable[[], Attempt], str]] = [
    ("group-empty", _groups(("USD", [])), "A group of nothing."),
    ("group-unordered", _groups(("USD", [USDC, USDT])), "Columns out of order."),
    ("group-counts-twice", _groups(("USD", [USDT, USDT])), "One column twice in a group."),
    ("group-with-accounts", _groups(("USD", [0, USDT])), "Accounts added to dollars."),
    ("group-with-unknown-column", _groups(("USD", [USDT, 5])), "A column that is not there."),
    ("group-mixes-scopes", _groups(("BTC", [BTC, 4])), "Customers' and the platform's BTC."),
    ("groups-overlap", _groups(("USD", [USDT, USDC]), ("TETHER", [USDT])), "USDT in two groups."),
    ("group-named-like-another-asset", _groups(("btc", [USDT, USDC])), "USDT called BTC."),
    ("group-named-accounts", _groups(("Accounts", [USDT, USDC])), "USDT called accounts."),
    (
        "group-units-of-one-asset-differ",
        _groups(("A", [BTC], "BTC"), ("B", [4], "XBT")),
        "BTC counted as BTC and as XBT.",
    ),
    (
        "group-unit-counted-as-another-unit",
        _groups(("A", [USDT], "USDC"), ("B", [USDC], "USD")),
        "USDT counted as USDC, and USDC as USD.",
    ),
    (
        "groups-of-one-name-with-other-assets",
        _groups(("COIN", [USDT], "COIN"), ("COIN", [4], "COIN")),
        "Customers' USDT and the platform's BTC under one name: a row that compares two assets.",
    ),
    (
        "groups-of-one-name-with-other-units",
        _groups(("COIN", [BTC], "BTC"), ("COIN", [4], "XBT")),
        "Customers' BTC counted as BTC, the platform's as XBT.",
    ),
    ("groups-named-alike", _groups(("USD", [USDT]), ("usd", [USDC])), "Two groups of one name."),
]

RESERVE_LIES: list[tuple[str, Callable[[], Attempt], str]] = [
    ("reserve-twice", _reserves(RESERVE, RESERVE), "The same reserve counted twice."),
    ("reserves-unordered", _reserves(RESERVE | {"asset": "ETH"}, RESERVE), "Out of order."),
    ("reserves-of-accounts", _reserves(RESERVE | {"asset": "accounts"}), "Accounts are no coin."),
    ("reserve-native-above-all", _reserves(RESERVE | {"native": "2"}), "A part above the whole."),
]


def _kinds(*kinds: tuple[str, str]) -> Callable[[], Attempt]:
    return _put("kinds", [{"kind": kind, "scope": scope} for kind, scope in kinds])


def _unsaid(stated: Stated) -> None:
    """Rows of a kind are left out, and the kinds say that they count."""
    stated.statement["left_out"] = [LEFT_OUT | {"kind": "customer"}]


KIND_LIES: list[tuple[str, Callable[[], Attempt], str]] = [
    ("kinds-unordered", _kinds(("vip", "customer"), ("customer", "customer")), "Out of order."),
    ("kind-twice", _kinds(("customer", ""), ("customer", "customer")), "Counted and left out."),
    ("kind-without-column", _kinds(("promotion", "bonus")), "Counted in columns that are not."),
    ("left-out-of-a-kind-that-counts", in_statement(_unsaid), "Counted, and left out."),
    ("left-out-of-an-unknown-kind", _put("left_out", [LEFT_OUT]), "Of a kind without a rule."),
]

OWN_ISSUED_LIES: list[tuple[str, Callable[[], Attempt], str]] = [
    ("own-issued-unordered", _put("own_issued", ["USDT", "BTC"]), "Out of order."),
    ("own-issued-twice", _put("own_issued", ["BTC", "BTC"]), "The same token twice."),
    ("own-issued-unknown", _put("own_issued", ["ABC"]), "A token that is not in the figures."),
    ("own-issued-spelled-otherwise", _put("own_issued", ["btc"]), "btc, counted as BTC."),
]

PRICE_LIES: list[tuple[str, Callable[[], Attempt], str]] = [
    ("price-twice", _put("prices", [PRICE, PRICE | {"price": "1"}]), "Two prices of one asset."),
    ("prices-unordered", _put("prices", [PRICE | {"asset": "USDT"}, PRICE]), "Out of order."),
    ("price-of-zero", _put("prices", [PRICE | {"price": "0"}]), "What is owed is worth nothing."),
    ("price-negative", _put("prices", [PRICE | {"price": "-1"}]), "A price below zero."),
    ("price-of-an-unknown-asset", _put("prices", [PRICE | {"asset": "ABC"}]), "Of no figure."),
    ("price-spelled-otherwise", _put("prices", [PRICE | {"asset": "btc"}]), "btc is not BTC."),
]


# The meaning is changed under an unchanged tree (D then differs from the files').


def _relabel(*path: Any) -> Callable[[], Attempt]:
    return _put(H, *path)


def _asking_for(snapshot: str, make: Callable[[], Attempt]) -> Attempt:
    return replace(make(), snapshot=snapshot)


def _swap_columns(stated: Stated) -> None:
    columns = stated.statement[H]["columns"]
    columns[USDT], columns[USDC] = columns[USDC], columns[USDT]


def _devalue(stated: Stated) -> None:
    for column in stated.statement[H]["columns"]:
        if column["asset"] == "BTC":
            column["decimals"] = 9
    for reserve in stated.statement["reserves"]:
        if reserve["asset"] == "BTC":
            reserve["decimals"] = 9


MEANINGS: list[tuple[str, Callable[[], Attempt], str]] = [
    ("decimals-changed-over-the-same-tree", in_statement(_devalue), "A tenth of every BTC."),
    ("assets-swapped-over-the-same-tree", in_statement(_swap_columns), "USDT called USDC."),
    (
        "asset-renamed-over-the-same-tree",
        _relabel("columns", USDC, "asset", "IOU"),
        "USDC called IOU.",
    ),
    (
        "scope-changed-over-the-same-tree",
        _relabel("columns", BTC, "scope", "bonus"),
        "Customers' BTC called a bonus.",
    ),
    (
        "column-added-over-the-same-tree",
        in_statement(
            lambda stated: (
                stated.statement[H]["columns"].append(
                    {"asset": "ETH", "scope": "customer", "decimals": 18}
                ),
                stated.statement["totals"].append("0"),
            )
        ),
        "A column that the tree knows nothing of.",
    ),
    ("group-dropped-over-the-same-tree", _relabel("groups", []), "Groups are part of the header."),
    (
        "time-changed-over-the-same-tree",
        _relabel("liabilities_at", "2026-11-01T00:00:00Z"),
        "Later.",
    ),
    (
        "old-data-under-a-new-id",
        partial(_asking_for, "2026-11-30", _relabel("snapshot", "2026-11-30")),
        "Last month's tree again.",
    ),
    ("identity-claimed-over-the-same-tree", _relabel("identity", "bound"), "Nothing was bound."),
]


# Totals and roots that the files do not lead to.


def _shift(column: int, by: int) -> Callable[[], Attempt]:
    def change(stated: Stated) -> None:
        totals = stated.statement["totals"]
        totals[column] = str(int(totals[column]) + by)

    return in_statement(change)


def _lowered_under_a_later_verifier(stated: Stated) -> None:
    stated.statement["verifier"] = "999999.999999.999999"
    stated.statement["totals"][BTC] = str(int(stated.statement["totals"][BTC]) - 1)


RESERVES_OF = [
    {"amount": "0", "asset": asset, "decimals": 0, "native": "0"} for asset in ("BTC", "BTC.")
]
ALIKE_LIES = [
    (
        "reserve-twice-by-case",
        _reserves(RESERVE | {"asset": "ETH"}, RESERVE | {"asset": "eth"}),
        "ETH and eth.",
    ),
    ("reserve-in-other-case", _reserves(RESERVE | {"asset": "btc"}), "btc, owed as BTC."),
    (
        "asset-beside-its-look-alike",
        in_books(lambda books: books.header["columns"][USDC].update(asset="BTC.")),
        "BTC. beside BTC.",
    ),
    (
        "asset-with-a-zero-for-an-o",
        _put("out_of_scope", [OUT_OF_SCOPE | {"asset": "D0GE"}, OUT_OF_SCOPE]),
        "D0GE beside DOGE.",
    ),
    (
        "asset-with-an-l-for-a-one",
        _put(
            "out_of_scope", [OUT_OF_SCOPE | {"asset": "1INCH"}, OUT_OF_SCOPE | {"asset": "lINCH"}]
        ),
        "lINCH beside 1INCH.",
    ),
    (
        "asset-in-other-case-with-an-l",
        _put("out_of_scope", [OUT_OF_SCOPE | {"asset": "LTC"}, OUT_OF_SCOPE | {"asset": "lTC"}]),
        "lTC beside LTC: l looks like I, and L does not.",
    ),
    (
        "asset-in-other-case",
        _put("out_of_scope", [OUT_OF_SCOPE | {"asset": "usdt"}]),
        "usdt beside USDT.",
    ),
    ("reserve-of-a-look-alike", _put("reserves", RESERVES_OF), "Reserves of BTC. beside BTC."),
    (
        "left-out-under-a-look-alike",
        in_statement(
            lambda stated: stated.statement.update(
                kinds=[{"kind": "bonus", "scope": ""}, *stated.statement["kinds"]],
                left_out=[LEFT_OUT | {"asset": "B-TC"}],
            )
        ),
        "B-TC was left out, beside BTC.",
    ),
    (
        "group-unit-that-looks-like-an-asset",
        _put(H, "groups", 0, "unit", "U_SDT"),
        "Counted as U_SDT, beside USDT.",
    ),
    (
        "reserves-of-accounts-in-capitals",
        _put("reserves", [RESERVE | {"asset": "ACCOUNTS"}]),
        "Reserves of ACCOUNTS, beside the count of accounts.",
    ),
]
DUE_LIES = [
    ("next-due-the-day-before", _put("next_due", "2026-10-30"), "Due before the snapshot."),
    ("next-due-after-367-days", _put("next_due", "2027-11-02"), "A day more than a year ahead."),
    ("next-due-in-9999", _put("next_due", "9999-12-31"), "Fresh for ever."),
]


def _drop_last_column(stated: Stated) -> None:
    stated.statement["totals"].pop()


CASES: list[Case] = [
    *(
        invalid(f"{name.replace('_', '-')}-absent", "statement-member", _drop(name), f"No {name}.")
        for name in STATEMENT
    ),
    *(
        invalid(
            f"header-{name.replace('_', '-')}-absent",
            "statement-member",
            _drop(H, name),
            f"No {name} in the header.",
        )
        for name in HEADER
    ),
    *(invalid(name, "statement-member", make, says) for name, make, says in MEMBERS),
    invalid("format-1", "format-version", _put(H, "format", 1), "A format to come."),
    invalid(
        "format-1-with-unknown-members",
        "format-version",
        in_statement(lambda stated: stated.statement.update(header={"format": 1}, kind="x")),
        "A format to come, of another shape: not called malformed.",
    ),
    invalid(
        "later-verifier-and-a-later-member",
        "statement-member",
        in_statement(lambda stated: stated.statement.update(verifier="999999.0.0", later="x")),
        "A member of later versions: a known format is checked by its own rules.",
    ),
    invalid(
        "later-verifier-and-a-total-lowered",
        "totals",
        in_statement(_lowered_under_a_later_verifier),
        "Asking for a verifier that nobody has is no way around the check.",
    ),
    *(invalid(name, "asset-names", make, says) for name, make, says in ALIKE_LIES),
    *(invalid(name, "next-due", make, says) for name, make, says in DUE_LIES),
    invalid(
        "header-of-another-publisher",
        "publisher-id",
        _header("publisher", STRANGER.publisher.hex()),
        "Signed by the right key, under another publisher's id.",
    ),
    *(invalid(name, "columns", make, says) for name, make, says in COLUMN_LIES),
    *(invalid(name, "groups", make, says) for name, make, says in GROUP_LIES),
    *(invalid(name, "reserves", make, says) for name, make, says in RESERVE_LIES),
    *(invalid(name, "kinds", make, says) for name, make, says in KIND_LIES),
    *(invalid(name, "own-issued", make, says) for name, make, says in OWN_ISSUED_LIES),
    *(invalid(name, "prices", make, says) for name, make, says in PRICE_LIES),
    invalid(
        "column-left-out-of-the-totals",
        "totals-shape",
        in_statement(_drop_last_column),
        "One total fewer than columns.",
    ),
    invalid(
        "total-without-column",
        "totals-shape",
        in_statement(lambda stated: stated.statement["totals"].append("0")),
        "One total more than columns.",
    ),
    *(invalid(name, "shard-header", make, says) for name, make, says in MEANINGS),
    invalid("total-lowered", "totals", _shift(BTC, -1), "A total one unit below the tree's sum."),
    invalid("total-raised", "totals", _shift(USDT, 1), "A total one unit above the tree's sum."),
    invalid("total-of-accounts-lowered", "totals", _shift(0, -1), "One account fewer."),
    invalid(
        "total-where-nobody-holds",
        "totals",
        _shift(4, 1),
        "A total for a column that no leaf has.",
    ),
    invalid(
        "total-netted-across-assets",
        "totals",
        in_statement(
            lambda stated: stated.statement.update(
                totals=[*stated.statement["totals"][:USDT], "0", *stated.statement["totals"][USDC:]]
            )
        ),
        "USDT owed is set off against something else.",
    ),
]
