"""What the pages show, worked out from signed statements and wallet lists alone.

The records at the top are what the caller fills in. Everything below them is computed
from those, by functions that a doubtful reader can repeat with the published files.
Amounts are integers in base units; nothing here is a float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Literal, Protocol

from proofpress.disclosures.record import Disclosures
from proofpress.reserves.notes import counted
from proofpress.reserves.ratios import Ratio
from proofpress.reserves.wallets import HoldingForm
from proofpress_verify import paths
from proofpress_verify.core.amounts import COUNT
from proofpress_verify.records import Column, Group, ReserveClaim, Scope, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proofpress.reserves.ownership import Ownership
    from proofpress.reserves.wallets import Wallet, WalletList
    from proofpress.runtime import Verifier
    from proofpress_verify.shared_keys import SharedKey

TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"
SCOPES = (Scope.CUSTOMER, Scope.PLATFORM, Scope.BONUS)


@dataclass(frozen=True)
class Logo:
    """The publisher's logo: the file's bytes and `svg` or `png`."""

    data: bytes
    kind: str


@dataclass(frozen=True)
class PublisherView:
    """Who publishes, and how the site looks. `accent` is `#rrggbb`; links are http(s).

    `site_url` is the site's own address with a final slash, if the publisher has said it.
    """

    name: str
    url: str
    support_url: str
    accent: str
    logo: Logo | None = None
    site_url: str | None = None


@dataclass(frozen=True)
class PublishedFile:
    """A file of the site: its path relative to the site, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Block:
    """What a check fetches on average: a block of files, or one of them by the customer's choice.

    Sizes are in bytes; `accounts` and `file_accounts` are how many have an entry in them.
    """

    files: int
    size: int
    accounts: int
    file_size: int
    file_accounts: int


