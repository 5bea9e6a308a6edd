"""The statement: what a publisher claims, as canonical JSON, and whether it can mean it.

Format document, "Header" and "Statement". `decode` gives a typed statement or says which
member is wrong; `check_meaning` holds it against the rules of meaning, so that a valid
proof cannot stand under contradictory columns.
"""

from __future__ import annotations

import re
from itertools import pairwise

from . import __version__, canonical, errors
from .canonical import Json, NotCanonical
from .core.amounts import COUNT
from .core.hashing import HASH_SIZE, Domain, digest
from .core.shard_file import VERSION
from .members import Members, read_amount, read_index, read_text
from .notes import PUBLISHER_SIZE, publisher_id
from .records import (
    COUNT_COLUMN,
    Column,
    FlooredColumn,
    Group,
    Header,
    KindClaim,
    LeftOut,
    Mode,
    OutOfScope,
    Previous,
    Price,
    ReserveClaim,
    Scope,
    Statement,
    WalletListClaim,
)

MAX_STATEMENT_SIZE = 4 * 1024 * 1024
MAX_COLUMNS = 3400
MAX_PREFIX_BITS = 24
MAX_DECIMALS = 38
MAX_LIST = 10_000

ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._$+-]{0,31}")
SNAPSHOT_ID = re.compile(r"[0-9a-z-]{1,32}")
KIND = re.compile(r"[a-z0-9_-]{1,32}")
UNITS = re.compile(r"0|-?([1-9][0-9]{0,79}(\.[0-9]{0,79}[1-9])?|0\.[0-9]{0,79}[1-9])")
RELEASE = re.compile(r"[0-9A-Za-z.+-]{1,40}")
VERIFIER = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}")

_HEADER = frozenset(
    "columns format groups identity liabilities_at mode prefix_bits publisher reserves_at "
    "snapshot".split()
)
_STATEMENT = frozenset(
    "data disclosures files first_key floored header kinds left_out methodology name next_due "
    "out_of_scope own_issued previous prices proofpress reserves root scope_note totals verifier "
    "wallets".split()
)
_KIND_SCOPES = {"": None} | {s.value: s for s in Scope if s is not Scope.COUNT}
_IDENTITY = {"bound": True, "unbound": False}


def header_digest(value: Json) -> bytes:
    """D, what binds every leaf to the meaning of its columns, from the statement's JSON.

    Raises:
        ValueError: the value has no header.
    """
    if not isinstance(value, dict):
        raise ValueError("a statement without a header")
    return digest(Domain.HEADER, canonical.encode(value["header"]))


def parse(data: bytes) -> Json:
    """The statement's JSON, before anything is known about it but its spelling.

    Raises:
        StatementCanonical: not canonical JSON, or more than 4 MiB.
    """
    try:
        return canonical.decode(data, MAX_STATEMENT_SIZE)
    except NotCanonical as error:
        raise errors.StatementCanonical(expected="canonical JSON", found=str(error)) from error


def first_key(value: Json) -> str:
    """The first key's vkey line, looked up before the signature is checked.

    Raises:
        StatementCanonical: there is none.
    """
    line = value.get("first_key") if isinstance(value, dict) else None
    if not isinstance(line, str):
        raise errors.StatementCanonical(expected="an object with a first_key", found="none")
    return line


def decode(value: Json) -> Statement:
    """The statement that a parsed JSON value spells.

    Raises:
        StatementMember: a member is absent, surplus or of another form.
        FormatVersion, Mode: not of a kind this verifier reads.
    """
    _check_version(value)
    members = Members(value, _STATEMENT, "")
    return Statement(
        header=_read_header(members.object("header", _HEADER)),
        name=members.text("name"),
        first_key=members.text("first_key"),
        root=members.octets("root", HASH_SIZE),
        totals=members.items("totals", read_amount, MAX_COLUMNS),
        files=members.octets("files", HASH_SIZE),
        data=members.octets("data", HASH_SIZE),
        wallets=_read_wallets(members.object("wallets", frozenset(("complete", "rows", "sha256")))),
        reserves=members.items("reserves", _read_reserve, MAX_LIST),
        own_issued=members.items("own_issued", _read_asset, MAX_LIST),
        prices=members.items("prices", _read_price, MAX_LIST),
        kinds=members.items("kinds", _read_kind, MAX_LIST),
        floored=members.items("floored", _read_floored, MAX_COLUMNS),
        left_out=members.items("left_out", _read_left_out, MAX_LIST),
        out_of_scope=members.items("out_of_scope", _read_out_of_scope, MAX_LIST),
        scope_note=members.long_text("scope_note"),
        methodology=members.octets("methodology", HASH_SIZE),
        disclosures=members.octets("disclosures", HASH_SIZE),
        next_due=members.optional_date("next_due"),
        previous=_read_previous(members.items("previous", _read_one_previous, 1)),
        proofpress=members.text("proofpress", RELEASE),
        verifier=members.text("verifier", VERIFIER),
    )


