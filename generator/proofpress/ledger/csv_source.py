"""CSV files, plain or gzipped. Arrow parses them, and every cell is read as text.

The parser is Arrow, not DuckDB, although both are equally fast: DuckDB 2.0 silently skips the
last row of a file if the row is longer than its buffer. This module also counts the lines
itself while the parser reads them, and every line must become a row. So an unclosed quote
cannot swallow the accounts after it. In the same pass it detects stray quotes that Arrow
accepts, such as "a"b.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, cast

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv

from proofpress.errors import InputError
from proofpress.ledger.sources import ColumnType, Field

MAX_LINE = 1 << 20
MAX_FIELDS = 20_000
_QUOTE = ord('"')
_BLOCK = 4 * MAX_LINE
_READ_ERRORS = (OSError, EOFError, zlib.error)
_RESAVE = "Save the file as UTF-8 text with commas, closed quotes and one row per line."


class CsvSource:
    """One CSV file with a header line. A blank line is not a row."""

    def __init__(self, file: Path, name: str, delimiter: str = ",") -> None:
        """Read the header.

        Raises:
            InputError: there is no readable header.
        """
        self.name = name
        self._file = file
        self._delimiter = delimiter
        self.fields = tuple(
            Field(title, f"c{index}", ColumnType.TEXT) for index, title in enumerate(self._header())
        )
        self._lines = _Watch(io.BytesIO(), delimiter)

    def table(self, connection: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> str:
        """Register a fresh stream of the file with DuckDB."""
        self.close()
        self._lines = _Watch(self._open(), self._delimiter)
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
        except (pa.ArrowException, *_READ_ERRORS) as error:
            if "Empty CSV file" not in str(error):
                raise self.fault(error, 0) from error
            columns = {field.sql: pa.array([], pa.string()) for field in fields}
            reader = pa.table(columns).to_reader()
        connection.register("csv_rows", reader)
        return "csv_rows"

    def close(self) -> None:
        """Close the stream that `table` opened last."""
        self._lines.close()

    def check_complete(self, rows: int) -> None:
        """Check that every line became a row, except for the header and blank lines."""
        self.close()
        if self._lines.has_stray_quotes:
            raise self._line_fault(0)
        if self._lines.count == rows + 1:
            return
        with self._open() as stream:
            filled = sum(1 for line in stream if line.strip(b"\r\n"))
        if filled != rows + 1:
            raise self._line_fault(0)

    def fault(self, error: Exception, rows: int) -> InputError:
        """Find the line that breaks a rule, after `rows` good rows."""
        self.close()
        return self._line_fault(rows)

    def row_fault(self, row: int) -> InputError | None:
        """What is wrong with the line of a row as CSV; None if nothing is."""
        try:
            number, line = next(self._rows_after(row - 1))
        except (StopIteration, *_READ_ERRORS):
            return None
        what = self._what_is_wrong(line)
        return self._fail(what, number) if what else None

    def _header(self) -> list[str]:
        try:
            with self._open() as stream:
                line = stream.readline(MAX_LINE + 1)
        except _READ_ERRORS as error:
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
        try:
            for row, line in self._rows_after(rows):
                what = self._what_is_wrong(line)
                if what:
                    return self._fail(what, row)
        except _READ_ERRORS as error:
            return self._unreadable(error)
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
            return "has a carriage return that does not end the line"
        cells = self._cells(text)
        if cells is None or _has_stray_quotes(b"\n" + line + b"\n", self._delimiter):
            return "has a quote inside or after a value"
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
        if isinstance(error, OSError) and error.strerror:
            return InputError(f"cannot be read: {error.strerror}", file=self.name)
        return InputError("is not a complete gzip file", file=self.name, advice="Copy it again.")

    def _open(self) -> IO[bytes]:
        if self._file.suffix.lower() == ".gz":
            return cast("IO[bytes]", gzip.open(self._file, "rb"))
        return self._file.open("rb")


def _capped_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file. A line that is too long is cut, to save memory, and is the last."""
    while line := stream.readline(MAX_LINE + 2):
        yield line
        if len(line) > MAX_LINE:
            return


def _has_stray_quotes(data: bytes, delimiter: str) -> bool:
    """Whether there is a quote that has no cell edge and no other quote next to it.

    The first and the last byte of `data` only count as neighbours.
    """
    text = np.frombuffer(data, dtype=np.uint8)
    at_edge = np.zeros(256, dtype=np.bool_)
    at_edge[list(b'"\r\n' + delimiter.encode())] = True
    quotes = np.flatnonzero(text[1:-1] == _QUOTE) + 1
    return bool((~at_edge[text[quotes - 1]] & ~at_edge[text[quotes + 1]]).any())


class _Watch(io.RawIOBase):
    """A stream that counts lines and detects stray quotes in the data read through it."""

    def __init__(self, stream: IO[bytes], delimiter: str) -> None:
        self._stream = stream
        self._delimiter = delimiter
        self._breaks = 0
        self._last = b"\n"
        self.has_stray_quotes = False

    @property
    def count(self) -> int:
        """Lines read so far, including a last one without a line break."""
        return self._breaks + (not self._last.endswith(b"\n"))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        data = self._stream.read(size)
        if data:
            self._breaks += data.count(b"\n")
            window = self._last + data.removeprefix(codecs.BOM_UTF8)
            if b'"' in window and _has_stray_quotes(window, self._delimiter):
                self.has_stray_quotes = True
            # The last byte's right neighbour is not read yet: check it with the next data.
            self._last = window[-2:]
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()
