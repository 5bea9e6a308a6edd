"""A wallet list as typed, immutable records.

`canonical` encodes a list, `htx` and `okx` read the lists of these exchanges, and `totals` adds
a list up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from proofpress_verify.reserves import Holding
from proofpress_verify.wallets_csv import HoldingForm as HoldingForm


class Custody(Enum):
    """Who holds the keys, as stated by the publisher."""

    UNSTATED = ""
    SELF = "self"
    THIRD_PARTY = "third-party"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Wallet:
    """One row: coins of one asset at one address of one network.

    `balance` is an integer in base units of `decimals` (0 to 38), or None if the list states
    none. `decimals` count the digits as published, trailing zeros included, so that the text can
    be written again. `time` is `YYYY-MM-DDTHH:MM:SSZ`. `scheme` names the rule of the signatures,
    or is empty if the list names none. `owners` are the addresses that signed if the address
    itself is a contract. `label` is the list's own name for the coins. `repeats` is the reason why
    the same key or address is listed again. A text is empty if there is none.
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
        """The part of the row that counts towards the reserves."""
        balance = None if self.balance is None else (self.balance, self.decimals)
        return Holding(self.asset, self.network, self.address, balance, self.counts_as, self.form)

    @property
    def is_signed(self) -> bool:
        """Whether the row has a signature. `ownership` says whether it is valid."""
        return bool(self.signatures)


@dataclass(frozen=True)
class StatedTotal:
    """A line of a list's totals block: the sum of some rows, as stated by the publisher.

    `counts_as` is the asset of the total. `asset`, `network` and `form` are set if the total is
    about one kind of coins, and empty or None if it is about all of them.
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
    """What can be unusual in a list. Such rows are kept, and each case gets a note."""

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
    """A note on a list. `rows` are the rows that it is about, counted from 1."""

    kind: NoteKind
    text: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class WalletList:
    """All rows of a list in their order, its stated totals, and notes on what is unusual.

    `complete` is the publisher's statement that the list has all wallets of the reserves.
    """

    rows: tuple[Wallet, ...]
    complete: bool
    stated_totals: tuple[StatedTotal, ...] = ()
    notes: tuple[Note, ...] = ()
