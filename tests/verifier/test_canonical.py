"""Canonical JSON: one encoding of each value, and nothing else is read."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofpress_verify import canonical, forms
from proofpress_verify.canonical import NotCanonical
from tests import reference, strategies

MOST = 1 << 22


@given(strategies.json_values)
def test_what_is_encoded_decodes_to_the_same(value):
    try:
        data = canonical.encode(value)
    except NotCanonical:
        assert depth(value) > forms.MAX_DEPTH
        return
    assert canonical.decode(data, MOST) == value
    assert json.loads(data) == value


@given(strategies.json_values)
def test_encoding_is_that_of_the_reference(value):
    if depth(value) <= forms.MAX_DEPTH:
        assert canonical.encode(value) == reference.canonical(value)


def depth(value) -> int:
    if isinstance(value, dict):
        return 1 + max((depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(item) for item in value), default=0)
    return 0


_TOKENS = st.sampled_from(
    [
        *rb'{ } [ ] " : , a "a" 0 1 - . e \ true false null \u0041 \n'.split(b" "),
        *(b" ", b"\xc3\xa9", b"\xff", b"\x00"),
    ]
)


@given(st.one_of(st.binary(max_size=60), st.lists(_TOKENS, max_size=24).map(b"".join)))
@example(b'{"a":0}')
@example(b"")
def test_any_bytes_are_refused_or_encode_one_value(data):
    try:
        value = canonical.decode(data, MOST)
    except NotCanonical:
        return
    assert canonical.encode(value) == data


@given(st.data(), strategies.json_values.filter(lambda value: depth(value) <= 8))
def test_no_other_bytes_encode_the_same_value(data, value):
    """A byte put in, taken out or changed gives another value or none."""
    encoded = canonical.encode(value)
    at = data.draw(st.integers(0, len(encoded)))
    put = data.draw(st.binary(max_size=2))
    other = encoded[:at] + put + encoded[at + data.draw(st.integers(0, 2)) :]
    with suppress(NotCanonical):
        assert canonical.decode(other, MOST) != value or other == encoded


@pytest.mark.parametrize("value", [None, 1.0, -1, 2**53, "\n", "\x7f", "\u2028", "\ud800", b"x"])
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"a": v}])
def test_what_has_no_encoding_is_not_encoded(value, wrap):
    with pytest.raises(NotCanonical):
        canonical.encode(wrap(value))


@pytest.mark.parametrize("key", ["", "A", "a b", "\u00e9", "a-b", 'a"'])
def test_keys_are_plain(key):
    with pytest.raises(NotCanonical):
        canonical.encode({key: 1})


def test_size_is_capped_before_parsing():
    """Threat 19: endless data."""
    assert canonical.decode(b'"aaaa"', 6) == "aaaa"
    with pytest.raises(NotCanonical, match="more than"):
        canonical.decode(b'"aaaa"', 5)


@pytest.mark.parametrize(
    "bomb",
    [
        b"[" * (MOST - 1),
        b'{"a":' * (MOST // 5),
        b'"' + b"[" * 2_000_000,
        b'["\\"' + b"[" * 2_000_000,
        b'\\"' * (MOST // 2),
        b'"' * MOST,
        b'"\\' * (MOST // 2),
        b"1" * MOST,
        b"[" + b"0," * (MOST // 2 - 1),
    ],
    ids=[
        "lists",
        "objects",
        "string",
        "quote",
        "escapes",
        "quotes",
        "backslashes",
        "digit",
        "list",
    ],
)
def test_bombs_of_the_largest_size_are_refused_in_linear_time(bomb):
    """Threat 19: before a signature is checked, so anybody could send them.

    Without the defence these recurse without end or take hours.
    """
    with pytest.raises(NotCanonical):
        canonical.decode(bomb, MOST)


def test_depth_8_is_read_and_9_is_not():
    assert canonical.decode(b"[" * 8 + b"]" * 8, MOST) == [[[[[[[[]]]]]]]]
    with pytest.raises(NotCanonical, match="deeper"):
        canonical.decode(b"[" * 9 + b"]" * 9, MOST)
    assert canonical.decode(b'"' + b"[" * 20 + b'"', MOST) == "[" * 20
