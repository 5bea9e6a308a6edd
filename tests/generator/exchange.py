"""A small publisher's folder with fixed keys, for tests of the whole pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Never

from proofpress.keys.master import MasterKey, code_text, read_master_key
from proofpress.keys.signing import SigningKey, read_signing_key
from proofpress.progress import Silent
from proofpress.publish import build
from proofpress.release import release
from proofpress.settings.publisher import load_publisher
from proofpress.settings.snapshot import SnapshotSettings, load_snapshot
from proofpress_verify import paths
from proofpress_verify.verdict import Verdict
from proofpress_verify.verify import Copy, Opened, begin, finish

ORIGIN = "tiny.example/reserves"
CODE_KEY = "proofpress-code-key-v0:" + "11" * 32 + "\n"
# The Ed25519 seed is 32 bytes of 22 hex.
SIGNING_KEY = (
    "PRIVATE+KEY+tiny.example/reserves+2042effa+ASIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIi\n"
)
FIRST, SECOND = "2026-09-30", "2026-10-31"
LEDGER = """\
account,kind,asset,amount
alice,customer,BTC,1.5
alice,customer,USDT,250.25
bob,customer,BTC,0.00000001
bob/margin,customer,USDT,7
carol,customer,USDC,99.999999
dave,customer,BTC,0
house,platform,BTC,20
erin,customer,BTC,3
erin,bonus,USDT,50
"""
BALANCES = {
    "alice": {"BTC": 150_000_000, "USDT": 250_250_000},
    "bob": {"BTC": 1, "USDT": 7_000_000},
    "carol": {"USDC": 99_999_999},
    "dave": {},
    "house": {"BTC": 2_000_000_000},
    "erin": {"BTC": 300_000_000},
}
WALLETS = (
    "asset,network,address,balance,block_height,block_hash,time,scheme,message,signatures,"
    "public_keys,redeem_script,owners,label,custody,counts_as,form,repeats\n"
    "BTC,bitcoin,1BoatSLRHtKNngkdXEeobR76b53LETtpyT,30,910000,,,,,,,,,,self,BTC,native,\n"
    "USDT,tron,TJTc3g4AuDoPxCFmTbcTJEmQwhFrTnJGNR,260,75000000,,,,,,,,,,self,USDT,native,\n"
)
PUBLISHER = f"""\
name = "Tiny Exchange"
origin = "{ORIGIN}"
url = "https://tiny.example"
support_url = "https://tiny.example/help"
[assets.BTC]
decimals = 8
[assets.USDT]
decimals = 6
[assets.USDC]
decimals = 6
[[group]]
name = "USD"
assets = ["USDT", "USDC"]
"""


@dataclass(frozen=True)
class Exchange:
    """A publisher's folder below `folder`."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def code_key(self) -> MasterKey:
        return read_master_key(self.folder / "keys/code.key")

    @property
    def signing_key(self) -> SigningKey:
        return read_signing_key(self.folder / "keys/signing.key")

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def draft(self) -> Path:
        return self.folder / "draft"

    def code(self, account: str) -> str:
        """The code of an account, as its customer got it."""
        publisher = self.signing_key.publisher
        return code_text(self.code_key.code(publisher, account.encode()), publisher)

    def load(self, snapshot: str) -> SnapshotSettings:
        return load_snapshot(load_publisher(self.folder), snapshot)

    def write_snapshot(
        self,
        snapshot: str,
        ledger: str = LEDGER,
        *,
        more: str = "",
        wallets: str = WALLETS,
        is_due: bool = True,
    ) -> None:
        """Write a snapshot's settings, ledger and wallet list; `more` is top-level TOML.

        The next one is due in a year, unless `is_due` is false.
        """
        due = f"next_due = {date.fromisoformat(snapshot) + timedelta(365)}\n" if is_due else ""
        (self.folder / f"ledger-{snapshot}.csv").write_text(ledger)
        (self.folder / f"wallets-{snapshot}.csv").write_text(wallets)
        (self.folder / "snapshots" / f"{snapshot}.toml").write_text(
            f'id = "{snapshot}"\nliabilities_at = {snapshot}T00:00:00Z\n'
            f"reserves_at = {snapshot}T00:01:00Z\n{due}{more}"
            '[kinds]\ncustomer = "count"\nplatform = "count_apart:platform"\nbonus = "leave_out"\n'
            f'[[ledger]]\npath = "ledger-{snapshot}.csv"\nshape = "long"\nkind = "kind"\n'
            'account = "account"\nasset = "asset"\namount = "amount"\n'
            f'[wallets]\npath = "wallets-{snapshot}.csv"\nformat = "proofpress"\ncomplete = true\n'
            "[release]\naccounts = 6\n"
        )

    def build(self, snapshot: str) -> None:
        build(self.load(snapshot), Silent())

    def release(self, snapshot: str) -> None:
        settings = self.load(snapshot)
        release(settings, settings.release, Silent())

    def publish(self, snapshot: str) -> None:
        self.build(snapshot)
        self.release(snapshot)


def make_exchange(folder: Path) -> Exchange:
    """A publisher's folder with fixed keys and settings, and no snapshot yet."""
    for name in ("snapshots", "keys"):
        (folder / name).mkdir(parents=True)
    (folder / "publisher.toml").write_text(PUBLISHER)
    (folder / "methodology.md").write_text("# Method\n\nAll accounts, at midnight.\n")
    (folder / "sub_accounts.csv").write_text("sub_account,main_account\nbob/margin,bob\n")
    for name, text in (("code.key", CODE_KEY), ("signing.key", SIGNING_KEY)):
        (folder / "keys" / name).write_text(text)
        (folder / "keys" / name).chmod(0o600)
    return Exchange(folder)


SUBS = 'sub_accounts = "sub_accounts.csv"\n'


def publish_two(folder: Path) -> Exchange:
    """A publisher's folder with two released snapshots of the same ledger."""
    exchange = make_exchange(folder)
    for snapshot in (FIRST, SECOND):
        exchange.write_snapshot(snapshot, more=SUBS)
        exchange.publish(snapshot)
    return exchange


def append(exchange: Exchange, snapshot: str, text: str) -> None:
    """Add text to the settings of a snapshot."""
    path = exchange.folder / "snapshots" / f"{snapshot}.toml"
    path.write_text(path.read_text() + text)


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def check(
    site: Path, exchange: Exchange, account: str, snapshot: str, identity: str = ""
) -> Verdict:
    """Check an account as its customer would, from the files of a site."""
    statement = (site / paths.statement_path(snapshot)).read_bytes()
    note = (site / paths.note_path(snapshot)).read_bytes()
    opened = begin(exchange.code(account), statement, note)
    assert isinstance(opened, Opened), opened
    shard = (site / "snapshots" / snapshot / paths.shard_path(opened.shard)).read_bytes()
    return finish(opened, [Copy(shard)], identity=identity)


def held(verdict: Verdict) -> dict[str, int]:
    """The amounts of a verified account by asset, whatever the scope."""
    assert verdict.finding is not None, verdict.failure
    assert verdict.claim is not None
    columns = verdict.claim.header.columns
    return {columns[column].asset: amount for column, amount in verdict.finding.sums[1:]}


def never(*_: object, **__: object) -> Never:
    """A replacement for a step that must not be reached."""
    raise AssertionError("the heavy work has begun")
