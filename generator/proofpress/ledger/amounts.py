"""SQL expressions that read a whole column of amounts exactly.

Each expression yields integers, which Arrow receives as decimal128 of some scale, and NULL
for a cell that breaks the rules of `cells.read_amount`. No amount ever becomes a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofpress.errors import InputError
from proofpress.ledger.sources import ColumnType, Field
from proofpress.settings.ledger import Units


@dataclass(frozen=True)
class Reading:
    """An SQL expression for amounts, and the scale of the integers it yields.

    `scale` is None if they are already in base units.
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
        advice = "Cast it to DECIMAL(38, 18) or to text when you export the file."
        raise InputError(what, file=file, column=field.name, advice=advice)
    if field.form is ColumnType.OTHER:
        what = f"is of type {field.type_name}, which is not an amount"
        advice = "Give amounts as DECIMAL, integer or text."
        raise InputError(what, file=file, column=field.name, advice=advice)


def one_asset(field: Field, decimals: int, units: Units) -> Reading:
    """The amounts of a column that holds one asset. An empty cell is 0."""
    if field.form is ColumnType.TEXT:
        text = _text(field.sql, decimals if units == "decimal" else None)
        blank = f"{field.sql} IS NULL OR {field.sql} = ''"
        return Reading(f"CASE WHEN {blank} THEN 0::DECIMAL(38, 0) ELSE {text} END", None)
    number = _number(field)
    return Reading(f"coalesce({number.sql}, 0)", number.scale)


def by_asset(
    field: Field, code: str, decimals: Sequence[int], uncounted: int, units: Units
) -> Reading:
    """The amounts of a column with a different asset in each row.

    The SQL expression `code` yields the code of a row's asset, NULL for an uncounted asset.
    `decimals` are those of each code, ascending, so that codes with equal decimals are
    adjacent; `uncounted` are those of uncounted assets.
    """
    if field.form is not ColumnType.TEXT:
        return _number(field)
    if units == "base":
        return Reading(_text(field.sql, None), None)
    branches = [f"WHEN {code} IS NULL THEN {_text(field.sql, uncounted)}"]
    for digits in sorted(set(decimals)):
        end = len([one for one in decimals if one <= digits])
        branches.append(f"WHEN {code} < {end} THEN {_text(field.sql, digits)}")
    return Reading(f"CASE {' '.join(branches)} END", None)


def _number(field: Field) -> Reading:
    if field.form is ColumnType.DECIMAL:
        return Reading(field.sql, field.scale)
    return Reading(f"TRY_CAST({field.sql} AS DECIMAL(38, 0))", 0)


def _text(sql: str, decimals: int | None) -> str:
    """SQL that converts a decimal text into base units with DuckDB's integer parser.

    It appends a power of ten: '1.25' becomes '1.25e8', which the parser reads as 125000000.
    The pattern accepts only texts that give an integer in this way, so nothing is rounded.
    Trailing zeros of very long texts are dropped first, since the parser fails on more than
    38 digits after the point.
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
