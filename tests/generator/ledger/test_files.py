"""Which files a ledger names, and how large they would be as CSV."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress.ledger.files import size_as_csv
from proofpress.settings.ledger import LedgerSettings
from tests.generator.ledger.files import settings

ROWS = 20_000


def ledger(folder: Path, name: str) -> LedgerSettings:
    return settings(folder, f'[[ledger]]\npath = "{name}"\n').ledger[0]


def rows() -> list[tuple[str, str, str]]:
    return [(f"account-{i:06}", "BTC", f"{i % 7}.25") for i in range(ROWS)]


def write(folder: Path, name: str) -> Path:
    path, names = folder / name, ("account", "asset", "amount")
    if name.endswith(".parquet"):
        pq.write_table(pa.table(dict(zip(names, zip(*rows(), strict=True), strict=True))), path)
        return path
    text = "".join(f"{','.join(row)}\n" for row in (names, *rows()))
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["a.parquet", "a.csv.gz"])
def test_a_compressed_ledger_counts_as_its_rows_do(tmp_path: Path, name: str) -> None:
    plain = write(tmp_path, "a.csv").stat().st_size
    packed = write(tmp_path, name).stat().st_size
    assert plain / 2 < size_as_csv(ledger(tmp_path, name)) < 2 * plain
    assert packed < plain / 2


def test_a_file_that_is_not_parquet_counts_as_it_is(tmp_path: Path) -> None:
    """Reading it says what is wrong with it."""
    (tmp_path / "a.parquet").write_bytes(b"x" * 1000)
    assert size_as_csv(ledger(tmp_path, "a.parquet")) == 1000
