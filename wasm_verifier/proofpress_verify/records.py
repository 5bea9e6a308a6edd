"""The things a published snapshot consists of, as typed, immutable records.

A record holds values only. How it is read from canonical JSON is in `statement`; whether it is
true is in `core` and `verify`.

Amounts and sums are integers in base units: an amount of 1.5 BTC in a column of 8
decimals is 150_000_000. Hashes and keys are `bytes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Scope(Enum):
    """Whose balances a column sums. A closed list (format document, "Columns")."""

    COUNT = "count"
    CUSTOMER = "customer"
    PLATFORM = "platform"
    BONUS = "bonus"


@dataclass(frozen=True)
class Column:
    """What one entry of a sum counts: an asset within a scope.

    `decimals` (0 to 38) says how many base units, as a power of ten, make one unit.
    Column 0 of every header is `COUNT_COLUMN`.
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
    """What gives every number of a snapshot its meaning; its digest D is in every code's hash.

    `publisher` is the 20-byte publisher id. Times are `YYYY-MM-DDTHH:MM:SSZ`.
    `prefix_bits` is p: there are 2**p shards. `identity_bound` says whether leaves also
    bind something the customer chose.
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
    """What the publisher says it holds of one asset, in base units of `decimals`.

    `native` is the part held as the asset itself, not wrapped, staked, lent or
    issued by an affiliate; it never exceeds `amount`.
    """

    asset: str
    decimals: int
    amount: int
    native: int


@dataclass(frozen=True)
class ClampedColumn:
    """Accounts whose net balance in a column was negative and was counted as zero.

    `amount` is the gross sum of what was clamped, as a positive number of base units.
    """

    column: int
    accounts: int
    amount: int


@dataclass(frozen=True)
class LeftOut:
    """Rows of a kind that is disclosed but not counted, such as trading bonuses."""

    kind: str
    asset: str
    decimals: int
    rows: int
    amount: int


@dataclass(frozen=True)
class OutOfScope:
    """An asset of the ledger that has no column: listed with its total, not counted.

    `amount` is an exact decimal string in whole units, such as "12.5", since an asset
    without a column has no declared decimals.
    """

    asset: str
    rows: int
    amount: str


@dataclass(frozen=True)
class KindClaim:
    """What became of the rows of a kind: summed in `scope`, or (None) left out and disclosed."""

    kind: str
    scope: Scope | None


@dataclass(frozen=True)
class Price:
    """What one unit of an asset was worth in USD, for figures in USD only.

    `price` is an exact decimal string above zero, such as "0.998"; `time` is
    `YYYY-MM-DDTHH:MM:SSZ`; `source` says whose price it is.
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
    """Everything the publisher signs about one snapshot.

    `name` is the publisher's name as shown to people; `first_key` the vkey line of its
    first signing key, whose digest is the publisher id; `root` and `totals` (one per
    column) the liabilities; `files` the root of the tree over shard files; `data` the
    SHA-256 of the snapshot's data manifest; `methodology` and `disclosures` those of its
    methodology text and its disclosures; `own_issued` the assets that the publisher or its
    affiliates issue; `scope_note` what changed in scope since the last snapshot, in the
    publisher's words; `verifier` the lowest accepted version of the verifier; `previous` is
    None for a publisher's first snapshot; `next_due` a date or None.
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
