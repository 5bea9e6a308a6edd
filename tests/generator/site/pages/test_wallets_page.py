"""The page of a wallet list: outcomes of signatures, shared keys, long lists."""

from __future__ import annotations

from dataclasses import replace

from proofpress.reserves.duplicates import shared_keys_of
from proofpress.reserves.wallets import HoldingForm, WalletList
from proofpress.site.pages.write import WALLET_ROWS
from proofpress_verify.ownership.outcome import UNSIGNED
from tests.generator import sample
from tests.generator.site.pages.page_files import WALLETS, page, written


def test_keys_that_back_several_rows_are_named_on_the_page(site, tmp_path):
    assert "Keys that back several rows" not in page(site, WALLETS).text
    view = sample.site_view()
    held = view.newest.wallets
    ether = replace(held.rows[2], asset="ETH", form=HoldingForm.NATIVE, repeats="<b>the rest</b>")
    listed = replace(held, rows=(*held.rows, ether))
    outcomes = [UNSIGNED] * len(listed.rows)
    newest = replace(
        view.newest,
        wallets=listed,
        ownership=(*view.newest.ownership, view.newest.ownership[1]),
        shared_keys=shared_keys_of(listed.rows, outcomes),
    )
    folder = written(tmp_path, replace(view, snapshots=(newest, *view.snapshots[1:])))
    found = page(folder, WALLETS)
    assert "One key backs 3 rows: 2241 ETH in rows 3, 6; 1120.5 BTC in row 2." in found.text
    assert "Row 3 states no reason." in found.text
    assert "Listed again: <b>the rest</b>" in found.text
    (box,) = [each for each in found.all("div") if each.get("id") == "device"]
    assert box["data-keys"] == "1"


def test_a_list_without_rows_has_nothing_to_check(tmp_path):
    view = sample.site_view()
    empty = replace(view.newest, wallets=WalletList((), complete=True), ownership=())
    folder = written(tmp_path, replace(view, snapshots=(empty, *view.snapshots[1:])))
    found = page(folder, "snapshots/2026-10-31/wallets/index.html")
    assert found.all("script") == found.all("button") == []


def test_the_wallet_list_shows_the_result_of_every_signature(site):
    """Threats 15 and 16: the rule of each row is named, and how old its message may be."""
    text = page(site, "snapshots/2026-10-31/wallets/index.html").text
    assert "Bitcoin message (BIP-137): the header byte names the kind of address" in text
    assert "names the block’s hash: it was not signed before that block" in text
    assert "Keccak-256 hash of the bare text, without prefix" in text
    assert "names neither the snapshot nor a block: it may be of any age" in text
    assert "it does not name the publisher" in text
    assert "The same signature has been in every list since 2026-08-31" in text
    assert "Invalid another key signed" in text
    assert text.count("Unsigned") == 2
    assert "none stated" in text
    assert "3 rows carry no signature (rows 2, 3 and 5)" in text
    links = page(site, "snapshots/2026-10-31/wallets/index.html").all("a")
    assert sum(attrs["href"].startswith("https://etherscan.io/") for attrs in links) == 2


def test_a_long_wallet_list_is_cut_and_says_where_the_rest_is(tmp_path):
    view = sample.site_view()
    rows = sample.wallets().rows * 401
    listed = WalletList(rows, complete=True)
    newest = replace(view.newest, wallets=listed, ownership=sample.OWNERSHIP * 401)
    folder = written(tmp_path, replace(view, snapshots=(newest,)))
    found = page(folder, "snapshots/2026-10-31/wallets/index.html")
    assert len([a for a in found.all("td") if a.get("class") == "address"]) == WALLET_ROWS
    assert "This page shows the first 1,000 rows" in found.text
    assert "2,005 rows" in found.text
