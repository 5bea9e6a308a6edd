"""Names that look alike stop a build before anything is signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress.errors import InputError
from proofpress.site.asset_names import require_distinct
from tests.generator.exchange import FIRST, LEDGER, WALLETS, make_exchange


@pytest.mark.parametrize(
    ("first", "second"), [("BTC", "BTC."), ("BTC", "bTC"), ("USDO", "USD0"), ("1INCH", "lINCH")]
)
def test_two_look_alikes_are_named_with_their_places(first: str, second: str) -> None:
    with pytest.raises(InputError, match="looks like") as failed:
        require_distinct([("ETH", "assets"), (first, "assets"), (second, "the ledger")])
    assert failed.value.what == f"{second!r} (the ledger) looks like {first!r} (assets)"


def test_names_that_a_reader_can_tell_apart_pass() -> None:
    names = ("1INCH", "LINCH", "USDC", "USDC.e", "USD", "USDT", "A1", "AL", "BTC", "BTCB")
    require_distinct([(name, "assets") for name in names] + [("BTC", "the wallet list")])


def test_an_asset_of_the_ledger_that_looks_like_a_counted_one_stops_the_build(
    tmp_path: Path,
) -> None:
    exchange = make_exchange(tmp_path)
    ledger = LEDGER + "mallory,customer,BTC.,5\n"
    exchange.write_snapshot(FIRST, ledger, more='assets_without_column = "disclose"\n')
    with pytest.raises(InputError, match=r"'BTC.' \(the ledger\) looks like 'BTC' \(assets\)"):
        exchange.build(FIRST)
    assert not exchange.draft.exists()


def test_a_reserve_that_looks_like_a_counted_asset_stops_the_build(tmp_path: Path) -> None:
    exchange = make_exchange(tmp_path)
    wallets = WALLETS.replace("self,USDT,native", "self,USD-T,native")
    exchange.write_snapshot(FIRST, wallets=wallets)
    with pytest.raises(InputError, match="looks like"):
        exchange.build(FIRST)
