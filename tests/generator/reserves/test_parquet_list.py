"""Lists as Parquet: the same rows as from the CSV, the same rules, and no floats."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from proofpress.cli import main
from proofpress.errors import InputError
from proofpress.reserves.canonical import parse_wallets
from proofpress.reserves.parquet_list import parse_parquet
from proofpress.reserves.read import read_wallets
from proofpress.reserves.wallets import Wallet
from proofpress.settings.wallets import WalletSettings
from proofpress_verify.decimals import format_decimal
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.lists import WALLETS_HEADER
from tests.generator.exchange import FIRST, SUBS, WALLETS, make_exchange

from .conftest import wallet
from .test_canonical import rows as any_row

FILE = "wallets/2026-10.parquet"
CELLS = {"asset": "BTC", "network": "bitcoin", "address": "1x", "counts_as": "BTC"}
PLAIN = dict.fromkeys(WALLETS_HEADER, "") | CELLS | {"form": "native"}


def parquet(columns: Mapping[str, object], **how: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **how)
    return file.getvalue()


def columns(rows: int = 1, **changes: object) -> dict[str, object]:
    return {name: [cell] * rows for name, cell in PLAIN.items()} | changes


def texts_of(row: Wallet) -> dict[str, list[object]]:
    """A row's columns as plain text."""
    own = {
        name: [" ".join(value) if isinstance(value, tuple) else getattr(value, "value", value)]
        for name, value in vars(row).items()
        if name in WALLETS_HEADER
    }
    balance = None if row.balance is None else format_decimal(row.balance, row.decimals)
    height = None if row.block_height is None else str(row.block_height)
    return {**own, "balance": [balance], "block_height": [height]}


@given(any_row)
def test_a_row_is_the_same_from_both_forms(row: Wallet) -> None:
    assert parse_parquet(parquet(texts_of(row)), FILE) == (row,)


