"""Reading a wallet list in the format that the settings name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets, parse_wallets, with_repeats_column
from proofpress.reserves.duplicates import refuse_two_assets, with_reasons
from proofpress.reserves.htx import read_htx
from proofpress.reserves.notes import notes_on
from proofpress.reserves.okx import read_okx
from proofpress.reserves.parquet_list import SUFFIX, parse_parquet
from proofpress.reserves.table_text import read_capped
from proofpress.reserves.wallets import WalletList
from proofpress.settings.wallets import WalletSettings


def read_wallets(path: Path, settings: WalletSettings) -> WalletList:
    """The list at `path`: every row, and notes on what is unusual.

    Raises:
        InputError: the file cannot be read or is not a list in this format; names the place and
            what to do.
    """
    read = _read(path, settings)
    refuse_two_assets(read.rows, str(path))
    return replace(read, rows=with_reasons(read.rows, settings.repeats, str(path)))


def _read(path: Path, settings: WalletSettings) -> WalletList:
    data = read_capped(path)
    if is_parquet(path):
        return _read_parquet(data, str(path), settings)
    if settings.format == "htx":
        return read_htx(data, str(path), settings.forms, complete=settings.complete)
    if settings.format == "okx":
        return read_okx(data, str(path), settings.forms, complete=settings.complete)
    rows = parse_wallets(with_repeats_column(data), str(path))
    return WalletList(rows, settings.complete, notes=notes_on(rows))


def is_parquet(path: Path) -> bool:
    """Whether the file's name ends in `.parquet`."""
    return path.suffix.lower() == SUFFIX


def list_bytes(path: Path) -> bytes:
    """A list for the verifier to read: a Parquet file as `wallets.csv`, any other file as it is.

    Raises:
        InputError: the file cannot be read, or is a Parquet file without a valid list.
    """
    data = read_capped(path)
    return format_wallets(parse_parquet(data, str(path))) if is_parquet(path) else data


def _read_parquet(data: bytes, file: str, settings: WalletSettings) -> WalletList:
    if settings.format != "proofpress":
        raise InputError(
            f"is a Parquet file, but lists of the format {settings.format} are CSV",
            file=file,
            advice="Give the published CSV, or a list with the columns of wallets.csv and "
            'format = "proofpress".',
        )
    rows = parse_parquet(data, file)
    return WalletList(rows, settings.complete, notes=notes_on(rows))
