"""disclosures.json: written, read back, refused if it is anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.disclosures import record
from proofpress.disclosures.record import Attachment, Disclosures, Held, OtherReserve, Topic
from proofpress.errors import InputError
from tests.golden import format_examples
from tests.golden.format_sample import FILES


def test_hidden_characters_cannot_be_published() -> None:
    with pytest.raises(InputError, match="cannot be published"):
        record.encode(Disclosures({Topic.LENDING: "a\u202eb"}))


PLAIN = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), max_size=30)

RESERVES = st.builds(
    OtherReserve,
    PLAIN,
    st.sampled_from(Held),
    PLAIN,
    PLAIN,
    PLAIN,
    st.none() | st.builds(Attachment, PLAIN, PLAIN, st.integers(0, 2**50)),
)

TEXTS = st.dictionaries(st.sampled_from(Topic), st.lists(PLAIN, min_size=1).map("\n".join))


@given(st.builds(Disclosures, TEXTS, st.lists(RESERVES).map(tuple)))
def test_disclosures_read_back(made: Disclosures) -> None:
    assert record.decode(record.encode(made)) == made


@given(st.binary(max_size=60))
def test_any_bytes_are_disclosures_or_refused(data: bytes) -> None:
    try:
        record.decode(data)
    except InputError:
        return


def test_the_format_document_names_every_topic() -> None:
    text = format_examples.DOCUMENT.read_text(encoding="utf-8")
    assert all(f"`{topic.value}`" in text for topic in Topic)
    assert record.decode(FILES["disclosures.json"]).texts[Topic.CADENCE]


@pytest.mark.parametrize(
    "data", [b"[]", b'{"reserves":{}}', b'{"reserves":[{}]}', b'{"lending":"x"}', b"x"]
)
def test_what_is_no_disclosures_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not readable"):
        record.decode(data)
