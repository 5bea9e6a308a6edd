"""Statements and headers: typed values and canonical bytes, both ways."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from proofpress.site.statement import encode_statement, header_digest, header_json
from proofpress_verify import canonical, decimals, forms, meaning, notes, statement
from proofpress_verify.core.errors import ProofError
from proofpress_verify.errors import FormatVersion, StatementCanonical, StatementMember
from proofpress_verify.forms import confusable
from proofpress_verify.members import moment
from proofpress_verify.records import (
    ClampedColumn,
    Group,
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
from tests import reference, simulator, strategies
from tests.simulator import NOW, PUBLISHER, Plan

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


@given(statements())
def test_a_statement_reads_back(made):
    assert statement.decode(statement.parse(encode_statement(made))) == made


@given(statements())
def test_a_statement_without_contradiction_is_taken(made):
    meaning.check_meaning(made)


@given(HEADERS)
def test_d_is_that_of_the_reference(header):
    value = canonical.decode(canonical.encode(header_json(header)), 1 << 20)
    assert header_digest(header) == reference.h(0x07, reference.canonical(value))


@given(HEADERS, HEADERS)
def test_no_two_headers_share_d(one, other):
    """Threat 22: any other meaning of the columns makes another tree."""
    same = header_digest(one) == header_digest(other)
    assert same == (one == other)


def header_of(plan: Plan) -> Header:
    return statement.decode(json.loads(simulator.publish(plan).statement)).header


@pytest.mark.parametrize(
    "changed",
    [
        {"snapshot": "2026-11"},
        {"liabilities_at": "2026-10-31T00:00:01Z"},
        {"reserves_at": "2026-10-31T00:00:01Z"},
        {"publisher": bytes(20)},
        {"prefix_bits": 2},
        {"identity_bound": True},
        {"groups": ()},
        {"groups": (Group("USD", "USD", (2,)),)},
        {"groups": (Group("Usd", "Usd", (2, 3)),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_d_binds_every_member_of_the_header(changed):
    header = header_of(Plan())
    assert header_digest(replace(header, **changed)) != header_digest(header)


def test_d_is_that_of_the_bytes_in_the_statement():
    published = simulator.publish(Plan())
    header = reference.canonical(json.loads(published.statement)["header"])
    assert header in published.statement
    assert header_digest(header_of(Plan())) == reference.h(7, header)


# Whatever JSON a publisher signs, nothing but a finding comes out.

_HONEST: simulator.Json = json.loads(simulator.publish(Plan()).statement)


def places(value, path=()):
    """The path of every value within a JSON value."""
    yield path
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, name))


_ODD = st.one_of(
    strategies.json_values,
    st.sampled_from(["", "0", "-1", "1e5", "\u0663", 2**53 - 1, True, [], {}, "a" * 201, [[]]]),
)


def changed_at(value, path, new):
    if not path:
        return new
    name, *rest = path
    copied = list(value) if isinstance(value, list) else dict(value)
    copied[name] = changed_at(value[name], rest, new)
    return copied


@given(st.sampled_from(list(places(_HONEST))), _ODD)
def test_any_value_at_any_place_is_taken_or_a_finding(path, value):
    changed = changed_at(_HONEST, path, value)
    with suppress(ProofError):
        made = statement.decode(changed)
        meaning.check_meaning(made)
        assert encode_statement(made) == canonical.encode(changed)


@given(st.binary(max_size=80))
def test_any_bytes_are_parsed_or_unreadable(data):
    with suppress(StatementCanonical):
        value = statement.parse(data)
        with suppress(StatementCanonical):
            statement.first_key(value)


@pytest.mark.parametrize("path", [path for path in places(_HONEST) if path and path != ("header",)])
@pytest.mark.parametrize("value", [[], {}, True, 7, "7", ""], ids=repr)
def test_a_value_of_another_kind_anywhere_is_refused_or_kept(path, value):
    """Nothing is coerced: what is taken is written again exactly as it stood."""
    changed = changed_at(_HONEST, path, value)
    with suppress(StatementMember, FormatVersion):
        assert encode_statement(statement.decode(changed)) == canonical.encode(changed)


def test_a_statement_beyond_its_limit_is_unreadable():
    """Threat 19."""
    with pytest.raises(StatementCanonical, match="more than"):
        statement.parse(b'"' + b"a" * forms.MAX_STATEMENT_SIZE + b'"')


@pytest.mark.parametrize(("columns", "taken"), [(3400, True), (3401, False)])
def test_columns_have_a_limit(columns, taken):
    more = [
        {"asset": f"A{number}", "scope": "customer", "decimals": 0}
        for number in range(columns - len(simulator.COLUMNS))
    ]
    header = _HONEST["header"] | {"columns": [*_HONEST["header"]["columns"], *more]}
    totals = ["0"] * columns
    with suppress(StatementMember):
        made = statement.decode(_HONEST | {"header": header, "totals": totals})
        meaning.check_meaning(made)
        assert taken
        return
    assert not taken


_STATED = st.tuples(st.integers(0, 2**128 - 1), _DECIMALS)


@given(_STATED, _STATED)
def test_amounts_of_different_decimals_are_compared_exactly(left, right):
    aligned = decimals.align_both(left, right)
    exact = (left[0] * 10 ** right[1], right[0] * 10 ** left[1])
    assert (aligned[0] < aligned[1]) == (exact[0] < exact[1])
    assert (aligned[0] == aligned[1]) == (exact[0] == exact[1])


def test_a_group_adds_in_the_smallest_unit():
    header = header_of(Plan())
    total, decimals = statement.group_sum(header, Group("X", "X", (1, 2)), {1: 5, 2: 3})
    assert (total, decimals) == (5 + 3 * 100, 8)


def test_publisher_id_is_that_of_the_key_line():
    assert notes.publisher_id(PUBLISHER.line) == reference.publisher_id(PUBLISHER.line)
