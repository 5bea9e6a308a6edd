"""The disclosures of the settings: read, capped, and refused if they cannot be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress.disclosures.collect import MAX_ATTACHMENT, MAX_TEXT, collect
from proofpress.errors import InputError
from proofpress.settings.disclosures import DisclosureTable, OtherReserveTable

RESERVE = OtherReserveTable("Dollars", "off-chain", "A bank", "USD", "2500.50", "letter.pdf")


def table(**changes: object) -> DisclosureTable:
    return DisclosureTable(**changes)  # type: ignore[arg-type]


def other(**values: str) -> OtherReserveTable:
    return OtherReserveTable(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (table(encumbrance="absent.md"), "disclosures.encumbrance cannot be read"),
        (table(encumbrance="../secret.md"), "leads out of the publisher's folder"),
        (table(encumbrance="large.md"), "is larger than"),
        (table(encumbrance="latin.md"), "not UTF-8 at byte 0"),
        (table(encumbrance="a" * (MAX_TEXT + 1)), "is longer than"),
        (table(reserves=(RESERVE,) * 201), "more than 200"),
        *(
            (table(reserves=(other(**values),)), what)
            for values, what in (
                ({"what": "", "held": "off-chain", "counterparty": "x"}, "what cannot be ''"),
                ({"what": "x", "held": "off-chain", "counterparty": "a\u202eb"}, "counterparty"),
                (
                    {"what": "x", "held": "off-chain", "counterparty": "x", "asset": "USD"},
                    "needs both asset and amount",
                ),
                (
                    {
                        "what": "x",
                        "held": "off-chain",
                        "counterparty": "x",
                        "asset": "USD",
                        "amount": "-1",
                    },
                    "is not an amount",
                ),
                (
                    {
                        "what": "x",
                        "held": "off-chain",
                        "counterparty": "x",
                        "attestation": "index.html",
                    },
                    "cannot be published",
                ),
                (
                    {
                        "what": "x",
                        "held": "off-chain",
                        "counterparty": "x",
                        "attestation": "../letter.pdf",
                    },
                    "leads out of",
                ),
            )
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_wrong_disclosures_are_refused(tmp_path: Path, made: DisclosureTable, what: str) -> None:
    (tmp_path / "large.md").write_bytes(b"a" * (MAX_TEXT + 1))
    (tmp_path / "latin.md").write_bytes(b"\xff")
    with pytest.raises(InputError) as caught:
        collect(made, tmp_path, "snapshots/x.toml")
    assert what in str(caught.value)


def test_attachments_are_capped_and_names_are_theirs_alone(tmp_path: Path) -> None:
    """Threat 19."""
    with (tmp_path / "letter.pdf").open("wb") as file:
        file.truncate(MAX_ATTACHMENT + 1)
    with pytest.raises(InputError, match="is larger than"):
        collect(table(reserves=(RESERVE,)), tmp_path, "x")
    (tmp_path / "letter.pdf").write_bytes(b"1")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.pdf").write_bytes(b"2")
    second = OtherReserveTable("x", "off-chain", "x", attestation="other/letter.pdf")
    with pytest.raises(InputError, match="two different files are named letter"):
        collect(table(reserves=(RESERVE, second)), tmp_path, "x")
    same = collect(table(reserves=(RESERVE, RESERVE)), tmp_path, "x")
    assert same.files == {"attachments/letter.pdf": b"1"}
