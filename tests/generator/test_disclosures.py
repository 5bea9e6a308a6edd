"""What the publisher says beside the proof: read, capped, pinned, and shown as its word only."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Never

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from proofpress import demo_keys, publish, shard_files
from proofpress.cli import main
from proofpress.disclosures import record
from proofpress.disclosures.collect import MAX_ATTACHMENT, MAX_TEXT, collect
from proofpress.disclosures.record import Attachment, Disclosures, Held, OtherReserve, Topic
from proofpress.disclosures.settings import DisclosureTable, OtherReserveTable
from proofpress.errors import InputError
from proofpress.progress import Silent
from proofpress.publish import build
from proofpress.reserves.canonical import parse_wallets
from proofpress.reserves.ownership import Ownership, examine, signatures_of
from proofpress.reserves.signatures import check_rows
from proofpress_verify import site, statement
from proofpress_verify.ownership.outcome import UNSIGNED, SignatureRule, SignatureVerdict
from proofpress_verify.ownership.wording import message_to_sign
from proofpress_verify.records import KindClaim, Price, Scope, Statement
from proofpress_verify.sources import open_source
from tests.generator.exchange import (
    FIRST,
    LEDGER,
    ORIGIN,
    SECOND,
    SUBS,
    WALLETS,
    Exchange,
    make_exchange,
)
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


def append(exchange: Exchange, snapshot: str, text: str) -> None:
    path = exchange.folder / "snapshots" / f"{snapshot}.toml"
    path.write_text(path.read_text() + text)


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
                    "is no amount",
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


# --- ownership ----------------------------------------------------------------------------

HEAD = (
    "asset,network,address,balance,block_height,block_hash,time,scheme,message,signatures,"
    "public_keys,redeem_script,owners,label,custody,counts_as,form,repeats\n"
)
BLOCK = "00000000000000000001" + "ab" * 22


def signed_row(
    network: str = "ethereum", snapshot: str = FIRST, *, forged: bool = False, repeats: str = ""
) -> str:
    seed = network.encode()
    address = demo_keys.address(network, seed)
    message = message_to_sign(ORIGIN, snapshot, address, 910000, BLOCK).replace(",", "")
    _, signature = demo_keys.sign(network, b"another" if forged else seed, message)
    return (
        f"BTC,{network},{address},30,910000,{BLOCK},,,{message},{signature},,,,,self,BTC,native,"
        f"{repeats}\n"
    )


def examined(text: str) -> tuple[Ownership, ...]:
    rows = parse_wallets(text.encode())
    return examine(rows, tuple(check_rows(rows)), (ORIGIN,), FIRST, [])


@pytest.mark.parametrize(
    ("network", "rule"),
    [
        ("bitcoin", SignatureRule.BITCOIN_MESSAGE),
        ("dogecoin", SignatureRule.BITCOIN_MESSAGE),
        ("ethereum", SignatureRule.EIP191),
        ("tron", SignatureRule.TRON_MESSAGE),
        ("solana", SignatureRule.ED25519),
    ],
)
def test_the_keys_of_the_demo_sign_their_addresses(network: str, rule: SignatureRule) -> None:
    (found,) = examined(HEAD + signed_row(network))
    assert (found.outcome.rule, found.since) == (rule, None)
    assert found.wording is not None
    assert found.wording.is_fresh
    (forged,) = examined(HEAD + signed_row(network, forged=True))
    assert forged.outcome.verdict is SignatureVerdict.INVALID


def test_a_signature_that_stood_in_earlier_lists_is_said_to_be_old() -> None:
    """Threat 15."""
    rows = parse_wallets((HEAD + signed_row()).encode())
    earlier = [("2026-08-31", signatures_of(rows)), ("2026-07-31", signatures_of(rows))]
    (found,) = examine(rows, [UNSIGNED], (ORIGIN,), SECOND, [*earlier, ("2026-06-30", frozenset())])
    assert found.since == "2026-07-31"


def test_a_signature_that_does_not_hold_stops_a_strict_build(exchange: Exchange) -> None:
    wallets = HEAD + signed_row() + signed_row("tron", forged=True)
    exchange.write_snapshot(FIRST, more=SUBS, wallets=wallets)
    draft = build(exchange.load(FIRST), Silent())
    (warning,) = draft.warnings
    assert "row 2, BTC at T" in warning
    page = (exchange.draft / "snapshots" / FIRST / "wallets/index.html").read_text()
    assert '<span class="tag good">Valid</span>' in page
    assert '<span class="tag bad">Invalid</span>' in page
    path = exchange.folder / "snapshots" / f"{FIRST}.toml"
    path.write_text(path.read_text().replace("complete = true", "complete = true\nstrict = true"))
    before = everything(exchange.folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "choose_builder", never)
        with pytest.raises(InputError, match="signatures that do not hold") as caught:
            build(exchange.load(FIRST), Silent())
    assert "remove `strict`" in caught.value.advice
    assert everything(exchange.folder) == before


def test_the_command_prints_what_to_sign_and_checks_it(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, more=SUBS, wallets=HEAD + signed_row() + signed_row())
    folder = ["--folder", str(exchange.folder)]
    result = CliRunner().invoke(main, ["wallets", "message", FIRST, *folder])
    assert result.exit_code == 0, result.output
    (line,) = result.output.splitlines()
    address = demo_keys.address("ethereum", b"ethereum")
    said = f"{ORIGIN} controls {address} for proof of reserves {FIRST}, at block 910000 {BLOCK}"
    assert line == f"ethereum\t{address}\t{said}"
    listed = exchange.folder / f"wallets-{FIRST}.csv"
    result = CliRunner().invoke(main, ["wallets", "check", str(listed)])
    assert result.exit_code == 0, result.output
    assert "2 valid, 0 invalid, 0 unsigned" in result.output
    listed.write_text(HEAD + signed_row(forged=True))
    assert CliRunner().invoke(main, ["wallets", "check", str(listed)]).exit_code == 1
    listed.write_text("x")
    assert CliRunner().invoke(main, ["wallets", "check", str(listed)]).exit_code == 2


def test_without_a_block_there_is_nothing_to_sign(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    result = CliRunner().invoke(
        main, ["wallets", "message", FIRST, "--folder", str(exchange.folder)]
    )
    assert result.exit_code == 2
    assert "no block height or no block hash" in result.output


# --- changes of scope ---------------------------------------------------------------------


def test_a_change_of_scope_without_a_note_is_a_warning_or_an_error(exchange: Exchange) -> None:
    """2026-01-07: the platform's own accounts enter the balances."""
    exchange.write_snapshot(FIRST, more=SUBS)
    path = exchange.folder / "snapshots" / f"{FIRST}.toml"
    path.write_text(path.read_text().replace('"count_apart:platform"', '"leave_out"'))
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, more=SUBS)
    (warning,) = build(exchange.load(SECOND), Silent()).warnings
    assert "scope-added BTC" in warning
    assert "kind platform" in warning
    exchange.write_snapshot(SECOND, more=SUBS + "strict_scope = true\n")
    with pytest.raises(InputError, match="there is no scope_note"):
        build(exchange.load(SECOND), Silent())
    note = 'strict_scope = true\nscope_note = "Our own accounts are counted from today."\n'
    exchange.write_snapshot(SECOND, more=SUBS + note)
    assert build(exchange.load(SECOND), Silent()).warnings == ()
    page = (exchange.draft / "snapshots" / SECOND / "index.html").read_text()
    assert "Our own accounts are counted from today." in page


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def never(*_: object, **__: object) -> Never:
    raise AssertionError("the heavy work has begun")


