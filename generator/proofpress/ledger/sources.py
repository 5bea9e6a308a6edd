"""What a ledger's rows come from: one small class per kind of file, behind one interface.

A source says which columns it has and gives DuckDB a table of them, rows in the order of
the file, so that a row's place in the stream is its number. To read another kind (Arrow
IPC, a database), write another `RowFile` and let `open_source` know its format.
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

    `scale` is the number of digits after the point of a DECIMAL; `type_name` is the type
    in the words of the file.
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

        It can be read once.
        """
        ...

    def close(self) -> None:
        """Let go of the file, whether it was read to its end or not."""
        ...

    def check_complete(self, rows: int) -> None:
        """Hold the number of rows read against what the file itself says.

        Raises:
            InputError: they differ.
        """
        ...

    def row_fault(self, row: int) -> InputError | None:
        """What keeps row `row`, counted from 1, from being a row at all, if anything does."""
        ...

    def fault(self, error: Exception, rows: int) -> InputError:
        """What went wrong after `rows` rows had been read well, in the reader's words."""
        ...
