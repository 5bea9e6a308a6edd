"""The publisher's disclosures: read, capped, pinned, and shown as its claims only."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.disclosures import record
from proofpress.disclosures.collect import MAX_ATTACHMENT, MAX_TEXT, collect
from proofpress.disclosures.record import Attachment, Disclosures, Held, OtherReserve, Topic
from proofpress.errors import InputError
from proofpress.settings.disclosures import DisclosureTable, OtherReserveTable
from proofpress_verify import site, statement
from proofpress_verify.records import KindClaim, Price, Scope, Statement
from proofpress_verify.sources import open_source
from tests.generator.exchange import FIRST, SECOND, SUBS, Exchange, append, make_exchange
from tests.golden import format_examples
from tests.golden.format_sample import FILES

RESERVE = OtherReserveTable("Dollars", "off-chain", "A bank", "USD", "2500.50", "letter.pdf")
TABLE = """\
[disclosures]
legal_entity = "Tiny Ltd"
encumbrance = "pledges.md"
[[disclosures.reserves]]
what = "Dollars"
held = "off-chain"
counterparty = "A bank"
asset = "USD"
amount = "2500.50"
attestation = "letters/letter.pdf"
[prices]
source = "Example Index"
time = 2026-09-30T00:00:00Z
[prices.usd]
BTC = "64250.50"
USDC = { price = "0.99980", source = "Another Index" }
USDT = { price = "1", source = "A bank", time = 2026-09-29T22:30:00Z }
"""


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return make_exchange(tmp_path / "exchange")


def stated(folder: Path, snapshot: str) -> Statement:
    data = (folder / "snapshots" / snapshot / "statement.json").read_bytes()
    return statement.decode(statement.parse(data))


def test_everything_disclosed_is_published_and_pinned(exchange: Exchange) -> None:
    publisher = exchange.folder / "publisher.toml"
    own = publisher.read_text().replace("[assets.USDC]\n", "[assets.USDC]\nown_issued = true\n")
    publisher.write_text(own)
    exchange.write_snapshot(FIRST, more=SUBS + 'scope_note = "The first\\none."\n')
    append(exchange, FIRST, TABLE)
    (exchange.folder / "pledges.md").write_text("400 BTC\r\nare **pledged**.\n")
    (exchange.folder / "letters").mkdir()
    (exchange.folder / "letters/letter.pdf").write_bytes(b"%PDF a letter")
    exchange.publish(FIRST)
    made = stated(exchange.site, FIRST)
    assert made.own_issued == ("USDC",)
    assert made.scope_note == "The first one."
    assert made.prices == (
        Price("BTC", "64250.5", "Example Index", "2026-09-30T00:00:00Z"),
        Price("USDC", "0.9998", "Another Index", "2026-09-30T00:00:00Z"),
        Price("USDT", "1", "A bank", "2026-09-29T22:30:00Z"),
    )
    assert made.kinds == (
        KindClaim("bonus", None),
        KindClaim("customer", Scope.CUSTOMER),
        KindClaim("platform", Scope.PLATFORM),
    )
    home = exchange.site / "snapshots" / FIRST
    data = (home / "disclosures.json").read_bytes()
    assert sha256(data).digest() == made.disclosures
    said = json.loads(data)
    assert said["encumbrance"] == ["400 BTC", "are **pledged**."]
    assert said["reserves"][0]["amount"] == "2500.5"
    pinned = sha256(b"%PDF a letter").hexdigest()
    assert said["reserves"][0]["attestation"]["sha256"] == pinned
    assert f"{pinned}  attachments/letter.pdf\n" in (home / "SHA256SUMS").read_text()
    assert site.check_snapshot(open_source(str(exchange.site)), FIRST).failure is None
    prices = (home / "index.html").read_text().partition('<h2 id="prices">')[2]
    assert "<td>A bank</td>" in prices
    assert '<time datetime="2026-09-29T22:30:00Z">' in prices
    page = (home / "disclosures/index.html").read_text()
    assert "<strong>pledged</strong>" in page
    assert '<a href="../attachments/letter.pdf">letter.pdf</a>' in page


def test_attachments_stay_where_the_next_snapshot_is_released(exchange: Exchange) -> None:
    test_everything_disclosed_is_published_and_pinned(exchange)
    exchange.write_snapshot(SECOND, more=SUBS)
    exchange.publish(SECOND)
    assert (exchange.site / "snapshots" / FIRST / "attachments/letter.pdf").is_file()
    assert site.check_snapshot(open_source(str(exchange.site)), FIRST).failure is None


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
