"""The ledger rows behind one account's entry: for the support desk, never for the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proofpress.ledger.reader import ExplainedEntry
from proofpress_verify.records import Scope

_COUNTED = {
    Scope.CUSTOMER: "counted as a customer's",
    Scope.PLATFORM: "counted apart, as the platform's own",
    Scope.BONUS: "counted apart, as a bonus",
    None: "not counted: left out and disclosed",
}


def explain_lines(entries: Iterable[ExplainedEntry]) -> Iterator[str]:
    """A line for each amount: where it is, what it is, and how it is counted."""
    for found in entries:
        entry = found.entry
        sign = "-" if entry.is_debt else ""
        yield (
            f"{found.file}, row {found.row}, column {entry.column!r}: {sign}{entry.amount} "
            f"{entry.asset} of {found.account!r}, kind {entry.kind!r}: {_COUNTED[found.scope]}"
        )
