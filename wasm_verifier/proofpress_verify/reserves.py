"""What a wallet list adds up to, and whether a statement claims exactly that.

Reserves are the rows of `wallets.csv` and nothing else. A row counts towards the amount of the
asset in its column `counts_as`; if its form is `native`, also towards the native part of that
amount. A row without a balance does not count. Of rows with the same coins (asset, network, form
and address), only the one with the smallest balance counts. All of these have to count as the same
asset: otherwise the order of rows would decide which asset they are reserves of. Sums are exact:
nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import eq, lt

from .decimals import Amount, add, align, align_both, format_decimal, parse_decimal
from .errors import ReservesList, WalletsForm
from .ownership.addresses import canonical_address
from .ownership.lists import WALLETS_HEADER
from .records import ReserveClaim, Statement
from .wallets_csv import FILE, HoldingForm, read_rows

Coins = tuple[str, str, str, str]
"""Two rows are the same coins if these are equal: asset, network, form, address."""


@dataclass(frozen=True)
class Holding:
    """The part of a row that makes reserves. `balance` is None if the row states none."""

    asset: str
    network: str
    address: str
    balance: Amount | None
    counts_as: str
    form: HoldingForm

    @cached_property
    def coins(self) -> Coins:
        """What identifies the coins, whichever way the address is written."""
        address = canonical_address(self.address, self.network)
        return self.asset.lower(), self.network, self.form.value, address


@dataclass(frozen=True)
class Total:
    """The sum of the rows of one asset, in base units of as few decimals as possible."""

    asset: str
    decimals: int
    amount: int
    native: int

    def claim(self, decimals: int) -> ReserveClaim:
        """The same sum as a claim, in base units of at least `decimals` decimals."""
        most = max(decimals, self.decimals)
        amount, native = (align((n, self.decimals), most) for n in (self.amount, self.native))
        return ReserveClaim(self.asset, most, amount, native)


def counted(holdings: Sequence[Holding]) -> tuple[int, ...]:
    """The indices of the rows that count, ascending: one for each group of the same coins."""
    chosen: dict[Coins, int] = {}
    for place, holding in enumerate(holdings):
        if holding.balance is None:
            continue
        before = chosen.setdefault(holding.coins, place)
        if _is_less(holding.balance, holdings[before].balance):
            chosen[holding.coins] = place
    return tuple(sorted(chosen.values()))


def totals(holdings: Sequence[Holding]) -> tuple[Total, ...]:
    """The sum for each asset that the rows count as, ascending by asset."""
    by_asset: dict[str, list[Holding]] = {holding.counts_as: [] for holding in holdings}
    for place in counted(holdings):
        by_asset[holdings[place].counts_as].append(holdings[place])
    return tuple(_total(asset, rows) for asset, rows in sorted(by_asset.items()))


def holdings_of(data: bytes) -> tuple[Holding, ...]:
    """The rows of a `wallets.csv`.

    Raises:
        WalletsForm: it is malformed, or lists the same coins as two assets.
    """
    cells = (dict(zip(WALLETS_HEADER, row, strict=True)) for row in read_rows(data))
    holdings = tuple(map(_holding, cells))
    two = counted_as_two(holdings)
    if two is not None:
        first, second = (holdings[place].counts_as for place in two)
        raise WalletsForm(
            expected=f"{first}, as the same coins count in row {two[0] + 1}",
            found=second,
            where=f"row {two[1] + 1}, counts_as",
        )
    return holdings


def counted_as_two(holdings: Sequence[Holding]) -> tuple[int, int] | None:
    """The indices of the first two rows of the same coins that count as different assets."""
    first: dict[Coins, int] = {}
    for place, holding in enumerate(holdings):
        before = first.setdefault(holding.coins, place)
        if holdings[before].counts_as != holding.counts_as:
            return before, place
    return None


def check_reserves(statement: Statement, holdings: Sequence[Holding]) -> None:
    """Check that a statement claims the reserves that its wallet list adds up to.

    Raises:
        ReservesList: the number of rows, an asset or an amount differs.
    """
    if statement.wallets.rows != len(holdings):
        raise ReservesList(
            expected=f"{len(holdings)} rows, as in the list",
            found=f"{statement.wallets.rows} stated",
            where=FILE,
        )
    listed = {total.asset: total for total in totals(holdings)}
    stated = {claim.asset: claim for claim in statement.reserves}
    for asset in sorted({*listed, *stated}):
        _check_asset(asset, listed.get(asset), stated.get(asset))


def _check_asset(asset: str, listed: Total | None, stated: ReserveClaim | None) -> None:
    if listed is None or stated is None or not _is_same(listed, stated):
        raise ReservesList(expected=_listed_text(listed), found=_stated_text(stated), where=asset)


def _is_same(listed: Total, stated: ReserveClaim) -> bool:
    pairs = ((listed.amount, stated.amount), (listed.native, stated.native))
    return all(
        eq(*align_both((ours, listed.decimals), (theirs, stated.decimals)))
        for ours, theirs in pairs
    )


def _listed_text(listed: Total | None) -> str:
    if listed is None:
        return "no reserves: no row of the list counts as it"
    return "the list's sum, " + _text(listed.amount, listed.native, listed.decimals)


def _stated_text(stated: ReserveClaim | None) -> str:
    if stated is None:
        return "no reserves stated"
    return "the statement's " + _text(stated.amount, stated.native, stated.decimals)


def _text(amount: int, native: int, decimals: int) -> str:
    return f"{format_decimal(amount, decimals)}, native {format_decimal(native, decimals)}"


def _holding(cell: dict[str, str]) -> Holding:
    return Holding(
        asset=cell["asset"],
        network=cell["network"],
        address=cell["address"],
        balance=parse_decimal(cell["balance"]) if cell["balance"] else None,
        counts_as=cell["counts_as"],
        form=HoldingForm(cell["form"]),
    )


def _total(asset: str, rows: list[Holding]) -> Total:
    amount, decimals = add(_amounts(rows))
    native = add(_amounts(row for row in rows if row.form is HoldingForm.NATIVE))
    return Total(asset, decimals, amount, align(native, decimals))


def _amounts(rows: Iterable[Holding]) -> Iterable[Amount]:
    return (row.balance for row in rows if row.balance is not None)


def _is_less(left: Amount, right: Amount | None) -> bool:
    return right is None or lt(*align_both(left, right))
