"""Wide ledgers: a row per account, a column per asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpress.errors import InputError
from proofpress.ledger import int128, shapes
from proofpress.ledger.amounts import check_field, one_asset
from proofpress.ledger.columns import NOT_COUNTED, destinations
from proofpress.ledger.connection import select
from proofpress.ledger.int128 import Words
from proofpress.ledger.shapes import Codes, Context
from proofpress.ledger.sources import ColumnType, Field, RowFile
from proofpress.ledger.tally import UNCOUNTED_DECIMALS
from proofpress.ledger.wide_columns import map_columns
from proofpress.settings.ledger import LedgerSettings, WideShape

_BATCH_CELLS = 1 << 20
_MIN_ROWS, _MAX_ROWS = 1 << 11, 1 << 17


@dataclass(frozen=True)
class _AssetColumn:
    """A column of the file that holds amounts of `asset`, or what is owed of it (`is_debt`).

    `sql` yields integers of `scale`, or of base units if that is None; they are rescaled to
    `decimals`. `places` is the snapshot's column for each kind, shape (kinds,), or None for
    an uncounted asset.
    """

    field: Field
    asset: str
    is_debt: bool
    sql: str
    scale: int | None
    decimals: int
    places: npt.NDArray[np.uint16] | None


class WideRows:
    """Reads the rows of one wide source."""

    def __init__(
        self, source: RowFile, ledger: LedgerSettings, shape: WideShape, context: Context
    ) -> None:
        """Map the columns.

        Raises:
            InputError: a column is missing, its type cannot be read exactly, or the settings
                give it no meaning.
        """
        self.source = source
        self._context = context
        self._ledger = ledger
        self._account = shapes.named_field(source, ledger.account, "account")
        self._kind = shapes.named_field(source, ledger.kind, "kind") if ledger.kind else None
        self._one_kind = shapes.row_kinds(self._kind, ledger, context)
        self._units = ledger.units
        used = {self._account.name} | ({self._kind.name} if self._kind else set())
        counted = tuple(asset.name for asset in context.settings.assets)
        self._columns = tuple(
            self._asset_column(mapped.field, mapped.asset, mapped.is_debt)
            for mapped in map_columns(source, shape, used, counted)
        )
        self.batch_rows = min(max(_BATCH_CELLS // len(self._columns), _MIN_ROWS), _MAX_ROWS)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Account, kind if there is one, and the columns of assets."""
        kind = (self._kind,) if self._kind else ()
        return (self._account, *kind, *(column.field for column in self._columns))

    def query(self, table: str) -> str:
        """SQL for the account, code of the kind, and amount in each column of an asset."""
        account = shapes.account_sql(self._account, self.source)
        columns = [shapes.account_columns(account, self._context)]
        if self._kind:
            kind = shapes.text_sql(self._kind, self.source, "kinds")
            columns.append(f"{shapes.enum_code(kind, shapes.KINDS_TYPE)} AS kind")
        columns += [f"{column.sql} AS a{column.field.sql}" for column in self._columns]
        return select(columns, table)

    def take(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """See `ShapeReader.take`."""
        bad = self._first_bad(batch)
        good = batch if bad is None else batch.slice(0, bad)
        found = self._nonzero_cells(good)
        if bad is not None:
            raise shapes.BadRow(bad)
        kinds = self._kind_codes(good)
        pieces = [_Piece.zeros(good.num_rows)]
        for column, rows, words in found:
            pieces.append(self._count(column, rows, words, kinds[rows]))
        whole = _Piece.join(pieces)
        accounts = shapes.main_accounts(good, self._context)
        return pa.RecordBatch.from_arrays(
            [
                accounts.take(pa.array(whole.rows)),
                pa.array(whole.columns),
                int128.to_arrow(whole.words),
            ],
            schema=shapes.SCHEMA,
        )

    def check_row(self, row: Mapping[str, str | None]) -> None:
        """See `ShapeReader.check_row`."""
        shapes.check_account(self._account, row)
        if self._kind:
            shapes.check_kind(self._kind, row, self._context.kinds)
        for column in self._columns:
            decimals = None if self._units == "base" else column.decimals
            if row[column.field.sql]:
                shapes.check_amount(column.field, row, decimals, column.asset)

    def entries(self, row: Mapping[str, str | None]) -> Iterator[shapes.Entry]:
        """See `ShapeReader.entries`. An empty cell has no entry."""
        kind = shapes.kind_of(self._kind, self._ledger, row)
        for column in self._columns:
            amount = row[column.field.sql]
            if amount:
                yield shapes.Entry(column.field.name, kind, column.asset, amount, column.is_debt)

    def uncounted_assets(self, connection: duckdb.DuckDBPyConnection) -> Counter[str]:
        """See `ShapeReader.uncounted_assets`. Rows with an empty cell or zero do not count."""
        uncounted = [column for column in self._columns if column.places is None]
        if not uncounted:
            return Counter()
        fields = [column.field for column in uncounted]
        counts = [f"count(*) FILTER ({_where_nonzero(field)})" for field in fields]
        query = select(counts, self.source.table(connection, fields))
        found = connection.execute(query).fetchone() or ()
        total: Counter[str] = Counter()
        for column, count in zip(uncounted, found, strict=True):
            total[column.asset] += int(count)
        return total

    def first_uncounted(self) -> tuple[str, str] | None:
        """The first column of the file that holds an uncounted asset: (its name, the asset)."""
        for column in self._columns:
            if column.places is None:
                return column.field.name, column.asset
        return None

    def _asset_column(self, field: Field, asset: str, is_debt: bool) -> _AssetColumn:
        check_field(field, self.source.name)
        context = self._context
        known = {one.name: one.decimals for one in context.settings.assets}
        if asset not in known and self._units == "base":
            what = f"{asset} has no column, so its decimals are not known"
            advice = "Give it decimals under [assets], or amounts in whole units."
            raise InputError(what, file=self.source.name, column=field.name, advice=advice)
        decimals = known.get(asset, UNCOUNTED_DECIMALS)
        reading = one_asset(field, decimals, self._units)
        places = destinations(context.settings, context.columns, [asset])[:, 0]
        return _AssetColumn(
            field,
            asset,
            is_debt,
            reading.sql,
            reading.scale,
            0 if self._units == "base" else decimals,
            places if asset in known else None,
        )

    def _first_bad(self, batch: pa.RecordBatch) -> int | None:
        amounts = (shapes.nulls(batch[f"a{column.field.sql}"]) for column in self._columns)
        return shapes.first_true(
            shapes.misnamed(batch), shapes.nulls(batch["kind"]) if self._kind else None, *amounts
        )

    def _kind_codes(self, batch: pa.RecordBatch) -> Codes:
        if self._one_kind is None:
            return shapes.codes_of(batch["kind"], -1)
        return np.full(batch.num_rows, self._one_kind, dtype=np.intp)

    def _nonzero_cells(self, batch: pa.RecordBatch) -> list[tuple[_AssetColumn, Codes, Words]]:
        """For each column with nonzero cells: the rows of these cells, and their base units.

        Raises:
            BadRow: an amount is not a whole number of base units.
        """
        found, lossy = [], []
        for column in self._columns:
            words = int128.view(batch[f"a{column.field.sql}"])
            rows = np.flatnonzero(int128.nonzero(words))
            if not rows.size:
                continue
            cells, scale = words[rows], column.scale
            scaled = cells if scale is None else int128.rescale(cells, scale, column.decimals)
            if scaled is None:
                assert scale is not None
                lossy.append(int(rows[int128.first_lossy(cells, scale, column.decimals)]))
            else:
                found.append((column, rows, int128.negative(scaled) if column.is_debt else scaled))
        if lossy:
            raise shapes.BadRow(min(lossy))
        return found

    def _count(self, column: _AssetColumn, rows: Codes, words: Words, kinds: Codes) -> _Piece:
        """The cells of one column that are counted. The others go into the tally."""
        if column.places is None:
            (total,) = int128.totals(words, np.zeros_like(rows), 1)
            self._context.tally.add_uncounted(column.asset, len(rows), total)
            return _Piece.empty()
        places = column.places[kinds]
        counted = places != NOT_COUNTED
        if counted.all():
            return _Piece(rows, places, words)
        size = len(self._context.kinds)
        left, of_kind = words[~counted], kinds[~counted]
        counts, sums = np.bincount(of_kind, minlength=size), int128.totals(left, of_kind, size)
        for kind in np.flatnonzero(counts).tolist():
            self._context.tally.leave_out(
                self._context.kinds[kind], column.asset, int(counts[kind]), sums[kind]
            )
        return _Piece(rows[counted], places[counted], words[counted])


@dataclass(frozen=True)
class _Piece:
    """Cells of one batch: row of the batch, column of the snapshot, amount. Shape (n,) each."""

    rows: Codes
    columns: npt.NDArray[np.uint16]
    words: Words

    @classmethod
    def zeros(cls, rows: int) -> _Piece:
        """A zero for each row, so that every account of the file is counted."""
        return cls(
            np.arange(rows),
            np.full(rows, NOT_COUNTED, dtype=np.uint16),
            np.zeros((rows, 2), dtype=np.uint64),
        )

    @classmethod
    def empty(cls) -> _Piece:
        return cls.zeros(0)

    @classmethod
    def join(cls, pieces: list[_Piece]) -> _Piece:
        """All cells. `pieces[0]` has a zero for each row; rows with other cells drop it."""
        zeros, others = pieces[0], pieces[1:]
        bare = np.ones(len(zeros.rows), dtype=np.bool_)
        for piece in others:
            bare[piece.rows] = False
        rest = cls(zeros.rows[bare], zeros.columns[bare], zeros.words[bare])
        parts = [rest, *others]
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.columns for part in parts]),
            np.concatenate([part.words for part in parts]),
        )


def _where_nonzero(field: Field) -> str:
    if field.form is ColumnType.TEXT:
        return f"WHERE {field.sql} <> '' AND NOT regexp_full_match({field.sql}, '[+-]?0+(\\.0+)?')"
    return f"WHERE {field.sql} <> 0"
