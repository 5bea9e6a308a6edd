"""Re-checking the ownership signatures of anybody's wallet list, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .canonical import Json
from .ownership.check import check
from .ownership.curve import Curve
from .ownership.lists import Listed, read_list
from .ownership.outcome import Outcome, Verdict
from .ownership.tables import ListError


@dataclass(frozen=True)
class CheckedRow:
    """A row of a list and what became of its signatures."""

    listed: Listed
    outcome: Outcome


def check_list(data: bytes, curve: Curve) -> tuple[CheckedRow, ...]:
    """Every row with an address of a list, in its order, with its outcome.

    Raises:
        ListError: no wallet list of a known form.
    """
    listed = read_list(data)
    if not listed:
        raise ListError("holds no row with an address")
    return tuple(CheckedRow(row, check(row.claim, curve)) for row in listed)


def holds(rows: tuple[CheckedRow, ...]) -> bool:
    """Whether no signature of the list is invalid; unsigned rows are said, not judged."""
    return all(row.outcome.verdict is not Verdict.INVALID for row in rows)


def rows_json(rows: tuple[CheckedRow, ...]) -> dict[str, Json]:
    """The outcome of a list for scripts."""
    return {
        "counts": {verdict.value: count for verdict, count in sorted_counts(rows)},
        "rows": [
            {
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
    """The outcome of a list for people, the counts last."""
    lines = [
        f"line {row.listed.line}  {row.outcome.verdict.value:<11} {row.listed.label}  "
        f"{row.listed.claim.address}  {row.outcome.explained}"
        for row in rows
    ]
    counts = ", ".join(f"{count} {verdict.value}" for verdict, count in sorted_counts(rows))
    return [*(line.rstrip() for line in lines), "", counts]


def sorted_counts(rows: tuple[CheckedRow, ...]) -> list[tuple[Verdict, int]]:
    """How many rows came to each verdict, in the order of the verdicts."""
    counts = Counter(row.outcome.verdict for row in rows)
    return [(verdict, counts[verdict]) for verdict in Verdict]
