"""A wallet list as typed, immutable records.

Records hold values only: how a list is spelled is `canonical`, how others' lists are
read is `htx` and `okx`, what it adds up to is `totals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from proofpress_verify.reserves import Holding
from proofpress_verify.wallets_csv import HoldingForm as HoldingForm


class Custody(Enum):
    """Who holds the keys, as the publisher says it."""

    UNSTATED = ""
    SELF = "self"
    THIRD_PARTY = "third-party"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Wallet:
    """One row: coins of one asset at one address of one network.

    `balance` is an integer in base units of `decimals` (0 to 38), or None where the
    list states none. `decimals` are those of the text as published, trailing zeros
    included, so that the text can be written again. `time` is `YYYY-MM-DDTHH:MM:SSZ`.
    `scheme` names the rule by which the signatures were made, empty where the list does
    not say. `owners` are the addresses that signed where the address itself is a
    contract. `label` is the list's own name for the coins. `repeats` says why the same key or
    address is listed again, where it is. Absent texts are empty.
    """

    asset: str
    network: str
    address: str
    balance: int | None
    decimals: int
    block_height: int | None
    block_hash: str
    time: str
    scheme: str
    message: str
    signatures: tuple[str, ...]
    public_keys: tuple[str, ...]
    redeem_script: str
    owners: tuple[str, ...]
    label: str
    custody: Custody
    counts_as: str
    form: HoldingForm
    repeats: str = ""

    @property
    def holding(self) -> Holding:
        """What of the row makes reserves."""
        balance = None if self.balance is None else (self.balance, self.decimals)
        return Holding(self.asset, self.network, self.address, balance, self.counts_as, self.form)

    @property
    def is_signed(self) -> bool:
        """Whether the row carries a signature at all. Whether it holds is `ownership`."""
        return bool(self.signatures)


@dataclass(frozen=True)
class StatedTotal:
    """A line of a list's own totals block: what the publisher says its rows add up to.

    `counts_as` is the asset it is about; `asset`, `network` and `form` are set where
    the line is about one kind of coins, and empty or None for a sum over all of them.
    """

    label: str
    balance: int | None
    decimals: int
    block_height: int | None
    counts_as: str
    asset: str = ""
    network: str = ""
    form: HoldingForm | None = None


class NoteKind(Enum):
    """What was odd about a list. Nothing odd is dropped, and nothing odd goes unsaid."""

    BYTE_ORDER_MARK = "byte-order-mark"
    DASHES = "dashes"
    NO_BALANCE = "no-balance"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNSIGNED = "unsigned"
    ODD_ADDRESS = "odd-address"
    UNKNOWN_NETWORK = "unknown-network"
    READ_BY_NAME = "read-by-name"
    UNREAD_COLUMN = "unread-column"
    UNKNOWN_TYPE = "unknown-type"
    TOTAL_DIFFERS = "total-differs"
    TOTAL_WITHOUT_ROWS = "total-without-rows"
    ROWS_WITHOUT_TOTAL = "rows-without-total"


@dataclass(frozen=True)
class Note:
    """Something to say about a list; `rows` are the rows it is about, counted from 1."""

    kind: NoteKind
    text: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class WalletList:
    """All rows of a list in its order, what it says of itself, and what was odd.

    `complete` is the publisher's word that these are all the wallets that count.
    """

    rows: tuple[Wallet, ...]
    complete: bool
    stated_totals: tuple[StatedTotal, ...] = ()
    notes: tuple[Note, ...] = ()
