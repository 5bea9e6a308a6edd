"""DuckDB in memory, with a memory limit, rows kept in order, and no extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa

MEMORY_LIMIT = "1GB"

READ_ERRORS = (duckdb.Error, pa.ArrowException, OSError)
"""The errors that DuckDB and Arrow raise when they read a broken file."""


def connect() -> duckdb.DuckDBPyConnection:
    """A new database. It writes nothing to disk, so no balance is left there."""
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": "",
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def create_enum(connection: duckdb.DuckDBPyConnection, name: str, values: Sequence[str]) -> None:
    """Create an enum type in which the code of a value is its index in `values`."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    connection.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


def select(columns: Iterable[str], source: str, rest: str = "") -> str:
    """A SELECT query. Callers name columns of a file by position (c0, c1), not by title."""
    return f"SELECT {', '.join(columns)} FROM {source} {rest}"  # noqa: S608


def stream(
    connection: duckdb.DuckDBPyConnection, query: str, rows: int
) -> Iterator[pa.RecordBatch]:
    """The query's rows in order, in batches of about `rows`. Raises `READ_ERRORS`."""
    yield from connection.sql(query).to_arrow_reader(rows)
