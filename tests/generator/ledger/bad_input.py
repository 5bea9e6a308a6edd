"""Wrong ledgers: each is refused with what is wrong, where, and what to do."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import pytest

from proofpress.errors import InputError
from tests.generator.ledger.files import LONG, WIDE, csv_file, read, settings

PATTERN = WIDE + 'equity = "e_{asset}"\n'
HEAD = "account,asset,amount\n"
GOOD = "a,BTC,1\n"


@dataclass(frozen=True)
class Bad:
    """A ledger's bytes, how it is read, and what the message must contain."""

    name: str
    text: str | bytes
    what: str
    advice: str
    row: int | None = None
    column: str | None = None
    ledger: str = LONG
    snapshot: str = ""
    file: str = "books.csv"


def amount(name: str, cell: str, what: str, advice: str, ledger: str = LONG) -> Bad:
    return Bad(name, f"{HEAD}{GOOD}b,BTC,{cell}\n", what, advice, 2, "amount", ledger)


def account(name: str, cell: str | bytes, what: str, advice: str) -> Bad:
    encoded = cell if isinstance(cell, bytes) else cell.encode()
    return Bad(
        name, HEAD.encode() + GOOD.encode() + encoded + b",BTC,1\n", what, advice, 2, "account"
    )


BASE = LONG + 'units = "base"\n'
KIND = LONG + 'kind = "kind"\n'
DISCLOSE = 'assets_without_column = "disclose"\n'


def assert_said(error: InputError, case: Bad) -> None:
    assert case.what in error.what
    assert case.advice in error.advice
    assert (error.file or "") == case.file
    assert error.row == case.row
    assert error.column == case.column


def assert_refused(folder: Path, case: Bad) -> None:
    """Read the case's bytes as a ledger, and compare the error with the case."""
    csv_file(folder, case.text)
    with pytest.raises(InputError) as caught:
        read(settings(folder, case.ledger, snapshot=case.snapshot))
    assert_said(caught.value, case)


def assert_refused_gzipped(folder: Path, case: Bad) -> None:
    """The same with the bytes gzipped: what is wrong and its row do not change."""
    encoded = case.text if isinstance(case.text, bytes) else case.text.encode()
    csv_file(folder, gzip.compress(encoded), "books.csv.gz")
    with pytest.raises(InputError) as caught:
        read(settings(folder, case.ledger.replace(".csv", ".csv.gz"), snapshot=case.snapshot))
    assert case.what in caught.value.what
    assert caught.value.row == case.row
