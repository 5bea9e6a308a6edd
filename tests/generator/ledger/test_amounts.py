"""The SQL that reads amounts, compared with the plain rule in `cells`."""

from functools import cache

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from proofpress.ledger.amounts import by_asset, one_asset
from proofpress.ledger.connection import connect, select
from proofpress.ledger.sources import ColumnType, Field
from tests.generator.ledger.amount_texts import plain, texts

AMOUNT = Field("amount", "c0", ColumnType.TEXT)


@cache
def database() -> duckdb.DuckDBPyConnection:
    return connect()


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
