"""What a statement refers to: read before the build, pinned, and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from proofpress import publish
from proofpress.errors import InputError
from proofpress_verify import site, statement
from proofpress_verify.records import KindClaim, Price, Scope, Statement
from proofpress_verify.sources import open_source
from tests.generator.exchange import FIRST, SECOND, SUBS, Exchange, append


def test_an_older_moment_than_the_released_one_is_refused(published: Exchange) -> None:
    published.write_snapshot("2026-08-31", more=SUBS)
    with pytest.raises(InputError, match="not after that of the released snapshot"):
        published.build("2026-08-31")


def _bad_logo(exchange: Exchange) -> None:
    (exchange.folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/>")
    with (exchange.folder / "publisher.toml").open("a") as settings:
        settings.write('[theme]\nlogo = "logo.svg"\n')


def _deep_methodology(exchange: Exchange) -> None:
    (exchange.folder / "methodology.md").write_text("> " * 3000 + "deep\n")


@pytest.mark.parametrize("spoil", [_bad_logo, _deep_methodology])
def test_what_cannot_be_shown_stops_a_build_before_its_work(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Exchange], None]
) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    spoil(exchange)
    monkeypatch.setattr(publish, "read_ledger", None)
    with pytest.raises(InputError, match=r"logo|nested"):
        exchange.build(FIRST)
    assert not exchange.draft.exists()


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
