"""Liabilities and reserves, computed from signed statements and wallet lists only.

Anyone can repeat these calculations with the published files. Amounts are integers in base units;
there are no floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from proofpress.reserves.notes import counted
from proofpress.reserves.ratios import Ratio
from proofpress.reserves.wallets import HoldingForm, Wallet, WalletList
from proofpress_verify.records import Column, Group, ReserveClaim, Scope, Statement

TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"
SCOPES = (Scope.CUSTOMER, Scope.PLATFORM, Scope.BONUS)


@dataclass(frozen=True)
class Figures:
    """The liabilities and reserves of one asset, or of one group of like assets.

    Amounts are in base units of `decimals`. A scope is None if the snapshot has no column for it;
    `reserves` and `native` are None if no reserves are stated. `parts` names the assets of a
    group, and one unit of each of them counts as one `unit`. Both are empty for a single asset.
    """

    name: str
    parts: tuple[str, ...]
    unit: str
    decimals: int
    customer: int | None
    platform: int | None
    bonus: int | None
    reserves: int | None
    native: int | None

    @property
    def is_counted(self) -> bool:
        """Whether the snapshot counts balances of it. If not, it has reserves only."""
        return (self.customer, self.platform, self.bonus) != (None, None, None)

    @property
    def owed(self) -> int:
        """All counted balances: customers', the platform's own, and bonuses."""
        return sum(amount or 0 for amount in (self.customer, self.platform, self.bonus))

    @property
    def customers_only(self) -> Ratio:
        return Ratio(self.reserves or 0, self.customer or 0)

    @property
    def with_platform(self) -> Ratio:
        return Ratio(self.reserves or 0, self.owed)

    @property
    def native_only(self) -> Ratio:
        return Ratio(self.native or 0, self.customer or 0)


def asset_figures(statement: Statement) -> tuple[Figures, ...]:
    """One row per asset, in the order of the columns; assets with reserves only come last."""
    return tuple(
        _sum_up(asset, (), "", _columns_of(statement, {asset}), _claims_of(statement, {asset}))
        for asset in _assets(statement)
    )


def group_figures(statement: Statement) -> tuple[Figures, ...]:
    """One row per group. Groups with the same name and unit in several scopes are one row."""
    by_name: dict[tuple[str, str], list[Group]] = {}
    for group in statement.header.groups:
        by_name.setdefault((group.name, group.unit), []).append(group)
    return tuple(_group(statement, groups) for groups in by_name.values())


def _group(statement: Statement, groups: list[Group]) -> Figures:
    columns = statement.header.columns
    members = [i for group in groups for i in group.columns]
    assets = dict.fromkeys(columns[i].asset for i in members)
    counted = [(columns[i], statement.totals[i]) for i in members]
    claims = _claims_of(statement, set(assets))
    return _sum_up(groups[0].name, tuple(assets), groups[0].unit, counted, claims)


def _assets(statement: Statement) -> Iterator[str]:
    owed = (column.asset for column in statement.header.columns if column.scope is not Scope.COUNT)
    yield from dict.fromkeys([*owed, *(claim.asset for claim in statement.reserves)])


def _columns_of(statement: Statement, assets: set[str]) -> list[tuple[Column, int]]:
    pairs = zip(statement.header.columns, statement.totals, strict=True)
    return [(c, total) for c, total in pairs if c.asset in assets and c.scope is not Scope.COUNT]


def _claims_of(statement: Statement, assets: set[str]) -> list[ReserveClaim]:
    return [claim for claim in statement.reserves if claim.asset in assets]


def _sum_up(
    name: str,
    parts: tuple[str, ...],
    unit: str,
    counted: list[tuple[Column, int]],
    claims: list[ReserveClaim],
) -> Figures:
    """Convert all amounts to the largest number of decimals among them, and add them up."""
    decimals = max([c.decimals for c, _ in counted] + [c.decimals for c in claims], default=0)
    owed = {scope: _sum(_aligned(counted, scope, decimals)) for scope in SCOPES}
    return Figures(
        name=name,
        parts=parts,
        unit=unit,
        decimals=decimals,
        customer=owed[Scope.CUSTOMER],
        platform=owed[Scope.PLATFORM],
        bonus=owed[Scope.BONUS],
        reserves=_sum(c.amount * 10 ** (decimals - c.decimals) for c in claims),
        native=_sum(c.native * 10 ** (decimals - c.decimals) for c in claims),
    )


def _aligned(counted: list[tuple[Column, int]], scope: Scope, decimals: int) -> Iterator[int]:
    for column, total in counted:
        if column.scope is scope:
            yield total * 10 ** (decimals - column.decimals)


def _sum(amounts: Iterable[int]) -> int | None:
    listed = list(amounts)
    return sum(listed) if listed else None


@dataclass(frozen=True)
class Composition:
    """The listed reserves of one asset by form, in base units of `decimals`."""

    asset: str
    decimals: int
    amounts: dict[HoldingForm, int]

    @property
    def total(self) -> int:
        """The sum over all forms."""
        return sum(self.amounts.values())


def compositions(wallets: WalletList) -> tuple[Composition, ...]:
    """The composition of each asset, sorted by name. Coins that are listed twice count once."""
    by_asset: dict[str, list[Wallet]] = {}
    for row in counted(wallets.rows):
        by_asset.setdefault(row.counts_as, []).append(row)
    return tuple(_composition(asset, rows) for asset, rows in sorted(by_asset.items()))


def _composition(asset: str, rows: list[Wallet]) -> Composition:
    decimals = max(row.decimals for row in rows)
    amounts = dict.fromkeys(HoldingForm, 0)
    for row in rows:
        amounts[row.form] += (row.balance or 0) * 10 ** (decimals - row.decimals)
    return Composition(asset, decimals, amounts)


@dataclass(frozen=True)
class Shown:
    """Which scopes a snapshot has columns for, besides the customers' balances."""

    platform: bool
    bonus: bool


