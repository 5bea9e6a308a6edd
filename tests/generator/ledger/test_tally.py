"""Totals of what is not counted."""

from pathlib import Path

import pytest

from proofpress.errors import InputError
from tests.generator.ledger.files import KINDS, LONG, csv_file, read, settings


def test_a_negative_sum_left_out_cannot_be_stated(tmp_path: Path) -> None:
    csv_file(tmp_path, "account,kind,asset,amount\na,bonus,BTC,-1\n")
    with pytest.raises(InputError, match="left out, add up to a negative sum of BTC"):
        read(settings(tmp_path, LONG + 'kind = "kind"\n', snapshot=KINDS))
