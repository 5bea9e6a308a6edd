"""Parquet: exact types are read exactly, anything else is refused."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress.errors import InputError
from tests.generator.ledger.bad_input import Bad, assert_said
from tests.generator.ledger.files import read, settings


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        (pa.decimal128(38, 18), ["1.500000000000000000", "0.000000000000000001"]),
        (pa.decimal128(18, 8), ["1.50000000", "0.00000001"]),
        (pa.decimal128(5, 2), ["1.50", "-2.25"]),
        (pa.int64(), ["3", "-4"]),
        (pa.uint8(), ["3", "4"]),
        (pa.uint64(), ["3", "18446744073709551615"]),
        (pa.string(), ["1.5", "-0.1"]),
        (pa.large_string(), ["1.5", "-0.1"]),
        (pa.dictionary(pa.int8(), pa.string()), ["1.5", "-0.1"]),
    ],
    ids=str,
)
def test_exact_parquet_types_are_read_exactly(
    tmp_path: Path, kind: pa.DataType, amounts: list[str]
) -> None:
    column = pa.array(amounts)
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        column = pa.array([Decimal(text) for text in amounts]).cast(kind)
    table = pa.table(
        {
            "account": ["a", "b"],
            "asset": pa.array(["BTC", "ETH"]).dictionary_encode(),
            "amount": column.cast(kind),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet")
    found = read(settings(tmp_path, '[[ledger]]\npath = "*.parquet"\n'))
    assert found.net == {
        ("a", "BTC/customer"): int(Decimal(amounts[0]).scaleb(8)),
        ("b", "ETH/customer"): int(Decimal(amounts[1]).scaleb(18)),
    }


def test_integer_accounts_become_decimal_text(tmp_path: Path) -> None:
    table = pa.table({"account": [7, 10**12], "asset": ["BTC", "BTC"], "amount": [1, 2]})
    pq.write_table(table, tmp_path / "books.parquet")
    assert read(settings(tmp_path, '[[ledger]]\npath = "*.parquet"\n')).accounts == {
        "7",
        "1000000000000",
    }


def test_text_without_its_mark_in_parquet_is_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "account": pa.array([b"a"], pa.binary()),
            "asset": pa.array([b"BTC"], pa.binary()),
            "amount": pa.array([b"1.5"], pa.binary()),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet")
    found = read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert found.net == {("a", "BTC/customer"): 150_000_000}


def test_hive_folders_add_no_columns(tmp_path: Path) -> None:
    folder = tmp_path / "asset=ETH"
    folder.mkdir()
    pq.write_table(
        pa.table({"account": ["a"], "asset": ["BTC"], "amount": [1]}), folder / "x.parquet"
    )
    found = read(settings(tmp_path, '[[ledger]]\npath = "**/*.parquet"\n'))
    assert found.net == {("a", "BTC/customer"): 10**8}


def _column(values: list[object], kind: pa.DataType) -> Callable[[], pa.Table]:
    def table() -> pa.Table:
        return pa.table(
            {"account": ["a", "b"], "asset": ["BTC", "BTC"], "amount": pa.array(values, kind)}
        )

    return table


def _accounts(values: list[object], kind: pa.DataType) -> Callable[[], pa.Table]:
    def table() -> pa.Table:
        return pa.table(
            {"account": pa.array(values, kind), "asset": ["BTC", "BTC"], "amount": [1, 1]}
        )

    return table


@pytest.mark.parametrize(
    ("table", "what", "advice", "row", "column"),
    [
        (
            _column([1.5, 2.0], pa.float64()),
            "holds floats (DOUBLE)",
            "DECIMAL(38, 18)",
            None,
            "amount",
        ),
        (_column([1.5, 2.0], pa.float32()), "holds floats (FLOAT)", "Cast it", None, "amount"),
        (_column([True, False], pa.bool_()), "is of type BOOLEAN", "DECIMAL", None, "amount"),
        (
            _column([[1], [2]], pa.list_(pa.int64())),
            "is of type BIGINT[]",
            "DECIMAL, integer or text",
            None,
            "amount",
        ),
        (_column([1, None], pa.int64()), "the amount is empty", "Write 0", 2, "amount"),
        (_column(["1", None], pa.string()), "the amount is empty", "Write 0", 2, "amount"),
        (
            _column([Decimal("1.0"), Decimal("0.1234567891")], pa.decimal128(38, 10)),
            "has 10 decimals, BTC has 8",
            "raise the decimals",
            2,
            "amount",
        ),
        (
            _column([Decimal(1), Decimal(10**37)], pa.decimal128(38, 0)),
            "is too large",
            "10^38",
            2,
            "amount",
        ),
        (_column([Decimal(1), Decimal(10**40)], pa.decimal256(50, 0)), "", "", None, "amount"),
        (_accounts([1.0, 2.0], pa.float64()), "of type DOUBLE", "Cast it to text", None, "account"),
        (_accounts(["a", None], pa.string()), "the account is empty", "", 2, "account"),
        (_accounts(["a", "b "], pa.string()), "a leading, trailing", "Trim it", 2, "account"),
    ],
)
def test_a_wrong_parquet_is_refused(
    tmp_path: Path,
    table: Callable[[], pa.Table],
    what: str,
    advice: str,
    row: int | None,
    column: str,
) -> None:
    pq.write_table(table(), tmp_path / "books.parquet")
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert_said(caught.value, Bad("", "", what, advice, row, column, file="books.parquet"))


def test_parquet_names_that_differ_in_case_only(tmp_path: Path) -> None:
    table = pa.table([["a"], ["BTC"], [1], [2]], names=["account", "asset", "amount", "Amount"])
    pq.write_table(table, tmp_path / "books.parquet")
    with pytest.raises(InputError, match="is in the file twice"):
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))


@pytest.mark.parametrize("damage", [lambda data: b"not parquet", lambda data: data[:-9]])
def test_what_is_not_parquet(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "books.parquet"
    pq.write_table(pa.table({"account": ["a"], "asset": ["BTC"], "amount": [1]}), file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))


def test_a_damaged_page_of_parquet(tmp_path: Path) -> None:
    file = tmp_path / "books.parquet"
    names = [f"account {index}" for index in range(50_000)]
    table = pa.table({"account": names, "asset": ["BTC"] * 50_000, "amount": range(50_000)})
    pq.write_table(table, file, compression="zstd", use_dictionary=False)
    data = bytearray(file.read_bytes())
    data[1000:2000] = bytes(1000)
    file.write_bytes(data)
    with pytest.raises(InputError, match=r"books\.parquet"):
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
