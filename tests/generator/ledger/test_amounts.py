"""The SQL that reads amounts, compared with the plain rule in `cells` and with Decimal."""

from decimal import Decimal, localcontext
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from proofpress.ledger import accounts, cells, int128
from proofpress.ledger.amounts import by_asset, one_asset
from proofpress.ledger.connection import connect, select
from proofpress.ledger.sources import ColumnType, Field

AMOUNT = Field("amount", "c0", ColumnType.TEXT)

digits = st.text("0123456789", min_size=1, max_size=45)
numbers = st.builds(
    lambda sign, whole, fraction, zeros: (
        f"{sign}{whole}" + (f".{fraction}{zeros}" if fraction else "")
    ),
    st.sampled_from(["", "", "-", "+"]),
    digits | st.builds(lambda zeros, rest: "0" * zeros + rest, st.integers(0, 60), digits),
    st.one_of(st.just(""), digits),
    st.integers(0, 60).map(lambda count: "0" * count),
)
nearly = st.text("0123456789.+-eE_, ", max_size=12)
texts = st.one_of(numbers, nearly, st.text(max_size=12))


@cache
def database() -> duckdb.DuckDBPyConnection:
    return connect()


def plain(text: str, decimals: int | None) -> int | None:
    try:
        return cells.read_amount(text, decimals, "BTC")
    except cells.BadCell:
        return None


def in_sql(sql: str, texts: list[str]) -> list[int | None]:
    columns = {"c0": texts, "code": pa.nulls(len(texts), pa.int32())}
    database().register("given", pa.table(columns))
    query = select([f"{sql} AS amount"], "given")
    found = database().sql(query).to_arrow_table()["amount"]
    return [None if value is None else int(value) for value in found.to_pylist()]


@given(st.lists(texts, min_size=1, max_size=40), st.integers(0, 38))
def test_sql_reads_what_the_rule_allows_and_nothing_else(texts: list[str], decimals: int) -> None:
    reading = one_asset(AMOUNT, decimals, "decimal")
    expected = [0 if text == "" else plain(text, decimals) for text in texts]
    assert in_sql(reading.sql, texts) == expected
    among = by_asset(AMOUNT, "code", [8], decimals, "decimal")
    assert in_sql(among.sql, texts) == [plain(text, decimals) for text in texts]


@given(st.lists(texts, min_size=1, max_size=40))
def test_sql_reads_base_units(texts: list[str]) -> None:
    reading = by_asset(AMOUNT, "code", [8], 18, "base")
    assert in_sql(reading.sql, texts) == [plain(text, None) for text in texts]


@given(numbers, st.integers(0, 38))
def test_the_rule_is_that_of_exact_decimals(text: str, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 300
        scaled = Decimal(text).scaleb(decimals)
        exact = scaled == scaled.to_integral_value() and abs(scaled) < 10**38
        assert plain(text, decimals) == (int(scaled) if exact else None)


def words(values: list[int]) -> int128.Words:
    pairs = [(value & (2**64 - 1), value >> 64 & (2**64 - 1)) for value in values]
    return np.array(pairs, dtype=np.uint64).reshape(-1, 2)


def integers(array: int128.Words) -> list[int]:
    return [int(value) for value in int128.to_arrow(array).to_pylist()]


sizes = st.one_of(
    st.integers(-(10**38) + 1, 10**38 - 1),
    st.integers(-100, 100),
    st.sampled_from([2**63, -(2**63), 2**64, 10**38 - 1, 1 - 10**38]),
)
round_sizes = st.builds(
    lambda value, zeros: value // 10**zeros * 10**zeros, sizes, st.integers(0, 30)
)


@given(round_sizes, st.integers(0, 38), st.integers(0, 38))
def test_rescaling_is_exact_or_refused(value: int, scale: int, decimals: int) -> None:
    factor = Decimal(10) ** (decimals - scale)
    with localcontext() as context:
        context.prec = 200
        scaled = value * factor
        exact = scaled == scaled.to_integral_value() and abs(scaled) < 10**38
    found = int128.rescale(words([0, value]), scale, decimals)
    if exact or scale == decimals:
        assert found is not None
        assert integers(found) == [0, int(scaled)]
    else:
        assert found is None
        assert int128.first_lossy(words([0, value]), scale, decimals) == 1


@given(st.lists(st.tuples(sizes, st.integers(0, 4)), max_size=50))
def test_sums_signs_and_zeros(pairs: list[tuple[int, int]]) -> None:
    values, codes = [value for value, _ in pairs], [code for _, code in pairs]
    array = words(values)
    sums = int128.totals(array, np.array(codes, dtype=np.intp), 5)
    assert sums == [sum(v for v, c in pairs if c == code) for code in range(5)]
    assert integers(int128.negative(array)) == [-value for value in values]
    assert int128.nonzero(array).tolist() == [value != 0 for value in values]


def test_sums_of_a_million_of_the_largest() -> None:
    array = np.repeat(words([10**38 - 1]), 1 << 20, axis=0)
    found = int128.totals(array, np.zeros(1 << 20, dtype=np.intp), 1)
    assert found == [(10**38 - 1) << 20]


names = st.one_of(
    st.text(max_size=20),
    st.text(" ab~!", max_size=8),
    st.text("x y", min_size=250, max_size=260),
    st.none(),
)


@given(st.lists(names, max_size=30), st.integers(0, 3))
def test_columns_of_names_keep_the_rule_of_one_name(values: list[str | None], skip: int) -> None:
    broken = []
    for value in values[skip:]:
        try:
            cells.check_name(value, "account")
            broken.append(False)
        except cells.BadCell:
            broken.append(True)
    found = accounts.misnamed(pa.array(values, pa.string()).slice(skip))
    assert (found is not None) == any(broken)
    if found is not None:
        assert found.tolist() == broken