def _check_version(value: Json) -> None:
    """Say "another version" before complaining about members that version may have."""
    header = value.get("header") if isinstance(value, dict) else None
    version = header.get("format") if isinstance(header, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version != VERSION:
        raise errors.FormatVersion(expected=f"format {VERSION}", found=f"format {version}")


def _read_header(members: Members) -> Header:
    members.integer("format", VERSION)
    mode = members.text("mode")
    if mode not in {known.value for known in Mode}:
        raise members.fail("mode", "sealed or open")
    identity = members.text("identity")
    if identity not in _IDENTITY:
        raise members.fail("identity", "bound or unbound")
    return Header(
        publisher=members.octets("publisher", PUBLISHER_SIZE),
        snapshot=members.text("snapshot", SNAPSHOT_ID),
        liabilities_at=members.time("liabilities_at"),
        reserves_at=members.time("reserves_at"),
        columns=members.items("columns", _read_column, MAX_COLUMNS),
        groups=members.items("groups", _read_group, MAX_COLUMNS),
        prefix_bits=members.integer("prefix_bits", MAX_PREFIX_BITS),
        mode=Mode(mode),
        identity_bound=_IDENTITY[identity],
    )


def _read_column(value: Json, where: str) -> Column:
    members = Members(value, frozenset(("asset", "decimals", "scope")), where)
    scope = members.text("scope")
    if scope not in {known.value for known in Scope}:
        raise members.fail("scope", ", ".join(known.value for known in Scope))
    return Column(
        members.text("asset", ASSET), Scope(scope), members.integer("decimals", MAX_DECIMALS)
    )


def _read_group(value: Json, where: str) -> Group:
    members = Members(value, frozenset(("columns", "name")), where)
    return Group(members.text("name", ASSET), members.items("columns", read_index, MAX_COLUMNS))


def _read_wallets(members: Members) -> WalletListClaim:
    return WalletListClaim(
        sha256=members.octets("sha256", 32),
        rows=members.integer("rows", canonical.MAX_INTEGER),
        complete=members.flag("complete"),
    )


def _read_reserve(value: Json, where: str) -> ReserveClaim:
    members = Members(value, frozenset(("amount", "asset", "decimals", "native")), where)
    return ReserveClaim(
        asset=members.text("asset", ASSET),
        decimals=members.integer("decimals", MAX_DECIMALS),
        amount=members.amount("amount"),
        native=members.amount("native"),
    )


def _read_asset(value: Json, where: str) -> str:
    return read_text(value, where, ASSET)


def _read_price(value: Json, where: str) -> Price:
    members = Members(value, frozenset(("asset", "price", "source", "time")), where)
    return Price(
        asset=members.text("asset", ASSET),
        price=members.text("price", UNITS),
        source=members.text("source"),
        time=members.time("time"),
    )


def _read_kind(value: Json, where: str) -> KindClaim:
    members = Members(value, frozenset(("kind", "scope")), where)
    scope = members.choice("scope", _KIND_SCOPES)
    return KindClaim(members.text("kind", KIND), scope)


def _read_floored(value: Json, where: str) -> FlooredColumn:
    members = Members(value, frozenset(("accounts", "amount", "column")), where)
    return FlooredColumn(
        column=members.integer("column", MAX_COLUMNS),
        accounts=members.integer("accounts", canonical.MAX_INTEGER),
        amount=members.amount("amount"),
    )


def _read_left_out(value: Json, where: str) -> LeftOut:
    members = Members(value, frozenset(("amount", "asset", "decimals", "kind", "rows")), where)
    return LeftOut(
        kind=members.text("kind", KIND),
        asset=members.text("asset", ASSET),
        decimals=members.integer("decimals", MAX_DECIMALS),
        rows=members.integer("rows", canonical.MAX_INTEGER),
        amount=members.amount("amount"),
    )


def _read_out_of_scope(value: Json, where: str) -> OutOfScope:
    members = Members(value, frozenset(("amount", "asset", "rows")), where)
    return OutOfScope(
        asset=members.text("asset", ASSET),
        rows=members.integer("rows", canonical.MAX_INTEGER),
        amount=members.text("amount", UNITS),
    )


def _read_one_previous(value: Json, where: str) -> Previous:
    members = Members(value, frozenset(("sha256", "snapshot")), where)
    return Previous(members.text("snapshot", SNAPSHOT_ID), members.octets("sha256", 32))


def _read_previous(items: tuple[Previous, ...]) -> Previous | None:
    return items[0] if items else None


def check_meaning(statement: Statement) -> None:
    """Hold a well-formed statement against the rules of meaning.

    Raises:
        VerifierVersion, PublisherId, Columns, Groups, TotalsShape,
        Reserves, Kinds, OwnIssued, Prices, Mode
    """
    _check_verifier(statement.verifier)
    named = publisher_id(statement.first_key)
    if statement.header.publisher != named:
        raise errors.PublisherId(expected=named.hex(), found=statement.header.publisher.hex())
    _check_columns(statement.header.columns)
    _check_groups(statement.header)
    _check_totals(statement)
    _check_reserves(statement)
    _check_kinds(statement)
    _check_own_issued(statement)
    _check_prices(statement)
    if statement.header.mode is not Mode.SEALED:
        raise errors.Mode(expected=Mode.SEALED.value, found=statement.header.mode.value)


def _check_verifier(lowest: str) -> None:
    """A later release may close a gap in this one: what it is to check is left to it."""
    if _release(lowest) > _release(__version__):
        raise errors.VerifierVersion(expected=f"verifier {lowest} or newer", found=__version__)


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _check_columns(columns: tuple[Column, ...]) -> None:
    counting = _shown(columns[0]) if columns else "no column"
    if columns[:1] != (COUNT_COLUMN,):
        raise errors.Columns(expected=f"first {_shown(COUNT_COLUMN)}", found=counting)
    alike: dict[str, Column] = {}
    seen: set[tuple[str, Scope]] = set()
    for index, column in enumerate(columns[1:], 1):
        asset, where = column.asset.lower(), f"column {index}"
        reserved = column.scope is Scope.COUNT or asset == COUNT_COLUMN.asset
        if reserved or (asset, column.scope) in seen:
            raise errors.Columns(
                expected="each asset once a scope",
                found=f"{column.asset} / {column.scope.value}",
                where=where,
            )
        first = alike.setdefault(asset, column)
        if (first.asset, first.decimals) != (column.asset, column.decimals):
            raise errors.Columns(
                expected=f"{first.asset} with {first.decimals} decimals in every scope",
                found=f"{column.asset} with {column.decimals}",
                where=where,
            )
        seen.add((asset, column.scope))


def _shown(column: Column) -> str:
    return f"{column.asset} / {column.scope.value} with {column.decimals} decimals"


def _check_groups(header: Header) -> None:
    taken: set[int] = set()
    names: set[tuple[str, Scope]] = set()
    for group in header.groups:
        if not group.columns or any(left >= right for left, right in pairwise(group.columns)):
            raise errors.Groups(
                expected="ascending columns", found=str(group.columns), where=group.name
            )
        if group.columns[0] == COUNT or group.columns[-1] >= len(header.columns):
            raise errors.Groups(
                expected=f"columns 1 to {len(header.columns) - 1}",
                found=str(group.columns),
                where=group.name,
            )
        scopes = {header.columns[index].scope for index in group.columns}
        key = (group.name.lower(), min(scopes, key=lambda scope: scope.value))
        apart = _named_like_another_asset(header, group)
        if len(scopes) != 1 or key in names or taken.intersection(group.columns) or apart:
            raise errors.Groups(
                expected="groups of one scope that share no column and no name, and are not "
                "named after an asset outside them",
                found=str(group.columns),
                where=group.name,
            )
        names.add(key)
        taken.update(group.columns)


def _named_like_another_asset(header: Header, group: Group) -> bool:
    inside = {header.columns[index].asset.lower() for index in group.columns}
    every = {column.asset.lower() for column in header.columns}
    return group.name.lower() in every - inside


def _check_totals(statement: Statement) -> None:
    columns, totals = statement.header.columns, statement.totals
    if len(totals) != len(columns):
        raise errors.TotalsShape(expected=f"{len(columns)} totals", found=f"{len(totals)}")
    for floored in statement.floored:
        if floored.column == COUNT or floored.column >= len(columns):
            raise errors.StatementMember(
                expected=f"a column from 1 to {len(columns) - 1}",
                found=str(floored.column),
                where="floored",
            )


def _check_reserves(statement: Statement) -> None:
    for before, after in pairwise(statement.reserves):
        if before.asset >= after.asset:
            raise errors.Reserves(
                expected="assets ascending", found=f"{before.asset} before {after.asset}"
            )
    spelled = {column.asset.lower(): column.asset for column in statement.header.columns[1:]}
    for reserve in statement.reserves:
        if spelled.setdefault(reserve.asset.lower(), reserve.asset) != reserve.asset:
            raise errors.Reserves(
                expected=f"{spelled[reserve.asset.lower()]}, as it is spelled elsewhere",
                found=reserve.asset,
            )
        if reserve.native > reserve.amount:
            raise errors.Reserves(
                expected=f"native at most {reserve.amount}",
                found=f"{reserve.native}",
                where=reserve.asset,
            )


def _check_kinds(statement: Statement) -> None:
    for before, after in pairwise(statement.kinds):
        if before.kind >= after.kind:
            raise errors.Kinds(
                expected="kinds ascending", found=f"{before.kind} before {after.kind}"
            )
    left_out = {item.kind for item in statement.kinds if item.scope is None}
    for item in statement.left_out:
        if item.kind not in left_out:
            raise errors.Kinds(
                expected="a kind that is left out", found=item.kind, where="left_out"
            )
    scopes = {column.scope for column in statement.header.columns}
    for rule in statement.kinds:
        if rule.scope is not None and rule.scope not in scopes:
            raise errors.Kinds(
                expected=f"a column of scope {rule.scope.value}", found="none", where=rule.kind
            )


def _check_own_issued(statement: Statement) -> None:
    for before, after in pairwise(statement.own_issued):
        if before >= after:
            raise errors.OwnIssued(expected="assets ascending", found=f"{before} before {after}")
    strange = set(statement.own_issued) - _assets(statement)
    if strange:
        raise errors.OwnIssued(expected="assets that are counted or held", found=min(strange))


def _check_prices(statement: Statement) -> None:
    for before, after in pairwise(statement.prices):
        if before.asset >= after.asset:
            raise errors.Prices(
                expected="assets ascending", found=f"{before.asset} before {after.asset}"
            )
    known = _assets(statement)
    for price in statement.prices:
        if price.asset not in known:
            raise errors.Prices(expected="assets that are counted or held", found=price.asset)
        if price.price == "0" or price.price.startswith("-"):
            raise errors.Prices(expected="above zero", found=price.price, where=price.asset)


def _assets(statement: Statement) -> set[str]:
    """Every asset that is counted for anybody, or held."""
    counted = {column.asset for column in statement.header.columns[1:]}
    return counted | {reserve.asset for reserve in statement.reserves}


def align(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    """Two (amount, decimals) as amounts of the larger of the two decimals."""
    decimals = max(left[1], right[1])
    return left[0] * 10 ** (decimals - left[1]), right[0] * 10 ** (decimals - right[1])


def group_sum(header: Header, group: Group, sums: dict[int, int]) -> tuple[int, int]:
    """(sum, decimals) of a group: its columns brought to the largest decimals among them.

    `sums` gives amounts by column, 0 where absent.
    """
    decimals = max(header.columns[index].decimals for index in group.columns)
    total = sum(
        sums.get(index, 0) * 10 ** (decimals - header.columns[index].decimals)
        for index in group.columns
    )
    return total, decimals
