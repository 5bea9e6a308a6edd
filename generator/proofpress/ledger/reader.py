"""Read the ledger of a snapshot in one pass, with bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from proofpress.errors import InputError
from proofpress.ledger import shapes
from proofpress.ledger.cells import shown
from proofpress.ledger.columns import columns_of, groups_of
from proofpress.ledger.connection import READ_ERRORS, connect, create_enum, select, stream
from proofpress.ledger.files import files_of, open_source
from proofpress.ledger.long import LongRows, assets_by_code
from proofpress.ledger.shapes import BadColumn, BadRow, Entry, ShapeReader, UncountedAsset
from proofpress.ledger.sub_accounts import read_sub_accounts
from proofpress.ledger.tally import FileRows, LedgerSummary, Tally
from proofpress.ledger.wide import WideRows
from proofpress.settings.ledger import LedgerSettings, LongShape
from proofpress.settings.snapshot import SnapshotSettings
from proofpress.settings.toml_file import nearest
from proofpress_verify.records import Column, Group, Scope

_MAX_CELL = 1 << 16
_MAX_LISTED = 40


@dataclass(frozen=True)
class ExplainedEntry:
    """An amount of the ledger, where it is, and how it is counted.

    `account` is the name in the file, which may be a sub-account. `scope` is the scope that
    the amount is summed in, or None if it is left out or its asset has no column.
    """

    file: str
    row: int
    account: str
    entry: Entry
    scope: Scope | None


def read_ledger(settings: SnapshotSettings) -> Ledger:
    """The ledger of a snapshot. No file is opened yet."""
    columns = columns_of(settings)
    return Ledger(settings, columns, groups_of(settings, columns))


@dataclass
class Ledger:
    """The ledger of one snapshot. See `columns` for the order of columns and groups."""

    settings: SnapshotSettings
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    _summary: LedgerSummary | None = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows as batches of `shapes.SCHEMA`, in a new pass over the files.

        Amounts are signed base units. The rows of an account may be in many batches; they
        are neither merged nor sorted. A row that adds to no sum has column 0 and amount 0,
        because its account is still counted.

        Raises:
            InputError: the files contain something that cannot be counted.
        """
        self._summary = None
        tally = Tally()
        with closing(connect()) as connection, closing(self._open(connection, tally)) as run:
            run.refuse_uncounted_columns()
            for shape in run.shapes:
                yield from run.batches_of(shape)
        self._summary = tally.summary(self.settings)
        if not self._summary.rows:
            raise InputError("the ledger has no rows", advice="Is the export complete?")

    def explain(self, account: str) -> Iterator[ExplainedEntry]:
        """Every amount of the ledger that belongs to a main account, in the order of the files.

        For the support desk. Reads all files again, and assumes that `batches` finds no error
        in them.

        Raises:
            InputError: the account is a sub-account.
        """
        with closing(connect()) as connection, closing(self._open(connection, Tally())) as run:
            names = run.names_of(account)
            for shape in run.shapes:
                yield from run.entries_of(shape, names)

    def summary(self) -> LedgerSummary:
        """What was read and what was not counted; available once `batches` is exhausted."""
        if self._summary is None:
            raise RuntimeError("read the ledger to its end first")
        return self._summary

    def _open(self, connection: duckdb.DuckDBPyConnection, tally: Tally) -> _Pass:
        settings = self.settings
        subs = None
        if settings.sub_accounts:
            file = settings.sub_accounts
            subs = read_sub_accounts(connection, file, _display(file, settings.publisher.folder))
        context = shapes.Context(settings, self.columns, subs, tally)
        create_enum(connection, shapes.ASSETS_TYPE, assets_by_code(context))
        create_enum(connection, shapes.KINDS_TYPE, context.kinds)
        return _Pass(connection, context, tuple(_open_all(context, connection)))


def _display(file: Path, folder: Path) -> str:
    return (file.relative_to(folder) if file.is_relative_to(folder) else file).as_posix()


def _open_all(context: shapes.Context, connection: duckdb.DuckDBPyConnection) -> list[ShapeReader]:
    opened: list[ShapeReader] = []
    readers: dict[Path, list[LedgerSettings]] = {}
    for ledger in context.settings.ledger:
        for file in files_of(ledger):
            opened.append(_open(ledger, file, context, connection))
            readers.setdefault(file.resolve(), []).append(ledger)
    for file, ledgers in readers.items():
        _refuse_double_reading(_display(file, context.settings.publisher.folder), ledgers)
    return opened


def _open(
    ledger: LedgerSettings,
    file: Path,
    context: shapes.Context,
    connection: duckdb.DuckDBPyConnection,
) -> ShapeReader:
    source = open_source(ledger, file, connection)
    if isinstance(ledger.shape, LongShape):
        return LongRows(source, ledger, ledger.shape, context)
    return WideRows(source, ledger, ledger.shape, context)


def _refuse_double_reading(name: str, ledgers: Sequence[LedgerSettings]) -> None:
    """Refuse to read a file twice, unless it is wide and no column is counted twice."""
    taken: set[str] = set()
    for ledger in ledgers if len(ledgers) > 1 else ():
        shape = ledger.shape
        named = () if isinstance(shape, LongShape) else (*shape.columns, *shape.debts)
        columns = {column for column, _ in named}
        patterns = isinstance(shape, LongShape) or shape.equity or shape.debt
        if patterns or taken & columns:
            advice = "Its balances would count twice. Narrow the path of one of the two."
            raise InputError("is read by two [[ledger]] tables", file=name, advice=advice)
        taken |= columns