def replaced(exchange: Exchange, snapshot: str, old: str, new: str) -> None:
    path = exchange.folder / "snapshots" / f"{snapshot}.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def counted_as(exchange: Exchange, unit: str) -> None:
    path = exchange.folder / "publisher.toml"
    path.write_text(path.read_text() + f'unit = "{unit}"\n')


FORM = ("self,BTC,native", "self,BTC,wrapped")


@pytest.mark.parametrize(
    ("named", "change"),
    [
        ("kind platform", lambda e: replaced(e, SECOND, '"count_apart:platform"', '"leave_out"')),
        ("wallets-partial", lambda e: replaced(e, SECOND, "complete = true", "complete = false")),
        ("asset-added ETH", lambda e: append(e, SECOND, "[assets.ETH]\ndecimals = 18\n")),
        (
            "own-issued USDC",
            lambda e: append(e, SECOND, "[assets.USDC]\ndecimals = 6\nown_issued = true\n"),
        ),
        ("group-unit USD", lambda e: counted_as(e, "EUR")),
        (
            "form-added BTC",
            lambda e: e.write_snapshot(
                SECOND, more=SUBS + "strict_scope = true\n", wallets=WALLETS.replace(*FORM)
            ),
        ),
    ],
)
def test_a_strict_scope_stops_before_the_ledger_is_read(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, named: str, change: object
) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, more=SUBS + "strict_scope = true\n")
    assert callable(change)
    change(exchange)
    before = everything(exchange.folder)
    monkeypatch.setattr(publish, "choose_builder", never)
    with pytest.raises(InputError, match="there is no scope_note") as caught:
        build(exchange.load(SECOND), Silent())
    assert named in caught.value.what
    assert everything(exchange.folder) == before


def test_what_only_the_rows_show_stops_a_strict_scope_before_anything_is_encrypted(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    more = SUBS + 'assets_without_column = "disclose"\nstrict_scope = true\n'
    exchange.write_snapshot(SECOND, LEDGER + "erin,customer,SHIB,1\n", more=more)
    before = everything(exchange.folder)
    monkeypatch.setattr(shard_files, "build_shard_files", never)
    with pytest.raises(InputError, match="no scope_note: out-of-scope SHIB"):
        build(exchange.load(SECOND), Silent())
    assert everything(exchange.folder) == before


def test_nothing_is_warned_of_where_the_scope_stays(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, LEDGER, more=SUBS + "strict_scope = true\n")
    assert build(exchange.load(SECOND), Silent()).warnings == ()
