"""What the long and the wide shape share: rows in, (account, column, amount) out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpress.errors import InputError
from proofpress.ledger import accounts, cells
from proofpress.ledger.int128 import AMOUNT
from proofpress.ledger.sources import ColumnType, Field, RowFile
from proofpress.ledger.sub_accounts import SubAccounts
from proofpress.ledger.tally import Tally
from proofpress.settings.ledger import LedgerSettings
from proofpress.settings.snapshot import SnapshotSettings
from proofpress.settings.toml_file import nearest
from proofpress_verify.records import Column, Scope

SCHEMA = pa.schema([("account", pa.string()), ("column", pa.uint16()), ("amount", AMOUNT)])
"""Amounts are signed base units. Rows of one account are neither merged nor sorted."""

ASSETS_TYPE, KINDS_TYPE = "ledger_assets", "ledger_kinds"

Codes = npt.NDArray[np.intp]


class BadRow(Exception):
    """The row at `index` is the first of the batch that breaks a rule."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class BadColumn(Exception):
    """A cell of the checked row breaks a rule: the name of its column, and the cause."""

    def __init__(self, column: str, cause: cells.BadCell) -> None:
        super().__init__(column)
        self.column = column
        self.cause = cause


class UncountedAsset(Exception):
    """The checked row is of an asset without a column, and the settings refuse those."""

    def __init__(self, asset: str, column: str) -> None:
        super().__init__(asset)
        self.asset = asset
        self.column = column


@dataclass(frozen=True)
class Entry:
    """An amount as written in the file, its `column`, and its asset.

    `kind` is the row's kind; `is_debt` says that the amount is subtracted.
    """

    column: str
    kind: str
    asset: str
    amount: str
    is_debt: bool


