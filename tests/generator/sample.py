"""A made-up exchange for tests of the pages: statements, wallets and a whole site view."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from proofpress.disclosures.record import Attachment, Disclosures, Held, OtherReserve, Topic
from proofpress.reserves.ownership import Ownership
from proofpress.reserves.wallets import Custody, HoldingForm, Note, NoteKind, Wallet, WalletList
from proofpress.runtime import RuntimeFile, Verifier
from proofpress.views import Logo, PublishedFile, PublisherView, SiteView, SnapshotView
from proofpress_verify.ownership.outcome import UNSIGNED, SignatureRule, invalid, valid
from proofpress_verify.ownership.wording import Wording
from proofpress_verify.records import (
    COUNT_COLUMN,
    ClampedColumn,
    Column,
    Group,
    Header,
    KindClaim,
    LeftOut,
    OutOfScope,
    PreviousStatement,
    Price,
    ReserveClaim,
    Scope,
    Statement,
    WalletListClaim,
)
from tests.reference import publisher_id

KEY = "example.com/reserves+4f1c0a2b+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh"
RUNTIME = f"runtime/{'0123456789abcdef' * 4}/"
PUBLISHER = publisher_id(KEY)

COLUMNS = (
    COUNT_COLUMN,
    Column("BTC", Scope.CUSTOMER, 8),
    Column("BTC", Scope.PLATFORM, 8),
    Column("DOGE", Scope.CUSTOMER, 8),
    Column("ETH", Scope.CUSTOMER, 18),
    Column("ETH", Scope.PLATFORM, 18),
    Column("USD", Scope.CUSTOMER, 2),
    Column("USDC", Scope.CUSTOMER, 6),
    Column("USDT", Scope.CUSTOMER, 6),
)
TOTALS = (
    12_408,
    1_843_50217733,
    120_00000000,
    98_112_007_22140000,
    21_507_334500000000000017,
    310_000000000000000000,
    4_120_334_17,
    18_334_119_250000,
    61_224_870_118400,
)
RESERVES = (
    ReserveClaim("BTC", 8, 1_902_17733000, 1_120_00000000),
    ReserveClaim("DOGE", 8, 95_470_551_00000000, 95_470_551_00000000),
    ReserveClaim("ETH", 18, 22_140_000000000000000000, 15_000_000000000000000000),
    ReserveClaim("USDC", 6, 19_000_000_000000, 19_000_000_000000),
    ReserveClaim("USDT", 6, 66_000_000_000000, 6_600_000_000000),
)


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def statement(snapshot: str = "2026-10-31", previous: Statement | None = None) -> Statement:
    """A snapshot with everything in it that pages have to say something about."""
    return Statement(
        header=Header(
            publisher=PUBLISHER,
            snapshot=snapshot,
            liabilities_at=f"{snapshot}T00:00:00Z",
            reserves_at=f"{snapshot}T03:20:00Z",
            columns=COLUMNS,
            groups=(Group("USD-like", "USD-like", (6, 7, 8)),),
            prefix_bits=4,
            identity_bound=False,
        ),
        name="Example Exchange",
        first_key=KEY,
        root=digest("root" + snapshot),
        totals=TOTALS,
        files=digest("files" + snapshot),
        data=digest("data" + snapshot),
        wallets=WalletListClaim(digest("wallets" + snapshot), 5, complete=False),
        reserves=RESERVES,
        own_issued=("DOGE",),
        prices=(
            Price("BTC", "98123.5", "Example Index", "2026-10-31T00:00:00Z"),
            Price("USDT", "0.9991", "Example Index", "2026-10-31T00:00:00Z"),
        ),
        kinds=(
            KindClaim("bonus", None),
            KindClaim("customer", Scope.CUSTOMER),
            KindClaim("platform", Scope.PLATFORM),
        ),
        clamped=(ClampedColumn(4, 12, 3_200000000000000000),),
        left_out=(LeftOut("bonus", "USDT", 6, 4_211, 88_120_500000),),
        out_of_scope=(OutOfScope("SHIB", 17, "120934411.25"),),
        scope_note="Coins of the platform itself are counted since September.",
        methodology=digest("methodology"),
        disclosures=digest("disclosures"),
        next_due="2026-11-30",
        previous=None if previous is None else reference(previous),
        proofpress="0.1.0",
        verifier="0.1.0",
    )


def reference(previous: Statement) -> PreviousStatement:
    return PreviousStatement(
        previous.header.snapshot, digest("statement" + previous.header.snapshot)
    )


def first_statement() -> Statement:
    """Two months earlier: no platform column for ETH, no DOGE, another methodology."""
    made = statement("2026-08-31")
    kept = [i for i, c in enumerate(COLUMNS) if c.asset != "DOGE" and i != 5]
    return replace(
        made,
        header=replace(
            made.header,
            columns=tuple(COLUMNS[i] for i in kept),
            groups=(Group("USD-like", "USD-like", (4, 5, 6)),),
            reserves_at="2026-08-31T00:00:00Z",
        ),
        totals=tuple(TOTALS[i] * 9 // 10 for i in kept),
        reserves=tuple(claim for claim in RESERVES if claim.asset != "DOGE"),
        clamped=(),
        left_out=(),
        own_issued=(),
        kinds=(KindClaim("customer", Scope.CUSTOMER), KindClaim("platform", Scope.PLATFORM)),
        scope_note="",
        methodology=digest("old methodology"),
        next_due="2026-09-30",
    )


def wallet(
    asset: str, network: str, address: str, form: HoldingForm = HoldingForm.NATIVE
) -> Wallet:
    return Wallet(
        asset=asset,
        network=network,
        address=address,
        balance=1_120_50000000,
        decimals=8,
        block_height=921_477,
        block_hash="",
        time="",
        scheme="",
        message="Example Exchange",
        signatures=("c2lnbmF0dXJl",) if form is HoldingForm.NATIVE else (),
        public_keys=(),
        redeem_script="",
        owners=(),
        label=f"{asset}-{network}",
        custody=Custody.UNSTATED,
        counts_as={"WBTC": "BTC", "stETH": "ETH"}.get(asset, asset),
        form=form,
    )


def wallets() -> WalletList:
    eth = "0x52908400098527886E0F7030069857D2E4169EE7"
    rows = (
        wallet("BTC", "bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        wallet("WBTC", "ethereum", eth, HoldingForm.WRAPPED),
        wallet("stETH", "ethereum", eth, HoldingForm.STAKED),
        replace(wallet("DOGE", "dogecoin", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"), balance=None),
        wallet("XYZ", "unheard-of", "<script>alert(1)</script>", HoldingForm.AFFILIATE),
    )
    notes = (Note(NoteKind.UNSIGNED, "3 rows carry no signature", (2, 3, 5)),)
    return WalletList(rows, complete=False, notes=notes)


def snapshot_view(
    of: Statement, previous: Statement | None = None, *, draft: bool = False
) -> SnapshotView:
    home = f"snapshots/{of.header.snapshot}"
    return SnapshotView(
        statement=of,
        statement_sha256=digest("statement" + of.header.snapshot),
        draft=draft,
        previous=previous,
        wallets=wallets(),
        ownership=OWNERSHIP,
        previous_wallets=wallets().rows if previous else (),
        disclosed=DISCLOSED if previous else Disclosures(),
        methodology=METHODOLOGY,
        shard_sizes=tuple(262_144 + 4_096 * (i % 7) for i in range(1 << of.header.prefix_bits)),
        files=tuple(
            PublishedFile(f"{home}/{name}", size)
            for name, size in (
                ("statement.json", 3_912),
                ("statement.note", 312),
                ("wallets.csv", 1_288),
                ("methodology.md", 640),
                ("disclosures.json", 2),
                ("attachments/letter.pdf", 48_112),
                ("SHA256SUMS", 1_904),
            )
        ),
    )


@dataclass(frozen=True)
class SampleRuntime:
    """Of a runtime, what a page needs: the pages' scripts are `script` and `wallets_script`."""

    script: bytes = b""
    wallets_script: bytes = b""
    folder: str = RUNTIME

    @property
    def script_integrity(self) -> str:
        return integrity(self.script)

    @property
    def wallets_integrity(self) -> str:
        return integrity(self.wallets_script)

    @property
    def verifier(self) -> Verifier:
        wheel = "proofpress_verify-0.1.0-py3-none-any.whl"
        page = RuntimeFile("proofpress-offline-0.1.0.html", digest("page").hex(), 9_149_287)
        return Verifier("0.1.0", wheel, digest(wheel).hex(), "verifier/0.1.0/", page)

    def config(self, root: str) -> str:
        return json.dumps({"base": root + self.folder, "files": []})

    def wallets_config(self, root: str) -> str:
        return self.config(root)


