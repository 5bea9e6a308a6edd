"""Two-column files about accounts: identities and generations."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proofpress.errors import InputError
from proofpress.ledger import read_generations, read_identities
from tests.generator.ledger.files import csv_file


def test_identities_are_lower_cased(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "account,identity\nA,Alice@Example.com\nb,+49 170 1\n")
    assert read_identities(file) == {"A": "alice@example.com", "b": "+49 170 1"}


def test_generations(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "account,generation\na,1\nb,4294967295\n")
    assert read_generations(file) == {"a": 1, "b": 4294967295}


@pytest.mark.parametrize(
    ("reader", "text", "what", "row", "column"),
    [
        (
            read_identities,
            "account,identity\na,x\na,y\n",
            "the account is listed twice",
            2,
            "account",
        ),
        (read_identities, "account,identity\na,\n", "the identity is empty", 1, "identity"),
        (read_identities, "account,identity\na,zo\u00eb@x\n", "not allowed", 1, "identity"),
        (read_identities, "account,identity\na, x\n", "a leading, trailing", 1, "identity"),
        (read_identities, "account,mail\na,x\n", "no such column", None, "identity"),
        (read_generations, "account,generation\na,1\na,1\n", "is listed twice", 2, "account"),
        (read_generations, "account,generation\na,-1\n", "is not a generation", 1, "generation"),
        (read_generations, "account,generation\na,1.0\n", "is not a generation", 1, "generation"),
        (read_generations, "account,generation\na,4294967296\n", "not a gen", 1, "generation"),
        (read_generations, "account,generation\na,\u0661\n", "not allowed", 1, "generation"),
    ],
)
def test_wrong_files_about_accounts(
    tmp_path: Path,
    reader: Callable[[Path], object],
    text: str,
    what: str,
    row: int | None,
    column: str,
) -> None:
    file = csv_file(tmp_path, text)
    with pytest.raises(InputError) as caught:
        reader(file)
    assert what in caught.value.what
    assert (caught.value.file, caught.value.row, caught.value.column) == (str(file), row, column)