def shown(statement: Statement) -> Shown:
    """The scopes that tables of this snapshot need columns for."""
    scopes = {column.scope for column in statement.header.columns}
    return Shown(platform=Scope.PLATFORM in scopes, bonus=Scope.BONUS in scopes)


@dataclass(frozen=True)
class Headline:
    """How many of the assets owed to customers have reserves of at least 100%, and the lowest.

    There are two bases: customers' balances, and all counted balances. The second is never lower:
    it includes the platform's own accounts, whose coins are not there for customers. Assets of
    which customers are owed nothing are left out. `shown` says which scopes are counted.
    """

    assets: int
    enough: int
    enough_with_platform: int
    enough_native: int
    lowest: Figures | None
    lowest_with_platform: Figures | None
    shown: Shown

    @property
    def short(self) -> int:
        return self.assets - self.enough

    @property
    def tone(self) -> str:
        """The colour of the headline, from the lower ratio of the two bases: good, bad or none."""
        if self.assets == 0:
            return "none"
        return "good" if self.enough == self.enough_with_platform == self.assets else "bad"


def headline(statement: Statement) -> Headline:
    """The headline of a snapshot. Assets are judged one by one, never netted."""
    owed = [row for row in asset_figures(statement) if row.customer]
    return Headline(
        assets=len(owed),
        enough=sum(row.customers_only.enough is True for row in owed),
        enough_with_platform=sum(row.with_platform.enough is True for row in owed),
        enough_native=sum(row.native_only.enough is True for row in owed),
        lowest=min(owed, key=lambda row: row.customers_only.sort_key, default=None),
        lowest_with_platform=min(owed, key=lambda row: row.with_platform.sort_key, default=None),
        shown=shown(statement),
    )


@dataclass(frozen=True)
class InDollars:
    """Sizes in whole USD at the publisher's stated prices. They are not used for any ratio.

    `owed` is rounded up, `held` is rounded down. Own-issued assets are left out, and so are the
    assets without a price, in `unpriced`.
    """

    owed: int
    held: int
    unpriced: tuple[str, ...]


def in_dollars(statement: Statement) -> InDollars | None:
    """The sizes of a snapshot in USD, or None if it states no prices."""
    if not statement.prices:
        return None
    prices = {price.asset: Fraction(price.price) for price in statement.prices}
    rows = [row for row in asset_figures(statement) if row.name not in statement.own_issued]
    priced = [(row, prices[row.name] / 10**row.decimals) for row in rows if row.name in prices]
    return InDollars(
        owed=ceil(sum((row.customer or 0) * unit for row, unit in priced)),
        held=floor(sum((row.reserves or 0) * unit for row, unit in priced)),
        unpriced=tuple(row.name for row in rows if row.name not in prices),
    )


@dataclass(frozen=True)
class Growth:
    """Why the amount owed to customers in USD changed, in whole USD, rounded down.

    `inflow` is the change of the amounts at the new prices, `price` the change of the prices times
    the old amounts. `apart` is the change from assets that only one of the two snapshots counts,
    prices or lists as own-issued. Up to rounding, the three add up to the whole change.
    """

    before: int
    after: int
    inflow: int
    price: int
    apart: int


def growth(before: Statement, after: Statement) -> Growth | None:
    """The change of the amount owed to customers in USD, split up; None without prices."""
    old, new = in_dollars(before), in_dollars(after)
    if old is None or new is None:
        return None
    then, now = _sizes(before), _sizes(after)
    both = then.keys() & now.keys()
    inflow = sum((now[name][0] - then[name][0]) * now[name][1] for name in both)
    price = sum(then[name][0] * (now[name][1] - then[name][1]) for name in both)
    came = sum(units * at for name, (units, at) in now.items() if name not in both)
    went = sum(units * at for name, (units, at) in then.items() if name not in both)
    return Growth(old.owed, new.owed, floor(inflow), floor(price), floor(came - went))


def _sizes(statement: Statement) -> dict[str, tuple[Fraction, Fraction]]:
    """Whole units owed to customers and the price, of each asset that counts in USD."""
    prices = {price.asset: Fraction(price.price) for price in statement.prices}
    return {
        row.name: (Fraction(row.customer or 0, 10**row.decimals), prices[row.name])
        for row in asset_figures(statement)
        if row.name in prices and row.name not in statement.own_issued
    }


def accounts(statement: Statement) -> int:
    """The number of accounts counted: the total of column 0."""
    return statement.totals[0]


def moment(text: str) -> datetime:
    """A statement's time as a datetime in UTC."""
    return datetime.strptime(text, TIME_FORM).replace(tzinfo=UTC)


def gap(statement: Statement) -> timedelta:
    """How long after the liabilities the reserves were taken (negative: before)."""
    return moment(statement.header.reserves_at) - moment(statement.header.liabilities_at)
