"""Warnings about a wallet list, which are errors if the settings are strict."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress import publish
from proofpress.errors import InputError
from proofpress.progress import Silent
from proofpress.publish import build
from tests.generator.exchange import FIRST, SUBS, Exchange, files_below, make_exchange, never
from tests.generator.reserves.lists import HEAD, signed_row


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return make_exchange(tmp_path / "exchange")


def test_an_invalid_signature_stops_a_strict_build(exchange: Exchange) -> None:
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
    before = files_below(exchange.folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "choose_builder", never)
        with pytest.raises(InputError, match="invalid signatures") as caught:
            build(exchange.load(FIRST), Silent())
    assert "remove `strict`" in caught.value.advice
    assert files_below(exchange.folder) == before