@dataclass(frozen=True)
class SnapshotView:
    """One snapshot as its pages need it.

    `statement_sha256` is the digest of statement.json, `previous` the statement before
    this one, `methodology` the publisher's Markdown, `shard_sizes` the size of every
    shard file in order, `files` the snapshot's other data files (statement, note,
    wallet list, manifest, attachments).
    `ownership` says of each row of the list what became of its signatures, `shared_keys` which
    keys back one asset in several rows,
    `previous_wallets` are the rows of the list before, `disclosed` is the publisher's word
    on what the figures leave out.
    """

    statement: Statement
    statement_sha256: bytes
    draft: bool
    previous: Statement | None
    wallets: WalletList
    methodology: str
    shard_sizes: tuple[int, ...]
    files: tuple[PublishedFile, ...]
    ownership: tuple[Ownership, ...] = ()
    shared_keys: tuple[SharedKey, ...] = ()
    previous_wallets: tuple[Wallet, ...] = ()
    disclosed: Disclosures = field(default_factory=Disclosures)

    @property
    def id(self) -> str:
        return self.statement.header.snapshot

    @property
    def block(self) -> Block:
        """What a check fetches."""
        accounts, shards = self.statement.totals[COUNT], len(self.shard_sizes)
        blocks = paths.blocks(self.statement.header.prefix_bits, accounts)
        return Block(
            files=round(shards / blocks),
            size=sum(self.shard_sizes) // blocks,
            accounts=_roughly(accounts // blocks),
            file_size=sum(self.shard_sizes) // shards,
            file_accounts=_roughly(accounts // shards),
        )


def _roughly(number: int) -> int:
    """A number with two digits that count: what an average says of one file of many."""
    unit: int = 10 ** max(0, len(str(number)) - 2)
    return number // unit * unit


class PageRuntime(Protocol):
    """What pages need to know of the runtime (`runtime.Runtime` is one)."""

    @property
    def folder(self) -> str:
        """Where it lies, with a final slash; holds `check.js` and `check-wallets.js`."""

    @property
    def script_integrity(self) -> str:
        """The `integrity` attribute of `check.js`."""

    @property
    def wallets_integrity(self) -> str:
        """The `integrity` attribute of `check-wallets.js`."""

    @property
    def verifier(self) -> Verifier:
        """The release of the verifier that it runs."""

    def config(self, root: str) -> str:
        """What `check.js` reads, as JSON, for a page from which `root` leads to the site."""

    def wallets_config(self, root: str) -> str:
        """What `check-wallets.js` reads."""


@dataclass(frozen=True)
class SiteView:
    """A whole site: at least one snapshot, newest first.

    `runtime` is the verifier that the verify page starts. `files` are the files that belong
    to no snapshot and that the pages do not write themselves: runtime, verifier releases,
    log, manifests.
    """

    publisher: PublisherView
    snapshots: tuple[SnapshotView, ...]
    runtime: PageRuntime
    files: tuple[PublishedFile, ...] = ()

    @property
    def newest(self) -> SnapshotView:
        return self.snapshots[0]


@dataclass(frozen=True)
class Figures:
    """What is owed and held of one asset, or of one group of like assets.

    Amounts are in base units of `decimals`. A scope that the snapshot has no column for
    is None, and so are `reserves` and `native` where no reserves are stated. `parts`
    names the assets of a group, each of which is counted as one `unit`; both are empty for
    a single asset.
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
        """Whether any balances are counted of it; if not, it is only held."""
        return (self.customer, self.platform, self.bonus) != (None, None, None)

    @property
    def owed(self) -> int:
        """All that is counted: customers', the platform's own, and bonuses."""
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
    """One row per asset, in the order of the columns, then assets that are only held."""
    return tuple(
        _sum_up(asset, (), "", _columns_of(statement, {asset}), _claims_of(statement, {asset}))
        for asset in _assets(statement)
    )


def group_figures(statement: Statement) -> tuple[Figures, ...]:
    """One row per group. A group of the same name and unit in several scopes is one row."""
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
    """Everything brought to the finest decimals that occur, then summed."""
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
    """What the listed reserves of one asset consist of, in base units of `decimals`."""

    asset: str
    decimals: int
    amounts: dict[HoldingForm, int]

    @property
    def total(self) -> int:
        """All forms together."""
        return sum(self.amounts.values())


def compositions(wallets: WalletList) -> tuple[Composition, ...]:
    """Per asset, sorted by name, how much is held in which form; coins listed twice count once."""
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
    """Which scopes besides the customers' a snapshot has columns for."""

    platform: bool
    bonus: bool


def shown(statement: Statement) -> Shown:
    """The scopes that a table of this snapshot needs columns for."""
    scopes = {column.scope for column in statement.header.columns}
    return Shown(platform=Scope.PLATFORM in scopes, bonus=Scope.BONUS in scopes)


@dataclass(frozen=True)
class Headline:
    """How many of the assets that customers are owed are held in full, and the lowest.

    There are two bases: what customers are owed, and all that is counted, which is never less:
    coins in the platform's own accounts are not there for customers. Assets of which customers
    are owed nothing are not counted on either side. `shown` says what else is counted.
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
        """The colour of the whole, by the lower of the two bases: good, bad or none."""
        if self.assets == 0:
            return "none"
        return "good" if self.enough == self.enough_with_platform == self.assets else "bad"


def headline(statement: Statement) -> Headline:
    """The one sentence about a snapshot, per asset and never netted across assets."""
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
    """Sizes in whole USD at the prices that the publisher states; no ratio follows from them.

    What is owed is rounded up, what is held down. Own-issued assets are left out, and so
    are those in `unpriced`.
    """

    owed: int
    held: int
    unpriced: tuple[str, ...]


def in_dollars(statement: Statement) -> InDollars | None:
    """The snapshot in USD, or None if it states no prices."""
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
    """Why what customers are owed in USD is another than before, in whole USD, rounded down.

    `inflow` is the change of amounts at today's prices, `price` that of prices over the
    amounts before; together they are the difference. `apart` is of assets that only one of
    the two snapshots counts, prices, or states to be own-issued.
    """

    before: int
    after: int
    inflow: int
    price: int
    apart: int


def growth(before: Statement, after: Statement) -> Growth | None:
    """What customers are owed in USD, split into inflow and price; None without prices."""
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
    """What customers are owed of each asset that counts in USD: whole units, and the price."""
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
    """How much later the reserves were taken than the liabilities (negative: earlier)."""
    return moment(statement.header.reserves_at) - moment(statement.header.liabilities_at)


class ChangeKind(Enum):
    """What can differ between two snapshots in what the figures mean."""

    ASSET_ADDED = "asset-added"
    ASSET_REMOVED = "asset-removed"
    SCOPE_ADDED = "scope-added"
    SCOPE_REMOVED = "scope-removed"
    DECIMALS = "decimals"
    GROUP = "group"
    GROUP_UNIT = "group-unit"
    KIND = "kind"
    OWN_ISSUED = "own-issued"
    NOT_OWN_ISSUED = "not-own-issued"
    OUT_OF_SCOPE = "out-of-scope"
    BACK_IN_SCOPE = "back-in-scope"
    FORM_ADDED = "form-added"
    FORM_REMOVED = "form-removed"
    CUSTODY = "custody"
    CLAMPED = "clamped"
    NOT_CLAMPED = "not-clamped"
    WALLETS_PARTIAL = "wallets-partial"
    WALLETS_COMPLETE = "wallets-complete"
    IDENTITY = "identity"
    METHODOLOGY = "methodology"
    DISCLOSURES = "disclosures"
    NAME = "name"
    LATE = "late"
    TIME_GAP = "time-gap"


@dataclass(frozen=True)
class Change:
    """One such difference: `subject` is the asset, group or kind; the rest depends on `kind`."""

    kind: ChangeKind
    subject: str = ""
    before: str = ""
    after: str = ""

    @property
    def is_scope(self) -> bool:
        """Whether figures before and after are about different things."""
        return self.kind in _SCOPE_CHANGES


_SCOPE_CHANGES = frozenset(
    {
        ChangeKind.ASSET_ADDED,
        ChangeKind.ASSET_REMOVED,
        ChangeKind.SCOPE_ADDED,
        ChangeKind.SCOPE_REMOVED,
        ChangeKind.GROUP,
        ChangeKind.GROUP_UNIT,
        ChangeKind.KIND,
        ChangeKind.OUT_OF_SCOPE,
        ChangeKind.BACK_IN_SCOPE,
        ChangeKind.OWN_ISSUED,
        ChangeKind.NOT_OWN_ISSUED,
        ChangeKind.FORM_ADDED,
        ChangeKind.FORM_REMOVED,
        ChangeKind.WALLETS_PARTIAL,
        ChangeKind.WALLETS_COMPLETE,
    }
)


def changes_of(snapshot: SnapshotView) -> tuple[Change, ...]:
    """Every change of meaning since the snapshot before, those of its wallet list included."""
    if snapshot.previous is None:
        return ()
    listed = wallet_changes(snapshot.previous_wallets, snapshot.wallets.rows)
    found = (*changes(snapshot.previous, snapshot.statement), *listed)
    return tuple(sorted(found, key=lambda change: not change.is_scope))


def wallet_changes(before: tuple[Wallet, ...], after: tuple[Wallet, ...]) -> tuple[Change, ...]:
    """What two wallet lists differ in, asset by asset: forms that count, and who holds the keys.

    Assets that only one of the lists has are left to the reserves.
    """
    return tuple(_wallet_changes(_by_asset(before), _by_asset(after)))


def _by_asset(rows: tuple[Wallet, ...]) -> dict[str, list[Wallet]]:
    found: dict[str, list[Wallet]] = {}
    for row in rows:
        found.setdefault(row.counts_as, []).append(row)
    return found


def _wallet_changes(
    before: dict[str, list[Wallet]], after: dict[str, list[Wallet]]
) -> Iterator[Change]:
    for asset in sorted(before.keys() & after.keys()):
        old, new = ({row.form for row in rows[asset]} for rows in (before, after))
        for form in HoldingForm:
            if form in new - old:
                yield Change(ChangeKind.FORM_ADDED, asset, after=form.value)
            elif form in old - new:
                yield Change(ChangeKind.FORM_REMOVED, asset, before=form.value)
        held, holds = (_custodies(rows[asset]) for rows in (before, after))
        if held != holds:
            yield Change(ChangeKind.CUSTODY, asset, held, holds)


def _custodies(rows: list[Wallet]) -> str:
    return ", ".join(sorted({row.custody.value or "unstated" for row in rows}))


def changes(before: Statement, after: Statement) -> tuple[Change, ...]:
    """Every change of meaning from one snapshot to the next, changes of scope first."""
    return (
        *_column_changes(before, after),
        *_group_changes(before, after),
        *_kind_changes(before, after),
        *_disclosure_changes(before, after),
        *_setting_changes(before, after),
    )


def _column_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old, new = _scopes_by_asset(before), _scopes_by_asset(after)
    for asset in [*new, *(asset for asset in old if asset not in new)]:
        if asset not in old:
            yield Change(ChangeKind.ASSET_ADDED, asset)
        elif asset not in new:
            yield Change(ChangeKind.ASSET_REMOVED, asset)
        else:
            yield from _scope_changes(asset, old[asset], new[asset])


def _scopes_by_asset(statement: Statement) -> dict[str, dict[Scope, int]]:
    found: dict[str, dict[Scope, int]] = {}
    for column in statement.header.columns[1:]:
        found.setdefault(column.asset, {})[column.scope] = column.decimals
    return found


def _scope_changes(asset: str, old: dict[Scope, int], new: dict[Scope, int]) -> Iterator[Change]:
    for scope in SCOPES:
        if scope in new and scope not in old:
            yield Change(ChangeKind.SCOPE_ADDED, asset, after=scope.value)
        elif scope in old and scope not in new:
            yield Change(ChangeKind.SCOPE_REMOVED, asset, before=scope.value)
        elif old.get(scope) != new.get(scope):
            yield Change(ChangeKind.DECIMALS, asset, str(old[scope]), str(new[scope]))


def _group_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old = {row.name: row for row in group_figures(before)}
    new = {row.name: row for row in group_figures(after)}
    for name in dict.fromkeys([*new, *old]):
        was, now = (" + ".join(rows[name].parts) if name in rows else "" for rows in (old, new))
        if was != now:
            yield Change(ChangeKind.GROUP, name, was, now)
        if name in old and name in new and old[name].unit != new[name].unit:
            yield Change(ChangeKind.GROUP_UNIT, name, old[name].unit, new[name].unit)


def _kind_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old = {claim.kind: _rule(claim.scope) for claim in before.kinds}
    new = {claim.kind: _rule(claim.scope) for claim in after.kinds}
    for kind in dict.fromkeys([*new, *old]):
        if old.get(kind) != new.get(kind):
            yield Change(ChangeKind.KIND, kind, old.get(kind, ""), new.get(kind, ""))


def _rule(scope: Scope | None) -> str:
    """What becomes of a kind of entries, as a word that templates know."""
    return "left-out" if scope is None else scope.value


def _disclosure_changes(before: Statement, after: Statement) -> Iterator[Change]:
    yield from _set_changes(
        set(before.own_issued),
        set(after.own_issued),
        ChangeKind.OWN_ISSUED,
        ChangeKind.NOT_OWN_ISSUED,
    )
    yield from _set_changes(
        {item.asset for item in before.out_of_scope},
        {item.asset for item in after.out_of_scope},
        ChangeKind.OUT_OF_SCOPE,
        ChangeKind.BACK_IN_SCOPE,
    )
    if bool(before.clamped) != bool(after.clamped):
        yield Change(ChangeKind.CLAMPED if after.clamped else ChangeKind.NOT_CLAMPED)


def _set_changes(
    old: set[str], new: set[str], came: ChangeKind, went: ChangeKind
) -> Iterator[Change]:
    yield from (Change(came, name) for name in sorted(new - old))
    yield from (Change(went, name) for name in sorted(old - new))


def _setting_changes(before: Statement, after: Statement) -> Iterator[Change]:
    old, new = before.header, after.header
    if before.wallets.complete != after.wallets.complete:
        complete = after.wallets.complete
        yield Change(ChangeKind.WALLETS_COMPLETE if complete else ChangeKind.WALLETS_PARTIAL)
    if old.identity_bound != new.identity_bound:
        yield Change(ChangeKind.IDENTITY, after="bound" if new.identity_bound else "")
    if gap(before) != gap(after):
        yield Change(ChangeKind.TIME_GAP)
    if before.methodology != after.methodology:
        yield Change(ChangeKind.METHODOLOGY)
    if before.disclosures != after.disclosures:
        yield Change(ChangeKind.DISCLOSURES)
    if before.name != after.name:
        yield Change(ChangeKind.NAME, before=before.name, after=after.name)
    if is_late(before, after):
        yield Change(ChangeKind.LATE, before=before.next_due or "", after=new.liabilities_at[:10])


def is_late(before: Statement, after: Statement) -> bool:
    """Whether a snapshot was taken after the date that the one before it announced."""
    if before.next_due is None:
        return False
    return moment(after.header.liabilities_at).date() > date.fromisoformat(before.next_due)


@dataclass(frozen=True)
class Movement:
    """How one asset moved from one snapshot to the next.

    The differences are in base units of `decimals`, and None where a snapshot does not
    state one of the two amounts; a ratio is None where the asset is not in a snapshot.
    """

    name: str
    decimals: int
    owed: int | None
    held: int | None
    before: Ratio | None
    after: Ratio | None


def movements(before: Statement, after: Statement) -> tuple[Movement, ...]:
    """How the figures of every counted asset moved, those of the newer snapshot first."""
    old = {row.name: row for row in asset_figures(before) if row.is_counted}
    new = {row.name: row for row in asset_figures(after) if row.is_counted}
    return tuple(_movement(name, old.get(name), new.get(name)) for name in {**new, **old})


def _movement(name: str, old: Figures | None, new: Figures | None) -> Movement:
    decimals = max(row.decimals for row in (old, new) if row is not None)
    return Movement(
        name=name,
        decimals=decimals,
        owed=_difference(_in(old, "customer", decimals), _in(new, "customer", decimals)),
        held=_difference(_in(old, "reserves", decimals), _in(new, "reserves", decimals)),
        before=None if old is None else old.customers_only,
        after=None if new is None else new.customers_only,
    )


def _in(row: Figures | None, amount: Literal["customer", "reserves"], decimals: int) -> int | None:
    """One amount of a row, in base units of more decimals."""
    if row is None:
        return None
    found = row.customer if amount == "customer" else row.reserves
    return None if found is None else found * 10 ** (decimals - row.decimals)


def _difference(old: int | None, new: int | None) -> int | None:
    return None if old is None or new is None else new - old