@pytest.mark.parametrize(
    ("balance", "units"),
    [
        (pa.array([Decimal("1.50")], pa.decimal128(38, 18)), (15, 1)),
        (pa.array([Decimal("200")], pa.decimal128(10, 2)), (200, 0)),
        (pa.array([Decimal("12.5")], pa.decimal256(60, 30)), (125, 1)),
        (pa.array([7], pa.int64()), (7, 0)),
        (pa.array([7], pa.uint8()), (7, 0)),
        (pa.array(["7.50"]), (750, 2)),
        (pa.array(["7.50"], pa.large_string()), (750, 2)),
        (pa.array(["7.50"]).dictionary_encode(), (750, 2)),
        (pa.array([None], pa.decimal128(38, 18)), (None, 0)),
        (pa.array([None], pa.int64()), (None, 0)),
        (pa.array([None], pa.null()), (None, 0)),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_exact_types_of_balances(balance: pa.Array, units: tuple[int | None, int]) -> None:
    (row,) = parse_parquet(parquet(columns(balance=balance)), FILE)
    assert (row.balance, row.decimals) == units


def test_many_rows_in_any_order_of_columns_and_any_packing() -> None:
    made = columns(2500, block_height=pa.array(range(2500)))
    shuffled = dict(reversed(made.items()))
    for how in ({}, {"use_dictionary": False}, {"compression": "gzip", "row_group_size": 700}):
        rows = parse_parquet(parquet(shuffled, **how), FILE)
        assert [row.block_height for row in rows] == list(range(2500))


def without(name: str) -> dict[str, object]:
    made = columns()
    del made[name]
    return made


@pytest.mark.parametrize(
    ("made", "row", "column", "says", "advises"),
    [
        (columns(balance=[1.5]), None, "balance", "floats (double)", "DECIMAL(38, 18)"),
        (columns(balance=pa.array([1], pa.float32())), None, "balance", "floats", "DECIMAL"),
        (columns(block_height=[9e5]), None, "block_height", "floats", "an integer."),
        (columns(balance=[True]), None, "balance", "is of type bool", "integer or text"),
        (columns(balance=[b"1"]), None, "balance", "is of type binary", "integer or text"),
        (columns(signatures=[["a", "b"]]), None, "signatures", "list<", "as in wallets.csv"),
        (columns(address=[1]), None, "address", "is of type int64", "Give it as text"),
        (without("form"), None, "form", "is missing", "null or an empty text"),
        (columns(note=["x"]), None, "'note'", "is not a column", "asset, network"),
        (columns(2, balance=["1", "-1"]),
         2, "balance", "invalid balance: '-1'", "plain number"),
        (columns(balance=pa.array([Decimal(-1)])), 1, "balance", "invalid balance: '-1'", "plain"),
        (columns(balance=["1e9"]), 1, "balance", "invalid balance: '1e9'", "plain number"),
        (columns(balance=pa.array([Decimal(2**128)], pa.decimal256(40, 0))),
         1, "balance", "invalid balance: ", "below 2^128"),
        (columns(asset=[None]), 1, "asset", "asset is empty", "ticker"),
        (columns(asset=["=BTC"]), 1, "asset", "invalid asset: '=BTC'", "ticker"),
        (columns(label=["a\nb"]), 1, "label", "control character", "one line"),
        (columns(label=["a\u202eb"]), 1, "label", "hidden character", "one line"),
        (columns(label=["a" * 16385]), 1, "label", "longer than 16384", ""),
        (columns(form=["real"]), 1, "form", "invalid form: 'real'", "wrapped"),
    ],
)  # fmt: skip
def test_wrong_lists_are_told_what_where_and_what_to_do(
    made: dict[str, object], row: int | None, column: str, says: str, advises: str
) -> None:
    with pytest.raises(InputError) as caught:
        parse_parquet(parquet(made), FILE)
    error = caught.value
    assert (error.file, error.row, error.column) == (FILE, row, column)
    assert says in error.what
    assert advises in error.advice


def test_caps_hold_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert len(parse_parquet(parquet(columns(2)), FILE)) == 2
    with pytest.raises(InputError, match="more than 2 rows"):
        parse_parquet(parquet(columns(3)), FILE)
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 10)
    with pytest.raises(InputError, match="more than 10 bytes when decompressed"):
        parse_parquet(parquet(columns(1)), FILE)


def test_a_long_text_in_many_rows_is_refused_and_never_multiplied() -> None:
    """Forty thousand times a megabyte, in a file of some kilobytes."""
    many = pa.DictionaryArray.from_arrays(
        pa.array([0] * 39_999 + [1], pa.int32()), pa.array(["", "a" * 2**20])
    )
    data = parquet(columns(40_000, message=many))
    assert len(data) < 2**20
    with pytest.raises(InputError, match="row 40000, column 'message': longer than 16384"):
        parse_parquet(data, FILE)


@pytest.mark.parametrize("data", [b"", b"PAR1", b"asset,network\n", b"PAR1" * 9])
def test_what_is_no_parquet_is_said(data: bytes) -> None:
    with pytest.raises(InputError, match="cannot be read as Parquet") as caught:
        parse_parquet(data, FILE)
    assert caught.value.file == FILE


WHOLE = parquet(columns(3, balance=pa.array([Decimal("1.5")] * 3, pa.decimal128(38, 18))))


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_only_the_modules_own_error_comes_out_of_a_damaged_file(place: int, byte: int) -> None:
    try:
        parse_parquet(WHOLE[:place] + bytes((byte,)) + WHOLE[place + 1 :], FILE)
    except InputError:
        return


def test_a_published_format_is_not_parquet(tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    path.write_bytes(WHOLE)
    settings = WalletSettings(str(path), complete=True, format="htx")
    with pytest.raises(InputError, match="lists of the format htx are CSV"):
        read_wallets(path, settings)


def test_a_list_as_parquet_is_published_as_the_same_csv(tmp_path: Path) -> None:
    drafts = []
    for name in ("csv", "parquet"):
        exchange = make_exchange(tmp_path / name)
        exchange.write_snapshot(FIRST, more=SUBS)
        if name == "parquet":
            path = exchange.folder / "wallets.PARQUET"
            listed = [texts_of(row) for row in parse_wallets(WALLETS.encode())]
            joined = {key: [*chain(*(row[key] for row in listed))] for key in WALLETS_HEADER}
            path.write_bytes(parquet(joined))
            settings = exchange.folder / "snapshots" / f"{FIRST}.toml"
            settings.write_text(settings.read_text().replace(f"wallets-{FIRST}.csv", path.name))
            result = CliRunner().invoke(main, ["wallets", "check", str(path)])
            assert "0 valid, 0 invalid, 2 unsigned" in result.output
        exchange.build(FIRST)
        drafts.append((exchange.draft / "snapshots" / FIRST / "wallets.csv").read_bytes())
    assert drafts[0] == drafts[1] == WALLETS.encode()


def test_a_plain_row_needs_nothing_but_text() -> None:
    (row,) = parse_parquet(parquet(columns()), FILE)
    assert row == wallet(address="1x", balance=None, decimals=0)
