"""Read a ledger: from its files to batches of (account, column, amount)."""

from __future__ import annotations

from proofpress.ledger.pairs import read_generations, read_identities
from proofpress.ledger.reader import ExplainedEntry, Ledger, read_ledger
from proofpress.ledger.tally import FileRows, LedgerSummary

__all__ = [
    "ExplainedEntry",
    "FileRows",
    "Ledger",
    "LedgerSummary",
    "read_generations",
    "read_identities",
    "read_ledger",
]
