"""A real wide ledger and a real wallet list, from the command to the verdict.

The files are Binance's sample of 100 users and HTX's wallet list of 2026-02-01, read
unchanged from the folder next to the checkout; without them these tests are skipped.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from proofpress.cli import main
from proofpress_verify import cli as verify_cli
from tests.browser.server import Site

DATA = Path(__file__).parents[3] / "shared" / "data"
LEDGER = DATA / "ledgers/binance/sample_users0.csv"
WALLETS = DATA / "reserves/htx_2026-02-01.csv"
COINS = {"BTC": 8, "ETH": 8, "BNB": 8, "SHIB": 8}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here")

PUBLISHER = """\
name = "Sample Exchange"
origin = "sample.example/reserves"
url = "https://sample.example"
support_url = "https://sample.example/help"
""" + "".join(f"[assets.{coin}]\ndecimals = {decimals}\n" for coin, decimals in COINS.items())
SNAPSHOT = f"""\
id = "2026-02-01"
liabilities_at = 2026-02-01T00:00:00Z
reserves_at = 2026-02-01T00:00:00Z
[[ledger]]
path = "{LEDGER}"
preset = "binance"
[wallets]
path = "{WALLETS}"
format = "htx"
complete = false
"""


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publisher's folder with the draft built and the codes made, by command."""
    folder = tmp_path_factory.mktemp("real") / "publisher"
    _run("init", str(folder))
    (folder / "publisher.toml").write_text(PUBLISHER)
    (folder / "snapshots/2026-02-01.toml").write_text(SNAPSHOT)
    _run("keygen", "--folder", str(folder))
    _run("build", "2026-02-01", "--folder", str(folder))
    _run("codes", "2026-02-01", "--folder", str(folder), "--output", str(folder / "codes.csv"))
    return folder


def _run(*arguments: str) -> None:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output


def _codes(publisher: Path) -> dict[str, str]:
    with (publisher / "codes.csv").open() as file:
        return {row["account"]: row["code"] for row in csv.DictReader(file)}


def _net_balances() -> dict[str, dict[str, Decimal]]:
    """Equity minus debt for each coin, negative results as zero, computed from the CSV alone."""
    balances = {}
    with LEDGER.open() as file:
        for row in csv.DictReader(file):
            nets = {
                coin: Decimal(row[f"e_{coin.lower()}"]) - Decimal(row[f"d_{coin.lower()}"])
                for coin in COINS
            }
            balances[row["id"]] = {coin: net for coin, net in nets.items() if net > 0}
    return balances


def test_every_account_verifies_by_command(
    publisher: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    balances = _net_balances()
    codes = _codes(publisher)
    assert codes.keys() == balances.keys()
    for account, code in codes.items():
        (tmp_path / "code").write_text(code)
        options = ["--code-file", str(tmp_path / "code"), "--json"]
        assert verify_cli.main(["account", str(publisher / "draft"), *options]) == 0
        report = json.loads(capsys.readouterr().out)
        assert report["account"] == account
        found = {entry["asset"]: Decimal(entry["text"]) for entry in report["balances"]}
        assert found == balances[account]


def test_what_was_clamped_is_disclosed(publisher: Path) -> None:
    statement = json.loads((publisher / "draft/snapshots/2026-02-01/statement.json").read_bytes())
    clamped = {coin: (0, Decimal(0)) for coin in COINS}
    with LEDGER.open() as file:
        for row in csv.DictReader(file):
            for coin in COINS:
                net = Decimal(row[f"e_{coin.lower()}"]) - Decimal(row[f"d_{coin.lower()}"])
                if net < 0:
                    count, gross = clamped[coin]
                    clamped[coin] = (count + 1, gross - net)
    columns = [column["asset"] for column in statement["header"]["columns"]]
    stated = {
        columns[item["column"]]: (item["accounts"], Decimal(item["amount"]).scaleb(-8))
        for item in statement["clamped"]
    }
    assert stated == {coin: value for coin, value in clamped.items() if value[0]}


def test_the_wallet_list_is_published_whole(publisher: Path) -> None:
    published = (publisher / "draft/snapshots/2026-02-01/wallets.csv").read_text().splitlines()
    assert len(published) - 1 == 95


@pytest.mark.browser
def test_accounts_verify_in_the_browser(
    publisher: Path, served: Callable[..., Site], visit: Callable
) -> None:
    balances = _net_balances()
    codes = _codes(publisher)
    page, _ = visit(f"{served(publisher / 'draft').url}verify/")
    for account in list(codes)[::13]:
        page.fill("#code", codes[account])
        page.click("#question button[type=submit]")
        expect(page.locator("#answer")).to_be_visible(timeout=60_000)
        expect(page.locator("#account-name")).to_have_text(account)
        expect(page.locator("#verdict-box")).to_have_class("verdict caution")
        for coin in balances[account]:
            expect(page.locator("#answer")).to_contain_text(coin)
        page.click("#again")
