"""Re-checking the ownership signatures of any wallet list, row by row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .canonical import Json
from .decimals import parse_decimal
from .ownership.check import check
from .ownership.curve import Curve
from .ownership.lists import Listed, read_list
from .ownership.outcome import Outcome, SignatureVerdict
from .ownership.tables import ListError
from .reserves import Holding
from .shared_keys import Backed, SharedKey, backed, shared_keys
from .wallets_csv import HoldingForm


@dataclass(frozen=True)
class CheckedRow:
    """A row of a list and the outcome of checking its signatures."""

    listed: Listed
    outcome: Outcome


def check_list(data: bytes, curve: Curve) -> tuple[CheckedRow, ...]:
    """Every row of a list that has an address, in the list's order, with its outcome.

    Raises:
        ListError: it is not a wallet list of a known form.
    """
    listed = read_list(data)
    if not listed:
        raise ListError("holds no row with an address")
    return tuple(CheckedRow(row, check(row.claim, curve)) for row in listed)


def holds(rows: tuple[CheckedRow, ...]) -> bool:
    """Whether no signature of the list is invalid. Unsigned rows are allowed."""
    return all(row.outcome.verdict is not SignatureVerdict.INVALID for row in rows)


def shared(rows: tuple[CheckedRow, ...]) -> tuple[SharedKey, ...]:
    """The keys that back one asset in several rows of the list."""
    return shared_keys(backed_row(row.listed, row.outcome) for row in rows)


def backed_row(listed: Listed, outcome: Outcome) -> Backed:
    """A row of any list with the keys that back it.

    In lists that are not a `wallets.csv`, only the label says what a row holds, so only rows with
    the same label are taken for the same asset.
    """
    known = {form.value: form for form in HoldingForm}
    holding = Holding(
        asset=listed.asset,
        network=listed.claim.network,
        address=listed.claim.address,
        balance=_balance(listed.balance),
        counts_as=listed.counts_as or listed.asset,
        form=known.get(listed.form, HoldingForm.NATIVE),
    )
    return backed(listed.number, holding, outcome.keys, listed.repeats)


def _balance(text: str) -> tuple[int, int] | None:
    """The balance in a cell, which may have leading zeros; None if it is not a number."""
    try:
        return parse_decimal(re.sub(r"^0+(?=[0-9])", "", text))
    except ValueError:
        return None


def keys_json(shared: tuple[SharedKey, ...]) -> list[Json]:
    """Shared keys as JSON, for scripts."""
    return [
        {
            "reach": key.reach.value,
            "address": key.address,
            "rows": list(key.rows),
            "resting": [
                {"asset": each.asset, "amount": each.amount, "rows": list(each.rows)}
                for each in key.resting
            ],
            "unexplained": list(key.unexplained),
            "text": key.text,
        }
        for key in shared
    ]


def rows_json(rows: tuple[CheckedRow, ...]) -> dict[str, Json]:
    """The outcome of a list as JSON, for scripts."""
    return {
        "shared_keys": keys_json(shared(rows)),
        "counts": {verdict.value: count for verdict, count in sorted_counts(rows)},
        "rows": [
            {
                "row": row.listed.number,
                "line": row.listed.line,
                "label": row.listed.label,
                "address": row.listed.claim.address,
                "verdict": row.outcome.verdict.value,
                "rule": row.outcome.rule.value if row.outcome.rule else "",
                "reason": row.outcome.reason,
                "message": row.listed.claim.message,
            }
            for row in rows
        ],
    }


def rows_lines(rows: tuple[CheckedRow, ...]) -> list[str]:
    """The outcome of a list as lines for people, the counts last."""
    lines = [
        f"row {row.listed.number} (line {row.listed.line})  {row.outcome.verdict.value:<11} "
        f"{row.listed.label}  {row.listed.claim.address}  {row.outcome.explained}"
        for row in rows
    ]
    counts = ", ".join(f"{count} {verdict.value}" for verdict, count in sorted_counts(rows))
    keys = [key.text for key in shared(rows)]
    return [*(line.rstrip() for line in lines), "", *keys, *([""] if keys else []), counts]


def sorted_counts(rows: tuple[CheckedRow, ...]) -> list[tuple[SignatureVerdict, int]]:
    """How many rows have each verdict, in the order of the verdicts."""
    counts = Counter(row.outcome.verdict for row in rows)
    return [(verdict, counts[verdict]) for verdict in SignatureVerdict]
