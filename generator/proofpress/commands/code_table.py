"""Write the table of codes for the publisher's backend, or compare it with the backend's own.

The table is as secret as the master key: anyone who has a row can see that account's balance
in every snapshot. It is written to a file of mode 0600 and never to the terminal.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proofpress.errors import InputError, StateError
from proofpress.keys.master import CodeDerivation, code_text
from proofpress.liabilities.accounts import RowSource
from proofpress_verify.code_text import TEXT_LENGTH, parse_code
from proofpress_verify.errors import CodeError

HEADER = ("account", "code", "link")
MAX_NAMED = 20


@dataclass(frozen=True)
class Comparison:
    """How a backend's codes compare: how many agree, and which accounts do not.

    `missing` are accounts of the ledger that the backend has no code for, `unknown`
    accounts of the backend that the ledger does not have.
    """

    same: int
    different: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether every account of the ledger has the right code."""
        return not self.different and not self.missing


def accounts_of(rows: RowSource) -> Iterator[str]:
    """Every account of a ledger once, in the order of first rows."""
    seen: set[str] = set()
    for batch in rows.batches():
        for name in batch.column(0).to_pylist():
            if name not in seen:
                seen.add(name)
                yield name


def write_table(rows: RowSource, derivation: CodeDerivation, site_url: str, path: Path) -> int:
    """Write the codes of all accounts to a new file; returns how many.

    Raises:
        StateError: the file exists.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StateError(f"{path}: exists already; remove it first, or name another") from error
    count = 0
    with os.fdopen(descriptor, "w", encoding="ascii", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for name in accounts_of(rows):
            text = code_text(derivation.code(name), derivation.publisher)
            writer.writerow((name, text, link(site_url, text)))
            count += 1
    return count


def link(site_url: str, code: str) -> str:
    """The link that checks a code. The code is the fragment, which browsers send to no server."""
    return f"{site_url.rstrip('/')}/verify/#{code}"


def compare(rows: RowSource, derivation: CodeDerivation, path: Path) -> Comparison:
    """Compare the codes in a backend's file (account, code) with the derived ones."""
    theirs = _read_backend(path)
    same, different, missing = 0, [], []
    for name in accounts_of(rows):
        code = theirs.pop(name, None)
        if code is None:
            missing.append(name)
        elif code == derivation.code(name):
            same += 1
        else:
            different.append(name)
    return Comparison(same, tuple(different), tuple(missing), tuple(theirs))


def _read_backend(path: Path) -> dict[str, bytes]:
    codes: dict[str, bytes] = {}
    try:
        with path.open(encoding="ascii", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if not {"account", "code"}.issubset(reader.fieldnames or ()):
                raise InputError(
                    "has no columns `account` and `code`",
                    file=path,
                    advice="Give them these names in the first line.",
                )
            for number, row in enumerate(reader, 1):
                codes[row["account"]] = _parse(row["code"], path, number)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"not a CSV file of accounts and codes: {error}", file=path) from error
    return codes


def _parse(text: str, path: Path, row: int) -> bytes:
    try:
        return parse_code(text).secret
    except CodeError as error:
        raise InputError(
            f"not a code: expected {error.expected}, found {error.found}",
            file=path,
            row=row,
            column="code",
            advice=f"Codes are {TEXT_LENGTH} characters that begin with por1.",
        ) from error
