"""SQL that reads amounts exactly, a column at a time.

Every expression gives integers that Arrow sees as decimal128 of some scale, and NULL for a
cell that breaks the rules of `cells.read_amount`. Nothing passes through a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofpress.errors import InputError
from proofpress.ledger.sources import ColumnType, Field
from proofpress.settings.ledger import Units


@dataclass(frozen=True)
class Reading:
    """An SQL expression for amounts, and the scale of the integers it gives.

    `scale` is None where they are in base units already.
    """

    sql: str
    scale: int | None


def check_field(field: Field, file: str) -> None:
    """Refuse a column whose type cannot hold amounts exactly.

    Raises:
        InputError: naming the file, the column and its type.
    """
    if field.form is ColumnType.FLOAT:
        what = f"holds floats ({field.type_name}), which are not exact"
        advice = "Cast it where the file is made, to DECIMAL(38, 18) or to text."
        raise InputError(what, file=file, column=field.name, advice=advice)
    if field.form is ColumnType.OTHER:
        what = f"is of type {field.type_name}, which is not an amount"
        advice = "Give amounts as DECIMAL, integer or text."
        raise InputError(what, file=file, column=field.name, advice=advice)


def one_asset(field: Field, decimals: int, units: Units) -> Reading:
    """The amounts of a column that is all of one asset. An empty cell is no balance: 0."""
    if field.form is ColumnType.TEXT:
        text = _text(field.sql, decimals if units == "decimal" else None)
        blank = f"{field.sql} IS NULL OR {field.sql} = ''"
        return Reading(f"CASE WHEN {blank} THEN 0::DECIMAL(38, 0) ELSE {text} END", None)
    number = _number(field)
    return Reading(f"coalesce({number.sql}, 0)", number.scale)


def by_asset(
    field: Field, code: str, decimals: Sequence[int], others: int, units: Units
) -> Reading:
    """The amounts of a column in which the SQL expression `code` says the asset.

    `decimals` are those of each code and ascend, so that codes of equal decimals lie
    together; `others` are those of rows whose code is NULL.
    """
    if field.form is not ColumnType.TEXT:
        return _number(field)
    if units == "base":
        return Reading(_text(field.sql, None), None)
    branches = [f"WHEN {code} IS NULL THEN {_text(field.sql, others)}"]
    for digits in sorted(set(decimals)):
        end = len([one for one in decimals if one <= digits])
        branches.append(f"WHEN {code} < {end} THEN {_text(field.sql, digits)}")
    return Reading(f"CASE {' '.join(branches)} END", None)


def _number(field: Field) -> Reading:
    if field.form is ColumnType.DECIMAL:
        return Reading(field.sql, field.scale)
    return Reading(f"TRY_CAST({field.sql} AS DECIMAL(38, 0))", 0)


def _text(sql: str, decimals: int | None) -> str:
    """Base units of a decimal text, by giving DuckDB's integer parser a power of ten.

    '1.25' becomes '1.25e8' becomes 125000000. The pattern lets through only what that
    makes whole, so nothing is ever rounded. Zeros at the end are dropped from very long
    texts, since the parser gives up on more than 38 digits after the point.
    """
    if decimals is None:
        form, power = "[+-]?[0-9]+", "e0"
    elif decimals == 0:
        form, power = r"[+-]?[0-9]+(\.0+)?", "e0"
    else:
        form, power = (
            rf"[+-]?[0-9]+(\.([0-9]{{1,{decimals}}}|[0-9]{{{decimals}}}0+))?",
            f"e{decimals}",
        )
    is_long = f"strlen({sql}) > 38 AND contains({sql}, '.')"
    short = f"CASE WHEN {is_long} THEN rtrim({sql}, '0') ELSE {sql} END"
    number = f"TRY_CAST(TRY_CAST(({short}) || '{power}' AS HUGEINT) AS DECIMAL(38, 0))"
    return f"CASE WHEN regexp_full_match({sql}, '{form}') THEN {number} END"
