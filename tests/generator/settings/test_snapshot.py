"""snapshots/<id>.toml: what is read, and how each mistake is answered."""

from pathlib import Path

import pytest

from proofpress.errors import InputError
from proofpress.reserves.wallets import HoldingForm
from proofpress.settings.assets import AssetSettings, GroupSettings, KindRule
from proofpress.settings.ledger import LongShape, WideShape
from proofpress.settings.snapshot import load_snapshot
from proofpress_verify.records import Scope
from tests.generator.settings.samples import PUBLISHER, Wrong, assert_snapshot_refused, load


def test_the_smallest_settings_have_careful_defaults(tmp_path: Path) -> None:
    found = load(tmp_path)
    publisher = found.publisher
    assert publisher.keys.code == tmp_path / "keys/code.key"
    assert publisher.keys.signing == tmp_path / "keys/signing.key"
    assert publisher.keys.generations is None
    assert publisher.site_url is None
    assert publisher.theme.accent == "#0b5fff"
    assert found.assets == (
        AssetSettings("BTC", 8),
        AssetSettings("USDT", 6),
        AssetSettings("USDC", 6),
    )
    assert found.groups == (GroupSettings("USD", "USD", ("USDT", "USDC")),)
    assert found.kinds == (KindRule("customer", Scope.CUSTOMER),)
    assert (found.assets_without_column, found.negatives) == ("refuse", "refuse")
    assert found.liabilities_at == found.reserves_at == "2026-10-31T00:00:00Z"
    assert found.next_due == "2026-11-30"
    assert found.methodology == tmp_path / "methodology.md"
    assert (found.identity, found.sub_accounts, found.wallets) == (None, None, None)
    (ledger,) = found.ledger
    assert ledger.shape == LongShape("asset", "amount")
    assert (ledger.account, ledger.kind, ledger.default_kind) == ("account", None, "customer")
    assert (ledger.units, ledger.delimiter, ledger.format) == ("decimal", ",", None)


def test_everything_can_be_said(tmp_path: Path) -> None:
    publisher = (
        '[keys]\ncode = "/etc/keys/code"\nsigning = "k/s"\ngenerations = "g.csv"\n'
        '[theme]\naccent = "#A0b1C2"\nlogo = "logo.svg"\n'
    )
    snapshot = """
id = "2026-10-31"
liabilities_at = 2026-10-31T00:00:00Z
reserves_at = 2026-10-31T01:00:00Z
methodology = "m.md"
identity = "identities.csv"
assets_without_column = "disclose"
negatives = "floor"
sub_accounts = "subs.csv"
assets.BTC.decimals = 10
assets.USDC.decimals = 6
[kinds]
customer = "count"
platform = "count_apart:platform"
bonus = "leave_out"
credit = "count_apart:bonus"
[[ledger]]
path = "/data/books.csv"
format = "csv"
shape = "wide"
account = "id"
kind = "type"
units = "base"
delimiter = ";"
ignore = ["rn"]
equity = "e_{asset}"
debt = "d_{asset}"
debts = {loan = "BTC"}
[ledger.columns]
btc_balance = "BTC"
[wallets]
path = "wallets/2026-10.csv"
format = "okx"
complete = false
[wallets.forms."wBTC-ERC20"]
asset = "BTC"
form = "wrapped"
[release]
accounts = 12000
rows = 30000
totals = {"BTC/customer" = "123.45", "USDT/platform" = "0"}
"""
    found = load(tmp_path, PUBLISHER + publisher, snapshot)
    assert found.publisher.keys.code == Path("/etc/keys/code")
    assert found.publisher.keys.generations == tmp_path / "g.csv"
    assert found.publisher.theme.logo == tmp_path / "logo.svg"
    assert found.assets[0] == AssetSettings("BTC", 10)
    assert [rule.scope for rule in found.kinds] == [
        Scope.CUSTOMER,
        Scope.PLATFORM,
        None,
        Scope.BONUS,
    ]
    (ledger,) = found.ledger
    assert ledger.shape == WideShape(
        (("btc_balance", "BTC"),), (("loan", "BTC"),), "e_{asset}", "d_{asset}", ("rn",)
    )
    assert found.wallets is not None
    assert found.wallets.path == str(tmp_path / "wallets/2026-10.csv")
    assert found.wallets.forms["wBTC-ERC20"].form is HoldingForm.WRAPPED
    assert found.release.totals == {"BTC/customer": "123.45", "USDT/platform": "0"}
    assert (found.release.accounts, found.release.rows) == (12000, 30000)


SNAPSHOT_CASES = [
    Wrong('id = "2026-10-31"', 'id = "2026-11-30"', "id is '2026-11-30'", "the name of the file"),
    Wrong(
        "liabilities_at", "liability_at", "liability_at is not a known key", "mean liabilities_at?"
    ),
    Wrong("00:00Z", "00:00", "liabilities_at has no time zone", "End it with Z"),
    Wrong("00:00Z", "00:00.5Z", "liabilities_at has a fraction of a second", "whole seconds"),
    Wrong("2026-10-31T00:00:00Z", '"now"', "liabilities_at must be a date and time", ""),
    Wrong("2026-10-31T00:00:00Z", "2026-10-31", "liabilities_at must be a date and time", ""),
    Wrong("2026-11-30", "2026-10-31", "next_due is not after the snapshot", "leave it out"),
    Wrong("2026-11-30", "2027-11-02", "next_due is more than 366 days after", "within a year"),
    Wrong("2026-11-30", '"soon"', "next_due must be a date such as", ""),
    Wrong("assets.USDC", "negatives = 'ignore'\nassets.USDC", "negatives must be one of", ""),
    Wrong("assets.USDC", "identity = '../x'\nassets.USDC", "identity leads out of", "absolute"),
    Wrong("[[ledger]]", "[release]\nrows = -1\n[[ledger]]", "release.rows is -1", "0 or more"),
    Wrong(
        "[[ledger]]",
        "[release.totals]\n'BTC/custom' = '1'\n[[ledger]]",
        "release.totals.'BTC/custom' is not a column of this snapshot",
        "Did you mean BTC/customer?",
    ),
    Wrong(
        "[[ledger]]",
        "[release.totals]\n'BTC/customer' = '1e3'\n[[ledger]]",
        "release.totals.'BTC/customer' cannot be '1e3'",
        "digits with a point",
    ),
    Wrong("[[ledger]]", "scope_note = 1\n[[ledger]]", "scope_note must be text", ""),
    Wrong("[[ledger]]", "strict_scope = 'yes'\n[[ledger]]", "strict_scope must be true", ""),
    Wrong(
        "[[ledger]]",
        "scope_note = '" + "a" * 2001 + "'\n[[ledger]]",
        "scope_note cannot be published",
        "2,000",
    ),
]


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_snapshot_refused(tmp_path, case)


@pytest.mark.parametrize("name", ["../publisher", "a/b", "", "X", "x" * 33, "a.b", "a\n"])
def test_an_id_cannot_lead_elsewhere(tmp_path: Path, name: str) -> None:
    publisher = load(tmp_path).publisher
    with pytest.raises(InputError, match="cannot be a snapshot's id"):
        load_snapshot(publisher, name)
