"""The stated reserves are the sums of the signed list, for everyone who adds it up again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import Custody, HoldingForm, Wallet, WalletList
from proofpress_verify import cli
from proofpress_verify.browser_wallets import open_list
from proofpress_verify.errors import ReservesList, WalletsForm
from proofpress_verify.ownership.base58 import encode_check
from proofpress_verify.reserves import check_reserves, counted_as_two, holdings_of, totals
from proofpress_verify.statement import decode, parse
from tests import simulator
from tests.simulator import Plan, Published

HEAD = simulator.WALLETS_HEAD
SNAPSHOT = "2026-10-31"


def row(asset: str = "BTC", form: str = "native", **cells: str) -> str:
    """A line of `wallets.csv`: 2 BTC, with changes."""
    made = dict.fromkeys(HEAD.strip().split(","), "") | {
        "asset": asset, "network": "bitcoin", "address": "1a", "balance": "2",
        "counts_as": asset, "form": form,
    } | cells  # fmt: skip
    return ",".join(made.values()) + "\n"


def signed(rows: str, *reserves: tuple[str, int, str, str], listed: int = 1) -> Published:
    """A validly signed snapshot with this list and these reserves, whether or not they fit."""
    stated = simulator.open_books(Plan()).build().state()
    data = rows.encode()
    stated.statement["wallets"] |= {"rows": listed, "sha256": hashlib.sha256(data).hexdigest()}
    stated.statement["data"] = hashlib.sha256(simulator.manifest(stated.files, data)).hexdigest()
    names = ("asset", "decimals", "amount", "native")
    stated.statement["reserves"] = [dict(zip(names, each, strict=True)) for each in reserves]
    return stated.sign()


def on_site(folder: Path, published: Published, rows: str) -> Path:
    simulator.write_site(folder, published)
    home = folder / "snapshots" / SNAPSHOT
    (home / "wallets.csv").write_bytes(rows.encode())
    manifest = simulator.manifest(published.files, rows.encode())
    (home / "SHA256SUMS").write_bytes(manifest)
    return folder


def checked(
    folder: Path, published: Published, rows: str, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """What the command says; the page on a device says the same."""
    status = cli.main(["site", str(on_site(folder, published, rows)), "--json"])
    (result,) = json.loads(capsys.readouterr().out)
    assert status == (0 if result["holds"] else 1)
    page = json.loads(open_list(published.statement, published.note, rows.encode(), SNAPSHOT))
    assert (page["state"] == "open") is result["holds"]
    if not result["holds"]:
        assert page["tone"] == "bad"
        assert page["check"] == {k: v for k, v in result["check"].items() if k != "attributed_to"}
    found: dict[str, Any] = result
    return found


LIST = HEAD + row() + row("WBTC", "wrapped", balance="0.50", counts_as="BTC", network="ethereum")
TRUE = ("BTC", 8, "250000000", "200000000")


def test_a_list_that_adds_up_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path, signed(LIST, TRUE, listed=2), LIST, capsys)["holds"]
    exactly = ("BTC", 1, "25", "20")
    assert checked(tmp_path, signed(LIST, exactly, listed=2), LIST, capsys)["holds"]


@pytest.mark.parametrize(
    ("stated", "rows", "where", "expected", "found"),
    [
        (("BTC", 8, "1672000000", "200000000"), 2, "BTC", "2.5", "16.72000000, native 2.0"),
        (("BTC", 8, "250000000", "250000000"), 2, "BTC", "native 2.0", "native 2.50000000"),
        (("BTC", 8, "250000001", "200000000"), 2, "BTC", "2.5", "2.50000001"),
        (("BTC", 8, "249999999", "200000000"), 2, "BTC", "2.5", "2.49999999"),
        (("BTC", 0, "2", "2"), 2, "BTC", "2.5", "2, native 2"),
        (("USDT", 6, "0", "0"), 2, "BTC", "2.5, native 2.0", "no reserves stated"),
        (TRUE, 3, "wallets.csv", "2 rows", "3 stated"),
    ],
    ids="amount native more less rounded another-asset rows".split(),
)
def test_reserves_that_are_not_the_lists_sums_are_the_publishers(
    stated, rows: int, where: str, expected: str, found: str, tmp_path: Path, capsys
) -> None:
    result = checked(tmp_path, signed(LIST, stated, listed=rows), LIST, capsys)["check"]
    assert (result["name"], result["attributed_to"], result["where"]) == (
        "reserves-list",
        "publisher",
        where,
    )
    assert expected in result["expected"]
    assert found in result["found"]


def test_an_asset_that_no_row_counts_as_is_named(tmp_path: Path, capsys) -> None:
    published = signed(LIST, TRUE, ("ETH", 18, "1", "0"), listed=2)
    result = checked(tmp_path, published, LIST, capsys)["check"]
    assert (result["name"], result["where"]) == ("reserves-list", "ETH")
    assert "no row" in result["expected"]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("", "header"),
        (HEAD.replace(",repeats", "") + row()[:-2] + "\n", "header"),
        ("coin,address,balance\nBTC,1a,2\n", "header"),
        (HEAD.rstrip("\n"), "wallets.csv"),
        (HEAD + row().rstrip("\n"), "wallets.csv"),
        ("\ufeff" + HEAD + row(), "header"),
        ((HEAD + row()).replace("\n", "\r\n"), "header"),
        (HEAD + row() + "\n", "row 2"),
        (HEAD + "BTC,bitcoin\n", "row 1"),
        (HEAD + row(balance='"2"'), "row 1"),
        (HEAD + row(balance="'2"), "row 1, balance"),
        (HEAD + row(balance="02"), "row 1, balance"),
        (HEAD + row(balance="2e3"), "row 1, balance"),
        (HEAD + row(balance="2."), "row 1, balance"),
        (HEAD + row(balance=" 2"), "row 1, balance"),
        (HEAD + row(balance=str(2**128)), "row 1, balance"),
        (HEAD + row(form=""), "row 1, form"),
        (HEAD + row(form="Native"), "row 1, form"),
        (HEAD + row(counts_as=""), "row 1, counts_as"),
        (HEAD + row(counts_as="B TC"), "row 1, counts_as"),
        (HEAD + row(network="Bitcoin"), "row 1, network"),
        (HEAD + row(address=""), "row 1, address"),
        (HEAD + row(custody="me"), "row 1, custody"),
        (HEAD + row(repeats="a" * 201), "row 1, repeats"),
        (HEAD + row(time="2026-02-30T00:00:00Z"), "row 1, time"),
        (HEAD + row(time="2026-02-28T24:00:00Z"), "row 1, time"),
        (HEAD + row(time="0000-02-28T00:00:00Z"), "row 1, time"),
        (HEAD + row(time="2026-02-28"), "row 1, time"),
        (HEAD + row(label="a\u200bb"), "wallets.csv"),
    ],
)
def test_a_malformed_list_is_the_publishers(rows: str, where: str, tmp_path: Path, capsys) -> None:
    published = signed(rows, ("BTC", 8, "200000000", "200000000"))
    result = checked(tmp_path, published, rows, capsys)["check"]
    assert (result["name"], result["attributed_to"]) == ("wallets-form", "publisher")
    assert result["where"] == where


def test_another_list_than_the_signed_one_is_a_damaged_copy(tmp_path: Path, capsys) -> None:
    site = on_site(tmp_path, signed(LIST, TRUE, listed=2), LIST)
    path = site / "snapshots" / SNAPSHOT / "wallets.csv"
    path.write_text(LIST.replace(",2,", ",9,"))
    assert cli.main(["site", str(site), "--json"]) == 1
    (result,) = json.loads(capsys.readouterr().out)
    assert (result["check"]["name"], result["check"]["attributed_to"]) == (
        "statement-digest",
        "copy",
    )


@pytest.mark.parametrize(
    ("asset", "network", "addresses"),
    [
        ("ETH", "ethereum", ("0x" + "1d" * 20, "1D" * 20, "0x" + "00" * 12 + "1d" * 20)),
        (
            "BCH",
            "bitcoin-cash",
            (
                "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
                "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
                "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu",
            ),
        ),
        (
            "LTC",
            "litecoin",
            (encode_check(b"\x05" + bytes(20)), encode_check(b"\x32" + bytes(20))),
        ),
    ],
    ids="eth bch ltc".split(),
)
def test_coins_count_once_however_their_address_is_written(
    asset: str, network: str, addresses: tuple[str, ...], tmp_path: Path, capsys
) -> None:
    rows = HEAD + "".join(row(asset, network=network, address=each) for each in addresses)
    listed, each = len(addresses), f"{2 * len(addresses)}"
    several = signed(rows, (asset, 0, each, each), listed=listed)
    result = checked(tmp_path / "several", several, rows, capsys)["check"]
    assert (result["name"], result["where"]) == ("reserves-list", asset)
    assert "2, native 2" in result["expected"]
    once = signed(rows, (asset, 0, "2", "2"), listed=listed)
    assert checked(tmp_path / "once", once, rows, capsys)["holds"]


@pytest.mark.parametrize("other", ["1", "2", "3", ""])
@pytest.mark.parametrize("reverse", [False, True])
def test_the_same_coins_cannot_count_as_two_assets(
    other: str, reverse: bool, tmp_path: Path, capsys
) -> None:
    """Whichever of the rows counted, another order of them would give other reserves."""
    lines = [row("USDX", counts_as="USDC"), row("usdx", counts_as="USDT", balance=other)]
    rows = HEAD + "".join(reversed(lines) if reverse else lines)
    published = signed(rows, ("USDC", 0, "2", "2"), ("USDT", 0, "0", "0"), listed=2)
    result = checked(tmp_path, published, rows, capsys)["check"]
    assert (result["name"], result["attributed_to"]) == ("wallets-form", "publisher")
    assert result["where"] == "row 2, counts_as"
    first, second = ("USDT", "USDC") if reverse else ("USDC", "USDT")
    assert first in result["expected"]
    assert "row 1" in result["expected"]
    assert second in result["found"]


def test_what_counts_and_what_does_not() -> None:
    evm = "0x52908400098527886E0F7030069857D2E4169EE7"
    lines = (
        row(balance=""),
        row(balance="1.10", address="1b"),
        row(balance="1.1", address="1b"),
        row("ETH", address=evm, network="ethereum", balance="7"),
        row("eth", counts_as="ETH", address=evm.lower(), network="ethereum", balance="5"),
        row("stETH", "staked", counts_as="ETH", address=evm, network="ethereum", balance="3"),
        row("DOGE", balance=""),
    )
    found = {each.asset: each for each in totals(holdings_of((HEAD + "".join(lines)).encode()))}
    assert (found["BTC"].amount, found["BTC"].decimals) == (11, 1)
    assert (found["ETH"].amount, found["ETH"].native) == (8, 5)
    assert (found["DOGE"].amount, found["DOGE"].native) == (0, 0)


# The generator's sums and the verifier's.


def wallets() -> st.SearchStrategy[tuple[Wallet, ...]]:
    names = st.sampled_from(("BTC", "ETH", "A$B"))
    made = st.builds(
        Wallet,
        asset=names,
        network=st.sampled_from(("bitcoin", "ethereum", "tron")),
        address=st.sampled_from(("0xAB", "0xab", "1a", "bc1qqqqqq")),
        balance=st.integers(0, 10**20),
        decimals=st.integers(0, 10),
        block_height=st.none(),
        **dict.fromkeys(("block_hash", "time", "scheme", "message"), st.just("")),
        **dict.fromkeys(("signatures", "public_keys", "owners"), st.just(())),
        **dict.fromkeys(("redeem_script", "label"), st.just("")),
        custody=st.just(Custody.UNSTATED),
        counts_as=names,
        form=st.sampled_from(HoldingForm),
        repeats=st.sampled_from(("", "another deposit tag")),
    )
    return st.lists(made, max_size=6).map(tuple)


STATED = decode(parse(simulator.publish(Plan()).statement))


@given(wallets(), st.integers(0, 12))
def test_what_the_generator_claims_is_what_the_verifier_adds_up(rows, decimals: int) -> None:
    own = dict.fromkeys(("BTC", "ETH"), decimals)
    assume(counted_as_two([row.holding for row in rows]) is None)
    claims = reserve_claims(WalletList(rows, complete=True), own)
    holdings = holdings_of(format_wallets(rows))
    listed = replace(STATED.wallets, rows=len(rows))
    check_reserves(replace(STATED, wallets=listed, reserves=claims), holdings)
    for place, claim in enumerate(claims):
        more = (*claims[:place], replace(claim, amount=claim.amount + 1), *claims[place + 1 :])
        with pytest.raises(ReservesList) as caught:
            check_reserves(replace(STATED, wallets=listed, reserves=more), holdings)
        assert caught.value.where == claim.asset


def test_the_forms_are_those_of_the_format() -> None:
    assert tuple(form.value for form in HoldingForm) == (
        "native",
        "wrapped",
        "staked",
        "lent",
        "affiliate",
    )


@given(st.binary(max_size=120) | st.text(max_size=120).map(lambda text: (HEAD + text).encode()))
def test_any_bytes_are_a_list_or_malformed(data: bytes) -> None:
    try:
        holdings_of(data)
    except WalletsForm:
        return
