"""Statements and headers: typed values and canonical bytes, both ways."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.site.statement import encode_statement, header_digest, header_json
from proofpress_verify import canonical, forms, meaning, statement
from proofpress_verify.core.errors import ProofError
from proofpress_verify.errors import FormatVersion, StatementCanonical, StatementMember
from proofpress_verify.records import Group, Header
from tests import reference, simulator, strategies
from tests.simulator import Plan
from tests.verifier.drawn_statements import HEADERS, statements


@given(statements())
def test_a_statement_reads_back(made):
    assert statement.decode(statement.parse(encode_statement(made))) == made


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


def test_a_group_adds_in_the_smallest_unit():
    header = header_of(Plan())
    total, decimals = statement.group_sum(header, Group("X", "X", (1, 2)), {1: 5, 2: 3})
    assert (total, decimals) == (5 + 3 * 100, 8)
