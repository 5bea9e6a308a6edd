"""The canonical list as a Parquet file: the columns of `wallets.csv`, with types.

Each cell is converted to its text in the CSV and checked by the same rules, so both formats give
the same rows. The published file is always `wallets.csv`.

Balances are in whole units, as DECIMAL, integer or text. The trailing zeros of a DECIMAL are
dropped: they come from the column's type, not from the number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from proofpress.errors import InputError
from proofpress.reserves.canonical import wallet_of
from proofpress.reserves.wallets import Wallet
from proofpress_verify.decimals import shorten
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.lists import OLDER_HEADER, WALLETS_HEADER

SUFFIX = ".parquet"

_BATCH = 1_000
_DAMAGED = "Copy or export the file again."

Cells = Callable[[pa.Array], list[str]]
"""Converts a part of a column to the texts that the CSV would have."""


def parse_parquet(data: bytes, file: str) -> tuple[Wallet, ...]:
    """The rows of a list. The caller has limited the length of `data`.

    Raises:
        InputError: `data` is not Parquet, has wrong columns, or has a cell that breaks a rule;
            names the place.
    """
    with _translate_errors(file):
        metadata = pq.read_metadata(pa.BufferReader(data))
        _check_size(metadata, file)
        schema = metadata.schema.to_arrow_schema()
        _check_columns(schema.names, file)
        readers = {name: _reader(schema.field(name), file) for name in schema.names}
        opened = pq.ParquetFile(
            pa.BufferReader(data),
            # A text that many rows share is in memory only once.
            read_dictionary=list(schema.names),
            page_checksum_verification=True,
        )
        return tuple(_rows(opened, readers, file))


@contextmanager
def _translate_errors(file: str) -> Iterator[None]:
    """Turn the library's errors about a damaged file into an `InputError` that names the file."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        words = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(
            f"cannot be read as Parquet: {words}", file=file, advice=_DAMAGED
        ) from error


def _check_size(metadata: pq.FileMetaData, file: str) -> None:
    """Check the sizes that the metadata states, before anything is decompressed."""
    if metadata.num_rows > tables.MAX_ROWS:
        raise InputError(
            f"more than {tables.MAX_ROWS} rows",
            file=file,
            advice="Combine addresses into one row where possible, or split the list.",
        )
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > tables.MAX_FILE_BYTES:
        raise InputError(
            f"more than {tables.MAX_FILE_BYTES} bytes when decompressed",
            file=file,
            advice="Split the list.",
        )


def _check_columns(names: list[str], file: str) -> None:
    for name in names:
        if name not in WALLETS_HEADER:
            what, advice = "is not a column of a wallet list", "The columns are: "
            raise _column_fault(name, what, file, advice + ", ".join(WALLETS_HEADER))
        if names.count(name) > 1:
            raise _column_fault(name, "is in the file twice", file, "Keep one of them.")
    for name in OLDER_HEADER:
        if name not in names:
            advice = "Add it as text; write null or an empty text where there is no value."
            raise _column_fault(name, "is missing", file, advice)


def _column_fault(name: str, what: str, file: str, advice: str) -> InputError:
    shown = name if name in WALLETS_HEADER else shorten(name)
    return InputError(what, file=file, column=shown, advice=advice)


def _reader(field: pa.Field, file: str) -> Cells:
    """The conversion for a column of this type."""
    kind = field.type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(plain) or pa.types.is_large_string(plain):
        return lambda part: [value or "" for value in part.to_pylist()]
    if pa.types.is_null(plain):
        return lambda part: [""] * len(part)
    if field.name in ("balance", "block_height") and pa.types.is_integer(plain):
        return lambda part: ["" if value is None else str(value) for value in part.to_pylist()]
    if field.name == "balance" and pa.types.is_decimal(plain):
        return lambda part: [_decimal_text(value) for value in part.to_pylist()]
    raise _type_fault(field.name, plain, file)


def _decimal_text(value: Any) -> str:  # noqa: ANN401 - a Decimal or None, from an untyped library
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _type_fault(name: str, kind: pa.DataType, file: str) -> InputError:
    if pa.types.is_floating(kind):
        what = f"has floats ({kind}), which are not exact"
        advice = "Cast it where the file is made: to text, to an integer"
        advice += ", or to DECIMAL(38, 18)." if name == "balance" else "."
        return _column_fault(name, what, file, advice)
    advice = "Give it as text, written as in wallets.csv."
    if name == "balance":
        advice = "Give balances as DECIMAL, integer or text, in whole units."
    return _column_fault(name, f"is of type {kind}", file, advice)


def _rows(opened: pq.ParquetFile, readers: dict[str, Cells], file: str) -> Iterator[Wallet]:
    number = 0
    for batch in opened.iter_batches(_BATCH, columns=list(readers)):
        columns = []
        for name in WALLETS_HEADER:
            if name not in readers:  # a list from before the column `repeats`
                columns.append([""] * len(batch))
                continue
            part = batch.column(name)
            _check_lengths(part, name, number, file)
            columns.append(readers[name](part))
        for cells in zip(*columns, strict=True):
            number += 1
            yield wallet_of(cells, file, number)
    if number != opened.metadata.num_rows:
        what = f"states {opened.metadata.num_rows} rows, but {number} were read"
        raise InputError(what, file=file, advice=_DAMAGED)


def _check_lengths(part: pa.Array, name: str, before: int, file: str) -> None:
    """Check the CSV's limit for each cell, before any cell becomes a Python string."""
    dictionary = isinstance(part, pa.DictionaryArray)
    texts = part.dictionary if dictionary else part
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return
    lengths = pc.binary_length(texts)
    if (pc.max(lengths).as_py() or 0) <= tables.MAX_CELL_BYTES:
        return
    if dictionary:
        lengths = lengths.take(part.indices)
    for row, length in enumerate(lengths.to_pylist(), before + 1):
        if length is not None and length > tables.MAX_CELL_BYTES:
            what = f"longer than {tables.MAX_CELL_BYTES} bytes"
            raise InputError(what, file=file, row=row, column=name)
