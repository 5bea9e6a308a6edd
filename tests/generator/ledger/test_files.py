"""Which files a path or a pattern names, in which order, and how large they are as CSV."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress.errors import InputError
from proofpress.ledger.files import size_as_csv
from proofpress.settings.ledger import LedgerSettings
from tests.generator.ledger.bad_input import GOOD, HEAD
from tests.generator.ledger.files import csv_file, read, settings


def test_several_files_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        csv_file(tmp_path, f"account,asset,amount\n{name},BTC,1\n", f"part-{name}.csv")
    found = read(settings(tmp_path, '[[ledger]]\npath = "part-*.csv"\n'))
    assert [one.file for one in found.summary.files] == ["part-a.csv", "part-b.csv", "part-c.csv"]
    assert found.total("BTC/customer") == 3 * 10**8


def test_a_name_that_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,asset,amount\nright,BTC,1\n", "a[1].csv")
    csv_file(tmp_path, "account,asset,amount\nwrong,BTC,1\n", "a1.csv")
    assert read(settings(tmp_path, '[[ledger]]\npath = "a[1].csv"\n')).accounts == {"right"}
    table = pa.table({"account": ["right"], "asset": ["BTC"], "amount": [1]})
    pq.write_table(table, tmp_path / "it's [2].parquet")
    pq.write_table(table.slice(0, 0), tmp_path / "it's 2.parquet")
    found = read(settings(tmp_path, '[[ledger]]\npath = "it\'s [2].parquet"\n'))
    assert found.accounts == {"right"}


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("absent.csv", "no such ledger file"),
        ("*.parquet", "no such ledger file"),
        ("books.xls", "a name that does not tell its format"),
        ("folder", "is not a file"),
    ],
)
def test_files_that_are_not_there_or_not_ledgers(tmp_path: Path, path: str, what: str) -> None:
    (tmp_path / "folder").mkdir()
    csv_file(tmp_path, HEAD + GOOD, "books.xls")
    with pytest.raises(InputError, match=what):
        read(settings(tmp_path, f'[[ledger]]\npath = "{path}"\n'))


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
