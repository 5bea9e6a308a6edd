"""Parquet files, read by DuckDB, with exact types only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet

from proofpress.errors import InputError
from proofpress.ledger.connection import select
from proofpress.ledger.sources import ColumnType, Field

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_INTEGERS = {
    f"{sign}{size}"
    for sign in ("", "U")
    for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
}
_COPY_AGAIN = "Copy or export the file again."


class ParquetSource:
    """One Parquet file."""

    def __init__(self, file: Path, name: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the schema.

        Raises:
            InputError: it is not a Parquet file that can be read.
        """
        self.name = name
        self._scan = _scan(file)
        try:
            metadata = pa.parquet.read_metadata(file)
            described = connection.execute(f"DESCRIBE {select('*', self._scan)}").fetchall()
        except (pa.ArrowException, duckdb.Error, OSError) as error:
            raise self.fault(error, 0) from error
        self._rows = metadata.num_rows
        self._duckdb_names = tuple(str(column[0]) for column in described)
        titles = metadata.schema.to_arrow_schema().names
        _check_titles(name, titles)
        self.fields = tuple(
            _field(title, f"c{index}", str(column[1]))
            for index, (title, column) in enumerate(zip(titles, described, strict=True))
        )

    def table(self, connection: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> str:
        """A subquery that names the columns by their position."""
        del connection
        names = dict(zip((field.sql for field in self.fields), self._duckdb_names, strict=True))
        columns = [f"{_quoted(names[field.sql])} AS {field.sql}" for field in fields]
        return f"({select(columns, self._scan)})"

    def close(self) -> None:
        """Nothing to close: DuckDB opens and closes the file with each query."""

    def check_complete(self, rows: int) -> None:
        """Compare the number of rows read with the file's own metadata."""
        if rows != self._rows:
            what = f"says it has {self._rows} rows, and {rows} were read"
            raise InputError(what, file=self.name, advice=_COPY_AGAIN)

    def row_fault(self, row: int) -> InputError | None:
        """None: a row of a Parquet file is always well-formed."""
        del row
        return None

    def fault(self, error: Exception, rows: int) -> InputError:
        """A damaged page or footer. The reader's own message describes it best."""
        where = f" after row {rows}" if rows else ""
        words = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        what = f"cannot be read as Parquet{where}: {words}"
        return InputError(what, file=self.name, advice=_COPY_AGAIN)


def _scan(file: Path) -> str:
    # Take the path literally: no globs, and no columns derived from folder names.
    literal = re.sub(r"[\[*?]", r"[\g<0>]", str(file)).replace("'", "''")
    return f"read_parquet('{literal}', hive_partitioning = false, binary_as_string = true)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check_titles(name: str, titles: list[str]) -> None:
    seen: set[str] = set()
    for title in titles:
        if title.lower() in seen:
            what = "is in the file twice if upper and lower case are treated as equal"
            raise InputError(what, file=name, column=title, advice="Give each column its own name.")
        seen.add(title.lower())


def _field(title: str, sql: str, type_name: str) -> Field:
    decimal = _DECIMAL.fullmatch(type_name)
    if decimal:
        return Field(title, sql, ColumnType.DECIMAL, int(decimal[2]), type_name)
    if type_name in _INTEGERS:
        return Field(title, sql, ColumnType.INTEGER, 0, type_name)
    if type_name in {"FLOAT", "DOUBLE"}:
        return Field(title, sql, ColumnType.FLOAT, 0, type_name)
    return Field(
        title, sql, ColumnType.TEXT if type_name == "VARCHAR" else ColumnType.OTHER, 0, type_name
    )
