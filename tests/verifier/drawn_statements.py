"""Strategies that draw statements that do not contradict themselves."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from hypothesis import assume
from hypothesis import strategies as st

from proofpress_verify.forms import confusable
from proofpress_verify.members import moment
from proofpress_verify.records import (
    ClampedColumn,
    Header,
    KindClaim,
    LeftOut,
    OutOfScope,
    PreviousStatement,
    Price,
    ReserveClaim,
    Statement,
    WalletListClaim,
)
from tests import strategies
from tests.simulator import NOW, PUBLISHER

HEADERS = strategies.headers(PUBLISHER.publisher)
_MANY = st.integers(0, 2**53 - 1)
_AMOUNTS = st.one_of(st.just(0), strategies.amounts)
_DECIMALS = st.integers(0, 38)
_UNITS = st.sampled_from(["0", "-1", "12.05", "0.1", "-0.000001", "9" * 80, "1." + "0" * 79 + "1"])
_KINDS = st.from_regex(r"[a-z0-9_-]{1,32}", fullmatch=True)


@st.composite
def reserves(draw: st.DrawFn, header: Header) -> tuple[ReserveClaim, ...]:
    known = {column.asset.lower(): column.asset for column in header.columns[1:]}
    named = {asset.lower(): asset for asset in draw(st.sets(strategies.assets)) | {*known.values()}}
    claims = []
    for lowered, asset in named.items():
        amount = draw(_AMOUNTS)
        native = draw(st.integers(0, amount))
        claims.append(ReserveClaim(known.get(lowered, asset), draw(_DECIMALS), amount, native))
    return tuple(sorted(claims, key=lambda claim: claim.asset))


@st.composite
def kinds(draw: st.DrawFn, header: Header) -> tuple[KindClaim, ...]:
    """Some kinds of rows; at least one of them is left out."""
    scopes = st.sampled_from([None, *{column.scope for column in header.columns[1:]}])
    named = draw(st.dictionaries(_KINDS, scopes, min_size=1, max_size=4))
    claims = {kind: KindClaim(kind, scope) for kind, scope in named.items()}
    claims["zz"] = KindClaim("zz", None)
    return tuple(claims[kind] for kind in sorted(claims))


def due_dates(header: Header) -> st.SearchStrategy[str]:
    """From the day of the balances to 366 days later, as far as the calendar goes."""
    day = moment(header.liabilities_at).date()
    most = min(366, (date.max - day).days)
    return st.integers(0, most).map(lambda days: str(day + timedelta(days)))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Statements that do not contradict themselves."""
    header = draw(HEADERS)
    last = len(header.columns) - 1
    clamped = st.builds(ClampedColumn, st.integers(1, last), _MANY, _AMOUNTS)
    held = draw(reserves(header))
    known = sorted({c.asset for c in header.columns[1:]} | {claim.asset for claim in held})
    some = st.sets(st.sampled_from(known)).map(sorted) if known else st.just([])
    price = partial(st.builds, Price, price=st.sampled_from(["1", "0.0001", "64250.5"]))
    rules = draw(kinds(header))
    without = st.sampled_from([rule.kind for rule in rules if rule.scope is None])
    left_out = st.builds(LeftOut, without, strategies.assets, _DECIMALS, _MANY, _AMOUNTS)
    out_of_scope = st.builds(OutOfScope, strategies.assets, _MANY, _UNITS)
    previous = st.builds(PreviousStatement, strategies.snapshot_ids, strategies.digests)
    made = Statement(
        header=header,
        name=draw(strategies.names),
        first_key=PUBLISHER.line,
        root=draw(strategies.digests),
        totals=tuple(draw(_AMOUNTS) for _ in header.columns),
        files=draw(strategies.digests),
        data=draw(strategies.digests),
        wallets=draw(st.builds(WalletListClaim, strategies.digests, _MANY, st.booleans())),
        reserves=held,
        own_issued=tuple(draw(some)),
        prices=tuple(
            draw(price(asset=st.just(a), source=strategies.names, time=st.just(NOW)))
            for a in draw(some)
        ),
        kinds=rules,
        clamped=tuple(draw(st.lists(clamped, max_size=2))) if last else (),
        left_out=tuple(draw(st.lists(left_out, max_size=2))),
        out_of_scope=tuple(draw(st.lists(out_of_scope, max_size=2))),
        scope_note=draw(st.just("") | strategies.names),
        methodology=draw(strategies.digests),
        disclosures=draw(strategies.digests),
        next_due=draw(st.none() | due_dates(header)),
        previous=draw(st.none() | previous),
        proofpress="0.1.0",
        verifier=draw(st.sampled_from(["0.0.0", "0.0.9", "0.1.0"])),
    )
    assume(confusable(names_of(made)) is None)
    return made


def names_of(made: Statement) -> list[str]:
    """Every name of an asset or group in a statement."""
    listed = (made.header.columns, made.reserves, made.left_out, made.out_of_scope)
    assets = [item.asset for items in listed for item in items]
    return assets + [name for group in made.header.groups for name in (group.name, group.unit)]