def _next(
    batches: Iterator[pa.RecordBatch], shape: ShapeReader, rows: int
) -> pa.RecordBatch | None:
    try:
        return next(batches, None)
    except READ_ERRORS as error:
        raise shape.source.fault(error, rows) from error


@dataclass(frozen=True)
class _Pass:
    """One pass over the files of a ledger, after their headers have been read."""

    connection: duckdb.DuckDBPyConnection
    context: shapes.Context
    shapes: tuple[ShapeReader, ...]

    def close(self) -> None:
        """Close all files."""
        for shape in self.shapes:
            shape.source.close()

    def batches_of(self, shape: ShapeReader) -> Iterator[pa.RecordBatch]:
        """The rows of one file."""
        rows = 0
        table = shape.source.table(self.connection, shape.fields)
        batches = stream(self.connection, shape.query(table), shape.batch_rows)
        while (batch := _next(batches, shape, rows)) is not None:
            try:
                taken = shape.take(batch)
            except BadRow as bad:
                raise self._explain(shape, rows + bad.index) from None
            rows += batch.num_rows
            yield taken
        shape.source.check_complete(rows)
        self.context.tally.files.append(FileRows(shape.source.name, rows))

    def refuse_uncounted_columns(self) -> None:
        """Refuse uncounted assets that the header of a wide file shows, before reading rows."""
        for shape in () if self.context.discloses_uncounted else self.shapes:
            uncounted = shape.first_uncounted() if isinstance(shape, WideRows) else None
            if uncounted:
                column, asset = uncounted
                raise self._uncounted_refused(shape, asset, column, None)

    def names_of(self, account: str) -> tuple[str, ...]:
        """The account and its sub-accounts: all names that it may have in the ledger."""
        subs = self.context.sub_accounts
        main = subs.main_of(account) if subs else account
        if main != account:
            what = f"{shown(account)} is a sub-account and counts for {shown(main)}"
            raise InputError(what, advice="Ask for the main account.")
        return (account, *(subs.belonging_to(account) if subs else ()))

    def entries_of(self, shape: ShapeReader, names: Sequence[str]) -> Iterator[ExplainedEntry]:
        """The entries of one file whose account is one of `names`."""
        table = shape.source.table(self.connection, shape.fields)
        texts = [f"CAST({one.sql} AS VARCHAR) AS {one.sql}" for one in shape.fields]
        numbered = select(["row_number() OVER () AS row", *texts], table)
        account = shape.fields[0].sql
        query = select("*", f"({numbered})", f"WHERE list_contains($names, {account})")
        for number, *found in self.connection.execute(query, {"names": list(names)}).fetchall():
            row = {one.sql: cell for one, cell in zip(shape.fields, found, strict=True)}
            for entry in shape.entries(row):
                scope = self.context.scope_of(entry.kind, entry.asset)
                yield ExplainedEntry(shape.source.name, number, row[account] or "", entry, scope)

    def _explain(self, shape: ShapeReader, index: int) -> InputError:
        """Read one row again in full, and say what is wrong with it."""
        broken = shape.source.row_fault(index + 1)
        if broken:
            return broken
        cursor = self._cursor()
        table = shape.source.table(cursor, shape.fields)
        texts = (f"left(CAST({one.sql} AS VARCHAR), {_MAX_CELL})" for one in shape.fields)
        found = cursor.execute(select(texts, table, f"LIMIT 1 OFFSET {index}")).fetchone() or ()
        row = {one.sql: cell for one, cell in zip(shape.fields, found, strict=True)}
        file, number = shape.source.name, index + 1
        try:
            shape.check_row(row)
        except BadColumn as bad:
            what, advice = bad.cause.what, bad.cause.advice
            return InputError(what, file=file, row=number, column=bad.column, advice=advice)
        except UncountedAsset as bad:
            return self._uncounted_refused(shape, bad.asset, bad.column, number)
        what = "cannot be read as account, asset and amount"
        return InputError(
            what, file=file, row=number, advice="Check that its cells are short enough."
        )

    def _uncounted_refused(
        self, shape: ShapeReader, asset: str, column: str, row: int | None
    ) -> InputError:
        """An error that names one uncounted asset, and lists all, so that one run shows them."""
        total = Counter({asset: 0})
        for other in self.shapes:
            total.update(other.uncounted_assets(self._cursor()))
        listed = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:_MAX_LISTED]
        names = ", ".join(f"{shown(name)[1:-1]} ({count} rows)" for name, count in listed)
        more = f" and {len(total) - _MAX_LISTED} more" if len(total) > _MAX_LISTED else ""
        counted = [one.name for one in self.context.settings.assets]
        advice = (
            f"Assets without a column: {names}{more}.\n{nearest(asset, counted, 'Counted assets')} "
            "Give them decimals under [assets], or set "
            'assets_without_column = "disclose" to list them as out of scope.'
        )
        what = f"the asset {shown(asset)} has no column"
        return InputError(what, file=shape.source.name, row=row, column=column, advice=advice)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A second connection to the same database, since the first is still streaming rows."""
        return self.connection.cursor()