@dataclass(frozen=True)
class Context:
    """What reading any file of the ledger needs to know."""

    settings: SnapshotSettings
    columns: tuple[Column, ...]
    sub_accounts: SubAccounts | None
    tally: Tally

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that have a rule, in the order of their codes."""
        return tuple(rule.kind for rule in self.settings.kinds)

    def scope_of(self, kind: str, asset: str) -> Scope | None:
        """The scope that amounts of a kind and asset are summed in, None if they are not."""
        counted = any(one.name == asset for one in self.settings.assets)
        rules = {rule.kind: rule.scope for rule in self.settings.kinds}
        return rules[kind] if counted else None

    @property
    def discloses_uncounted(self) -> bool:
        """Whether assets without a column are disclosed rather than refused."""
        return self.settings.assets_without_column == "disclose"


class ShapeReader(Protocol):
    """Reads the rows of one source."""

    @property
    def source(self) -> RowFile: ...

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns that are read."""
        ...

    @property
    def batch_rows(self) -> int: ...

    def query(self, table: str) -> str:
        """SQL over `table` whose rows `take` understands, one for each row of the file."""
        ...

    def take(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch of the query as a batch of `SCHEMA`; what is not counted is tallied.

        Raises:
            BadRow: a row breaks a rule. The tally is then invalid.
        """
        ...

    def check_row(self, row: Mapping[str, str | None]) -> None:
        """Check one row, given as texts by the SQL names of `fields`.

        Raises:
            BadColumn, UncountedAsset: the first rule that the row breaks.
        """
        ...

    def entries(self, row: Mapping[str, str | None]) -> Iterator[Entry]:
        """An entry for each amount in one good row, given as for `check_row`."""
        ...

    def uncounted_assets(self, connection: duckdb.DuckDBPyConnection) -> Counter[str]:
        """The assets without a column in this source, and how many rows each has."""
        ...


def named_field(source: RowFile, name: str, key: str) -> Field:
    """The column called `name`.

    Raises:
        InputError: there is none; `key` is the setting that asks for it.
    """
    for field in source.fields:
        if field.name == name:
            return field
    titles = nearest(name, [field.name for field in source.fields], "Columns of the file")
    advice = f"{titles} Set {key} in [[ledger]] to the right one."
    raise InputError("the file has no such column", file=source.name, column=name, advice=advice)


def account_sql(field: Field, source: RowFile) -> str:
    """The account as text: integers become decimal without leading zeros.

    Raises:
        InputError: the column holds neither text nor integers.
    """
    if field.form is ColumnType.TEXT:
        return field.sql
    if field.form is ColumnType.INTEGER:
        return f"CAST({field.sql} AS VARCHAR)"
    what = f"is of type {field.type_name}, which cannot name accounts"
    advice = "Cast it to text or to an integer when you export the file."
    raise InputError(what, file=source.name, column=field.name, advice=advice)


def text_sql(field: Field, source: RowFile, noun: str) -> str:
    """A column that must hold text.

    Raises:
        InputError: it holds something else.
    """
    if field.form is ColumnType.TEXT:
        return field.sql
    what = f"is of type {field.type_name}, but {noun} are text"
    raise InputError(what, file=source.name, column=field.name, advice="Name the right column.")


def enum_code(sql: str, type_name: str) -> str:
    """SQL for the index of a text in a list of names; NULL for any other text."""
    return f"enum_code(TRY_CAST({sql} AS {type_name}))"


def account_columns(sql: str, context: Context) -> str:
    """The part of the query that `main_accounts` reads."""
    if context.sub_accounts is None:
        return f"{sql} AS account"
    return f"{sql} AS account, {context.sub_accounts.hash_sql(sql)} AS account_hash"


def main_accounts(batch: pa.RecordBatch, context: Context) -> pa.StringArray:
    """The account that each row counts for."""
    if context.sub_accounts is None:
        return batch["account"]
    return context.sub_accounts.mains_of(batch["account"], batch["account_hash"])


def codes_of(array: pa.Array, absent: int) -> Codes:
    """Codes from `enum_code`, shape (n,), with `absent` in place of NULL."""
    codes: Codes = array.cast(pa.int64()).fill_null(absent).to_numpy().astype(np.intp, copy=False)
    return codes


def first_true(*masks: npt.NDArray[np.bool_] | None) -> int | None:
    """The lowest index at which any of the masks is true."""
    found = [int(mask.argmax()) for mask in masks if mask is not None and mask.any()]
    return min(found, default=None)


def nulls(array: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Which values are null, or None if none is."""
    if array.null_count == 0:
        return None
    mask: npt.NDArray[np.bool_] = array.is_null().to_numpy(zero_copy_only=False)
    return mask


def check_account(field: Field, row: Mapping[str, str | None]) -> None:
    """Raise BadColumn if the row's account is not valid."""
    try:
        cells.check_name(row[field.sql], "account")
    except cells.BadCell as cause:
        raise BadColumn(field.name, cause) from cause


def check_kind(field: Field, row: Mapping[str, str | None], kinds: tuple[str, ...]) -> None:
    """Raise BadColumn if there is no rule for the row's kind."""
    kind = row[field.sql]
    if kind in kinds:
        return
    what = f"there is no rule for the kind {cells.shown(kind)}" if kind else "the kind is empty"
    advice = f"{nearest(kind or '', kinds, 'Kinds with a rule')} Give it a rule under [kinds]."
    raise BadColumn(field.name, cells.BadCell(what, advice))


def check_amount(
    field: Field, row: Mapping[str, str | None], decimals: int | None, asset: str
) -> None:
    """Raise BadColumn if the row's amount is not valid."""
    try:
        cells.read_amount(row[field.sql], decimals, asset)
    except cells.BadCell as cause:
        raise BadColumn(field.name, cause) from cause


def kind_of(kind: Field | None, ledger: LedgerSettings, row: Mapping[str, str | None]) -> str:
    """The kind of one good row."""
    return (row[kind.sql] or "") if kind else ledger.default_kind


def row_kinds(kind: Field | None, ledger: LedgerSettings, context: Context) -> int | None:
    """The code of the kind that all rows have, or None if a column holds their kinds."""
    return None if kind else context.kinds.index(ledger.default_kind)


def misnamed(batch: pa.RecordBatch) -> npt.NDArray[np.bool_] | None:
    """Which rows have an account that breaks the rule."""
    return accounts.misnamed(batch["account"])
