"""Find the files that a ledger's path or glob names, in a fixed order."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import get_args

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from proofpress.errors import InputError
from proofpress.ledger.csv_source import CsvSource
from proofpress.ledger.parquet_source import ParquetSource
from proofpress.ledger.sources import RowFile
from proofpress.settings.ledger import Format, LedgerSettings

MAX_FILES = 100_000
CSV_CELL = 12
"""A usual cell of a CSV with its comma, in bytes."""
GZIP_RATIO = 5
"""How much smaller gzip usually makes a CSV of balances."""

_SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def files_of(ledger: LedgerSettings) -> tuple[Path, ...]:
    """The files of a ledger, ascending by path.

    Raises:
        InputError: there is none, or one of them is not a plain file.
    """
    literal = ledger.folder / ledger.pattern
    if literal.exists():
        found = [literal]
    else:
        matches = glob.iglob(ledger.pattern, root_dir=ledger.folder, recursive=True)  # noqa: PTH207
        found = sorted(ledger.folder / match for match in matches)
    if not found:
        advice = "Paths are relative to the publisher's folder."
        raise InputError("no such ledger file", file=ledger.pattern, advice=advice)
    if len(found) > MAX_FILES:
        what = f"names {len(found)} files, at most {MAX_FILES} are read"
        raise InputError(what, file=ledger.pattern, advice="Join them, or narrow the pattern.")
    for file in found:
        if not file.is_file():
            what = "is not a file"
            raise InputError(what, file=display_name(ledger, file), advice="Narrow the pattern.")
    return tuple(found)


def size_as_csv(ledger: LedgerSettings) -> int:
    """About how many bytes a ledger's files have, or would have as CSV.

    Parquet compresses, but its metadata says how many cells there are; gzip has a usual ratio. A
    file whose metadata cannot be read counts as it is: reading it will say what is wrong.

    Raises:
        InputError: there is no file, or one of them is not a plain file.
    """
    return sum(_size_as_csv(ledger, file) for file in files_of(ledger))


def _size_as_csv(ledger: LedgerSettings, file: Path) -> int:
    size = file.stat().st_size
    if file.name.lower().endswith(".gz"):
        return GZIP_RATIO * size
    is_parquet = ledger.format == "parquet" or file.name.lower().endswith((".parquet", ".pq"))
    if not is_parquet or ledger.format == "csv":
        return size
    try:
        metadata = pq.read_metadata(file)
    except (OSError, pa.ArrowException):
        return size
    return max(size, int(metadata.num_rows) * int(metadata.num_columns) * CSV_CELL)


def display_name(ledger: LedgerSettings, file: Path) -> str:
    """A file's name in messages and in the summary: its path in the publisher's folder."""
    inside = file.is_relative_to(ledger.folder)
    return (file.relative_to(ledger.folder) if inside else file).as_posix()


def open_source(
    ledger: LedgerSettings, file: Path, connection: duckdb.DuckDBPyConnection
) -> RowFile:
    """The source for one file, by the format that is set or by its suffix.

    Raises:
        InputError: the format is unknown, or the file does not have it.
    """
    name = display_name(ledger, file)
    if (ledger.format or _format_of(file, name)) == "csv":
        return CsvSource(file, name, ledger.delimiter)
    return ParquetSource(file, name, connection)


def _format_of(file: Path, name: str) -> Format:
    for suffix, known in _SUFFIXES.items():
        if file.name.lower().endswith(suffix):
            return known
    choices = ", ".join(get_args(Format))
    advice = f"Name it {', '.join(_SUFFIXES)}, or set format to one of: {choices}."
    raise InputError("has a name that does not tell its format", file=name, advice=advice)
