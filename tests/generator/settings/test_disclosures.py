"""The [disclosures] table, and how each mistake in it is answered."""

from pathlib import Path

import pytest

from tests.generator.settings.samples import Wrong, assert_snapshot_refused

SNAPSHOT_CASES = [
    Wrong(
        "[[ledger]]",
        "[disclosures]\nlegal_entitiy = 'x'\n[[ledger]]",
        "disclosures.legal_entitiy is not a known key",
        "Did you mean legal_entity?",
    ),
    Wrong(
        "[[ledger]]",
        "[[disclosures.reserves]]\nwhat = 'x'\nheld = 'here'\n[[ledger]]",
        "disclosures.reserves[1].counterparty is missing",
        "",
    ),
]


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_snapshot_refused(tmp_path, case)
