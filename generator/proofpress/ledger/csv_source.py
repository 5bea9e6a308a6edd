"""CSV files, plain or gzipped, read strictly as text by Arrow.

Arrow and not DuckDB, although both are as fast: DuckDB 2.0 passes silently over the last
row of a file when it is longer than its buffer. Whatever parses, lines are counted here on
their own while the bytes go by, and every line must have become a row. So a quote that is
never closed cannot swallow the accounts behind it.
"""

from __future__ import annotations

import csv
import gzip
import io
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.csv

from proofpress.errors import InputError
from proofpress.ledger.sources import Field, Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

MAX_LINE = 1 << 20
MAX_FIELDS = 20_000
_BLOCK = 4 * MAX_LINE
_RESAVE = "Save the file as UTF-8 text with commas, quotes closed and one row a line."


class CsvSource:
    """One CSV file with a header line. A blank line is not a row."""

    def __init__(self, file: Path, name: str, delimiter: str = ",") -> None:
        """Read the header.

        Raises:
            InputError: there is none that can be read.
        """
        self.name = name
        self._file = file
        self._delimiter = delimiter
        self.fields = tuple(
            Field(title, f"c{index}", Form.TEXT) for index, title in enumerate(self._header())
        )
        self._lines = _LineCounter(io.BytesIO())

    def table(self, connection: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> str:
        """Register a fresh stream of the file with DuckDB."""
        self._lines = _LineCounter(self._open())
        try:
            reader = pa.csv.open_csv(
                pa.PythonFile(self._lines, mode="r"),
                read_options=pa.csv.ReadOptions(
                    block_size=_BLOCK,
                    skip_rows=1,
                    column_names=[field.sql for field in self.fields],
                ),
                parse_options=pa.csv.ParseOptions(
                    delimiter=self._delimiter, newlines_in_values=False
                ),
                convert_options=pa.csv.ConvertOptions(
                    include_columns=[field.sql for field in fields],
                    column_types={field.sql: pa.string() for field in fields},
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV file" not in str(error):
                raise self.fault(error, 0) from error
            columns = {field.sql: pa.array([], pa.string()) for field in fields}
            reader = pa.table(columns).to_reader()
        connection.register("csv_rows", reader)
        return "csv_rows"

    def check_complete(self, rows: int) -> None:
        """Every line but the header and blank ones must have become a row."""
        if self._lines.count == rows + 1:
            return
        with self._open() as stream:
            filled = sum(1 for line in stream if line.strip(b"\r\n"))
        if filled != rows + 1:
            raise self._line_fault(0)

    def fault(self, error: Exception, rows: int) -> InputError:
        """Look at the lines after the good ones for the one that breaks a rule."""
        if isinstance(error, gzip.BadGzipFile | EOFError) or "gzip" in str(error).lower():
            return InputError("is not a whole gzip file", file=self.name, advice="Copy it again.")
        return self._line_fault(rows)

    def _header(self) -> list[str]:
        try:
            with self._open() as stream:
                line = stream.readline(MAX_LINE + 1)
        except (OSError, EOFError) as error:
            raise self._unreadable(error) from error
        if len(line) > MAX_LINE:
            raise self._fail(f"has a first line of more than {MAX_LINE} bytes", None)
        try:
            text = line.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._fail("has a header that is not UTF-8", None) from error
        titles = self._cells(text)
        if titles is None or not any(titles):
            advice = "The first line must name the columns, such as account,asset,amount."
            raise InputError("has no header", file=self.name, advice=advice)
        self._check_titles(titles)
        return titles

    def _check_titles(self, titles: list[str]) -> None:
        if len(titles) > MAX_FIELDS:
            raise self._fail(f"has {len(titles)} columns, at most {MAX_FIELDS} are read", None)
        seen: set[str] = set()
        for title in titles:
            if title in seen:
                advice = "Give each column its own name."
                raise InputError(
                    "the header names it twice", file=self.name, column=title, advice=advice
                )
            seen.add(title)

    def _line_fault(self, rows: int) -> InputError:
        for row, line in self._rows_after(rows):
            what = self._what_is_wrong(line)
            if what:
                return self._fail(what, row)
        return self._fail("is not well-formed CSV", None)

    def _rows_after(self, rows: int) -> Iterator[tuple[int, bytes]]:
        """The lines of the rows after the first `rows`, with their numbers."""
        with self._open() as stream:
            lines = (line for line in _capped_lines(stream) if line.strip(b"\r\n"))
            yield from enumerate(islice(lines, rows + 1, None), rows + 1)

    def _what_is_wrong(self, line: bytes) -> str:
        if len(line) > MAX_LINE:
            return f"is longer than {MAX_LINE} bytes"
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return "is not UTF-8"
        if text.count('"') % 2:
            return "has a quote that is not closed on its line"
        if "\r" in text.rstrip("\r\n"):
            return "holds a carriage return that does not end the line"
        cells = self._cells(text)
        if cells is None:
            return "has a quote inside or behind a value"
        if len(cells) != len(self.fields):
            return f"has {len(cells)} cells, the header has {len(self.fields)}"
        return ""

    def _cells(self, line: str) -> list[str] | None:
        try:
            return next(csv.reader([line], delimiter=self._delimiter, strict=True), None)
        except csv.Error:
            return None

    def _fail(self, what: str, row: int | None) -> InputError:
        return InputError(what, file=self.name, row=row, advice=_RESAVE)

    def _unreadable(self, error: Exception) -> InputError:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return InputError(f"cannot be read: {reason}", file=self.name)

    def _open(self) -> IO[bytes]:
        if self._file.suffix.lower() == ".gz":
            return cast("IO[bytes]", gzip.open(self._file, "rb"))
        return self._file.open("rb")


def _capped_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, an endless one cut shortly after the cap so that it cannot fill the memory."""
    while line := stream.readline(MAX_LINE + 2):
        yield line
        if len(line) > MAX_LINE:
            return


class _LineCounter(io.RawIOBase):
    """A stream that counts the lines of what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._breaks = 0
        self._open_line = False

    @property
    def count(self) -> int:
        """Lines seen so far, one without its line break included."""
        return self._breaks + self._open_line

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        data = self._stream.read(size)
        if data:
            self._breaks += data.count(b"\n")
            self._open_line = not data.endswith(b"\n")
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()
