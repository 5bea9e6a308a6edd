"""Keys that back several rows of a wallet list: one signature shows one key, not many holdings.

The keys of a row are those that follow from its address (`addresses`) and the public keys with
which its signatures are valid. Rows that share a key, directly or through other rows, form one
group. Only rows with a balance above zero are looked at, since the others back nothing.

A key that backs each asset in one row only is normal and not reported: an Ethereum address, for
example, can hold ether and tokens. What is reported is a key that backs one asset in two rows or
more, either within one network (`WITHIN`) or only on several networks (`ACROSS`). The second case
is common, since many exchanges hold a coin on several chains with one key. It is reported as
information; whether the coins exist can be seen on the chains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from .decimals import add, format_units
from .ownership.addresses import address_keys
from .reserves import Holding, counted

NAMED = 12


@dataclass(frozen=True)
class Backed:
    """A row, by its number, and the names of the keys that back it.

    `reason` is what the list says about why the address or key is listed again, or empty.
    """

    row: int
    holding: Holding
    keys: tuple[str, ...]
    reason: str = ""

    @property
    def asset(self) -> str:
        """The asset that the row counts as."""
        return self.holding.counts_as

    @property
    def network(self) -> str:
        """The network that its coins are on."""
        return self.holding.network

    @property
    def has_balance(self) -> bool:
        """Whether it states a balance above zero."""
        return self.holding.balance is not None and self.holding.balance[0] > 0

    @property
    def place(self) -> tuple[str, str, str]:
        """The coin and its address, which have one balance however often they are listed."""
        asset, network, _, address = self.holding.coins
        return asset, network, address


def backed(row: int, holding: Holding, signers: tuple[str, ...], reason: str = "") -> Backed:
    """A row with all its keys; `signers` are the names of those with valid signatures."""
    keys = address_keys(holding.address, holding.network) + signers
    return Backed(row, holding, keys, reason)


class Reach(Enum):
    """Where a key backs one asset in several rows."""

    WITHIN = "within"
    ACROSS = "across"


@dataclass(frozen=True)
class Resting:
    """The rows of one asset that a key backs, and their sum."""

    asset: str
    amount: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class SharedKey:
    """A key that backs one asset in several rows.

    `resting` has every asset that the key backs, those in several rows first; `repeated` is how
    many of them these are. `unexplained` are the rows of those that state no reason.
    """

    reach: Reach
    address: str
    rows: tuple[int, ...]
    resting: tuple[Resting, ...]
    repeated: int
    unexplained: tuple[int, ...]

    @property
    def text(self) -> str:
        """The whole finding in one line."""
        parts = [f"{each.amount} {each.asset} in {named(each.rows)}" for each in self.resting]
        more = f"; and {len(parts) - NAMED} more assets" if len(parts) > NAMED else ""
        where = " on several networks" if self.reach is Reach.ACROSS else ""
        return (
            f"One key backs {len(self.rows)} rows{where}: {'; '.join(parts[:NAMED])}{more}. "
            f"Its first address is {self.address}. {self._reasons()}"
        )

    def _reasons(self) -> str:
        if not self.unexplained:
            return "Each row of an asset listed more than once states a reason."
        verb = "states" if len(self.unexplained) == 1 else "state"
        return f"{named(self.unexplained).capitalize()} {verb} no reason."


def named(rows: Sequence[int]) -> str:
    """Rows by their numbers: "row 4", "rows 1, 2, 3", "rows 1, …, 12 and 80 more"."""
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return ("row " if len(rows) == 1 else "rows ") + ", ".join(map(str, rows[:NAMED])) + more


def shared_keys(rows: Iterable[Backed]) -> tuple[SharedKey, ...]:
    """Every key that backs one asset in several rows, those within one network first."""
    found = [_shared(group) for group in _groups([row for row in rows if row.has_balance])]
    kept = [each for each in found if each is not None]
    return tuple(sorted(kept, key=lambda each: (each.reach is Reach.ACROSS, each.rows)))


def repeated_places(rows: Iterable[Backed]) -> tuple[tuple[Backed, ...], ...]:
    """Rows with a balance that list the same coin at the same address, by place."""
    places: dict[tuple[str, str, str], list[Backed]] = {}
    for row in rows:
        if row.has_balance:
            places.setdefault(row.place, []).append(row)
    return tuple(tuple(found) for found in places.values() if len(found) > 1)


def _groups(rows: list[Backed]) -> list[list[Backed]]:
    """The rows in groups that share keys; each row is in exactly one group."""
    parent: dict[str, str] = {}
    for row in rows:
        first = _root(parent, row.keys[0])
        for key in row.keys[1:]:
            parent[_root(parent, key)] = first
    groups: dict[str, list[Backed]] = {}
    for row in rows:
        groups.setdefault(_root(parent, row.keys[0]), []).append(row)
    return list(groups.values())


def _root(parent: dict[str, str], key: str) -> str:
    parent.setdefault(key, key)
    while parent[key] != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key


def _shared(group: list[Backed]) -> SharedKey | None:
    by_asset: dict[str, list[Backed]] = {}
    for row in group:
        by_asset.setdefault(row.asset, []).append(row)
    repeated = {asset: rows for asset, rows in by_asset.items() if len(rows) > 1}
    if not repeated:
        return None
    unexplained = (row.row for rows in repeated.values() for row in rows if not row.reason)
    order = sorted(by_asset, key=lambda asset: (asset not in repeated, asset))
    count = {group[place].row for place in counted([row.holding for row in group])}
    return SharedKey(
        reach=Reach.WITHIN if any(map(_is_within, repeated.values())) else Reach.ACROSS,
        address=group[0].holding.address,
        rows=tuple(row.row for row in group),
        resting=tuple(_resting(asset, by_asset[asset], count) for asset in order),
        repeated=len(repeated),
        unexplained=tuple(sorted(unexplained)),
    )


def _is_within(rows: list[Backed]) -> bool:
    """Whether two of the rows are on the same network."""
    return len({row.network for row in rows}) < len(rows)


def _resting(asset: str, rows: list[Backed], count: set[int]) -> Resting:
    """The rows of one asset. The sum is of those that count: no coins are added twice."""
    balances = (row.holding.balance for row in rows if row.row in count)
    amount = format_units(*add(balance for balance in balances if balance is not None))
    return Resting(asset, amount, tuple(row.row for row in rows))
