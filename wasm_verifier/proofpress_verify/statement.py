"""Reading the statement: what a publisher claims, as canonical JSON.

Format document, "Header" and "Statement". `decode` returns a typed statement or says which member
is wrong. Whether the members agree with each other is checked in `meaning`.
"""

from __future__ import annotations

from . import canonical, errors
from .canonical import Json, NotCanonical
from .core.hashing import HASH_SIZE, Domain, digest
from .core.shard_file import VERSION
from .forms import (
    ASSET,
    KIND,
    MAX_COLUMNS,
    MAX_DECIMALS,
    MAX_INTEGER,
    MAX_LIST,
    MAX_PREFIX_BITS,
    MAX_STATEMENT_SIZE,
    RELEASE,
    SNAPSHOT,
    UNITS,
    VERIFIER,
)
from .members import Members, read_amount, read_index, read_text
from .notes import PUBLISHER_SIZE
from .records import (
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

_HEADER = frozenset(
    "columns format groups identity liabilities_at mode prefix_bits publisher reserves_at "
    "snapshot".split()
)
_STATEMENT = frozenset(
    "clamped data disclosures files first_key header kinds left_out methodology name next_due "
    "out_of_scope own_issued previous prices proofpress reserves root scope_note totals verifier "
    "wallets".split()
)
MODE = "encrypted"
"""The only mode of publishing leaves in this version."""

_KIND_SCOPES = {"": None} | {s.value: s for s in Scope if s is not Scope.COUNT}
_IDENTITY = {"bound": True, "unbound": False}


def header_digest(value: Json) -> bytes:
    """D, which binds every leaf to the meaning of its columns, from the statement's JSON.

    Raises:
        ValueError: the value has no header.
    """
    if not isinstance(value, dict):
        raise ValueError("a statement without a header")
    return digest(Domain.HEADER, canonical.encode(value["header"]))


def parse(data: bytes) -> Json:
    """The statement's JSON, of which only the encoding has been checked.

    Raises:
        StatementCanonical: not canonical JSON, or more than 4 MiB.
    """
    try:
        return canonical.decode(data, MAX_STATEMENT_SIZE)
    except NotCanonical as error:
        raise errors.StatementCanonical(expected="canonical JSON", found=str(error)) from error


def first_key(value: Json) -> str:
    """The first key's vkey line, which is needed to check the signature.

    Raises:
        StatementCanonical: there is none.
    """
    line = value.get("first_key") if isinstance(value, dict) else None
    if not isinstance(line, str):
        raise errors.StatementCanonical(expected="an object with a first_key", found="none")
    return line


def decode(value: Json) -> Statement:
    """The statement that a parsed JSON value encodes.

    Raises:
        StatementMember: a member is missing, unknown or of the wrong form.
        FormatVersion: this verifier cannot read this version.
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
        clamped=members.items("clamped", _read_clamped, MAX_COLUMNS),
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
    """Check the version first, since another version may have other members."""
    header = value.get("header") if isinstance(value, dict) else None
    version = header.get("format") if isinstance(header, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version != VERSION:
        raise errors.FormatVersion(expected=f"format {VERSION}", found=f"format {version}")


def _read_header(members: Members) -> Header:
    members.integer("format", VERSION)
    mode = members.text("mode")
    if mode != MODE:
        raise members.fail("mode", MODE)
    identity = members.text("identity")
    if identity not in _IDENTITY:
        raise members.fail("identity", "bound or unbound")
    return Header(
        publisher=members.octets("publisher", PUBLISHER_SIZE),
        snapshot=members.text("snapshot", SNAPSHOT),
        liabilities_at=members.time("liabilities_at"),
        reserves_at=members.time("reserves_at"),
        columns=members.items("columns", _read_column, MAX_COLUMNS),
        groups=members.items("groups", _read_group, MAX_COLUMNS),
        prefix_bits=members.integer("prefix_bits", MAX_PREFIX_BITS),
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
    members = Members(value, frozenset(("columns", "name", "unit")), where)
    return Group(
        name=members.text("name", ASSET),
        unit=members.text("unit", ASSET),
        columns=members.items("columns", read_index, MAX_COLUMNS),
    )


def _read_wallets(members: Members) -> WalletListClaim:
    return WalletListClaim(
        sha256=members.octets("sha256", 32),
        rows=members.integer("rows", MAX_INTEGER),
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


def _read_clamped(value: Json, where: str) -> ClampedColumn:
    members = Members(value, frozenset(("accounts", "amount", "column")), where)
    return ClampedColumn(
        column=members.integer("column", MAX_COLUMNS - 1),
        accounts=members.integer("accounts", MAX_INTEGER),
        amount=members.amount("amount"),
    )


def _read_left_out(value: Json, where: str) -> LeftOut:
    members = Members(value, frozenset(("amount", "asset", "decimals", "kind", "rows")), where)
    return LeftOut(
        kind=members.text("kind", KIND),
        asset=members.text("asset", ASSET),
        decimals=members.integer("decimals", MAX_DECIMALS),
        rows=members.integer("rows", MAX_INTEGER),
        amount=members.amount("amount"),
    )


def _read_out_of_scope(value: Json, where: str) -> OutOfScope:
    members = Members(value, frozenset(("amount", "asset", "rows")), where)
    return OutOfScope(
        asset=members.text("asset", ASSET),
        rows=members.integer("rows", MAX_INTEGER),
        amount=members.text("amount", UNITS),
    )


def _read_one_previous(value: Json, where: str) -> PreviousStatement:
    members = Members(value, frozenset(("sha256", "snapshot")), where)
    return PreviousStatement(members.text("snapshot", SNAPSHOT), members.octets("sha256", 32))


def _read_previous(items: tuple[PreviousStatement, ...]) -> PreviousStatement | None:
    return items[0] if items else None


def group_sum(header: Header, group: Group, sums: dict[int, int]) -> tuple[int, int]:
    """(sum, decimals) of a group, in base units of the largest decimals of its columns.

    `sums` has amounts by column; a missing one is 0.
    """
    decimals = max(header.columns[index].decimals for index in group.columns)
    total = sum(
        sums.get(index, 0) * 10 ** (decimals - header.columns[index].decimals)
        for index in group.columns
    )
    return total, decimals
