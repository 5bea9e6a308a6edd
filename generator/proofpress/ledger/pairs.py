"""Two-column CSV files about accounts: sub-accounts, identities, generations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from proofpress.errors import InputError
from proofpress.ledger import accounts, cells
from proofpress.ledger.connection import READ_ERRORS, connect, select, stream
from proofpress.ledger.csv_source import CsvSource
from proofpress.ledger.sources import Field
from proofpress.settings.toml_file import nearest

MAX_GENERATION = 2**32 - 1
_BATCH_ROWS = 1 << 17


def read_identities(file: Path) -> dict[str, str]:
    """Read a CSV of account,identity: the identity that each account is bound to, in lower case.

    Raises:
        InputError: a name breaks the byte rules, or an account is listed twice.
    """
    identities: dict[str, str] = {}
    for row, account, identity in _rows(file, "account", "identity"):
        if account in identities:
            raise _listed_twice(file, row)
        identities[account] = identity.lower()
    return identities


def read_generations(file: Path) -> dict[str, int]:
    """Read a CSV of account,generation: the generation of each account's code.

    Accounts that it does not list have generation 0.

    Raises:
        InputError: an account breaks the byte rules or is listed twice, or a generation is
            not a whole number from 0 to 2**32 - 1.
    """
    generations: dict[str, int] = {}
    for row, account, text in _rows(file, "account", "generation"):
        if account in generations:
            raise _listed_twice(file, row)
        if not (text.isascii() and text.isdigit() and len(text) <= 10) or (
            int(text) > MAX_GENERATION
        ):
            what = f"{cells.shown(text)} is not a generation"
            advice = f"Write a whole number from 0 to {MAX_GENERATION}."
            raise InputError(what, file=file, row=row, column="generation", advice=advice)
        generations[account] = int(text)
    return generations


def read_pairs(
    connection: duckdb.DuckDBPyConnection, file: Path, name: str, first: str, second: str
) -> pa.Table:
    """The file as a table of `first`, `second` and `row`, all names checked.

    Raises:
        InputError: a column is missing, or a name breaks the byte rules.
    """
    schema = pa.schema([(first, pa.string()), (second, pa.string()), ("row", pa.int64())])
    with closing(CsvSource(file, name)) as source:
        batches = list(_pair_batches(connection, source, first, second, schema))
    return pa.Table.from_batches(batches, schema=schema)


def _rows(file: Path, first: str, second: str) -> Iterator[tuple[int, str, str]]:
    with connect() as connection:
        table = read_pairs(connection, file, str(file), first, second)
    for batch in table.to_batches():
        columns = (batch[name].to_pylist() for name in ("row", first, second))
        yield from zip(*columns, strict=True)


def _pair_batches(
    connection: duckdb.DuckDBPyConnection,
    source: CsvSource,
    first: str,
    second: str,
    schema: pa.Schema,
) -> Iterator[pa.RecordBatch]:
    fields = [_field(source, first), _field(source, second)]
    table = source.table(connection, fields)
    query = select([field.sql for field in fields], table)
    rows = 0
    try:
        for batch in stream(connection, query, _BATCH_ROWS):
            _check_names(source, batch, (first, second), rows)
            numbers = pa.array(np.arange(rows + 1, rows + 1 + batch.num_rows))
            yield pa.RecordBatch.from_arrays([*batch.columns, numbers], schema=schema)
            rows += batch.num_rows
    except READ_ERRORS as error:
        raise source.fault(error, rows) from error
    source.check_complete(rows)


def _check_names(
    source: CsvSource, batch: pa.RecordBatch, titles: tuple[str, str], rows: int
) -> None:
    broken = [accounts.misnamed(column) for column in batch.columns]
    places = [int(mask.argmax()) for mask in broken if mask is not None]
    if not places:
        return
    place = min(places)
    for title, column in zip(titles, batch.columns, strict=True):
        try:
            cells.check_name(column[place].as_py(), title.replace("_", "-"))
        except cells.BadCell as cause:
            raise InputError(
                cause.what,
                file=source.name,
                row=rows + place + 1,
                column=title,
                advice=cause.advice,
            ) from cause


def _field(source: CsvSource, title: str) -> Field:
    for field in source.fields:
        if field.name == title:
            return field
    advice = nearest(title, [field.name for field in source.fields], "Columns of the file")
    raise InputError("the file has no such column", file=source.name, column=title, advice=advice)


def _listed_twice(file: Path, row: int) -> InputError:
    advice = "Keep one row for each account."
    return InputError(
        "the account is listed twice", file=file, row=row, column="account", advice=advice
    )
