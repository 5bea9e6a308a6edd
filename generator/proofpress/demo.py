"""An invented exchange: its books over three months, and its site, built and released.

Everything goes the way a real publisher goes: settings and ledgers are written as files,
then keys are made, and each snapshot is built and released with control totals. Names and
balances are made up, and addresses follow from keys made for the demo, which sign the wallet
list; the same seed gives the same books, the publisher's own keys are new each time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from proofpress import demo_keys, site_folder
from proofpress.config import load_publisher, load_snapshot
from proofpress.errors import StateError
from proofpress.keys import code_text, create_code_key, create_signing_key
from proofpress.progress import Progress
from proofpress.publish import build
from proofpress.release import release
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.wallets import Custody, HoldingForm, Wallet
from proofpress_verify.decimals import format_units
from proofpress_verify.ownership.wording import message_to_sign

ACCOUNTS = 4000
ORIGIN = "aurora.example/reserves"
MARK = "made-by-proofpress-demo"
SNAPSHOTS = ("2026-08-31", "2026-09-30", "2026-10-31")
NEXT_DUE = ("2026-09-30", "2026-10-31", "2027-10-31")
# The last one is as late as a statement may promise, so that a demo does not soon look stale.


@dataclass(frozen=True)
class Asset:
    """An asset of the invented exchange; `typical` is a usual balance in whole units.

    `cover` is how much of what is owed the exchange holds, in percent; `prices` are in USD,
    month by month.
    """

    name: str
    decimals: int
    typical: float
    share: float
    cover: int
    prices: tuple[str, str, str]


ASSETS = (
    Asset("BTC", 8, 0.08, 0.6, 104, ("108236.5", "114055", "109556.25")),
    Asset("ETH", 18, 1.1, 0.45, 102, ("4391.12", "4145.9", "3847.01")),
    Asset("USDT", 6, 900.0, 0.7, 101, ("1.0001", "1.0004", "0.9998")),
    Asset("USDC", 6, 400.0, 0.3, 100, ("0.9998", "0.9997", "0.9999")),
    Asset("SOL", 9, 14.0, 0.25, 103, ("200.6", "208.71", "187.43")),
    Asset("XRP", 6, 650.0, 0.2, 108, ("2.776", "2.8436", "2.5105")),
    Asset("DOGE", 8, 3000.0, 0.15, 97, ("0.2134", "0.2327", "0.1868")),
    Asset("AUR", 8, 120.0, 0.3, 100, ("0.52", "0.55", "0.61")),
)


@dataclass(frozen=True)
class Demo:
    """The demo as made: its site, and one customer to try it with."""

    site: Path
    account: str
    code: str


@dataclass(frozen=True)
class Row:
    """A row of the invented ledger; `amount` in base units."""

    account: str
    kind: str
    asset: Asset
    amount: int


def create(folder: Path, accounts: int, progress: Progress) -> Demo:
    """Make the invented exchange below `folder`, replacing what an earlier demo made there.

    Raises:
        StateError: something else stands there.
    """
    home = folder / "demo"
    _make_room(home)
    _write_settings(home)
    publisher = load_publisher(home)
    signing = create_signing_key(publisher.keys.signing, publisher.origin)
    code_key = create_code_key(publisher.keys.code)
    for month, snapshot in enumerate(SNAPSHOTS):
        rows = list(_books(accounts, month))
        _write_snapshot(home, month, rows)
        settings = load_snapshot(load_publisher(home), snapshot)
        progress.stage(f"{snapshot}: building")
        build(settings, progress)
        release(settings, settings.release, progress)
    account = _account(17)
    code = code_text(code_key.code(signing.publisher, account.encode()), signing.publisher)
    return Demo(home / site_folder.SITE, account, code)


def _make_room(home: Path) -> None:
    if home.exists():
        if not (home / MARK).exists():
            raise StateError(f"{home}: exists, and no demo made it; name another --folder")
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / MARK).write_text("Made by `proofpress demo`, which replaces this folder.\n")


def _account(number: int) -> str:
    return f"AUR-{number * 7919 % 1_000_003 + 1_000_000}"


def _books(accounts: int, month: int) -> Iterator[Row]:
    """The rows of a month: customers, sub-accounts, the platform's own, and bonuses."""
    for number in range(accounts - accounts // 20 * (len(SNAPSHOTS) - 1 - month)):
        random = Random(f"{number}/{month}")  # noqa: S311 - invented balances
        name = _account(number)
        for asset in ASSETS:
            if random.random() < asset.share:
                yield Row(name, "customer", asset, _amount(random, asset))
        if number % 11 == 0:
            yield Row(f"{name}/margin", "customer", ASSETS[2], _amount(random, ASSETS[2]))
        if number % 9 == 0:
            yield Row(name, "bonus", ASSETS[2], 25 * 10 ** ASSETS[2].decimals)
    for asset in ASSETS[:4]:
        units = int(asset.typical * accounts / 50)
        yield Row("house", "platform", asset, units * 10**asset.decimals)


def _amount(random: Random, asset: Asset) -> int:
    units = asset.typical * random.paretovariate(1.3) * random.random()
    millionths = int(units * 1_000_000)
    return millionths * int(10**asset.decimals) // 1_000_000


def _write_settings(home: Path) -> None:
    assets = "".join(
        f"[assets.{asset.name}]\ndecimals = {asset.decimals}\n{OWN.get(asset.name, '')}"
        for asset in ASSETS
    )
    (home / "publisher.toml").write_text(
        'name = "Aurora Exchange (invented)"\n'
        f'origin = "{ORIGIN}"\n'
        'url = "https://aurora.example"\n'
        'support_url = "https://aurora.example/help"\n'
        '[theme]\naccent = "#0f766e"\n'
        f'{assets}[[group]]\nname = "USD"\nunit = "USD"\nassets = ["USDT", "USDC"]\n'
    )
    (home / "methodology.md").write_text(_METHODOLOGY)
    for name in ("snapshots", "ledger", "wallets", "disclosures"):
        (home / name).mkdir()
    for name, text in DOCUMENTS.items():
        (home / "disclosures" / name).write_text(text)


def _write_snapshot(home: Path, month: int, rows: list[Row]) -> None:
    snapshot = SNAPSHOTS[month]
    lines = [
        f"{row.account},{row.kind},{row.asset.name},"
        f"{format_units(row.amount, row.asset.decimals)}\n"
        for row in rows
    ]
    ledger = "account,kind,asset,amount\n" + "".join(lines)
    (home / "ledger" / f"{snapshot}.csv").write_text(ledger)
    subs = sorted({row.account for row in rows if row.account.endswith("/margin")})
    pairs = "".join(f"{sub},{sub.removesuffix('/margin')}\n" for sub in subs)
    (home / "ledger" / f"{snapshot}-sub.csv").write_text("sub_account,main_account\n" + pairs)
    wallets = format_wallets(tuple(_wallets(rows, month)))
    (home / "wallets" / f"{snapshot}.csv").write_bytes(wallets)
    mains = {row.account.removesuffix("/margin") for row in rows}
    (home / "snapshots" / f"{snapshot}.toml").write_text(
        f'id = "{snapshot}"\n'
        f"liabilities_at = {snapshot}T00:00:00Z\n"
        f"reserves_at = {snapshot}T00:07:12Z\n"
        f"next_due = {NEXT_DUE[month]}\n"
        f"{_scope_note(month)}"
        f'sub_accounts = "ledger/{snapshot}-sub.csv"\n'
        '[kinds]\ncustomer = "count"\nplatform = "count_apart:platform"\nbonus = "leave_out"\n'
        f"{_prices(month)}"
        f'[[ledger]]\npath = "ledger/{snapshot}.csv"\nkind = "kind"\n'
        'shape = "long"\naccount = "account"\nasset = "asset"\namount = "amount"\n'
        f'[wallets]\npath = "wallets/{snapshot}.csv"\nformat = "proofpress"\ncomplete = true\n'
        f"strict = true\n{DISCLOSURES}"
        f"[release]\naccounts = {len(mains)}\nrows = {len(rows)}\n"
    )


def _prices(month: int) -> str:
    lines = "".join(f"{asset.name} = {_price(asset, month)}\n" for asset in ASSETS)
    time = f"{SNAPSHOTS[month]}T00:00:00Z"
    return f'[prices]\nsource = "Invented Index"\ntime = {time}\n[prices.usd]\n{lines}'


def _price(asset: Asset, month: int) -> str:
    """No index has a price of the exchange's own token: that one is from its own market."""
    price = f'"{asset.prices[month]}"'
    own = 'source = "Trades on Aurora itself (invented)"'
    return f"{{ price = {price}, {own} }}" if asset.name in OWN else price


def _scope_note(month: int) -> str:
    """From the second month on some USDT is lent out, and the list says so."""
    if month != 1:
        return ""
    return 'scope_note = "A quarter of the USDT is now lent out; it counts as lent, not native."\n'


@dataclass(frozen=True)
class Place:
    """Where the invented exchange keeps a part of an asset, in percent of its reserves."""

    asset: str
    token: str
    network: str
    form: HoldingForm
    percent: int


PLACES = (
    Place("BTC", "BTC", "bitcoin", HoldingForm.NATIVE, 80),
    Place("BTC", "WBTC", "ethereum", HoldingForm.WRAPPED, 20),
    Place("ETH", "ETH", "ethereum", HoldingForm.NATIVE, 70),
    Place("ETH", "stETH", "ethereum", HoldingForm.STAKED, 30),
    Place("USDT", "USDT", "tron", HoldingForm.NATIVE, 75),
    Place("USDT", "aUSDT", "ethereum", HoldingForm.LENT, 25),
    Place("USDC", "USDC", "ethereum", HoldingForm.NATIVE, 100),
    Place("SOL", "SOL", "solana", HoldingForm.NATIVE, 100),
    Place("XRP", "XRP", "xrpl", HoldingForm.NATIVE, 100),
    Place("DOGE", "DOGE", "dogecoin", HoldingForm.NATIVE, 100),
    Place("AUR", "AUR", "ethereum", HoldingForm.AFFILIATE, 100),
)
UNSIGNED = ("XRP",)


def _places(month: int) -> tuple[Place, ...]:
    """In the first month no USDT is lent out: all of it lies on TRON."""
    if month:
        return PLACES
    kept = [place for place in PLACES if place.form is not HoldingForm.LENT]
    return tuple(replace(each, percent=100) if each.network == "tron" else each for each in kept)


def _wallets(rows: list[Row], month: int) -> Iterator[Wallet]:
    for place in _places(month):
        asset = next(asset for asset in ASSETS if asset.name == place.asset)
        owed = sum(row.amount for row in rows if row.asset == asset and row.kind != "bonus")
        amount = owed * asset.cover * place.percent // 10_000
        height = 20_000_000 + month * 216_000
        block = sha256(f"{place.network}/{month}".encode()).hexdigest()
        seed = f"{place.token}/{place.network}".encode()
        address = demo_keys.address(place.network, seed)
        message = message_to_sign(ORIGIN, SNAPSHOTS[month], address, height, block)
        signed = place.token not in UNSIGNED
        rule, signature = demo_keys.sign(place.network, seed, message) if signed else (None, "")
        yield Wallet(
            asset=place.token,
            network=place.network,
            address=address,
            balance=amount,
            decimals=asset.decimals,
            block_height=height,
            block_hash=block,
            time=f"{SNAPSHOTS[month]}T00:07:12Z",
            scheme=rule.value if rule else "",
            message=message if signed else "",
            signatures=(signature,) if signed else (),
            public_keys=(),
            redeem_script="",
            owners=(),
            label="cold" if place.form is HoldingForm.NATIVE else "",
            custody=Custody.CONTRACT if place.form is HoldingForm.LENT else Custody.SELF,
            counts_as=place.asset,
            form=place.form,
        )


OWN = {"AUR": "own_issued = true\n"}
DISCLOSURES = """\
[disclosures]
legal_entity = "Aurora Exchange Ltd (invented), registered nowhere, licensed by nobody."
platforms_in_scope = "- aurora.example, spot and margin\\n- the Aurora app"
platforms_out_of_scope = "- Aurora Card, whose balances a bank holds"
share_covered = "About 96% of all clients' assets by value. The card's balances are the rest."
other_liabilities = "disclosures/liabilities.md"
encumbrance = "400 BTC are pledged to a lender until June. They are **not** in the wallet list."
lending = "A quarter of the USDT is lent out through an open lending pool."
staking = "30% of the ETH is staked. Unstaking takes days to weeks."
related_parties = "Aurora Capital (invented), of the same owners, owes us 1.2 million USD."
prepared_by = "The finance team of Aurora Exchange."
attested_by = "Nobody. An auditor is being looked for."
cadence = "At the end of each month."
missed_dates = "None since the first snapshot."
corrections = "None."
[[disclosures.reserves]]
what = "US dollars in bank accounts"
held = "off-chain"
counterparty = "First Invented Bank"
asset = "USD"
amount = "2500000"
attestation = "disclosures/bank-letter.txt"
[[disclosures.reserves]]
what = "Bitcoin kept by a custodian"
held = "third-party"
counterparty = "Invented Custody Ltd"
"""
DOCUMENTS = {
    "liabilities.md": """\
| what | USD |
|---|---|
| Loan by the owners, due 2029 | 12,000,000 |
| Salaries and suppliers | 800,000 |

No other debt, on the day of the snapshot.
""",
    "bank-letter.txt": "First Invented Bank confirms a balance of USD 2,500,000.00. (Invented.)\n",
}

_METHODOLOGY = """\
# How these figures were made

This exchange does not exist. Its books, wallets and customers are invented to show what a
published proof looks like.

- **Whose balances.** All customer accounts at midnight UTC on the day of the snapshot. A
  customer's margin sub-account is added to the main account.
- **What is counted apart.** The exchange's own account `house` stands in columns of its own.
- **What is left out.** Trading bonuses, which cannot be withdrawn. Their sum is disclosed.
- **Reserves.** Coins at the listed addresses, a few minutes after the balances were taken.
"""
