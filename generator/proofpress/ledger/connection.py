"""DuckDB as it is used here: in memory, bounded, order kept, no extensions from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa

MEMORY_LIMIT = "1GB"

READ_ERRORS = (duckdb.Error, pa.ArrowException, OSError)
"""What a broken file makes DuckDB and Arrow raise while its rows are read."""


def connect() -> duckdb.DuckDBPyConnection:
    """A new database. It spills nothing to disk, so no balance is left lying there."""
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
    """A type whose codes are the places of `values`."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    connection.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


def select(columns: Iterable[str], source: str, rest: str = "") -> str:
    """A query. What a file says never gets into it: its columns go by their places, c0, c1."""
    return f"SELECT {', '.join(columns)} FROM {source} {rest}"  # noqa: S608


def stream(
    connection: duckdb.DuckDBPyConnection, query: str, rows: int
) -> Iterator[pa.RecordBatch]:
    """The query's rows in order, in batches of about `rows`. Raises `READ_ERRORS`."""
    yield from connection.sql(query).to_arrow_reader(rows)
