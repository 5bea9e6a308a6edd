"""publisher.toml and snapshots/<id>.toml: what is read, and how each mistake is answered."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from proofpress.config import (
    AssetSettings,
    GroupSettings,
    KindRule,
    SnapshotSettings,
    load_publisher,
    load_snapshot,
)
from proofpress.errors import InputError
from proofpress.ledger.settings import LongShape, WideShape
from proofpress.reserves.wallets import HoldingForm
from proofpress_verify.records import Scope

PUBLISHER = """\
name = "Example Exchange"
origin = "example.com/reserves"
url = "https://example.com"
support_url = "https://example.com/help"
[assets.BTC]
decimals = 8
[assets.USDT]
decimals = 6
[[group]]
name = "USD"
assets = ["USDT", "USDC"]
"""

SNAPSHOT = """\
id = "2026-10-31"
liabilities_at = 2026-10-31T00:00:00Z
reserves_at = 2026-10-31T02:00:00+02:00
next_due = 2026-11-30
assets.USDC.decimals = 6
[[ledger]]
path = "ledger/*.parquet"
"""


def load(folder: Path, publisher: str = PUBLISHER, snapshot: str = SNAPSHOT) -> SnapshotSettings:
    (folder / "snapshots").mkdir()
    (folder / "publisher.toml").write_text(publisher)
    (folder / "snapshots" / "2026-10-31.toml").write_text(snapshot)
    return load_snapshot(load_publisher(folder), "2026-10-31")


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example:8443/b/c.d/~e/"])
def test_the_site_may_know_its_own_address(tmp_path: Path, url: str) -> None:
    found = load(tmp_path, PUBLISHER.replace("[assets.BTC]", f'site_url = "{url}"\n[assets.BTC]'))
    assert found.publisher.site_url == url


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


def test_a_preset_is_filled_in_and_can_be_overruled(tmp_path: Path) -> None:
    ledger = 'preset = "binance"\naccount = "uid"\n'
    (found,) = load(tmp_path, snapshot=SNAPSHOT + ledger).ledger
    assert isinstance(found.shape, WideShape)
    assert (found.account, found.shape.equity, found.shape.debt) == (
        "uid",
        "e_{asset}",
        "d_{asset}",
    )
    assert "vl_{asset}" in found.shape.ignore


@dataclass(frozen=True)
class Wrong:
    """A line to replace (or, empty, to add before) and what the message must hold."""

    old: str
    new: str
    what: str
    advice: str


PUBLISHER_CASES = [
    Wrong('name = "Example Exchange"', 'nmae = "X"', "nmae is not a key", "Did you mean name?"),
    Wrong('name = "Example Exchange"\n', "", "name is missing", "text in quotes"),
    Wrong('"Example Exchange"', "7", "name must be text in quotes", ""),
    Wrong('"Example Exchange"', '""', "name cannot be ''", "1 to 80 printable"),
    Wrong('"Example Exchange"', '" X"', "name cannot be ' X'", "no blank first"),
    Wrong('"Example Exchange"', '"a\\u202Eb"', "name cannot be", "printable"),
    Wrong('"Example Exchange"', f'"{"x" * 81}"', "name cannot be", "1 to 80"),
    Wrong('"example.com/reserves"', '"exam ple"', "origin cannot be", "blanks and '+'"),
    Wrong('"example.com/reserves"', '"a+b"', "origin cannot be 'a+b'", "blanks and '+'"),
    Wrong('"https://example.com"', '"javascript:alert(1)"', "url cannot be", "https://"),
    Wrong("https://example.com/help", "ftp://x", "support_url cannot be", "https://"),
    *(
        Wrong(
            'url = "https://example.com"',
            f'url = "https://example.com"\nsite_url = "{wrong}"',
            "site_url cannot be",
            "a final slash",
        )
        for wrong in (
            "https://example.com",
            "http://example.com/",
            "https://example.com/a",
            "https://",
            "https://a@example.com/",
            "https://example.com/?x/",
            "https://example.com/#/",
            "https://example.com//",
            "https://example.com/a b/",
            f"https://{'a' * 2048}/",
        )
    ),
    Wrong("decimals = 8", "decimals = 39", "assets.BTC.decimals is 39", "0 to 38"),
    Wrong("decimals = 8", "decimals = -1", "assets.BTC.decimals is -1", "0 to 38"),
    Wrong("decimals = 8", 'decimals = "8"', "assets.BTC.decimals must be a whole", ""),
    Wrong("decimals = 8", "decimals = 8.0", "assets.BTC.decimals must be a whole", ""),
    Wrong("decimals = 8", "decimals = true", "assets.BTC.decimals must be a whole", ""),
    Wrong("decimals = 8", "digits = 8", "assets.BTC.digits is not a key", "decimals"),
    Wrong("[assets.BTC]", '[assets."B TC"]', "assets.'B TC' cannot be", "letters, digits"),
    Wrong("[assets.BTC]", "[assets.usdt]", "assets.USDT stands beside assets.usdt", "case only"),
    Wrong("decimals = 8", "decimals =", "is not TOML: Invalid value (at line 6", "Correct"),
    Wrong("decimals = 8", "decimals = 8\ndecimals = 8", "is not TOML: Cannot overwrite", "Correct"),
    Wrong("decimals = 8", f"decimals = {'9' * 5000}", "is not TOML", "Correct"),
    Wrong('name = "USD"', 'name = "U SD"', "group[1].name cannot be 'U SD'", "letters, digits"),
    Wrong('["USDT", "USDC"]', "[]", "group[1].assets is empty", "Name the assets"),
    Wrong('["USDT", "USDC"]', '"USDT"', "group[1].assets must be a list", ""),
    Wrong('["USDT", "USDC"]', '["USDT", "USDT"]', "names USDT, which is in USD already", "twice"),
    Wrong('["USDT", "USDC"]', '["USDT", "DAI"]', "names 'DAI', which is not a counted", "USDT"),
    Wrong(
        "[[group]]",
        '[[group]]\nname = "Usd"\nassets = ["BTC"]\n[[group]]',
        "group[2].name 'USD' is taken",
        "its own name",
    ),
    Wrong(
        "[[group]]",
        '[[group]]\nname = "W"\nassets = ["BTC"]\nunit = "USDT"\n[[group]]',
        "group[2].assets counts USDT as USD",
        "split it",
    ),
    Wrong(
        '["USDT", "USDC"]',
        '["USDT", "USDC"]\nunit = "US D"',
        "group[1].unit cannot be 'US D'",
        "letters, digits",
    ),
    Wrong("[[group]]", "[keys]\ncode = ''\n[[group]]", "keys.code cannot be ''", "Name a file"),
    Wrong("[[group]]", "[keys]\ncode = '../k'\n[[group]]", "keys.code leads out of", "absolute"),
    Wrong("[[group]]", "[key]\n[[group]]", "key is not a key that is known", "Did you mean keys?"),
    Wrong("[[group]]", "keys = 1\n[[group]]", "assets.USDT.keys is not a key", "decimals"),
    Wrong("[[group]]", "[theme]\naccent = 'blue'\n[[group]]", "theme.accent cannot be", "#0b5fff"),
]

SNAPSHOT_CASES = [
    Wrong('id = "2026-10-31"', 'id = "2026-11-30"', "id is '2026-11-30'", "as the file is named"),
    Wrong("liabilities_at", "liability_at", "liability_at is not a key", "mean liabilities_at?"),
    Wrong("00:00Z", "00:00", "liabilities_at does not say in which time zone", "End it with Z"),
    Wrong("00:00Z", "00:00.5Z", "liabilities_at has a fraction of a second", "whole seconds"),
    Wrong("2026-10-31T00:00:00Z", '"now"', "liabilities_at must be a date and time", ""),
    Wrong("2026-10-31T00:00:00Z", "2026-10-31", "liabilities_at must be a date and time", ""),
    Wrong("2026-11-30", "2026-10-31", "next_due is not after the snapshot", "leave it out"),
    Wrong("2026-11-30", "2027-11-02", "next_due is more than 366 days after", "within a year"),
    Wrong("2026-11-30", '"soon"', "next_due must be a date such as", ""),
    Wrong("assets.USDC.decimals = 6", "", "group[1].assets names 'USDC'", "Did you mean USDT?"),
    Wrong("assets.USDC", "assets.usdt.decimals = 6\nassets.USDC", "stands beside", "case only"),
    Wrong("assets.USDC", "negatives = 'ignore'\nassets.USDC", "negatives must be one of", ""),
    Wrong("assets.USDC", "identity = '../x'\nassets.USDC", "identity leads out of", "absolute"),
    Wrong("[[ledger]]", "kinds = {}\n[[ledger]]", "kinds is empty", 'customer = "count"'),
    Wrong("[[ledger]]", "kinds.A = 'count'\n[[ledger]]", "kinds.A cannot be 'A'", "1 to 32"),
    Wrong("[[ledger]]", "kinds.a = 'counted'\n[[ledger]]", "kinds.a cannot be", '"leave_out"'),
    Wrong(
        "[[ledger]]",
        "kinds.gift = 'leave_out'\n[[ledger]]",
        "ledger[1].default_kind there is no rule for the kind 'customer'",
        "under [kinds]",
    ),
    Wrong("[[ledger]]\npath", "[ledger]\npath", "ledger must be a list", ""),
    Wrong('[[ledger]]\npath = "ledger/*.parquet"', "ledger = []", "ledger is empty", "[[ledger]]"),
    Wrong("path =", "file =", "ledger[1].file is not a key", "path"),
    Wrong('"ledger/*.parquet"', '""', "ledger[1].path is not a path", "glob"),
    Wrong('"ledger/*.parquet"', '"../*.csv"', "ledger[1].path leads out of", "absolute"),
    Wrong('"ledger/*.parquet"', '"a/../../*.csv"', "ledger[1].path leads out of", "absolute"),
    Wrong("path =", "format = 'xlsx'\npath =", "ledger[1].format must be one of", ""),
    Wrong("path =", "preset = 'ftx'\npath =", "ledger[1].preset there is no preset", "binance"),
    Wrong("path =", "units = 'cents'\npath =", "ledger[1].units must be one of", ""),
    Wrong("path =", "delimiter = ':'\npath =", "ledger[1].delimiter is not one", '";"'),
    Wrong("path =", "account = ''\npath =", "ledger[1].account is not the name", "1 to 255"),
    Wrong("path =", "kind = 'asset'\npath =", "ledger[1].kind names 'asset' as another", "own"),
    Wrong("path =", "equity = 'e_{asset}'\npath =", "ledger[1].equity means something in", "wide"),
    Wrong("path =", "shape = 'wide'\npath =", "ledger[1].shape is wide, but no column", "equity"),
    Wrong("path =", "shape = 'wide'\nasset = 'a'\npath =", "ledger[1].asset means", "long"),
    Wrong(
        "path =", "shape = 'wide'\nequity = 'e'\npath =", "ledger[1].equity must hold {asset}", "e_"
    ),
    Wrong(
        "path =",
        "shape = 'wide'\ncolumns = {btc = 'B TC'}\npath =",
        "ledger[1].columns.btc 'B TC' is not an asset's name",
        "letters",
    ),
    Wrong(
        "path =",
        "shape = 'wide'\ncolumns = {btc = 'BTC'}\ndebts = {btc = 'BTC'}\npath =",
        "ledger[1].debts 'btc' stands under columns too",
        "one of the two",
    ),
    Wrong("[[ledger]]", "[wallets]\npath = 'w'\n[[ledger]]", "wallets.complete is missing", "true"),
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
    Wrong("[[ledger]]", "[prices]\nsource = 'x'\n[[ledger]]", "prices.usd is missing", "table"),
    Wrong(
        "[[ledger]]",
        "[prices]\nsource = 'x'\nusd = {BTC = '1'}\n[[ledger]]",
        "prices.usd.BTC has no time",
        "BTC = { price = …, time = … }",
    ),
    *(
        Wrong(
            "[[ledger]]",
            f"[prices]\nsource = {source}\ntime = {time}\nusd = {{{usd}}}\n[[ledger]]",
            what,
            advice,
        )
        for source, time, usd, what, advice in (
            ("'x'", "2026-10-31T00:00:00Z", "BCT = '1'", "prices.usd.BCT is not the", "mean BTC?"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '0'", "prices.usd.BTC cannot be '0'", "above"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '0.0'", "prices.usd.BTC cannot be", "above"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '-1'", "prices.usd.BTC cannot be", "above"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '1e5'", "prices.usd.BTC cannot be", "exponent"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = 1.5", "prices.usd.BTC must be text", ""),
            ("' '", "2026-10-31T00:00:00Z", "BTC = '1'", "prices.source cannot be", "printable"),
            ("'x'", "2026-10-31T00:00:00", "BTC = '1'", "prices.time does not say", "UTC"),
            *(
                ("'x'", "2026-10-31T00:00:00Z", f"BTC = {{{own}}}", f"prices.usd.BTC{what}", advice)
                for own, what, advice in (
                    ("source = 'y'", ".price is missing", "text in quotes"),
                    ("price = 1", ".price must be text", ""),
                    ("price = '0'", " cannot be '0'", "above"),
                    ("price = '1', source = ''", ".source cannot be ''", "printable"),
                    ("price = '1', time = 2026-10-31", ".time must be a date and time", ""),
                    ("price = '1', time = 2026-10-31T00:00:00", ".time does not say", "UTC"),
                    ("price = '1', by = 'y'", ".by is not a key", "price, source, time"),
                )
            ),
        )
    ),
    Wrong("[[ledger]]", "scope_note = 1\n[[ledger]]", "scope_note must be text", ""),
    Wrong("[[ledger]]", "strict_scope = 'yes'\n[[ledger]]", "strict_scope must be true", ""),
    Wrong(
        "[[ledger]]",
        "scope_note = '" + "a" * 2001 + "'\n[[ledger]]",
        "scope_note cannot be published",
        "2,000",
    ),
    Wrong(
        "[[ledger]]",
        "[disclosures]\nlegal_entitiy = 'x'\n[[ledger]]",
        "disclosures.legal_entitiy is not a key",
        "Did you mean legal_entity?",
    ),
    Wrong(
        "[[ledger]]",
        "[[disclosures.reserves]]\nwhat = 'x'\nheld = 'here'\n[[ledger]]",
        "disclosures.reserves[1].counterparty is missing",
        "",
    ),
    Wrong(
        "[[ledger]]",
        "[wallets]\npath = 'w'\ncomplete = true\n[wallets.forms.x]\nasset = 'BTC'\nform = 'y'\n"
        "[[ledger]]",
        "wallets.forms.x.form must be one of",
        "",
    ),
]


@pytest.mark.parametrize("case", PUBLISHER_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_publisher_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert case.old in PUBLISHER
    with pytest.raises(InputError) as caught:
        load(tmp_path, publisher=PUBLISHER.replace(case.old, case.new, 1))
    assert case.what in caught.value.what
    assert case.advice in caught.value.advice
    assert caught.value.file == str(tmp_path / "publisher.toml")


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert case.old in SNAPSHOT
    with pytest.raises(InputError) as caught:
        load(tmp_path, snapshot=SNAPSHOT.replace(case.old, case.new, 1))
    assert case.what in caught.value.what
    assert case.advice in caught.value.advice
    # A group is wrong where it is written, though only a snapshot's assets show it.
    name = "publisher.toml" if "group" in case.what else "snapshots/2026-10-31.toml"
    assert caught.value.file == str(tmp_path / name)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xff\xfe", "line 1 is not UTF-8"),
        (b'name = "x"\n# \xe9\n', "line 2 is not UTF-8"),
        (b"x = [" + b"[" * 100_000, "is nested too deeply"),
        (b"#" * ((1 << 20) + 1), "is larger than 1048576 bytes"),
        (b"", "name is missing"),
        (b"\0", "is not TOML"),
    ],
)
def test_hostile_files_are_refused_before_they_are_parsed(
    tmp_path: Path, data: bytes, what: str
) -> None:
    (tmp_path / "publisher.toml").write_bytes(data)
    with pytest.raises(InputError, match=what):
        load_publisher(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "publisher.toml").write_bytes(b"\xef\xbb\xbf" + PUBLISHER.encode())
    assert load_publisher(tmp_path).name == "Example Exchange"


def test_a_folder_without_settings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file") as caught:
        load_publisher(tmp_path)
    assert "proofpress init" in caught.value.advice


@pytest.mark.parametrize("name", ["../publisher", "a/b", "", "X", "x" * 33, "a.b", "a\n"])
def test_an_id_cannot_lead_elsewhere(tmp_path: Path, name: str) -> None:
    publisher = load(tmp_path).publisher
    with pytest.raises(InputError, match="cannot be a snapshot's id"):
        load_snapshot(publisher, name)


def test_a_snapshot_without_assets(tmp_path: Path) -> None:
    publisher = PUBLISHER[: PUBLISHER.index("[assets.BTC]")]
    snapshot = SNAPSHOT.replace("assets.USDC.decimals = 6\n", "")
    with pytest.raises(InputError, match="assets names no asset to count"):
        load(tmp_path, publisher, snapshot)


def test_too_many_columns(tmp_path: Path) -> None:
    assets = "".join(f"assets.A{index}.decimals = 0\n" for index in range(1700))
    snapshot = SNAPSHOT.replace("[[ledger]]", 'kinds.customer = "count"\n[[ledger]]')
    with pytest.raises(InputError, match="assets make 3407 columns with 2 scopes"):
        load(
            tmp_path,
            snapshot=snapshot.replace("[[", 'kinds.p = "count_apart:platform"\n[[').replace(
                "assets.USDC", assets + "assets.USDC"
            ),
        )
