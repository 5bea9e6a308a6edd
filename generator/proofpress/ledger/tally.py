"""Totals of what is not counted, added up while the ledger is read.

An *uncounted asset* is one that has no column, since the settings give it no decimals.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from proofpress.errors import InputError
from proofpress.settings.snapshot import SnapshotSettings
from proofpress_verify.decimals import format_units
from proofpress_verify.records import LeftOut, OutOfScope

UNCOUNTED_DECIMALS = 18
"""Decimals for the amounts of uncounted assets. An amount with more is refused, not rounded."""

MAX_LISTED = 10_000


@dataclass(frozen=True)
class FileRows:
    """A file that was read: its name in messages, and how many data rows it has."""

    file: str
    rows: int


@dataclass(frozen=True)
class LedgerSummary:
    """What was read, and what of it is in no column.

    `left_out` is in the settings' order of kinds and assets, `out_of_scope` in order of names.
    """

    files: tuple[FileRows, ...]
    rows: int
    left_out: tuple[LeftOut, ...]
    out_of_scope: tuple[OutOfScope, ...]


@dataclass
class Tally:
    """Running totals. Amounts of uncounted assets are in units of 10**-UNCOUNTED_DECIMALS."""

    files: list[FileRows] = field(default_factory=list)
    _left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    _left_out_rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    _uncounted: Counter[str] = field(default_factory=Counter)
    _uncounted_rows: Counter[str] = field(default_factory=Counter)

    def leave_out(self, kind: str, asset: str, rows: int, amount: int) -> None:
        """Add rows of a kind that is left out."""
        self._left_out[kind, asset] += amount
        self._left_out_rows[kind, asset] += rows

    def add_uncounted(self, asset: str, rows: int, amount: int) -> None:
        """Add rows of an uncounted asset.

        Raises:
            InputError: there are more such assets than can be listed.
        """
        self._uncounted[asset] += amount
        self._uncounted_rows[asset] += rows
        if len(self._uncounted) > MAX_LISTED:
            advice = "Check that the settings name the right column for assets."
            what = f"the ledger has more than {MAX_LISTED} assets without a column"
            raise InputError(what, advice=advice)

    def summary(self, settings: SnapshotSettings) -> LedgerSummary:
        """The totals in the form of the statement.

        Raises:
            InputError: the rows left out of an asset have a negative sum.
        """
        return LedgerSummary(
            files=tuple(self.files),
            rows=sum(file.rows for file in self.files),
            left_out=tuple(
                self._left_out_of(rule.kind, asset.name, asset.decimals)
                for rule in settings.kinds
                for asset in settings.assets
                if self._left_out_rows[rule.kind, asset.name]
            ),
            out_of_scope=tuple(
                OutOfScope(asset, rows, _signed_units(self._uncounted[asset]))
                for asset, rows in sorted(self._uncounted_rows.items())
                if rows
            ),
        )

    def _left_out_of(self, kind: str, asset: str, decimals: int) -> LeftOut:
        amount = self._left_out[kind, asset]
        if amount < 0:
            what = f"rows of kind {kind!r}, which are left out, add up to a negative sum of {asset}"
            advice = (
                'A sum left out must not be negative. Set the kind to "count" or "count_apart:…".'
            )
            raise InputError(what, advice=advice)
        return LeftOut(kind, asset, decimals, self._left_out_rows[kind, asset], amount)


def _signed_units(amount: int) -> str:
    """A sum of an uncounted asset in whole units, which may be negative: "-12.5"."""
    sign = "-" if amount < 0 else ""
    return sign + format_units(abs(amount), UNCOUNTED_DECIMALS)