def integrity(script: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()


def site_view(
    *, draft: bool = False, accent: str = "#0b5fff", logo: Logo | None = None
) -> SiteView:
    """Three snapshots, newest first."""
    first = first_statement()
    second = statement("2026-09-30", first)
    third = statement("2026-10-31", second)
    return SiteView(
        publisher=PublisherView(
            name="Example Exchange",
            url="https://example.com",
            support_url="https://example.com/help",
            accent=accent,
            logo=logo,
        ),
        snapshots=(
            snapshot_view(third, second, draft=draft),
            snapshot_view(second, first),
            snapshot_view(first),
        ),
        runtime=SampleRuntime(),
        files=(PublishedFile(f"{RUNTIME}check.js", 21_118),),
    )


OWNERSHIP = (
    Ownership(valid(SignatureRule.BITCOIN_MESSAGE), Wording(True, True, True, True), None),
    Ownership(UNSIGNED, None, None),
    Ownership(UNSIGNED, None, None),
    Ownership(valid(SignatureRule.KECCAK), Wording(False, False, False, False), "2026-08-31"),
    Ownership(invalid("another key signed"), Wording(True, False, False, True), None),
)
DISCLOSED = Disclosures(
    {
        Topic.LEGAL_ENTITY: "Example Ltd, of *Nowhere*.",
        Topic.ENCUMBRANCE: "400 BTC are pledged.<script>alert(1)</script>",
    },
    (
        OtherReserve(
            "Dollars at a bank",
            Held.OFF_CHAIN,
            "First Bank",
            "USD",
            "2500000.5",
            Attachment("attachments/letter.pdf", "ab" * 32, 48_112),
        ),
        OtherReserve("Coins in custody", Held.THIRD_PARTY, "<b>Custodian</b>", "", "", None),
    ),
)

METHODOLOGY = """\
# Methodology

Balances are taken from the **ledger of record** at midnight UTC.

## What counts

1. Spot, funding and margin accounts, net of loans.
2. Sub-accounts are added to their main account.

| asset | rule |
|---|---|
| ETH | staked ETH counts as ETH |
| USD | held in banks; no reserves on chain |

See [our help pages](https://example.com/help) or write to [us](mailto:por@example.com).
"""


def write(folder: Path) -> None:
    """The sample site, for a look in a browser: `python -m tests.generator.sample FOLDER`."""
    from proofpress.pages import write_pages

    write_pages(folder, site_view())


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1]))
