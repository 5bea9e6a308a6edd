"""Long ledgers: a row per account and asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpress.ledger import int128, shapes
from proofpress.ledger.amounts import by_asset, check_field
from proofpress.ledger.cells import BadCell, shown
from proofpress.ledger.columns import NOT_COUNTED, destinations
from proofpress.ledger.connection import select
from proofpress.ledger.int128 import Words
from proofpress.ledger.shapes import Codes, Context
from proofpress.ledger.sources import Field, RowFile
from proofpress.ledger.tally import UNCOUNTED_DECIMALS
from proofpress.settings.ledger import ASSET_RULE, LedgerSettings, LongShape
from proofpress.settings.toml_file import nearest
from proofpress_verify.forms import ASSET

_BATCH_ROWS = 1 << 17
_MAX_ASSET_TEXT = 64


class LongRows:
    """Reads the rows of one long source.

    Each counted asset has a code. All uncounted assets share one, which follows the others.
    """

    batch_rows = _BATCH_ROWS

    def __init__(
        self, source: RowFile, ledger: LedgerSettings, shape: LongShape, context: Context
    ) -> None:
        """Find the columns.

        Raises:
            InputError: a column is missing, or its type cannot be read exactly.
        """
        self.source = source
        self._context = context
        self._ledger = ledger
        self._account = shapes.named_field(source, ledger.account, "account")
        self._asset = shapes.named_field(source, shape.asset, "asset")
        self._amount = shapes.named_field(source, shape.amount, "amount")
        self._kind = shapes.named_field(source, ledger.kind, "kind") if ledger.kind else None
        self._one_kind = shapes.row_kinds(self._kind, ledger, context)
        check_field(self._amount, source.name)
        self._base_units = ledger.units == "base"
        self._assets = assets_by_code(context)
        decimals = {asset.name: asset.decimals for asset in context.settings.assets}
        self._decimals = [decimals[asset] for asset in self._assets]
        self._reading = by_asset(
            self._amount,
            shapes.enum_code(self._asset.sql, shapes.ASSETS_TYPE),
            self._decimals,
            UNCOUNTED_DECIMALS,
            ledger.units,
        )
        found = destinations(context.settings, context.columns, self._assets)
        uncounted = np.full((len(found), 1), NOT_COUNTED, dtype=found.dtype)
        self._destinations = np.hstack([found, uncounted])
        # A decimal or integer column has one scale, whatever the asset.
        self._digits = np.array(
            [0] * (len(self._assets) + 1)
            if self._base_units
            else [*self._decimals, UNCOUNTED_DECIMALS],
            dtype=np.int8,
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """Account, kind if there is one, asset and amount."""
        kind = (self._kind,) if self._kind else ()
        return (self._account, *kind, self._asset, self._amount)

    def query(self, table: str) -> str:
        """SQL for the account, codes of kind and asset, name of an uncounted asset, and amount."""
        asset = shapes.text_sql(self._asset, self.source, "assets")
        code = shapes.enum_code(asset, shapes.ASSETS_TYPE)
        uncounted = f"CASE WHEN {code} IS NULL THEN left({asset}, {_MAX_ASSET_TEXT}) END"
        account = shapes.account_sql(self._account, self.source)
        columns = [
            shapes.account_columns(account, self._context),
            f"{code} AS asset",
            f"{uncounted} AS uncounted",
            f"{self._reading.sql} AS amount",
        ]
        if self._kind:
            kind = shapes.text_sql(self._kind, self.source, "kinds")
            columns.append(f"{shapes.enum_code(kind, shapes.KINDS_TYPE)} AS kind")
        return select(columns, table)

    def take(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See `ShapeReader.take`."""
        bad = self._first_bad(batch)
        good = batch if bad is None else batch.slice(0, bad)
        codes = shapes.codes_of(good["asset"], len(self._assets))
        # A row before the bad one may still have more decimals than its asset.
        words = self._in_base_units(good["amount"], codes)
        if bad is not None:
            raise shapes.BadRow(bad)
        kinds = self._kind_codes(good)
        columns = self._destinations[kinds, codes]
        left_out = columns == NOT_COUNTED
        if left_out.any():
            self._tally(good, words, codes, np.broadcast_to(kinds, codes.shape), left_out)
            words = np.where(left_out[:, None], np.uint64(0), words)
        accounts = shapes.main_accounts(good, self._context)
        return pa.RecordBatch.from_arrays(
            [accounts, pa.array(columns), int128.to_arrow(words)], schema=shapes.SCHEMA
        )

    def check_row(self, row: Mapping[str, str | None]) -> None:
        """See `ShapeReader.check_row`."""
        shapes.check_account(self._account, row)
        if self._kind:
            shapes.check_kind(self._kind, row, self._context.kinds)
        asset = row[self._asset.sql]
        if asset not in self._assets:
            self._check_uncounted(asset)
        decimals = dict(zip(self._assets, self._decimals, strict=True))
        scale = None if self._base_units else decimals.get(asset or "", UNCOUNTED_DECIMALS)
        shapes.check_amount(self._amount, row, scale, asset or "")

    def entries(self, row: Mapping[str, str | None]) -> Iterator[shapes.Entry]:
        """See `ShapeReader.entries`."""
        kind = shapes.kind_of(self._kind, self._ledger, row)
        asset, amount = row[self._asset.sql] or "", row[self._amount.sql] or ""
        yield shapes.Entry(self._amount.name, kind, asset, amount, is_debt=False)

    def uncounted_assets(self, connection: duckdb.DuckDBPyConnection) -> Counter[str]:
        """See `ShapeReader.uncounted_assets`."""
        table = self.source.table(connection, [self._asset])
        asset = self._asset.sql
        code = shapes.enum_code(asset, shapes.ASSETS_TYPE)
        columns = [f"left({asset}, {_MAX_ASSET_TEXT})", "count(*)"]
        rest = f"WHERE {code} IS NULL AND {asset} <> '' GROUP BY 1"
        rows = connection.execute(select(columns, table, rest)).fetchall()
        return Counter({str(name): int(count) for name, count in rows})

    def _first_bad(self, batch: pa.RecordBatch) -> int | None:
        return shapes.first_true(
            shapes.misnamed(batch),
            shapes.nulls(batch["kind"]) if self._kind else None,
            shapes.nulls(batch["amount"]),
            self._bad_uncounted(batch),
        )

    def _bad_uncounted(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_] | None:
        """Rows of uncounted assets: all if they are refused, else those with a bad name."""
        if batch["asset"].null_count == 0:
            return None
        uncounted: npt.NDArray[np.bool_] = batch["asset"].is_null().to_numpy(zero_copy_only=False)
        if not self._context.discloses_uncounted or self._base_units:
            return uncounted
        named = pc.match_substring_regex(batch["uncounted"], f"^({ASSET.pattern})$")
        uncounted &= ~named.fill_null(False).to_numpy(zero_copy_only=False)
        return uncounted

    def _kind_codes(self, batch: pa.RecordBatch) -> Codes | int:
        return shapes.codes_of(batch["kind"], -1) if self._one_kind is None else self._one_kind

    def _in_base_units(self, amounts: pa.Array, codes: Codes) -> Words:
        """The amounts in each asset's base units, shape (n, 2).

        Raises:
            BadRow: an amount is not a whole number of base units.
        """
        words, scale = int128.view(amounts), self._reading.scale
        if scale is None:
            return words
        if (self._digits == scale).all():
            return words
        scaled, lossy = words.copy(), []
        digits = self._digits[codes]
        for decimals in sorted(set(self._digits.tolist()) - {scale}):
            rows = np.flatnonzero(digits == decimals)
            part = int128.rescale(words[rows], scale, decimals)
            if part is None:
                lossy.append(int(rows[int128.first_lossy(words[rows], scale, decimals)]))
            else:
                scaled[rows] = part
        if lossy:
            raise shapes.BadRow(min(lossy))
        return scaled

    def _tally(
        self,
        batch: pa.RecordBatch,
        words: Words,
        codes: Codes,
        kinds: Codes,
        left_out: npt.NDArray[np.bool_],
    ) -> None:
        known = np.flatnonzero(left_out & (codes < len(self._assets)))
        cell = kinds[known] * len(self._assets) + codes[known]
        size = len(self._context.kinds) * len(self._assets)
        rows = np.bincount(cell, minlength=size)
        sums = int128.totals(words[known], cell, size)
        for place in np.flatnonzero(rows).tolist():
            kind, asset = divmod(place, len(self._assets))
            self._context.tally.leave_out(
                self._context.kinds[kind], self._assets[asset], int(rows[place]), sums[place]
            )
        self._tally_uncounted(batch, words, np.flatnonzero(codes == len(self._assets)))

    def _tally_uncounted(self, batch: pa.RecordBatch, words: Words, uncounted: Codes) -> None:
        if not uncounted.size:
            return
        names = batch["uncounted"].take(pa.array(uncounted)).dictionary_encode()
        codes = names.indices.to_numpy().astype(np.intp)
        rows = np.bincount(codes)
        sums = int128.totals(words[uncounted], codes, len(rows))
        for name, count, amount in zip(names.dictionary.to_pylist(), rows, sums, strict=True):
            self._context.tally.add_uncounted(name, int(count), amount)

    def _check_uncounted(self, asset: str | None) -> None:
        """Raise, unless the asset may be disclosed."""
        advice = f"{nearest(asset or '', self._assets, 'Counted assets')}"
        if not asset:
            raise shapes.BadColumn(self._asset.name, BadCell("the asset is empty", advice))
        if not self._context.discloses_uncounted:
            raise shapes.UncountedAsset(asset[:_MAX_ASSET_TEXT], self._asset.name)
        if not ASSET.fullmatch(asset[:_MAX_ASSET_TEXT]):
            what = f"{shown(asset)} cannot be the name of an asset"
            raise shapes.BadColumn(self._asset.name, BadCell(what, f"A name is {ASSET_RULE}."))
        if self._base_units:
            what = f"{asset} has no column, so its decimals are not known"
            advice = "Give it decimals under [assets], or amounts in whole units."
            raise shapes.BadColumn(self._asset.name, BadCell(what, advice))


def assets_by_code(context: Context) -> tuple[str, ...]:
    """The counted assets in the order of their codes: by decimals, see `amounts.by_asset`."""
    ordered = sorted(context.settings.assets, key=lambda asset: asset.decimals)
    return tuple(asset.name for asset in ordered)
