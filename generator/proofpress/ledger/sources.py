"""The interface of the files that a ledger is read from. Each file format has a class.

A source lists its columns and gives DuckDB a table of them. The rows are in the order of the
file, so a row's position in the stream is its number. To support another format (Arrow IPC,
a database), write another `RowFile` and add the format to `open_source`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import duckdb

from proofpress.errors import InputError


class ColumnType(Enum):
    """How a column holds its values, as far as exactness is concerned."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    OTHER = "other"


@dataclass(frozen=True)
class Field:
    """A column: its name in the file, its name in SQL, and what it holds.

    `scale` is the number of digits after the point of a DECIMAL; `type_name` is the name
    of the type in messages.
    """

    name: str
    sql: str
    form: ColumnType
    scale: int = 0
    type_name: str = "text"


class RowFile(Protocol):
    """A file of rows. `name` is what messages call it."""

    @property
    def name(self) -> str: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    def table(self, connection: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> str:
        """SQL of a table of `fields`, each under its SQL name, rows in the file's order.

        It can be read only once.
        """
        ...

    def close(self) -> None:
        """Close the file, whether or not it was read to its end."""
        ...

    def check_complete(self, rows: int) -> None:
        """Compare the number of rows read with the number that the file itself has.

        Raises:
            InputError: they differ.
        """
        ...

    def row_fault(self, row: int) -> InputError | None:
        """Why row `row`, counted from 1, is not well-formed; None if it is."""
        ...

    def fault(self, error: Exception, rows: int) -> InputError:
        """The error to report when reading fails after `rows` good rows."""
        ...
