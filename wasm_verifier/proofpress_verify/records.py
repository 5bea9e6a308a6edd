"""The parts of a published snapshot, as typed, immutable records.

A record has values only. `statement` reads it from canonical JSON; `core` and `verify` check
whether it is true.

Amounts and sums are integers in base units: an amount of 1.5 BTC in a column of 8 decimals is
150_000_000. Hashes and keys are `bytes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Scope(Enum):
    """Whose balances a column adds up. There are no others (format document, "Columns")."""

    COUNT = "count"
    CUSTOMER = "customer"
    PLATFORM = "platform"
    BONUS = "bonus"


@dataclass(frozen=True)
class Column:
    """What one entry of a sum counts: an asset within a scope.

    One unit is 10**`decimals` base units; `decimals` is 0 to 38. Column 0 of every header is
    `COUNT_COLUMN`.
    """

    asset: str
    scope: Scope
    decimals: int


COUNT_COLUMN = Column("accounts", Scope.COUNT, 0)


@dataclass(frozen=True)
class Group:
    """Columns of one scope that are also shown as one sum, such as USD = USDT + USDC + USD.

    One unit of each asset is counted as one `unit`. `columns` are ascending column indices;
    no column is in two groups.
    """

    name: str
    unit: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Header:
    """What the numbers of a snapshot mean. Its digest D is hashed with every code.

    `publisher` is the 20-byte publisher id. Times are `YYYY-MM-DDTHH:MM:SSZ`. `prefix_bits` is p:
    there are 2**p shards. `identity_bound` says whether each leaf also binds something that its
    customer chose.
    """

    publisher: bytes
    snapshot: str
    liabilities_at: str
    reserves_at: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    prefix_bits: int
    identity_bound: bool


@dataclass(frozen=True)
class WalletListClaim:
    """The published wallet list: SHA-256 of `wallets.csv`, its rows, whether it is complete."""

    sha256: bytes
    rows: int
    complete: bool


@dataclass(frozen=True)
class ReserveClaim:
    """How much the publisher says it holds of one asset, in base units of `decimals`.

    `native` is the part that is the asset itself, not wrapped, staked, lent or issued by an
    affiliate. It is at most `amount`.
    """

    asset: str
    decimals: int
    amount: int
    native: int


@dataclass(frozen=True)
class ClampedColumn:
    """Accounts whose net balance in a column was negative and was clamped to zero.

    `amount` is the sum of what was clamped, as a positive number of base units.
    """

    column: int
    accounts: int
    amount: int


@dataclass(frozen=True)
class LeftOut:
    """The rows of one kind and asset that are disclosed but not counted, such as bonuses."""

    kind: str
    asset: str
    decimals: int
    rows: int
    amount: int


@dataclass(frozen=True)
class OutOfScope:
    """An asset of the ledger that has no column: its total is listed, but not counted.

    `amount` is an exact decimal string in whole units, such as "12.5", since an asset without a
    column has no declared decimals.
    """

    asset: str
    rows: int
    amount: str


@dataclass(frozen=True)
class KindClaim:
    """How the rows of a kind are counted: in `scope`, or not at all (None), then disclosed."""

    kind: str
    scope: Scope | None


@dataclass(frozen=True)
class Price:
    """The price of one unit of an asset in USD, which is used for figures in USD only.

    `price` is an exact decimal string above zero, such as "0.998"; `time` is
    `YYYY-MM-DDTHH:MM:SSZ`; `source` says where the price is from.
    """

    asset: str
    price: str
    source: str
    time: str


@dataclass(frozen=True)
class PreviousStatement:
    """The snapshot before this one and the SHA-256 of its statement.json."""

    snapshot: str
    sha256: bytes


@dataclass(frozen=True)
class Statement:
    """Everything that the publisher signs about one snapshot.

    `name` is the publisher's name as it is shown. `first_key` is the vkey line of its first signing
    key, whose digest is the publisher id. `root` and `totals` (one for each column) are the
    liabilities. `files` is the root of the tree over the shard files. `data`, `methodology` and
    `disclosures` are the SHA-256 of the data manifest, the methodology text and the disclosures.
    `own_issued` are the assets that the publisher or its affiliates issue. `scope_note` says, in
    the publisher's words, what changed in scope since the last snapshot. `next_due` is a date or
    None. `previous` is None for a publisher's first snapshot. `proofpress` is the version that made
    the snapshot, `verifier` the lowest version of the verifier that the publisher accepts.
    """

    header: Header
    name: str
    first_key: str
    root: bytes
    totals: tuple[int, ...]
    files: bytes
    data: bytes
    wallets: WalletListClaim
    reserves: tuple[ReserveClaim, ...]
    own_issued: tuple[str, ...]
    prices: tuple[Price, ...]
    kinds: tuple[KindClaim, ...]
    clamped: tuple[ClampedColumn, ...]
    left_out: tuple[LeftOut, ...]
    out_of_scope: tuple[OutOfScope, ...]
    scope_note: str
    methodology: bytes
    disclosures: bytes
    next_due: str | None
    previous: PreviousStatement | None
    proofpress: str
    verifier: str
