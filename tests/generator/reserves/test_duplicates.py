"""A list that repeats an address or a key is refused, or built with a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress.commands import demo_keys
from proofpress.errors import InputError
from proofpress.progress import Silent
from proofpress.publish import build
from proofpress.reserves.duplicates import refuse_duplicates, shared_keys_of
from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.signatures import check_rows
from proofpress_verify import cli
from proofpress_verify.ownership.python_curve import CurveMissing, PythonCurve
from proofpress_verify.shared_keys import Reach
from proofpress_verify.wallets import check_list, shared
from tests.generator.exchange import FIRST, SUBS, Exchange, make_exchange
from tests.verifier.wallet_rows import EVM, SEED, line, listing, signed_bitcoin, signed_evm

LISTS = Path(__file__).parents[4] / "shared/data/reserves"


# The lists of today.


def published(name: str) -> bytes:
    path = LISTS / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path.read_bytes()


def test_published_lists_are_not_drowned_in_alarms() -> None:
    """Of HTX's 95 rows, two keys hold one asset as several tokens; that is all."""
    rows = read_htx(published("htx_2026-02-01.csv"), "htx.csv", {}, complete=True).rows
    refuse_duplicates(rows, "htx.csv")
    keys = shared_keys_of(rows, list(check_rows(rows)))
    told = [(key.reach, [each.asset for each in key.resting[: key.repeated]]) for key in keys]
    assert told == [(Reach.WITHIN, ["ETH"]), (Reach.WITHIN, ["BTC", "USDT"])]
    for name in ("htx_2026-02-01.csv", "okx_2022-11_sample.csv"):
        assert shared(check_list(published(name), PythonCurve())) == ()
    rows = read_okx(published("okx_2022-11_sample.csv"), "okx.csv", {}, complete=True).rows
    assert shared_keys_of(rows, list(check_rows(rows))) == ()


# The builder.


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return make_exchange(tmp_path / "exchange")


def write(exchange: Exchange, *lines: str, strict: bool = False) -> None:
    exchange.write_snapshot(FIRST, more=SUBS, wallets=listing(*lines).decode())
    if strict:
        add(exchange, "strict = true")


def add(exchange: Exchange, text: str) -> None:
    """Add a line to the snapshot's [wallets]."""
    path = exchange.folder / "snapshots" / f"{FIRST}.toml"
    path.write_text(path.read_text().replace("complete = true", f"complete = true\n{text}"))


FIVE = [
    signed_evm(network, asset="ETH", counts_as="ETH", form=form)
    for network, form in (
        ("ethereum", "native"),
        ("bsc", "wrapped"),
        ("base", "native"),
        ("arbitrum", "native"),
        ("polygon", "wrapped"),
    )
]
FOUR = [signed_bitcoin("legacy", form=f) for f in ("native", "staked", "lent", "wrapped")]


def test_one_bitcoin_address_four_times_is_refused(exchange: Exchange) -> None:
    write(exchange, *FOUR)
    with pytest.raises(InputError, match=r"more than once:\n  rows 1, 2, 3, 4: BTC on bitcoin at"):
        build(exchange.load(FIRST), Silent())


def test_the_case_of_a_coins_name_and_of_an_address_changes_nothing(exchange: Exchange) -> None:
    first = line(network="ethereum", address=EVM, form="wrapped")
    write(exchange, first, line(network="ethereum", address=EVM.lower(), asset="btc"))
    with pytest.raises(InputError, match="rows 1, 2: BTC on ethereum"):
        build(exchange.load(FIRST), Silent())


def test_each_row_needs_a_reason_of_its_own(exchange: Exchange) -> None:
    reasons = [
        signed_bitcoin("legacy", form=f, repeats=f"the {f} part") for f in ("native", "lent")
    ]
    write(exchange, *reasons, signed_bitcoin("legacy", form="staked"))
    with pytest.raises(InputError, match="rows 1, 2, 3"):
        build(exchange.load(FIRST), Silent())
    write(exchange, *reasons, strict=True)
    (warning,) = build(exchange.load(FIRST), Silent()).warnings
    assert "One key backs 2 rows: 4 BTC in rows 1, 2." in warning
    page = (exchange.draft / "snapshots" / FIRST / "wallets/index.html").read_text()
    assert "Listed again: the native part" in page


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (FIVE, "One key backs 5 rows on several networks: 10 ETH in rows 1, 2, 3, 4, 5."),
        (
            [signed_bitcoin("legacy"), signed_bitcoin("segwit", form="staked")],
            "One key backs 2 rows: 4 BTC in rows 1, 2.",
        ),
    ],
    ids=["five-networks", "two-addresses"],
)
def test_one_key_many_times_is_a_warning_and_strictly_an_error(
    exchange: Exchange, lines: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(exchange, *lines)
    (warning,) = build(exchange.load(FIRST), Silent()).warnings
    assert says in warning
    home = exchange.draft / "snapshots" / FIRST
    assert says in (home / "wallets/index.html").read_text()
    assert cli.main(["site", str(exchange.draft), "--snapshot", FIRST]) == 0
    assert says in capsys.readouterr().out
    assert cli.main(["wallets", str(home / "wallets.csv")]) == 0
    assert says in capsys.readouterr().out
    write(exchange, *lines, strict=True)
    with pytest.raises(InputError, match="keys that back one asset in several rows") as caught:
        build(exchange.load(FIRST), Silent())
    assert "repeats" in caught.value.advice
    address = demo_keys.address("ethereum", SEED)
    if lines is FIVE:
        add(exchange, f'repeats = {{ "{address}" = "the same wallet on each chain" }}')
        assert build(exchange.load(FIRST), Silent()).warnings


def test_without_the_curve_a_site_says_that_keys_were_not_compared(
    exchange: Exchange, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(exchange, *FIVE)
    build(exchange.load(FIRST), Silent())
    monkeypatch.setattr(cli, "PythonCurve", missing)
    assert cli.main(["site", str(exchange.draft), "--snapshot", FIRST]) == 0
    assert "not checked here: whether one key backs several rows" in capsys.readouterr().out


def missing() -> PythonCurve:
    raise CurveMissing("the package ecdsa is not installed")


def test_a_reason_for_an_address_that_is_not_listed_is_refused(exchange: Exchange) -> None:
    write(exchange, line())
    add(exchange, 'repeats = { "1b" = "a reason" }')
    with pytest.raises(InputError, match="no row has the address 1b"):
        build(exchange.load(FIRST), Silent())
