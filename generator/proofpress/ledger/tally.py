"""What was not counted, added up while the ledger goes by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from proofpress.errors import InputError
from proofpress.settings.snapshot import SnapshotSettings
from proofpress_verify.records import LeftOut, OutOfScope

STRANGER_DECIMALS = 18
"""Assets without a column are totalled to this many decimals; more are refused, not cut."""

MAX_LISTED = 10_000


@dataclass(frozen=True)
class FileRows:
    """A file that was read, as messages name it, and how many data rows it has."""

    file: str
    rows: int


@dataclass(frozen=True)
class LedgerSummary:
    """What was read, and everything in it that is in no column.

    `left_out` is by kind and asset as the settings list them, `out_of_scope` by name.
    """

    files: tuple[FileRows, ...]
    rows: int
    left_out: tuple[LeftOut, ...]
    out_of_scope: tuple[OutOfScope, ...]


@dataclass
class Tally:
    """Running totals. Amounts of strangers are in units of 10**-STRANGER_DECIMALS."""

    files: list[FileRows] = field(default_factory=list)
    _left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    _left_out_rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    _strangers: Counter[str] = field(default_factory=Counter)
    _stranger_rows: Counter[str] = field(default_factory=Counter)

    def leave_out(self, kind: str, asset: str, rows: int, amount: int) -> None:
        """Add rows of a kind that is left out."""
        self._left_out[kind, asset] += amount
        self._left_out_rows[kind, asset] += rows

    def meet_stranger(self, asset: str, rows: int, amount: int) -> None:
        """Add rows of an asset without a column.

        Raises:
            InputError: there are more such assets than can be listed.
        """
        self._strangers[asset] += amount
        self._stranger_rows[asset] += rows
        if len(self._strangers) > MAX_LISTED:
            advice = "Is the right column named as that of the assets?"
            what = f"the ledger has more than {MAX_LISTED} assets without a column"
            raise InputError(what, advice=advice)

    def summary(self, settings: SnapshotSettings) -> LedgerSummary:
        """The totals as the statement will say them.

        Raises:
            InputError: what is left out of an asset adds up to less than nothing.
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
                OutOfScope(asset, rows, exact_units(self._strangers[asset], STRANGER_DECIMALS))
                for asset, rows in sorted(self._stranger_rows.items())
                if rows
            ),
        )

    def _left_out_of(self, kind: str, asset: str, decimals: int) -> LeftOut:
        amount = self._left_out[kind, asset]
        if amount < 0:
            what = f"rows of kind {kind!r}, which are left out, add up to a negative sum of {asset}"
            advice = 'A sum left out must not be negative. Count the kind ("count"), or apart.'
            raise InputError(what, advice=advice)
        return LeftOut(kind, asset, decimals, self._left_out_rows[kind, asset], amount)


def exact_units(amount: int, decimals: int) -> str:
    """An amount of base units in whole units: "-12.5", no zeros at the end, "0"."""
    whole, part = divmod(abs(amount), 10**decimals)
    fraction = f"{part:0{decimals}d}".rstrip("0") if decimals else ""
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
