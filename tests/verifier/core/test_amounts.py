"""Sums: one encoding each, no wrap, no float."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofpress_verify.core import amounts
from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.core.errors import SumOverflow, SumsForm
from tests import reference, strategies


@given(strategies.sums())
def test_sums_decode_to_what_was_encoded(sums):
    assert amounts.decode_sums(amounts.encode_sums(sums), "") == sums


@given(strategies.sums())
def test_encoding_is_that_of_the_reference(sums):
    assert amounts.encode_sums(sums) == reference.enc(dict(sums))


_NEARLY = (
    strategies.sums()
    .map(amounts.encode_sums)
    .flatmap(
        lambda data: st.tuples(
            st.just(data), st.integers(0, len(data)), st.binary(max_size=2), st.integers(0, 2)
        ).map(lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + cut[3] :])
    )
)


@given(st.one_of(st.binary(max_size=60), _NEARLY))
@example(b"\0\0")
@example(b"\0\1\0\1\1\0")
@example(b"\0\1\0\1\2\0\1")
@example(b"\0\1\0\1\x11" + b"\1" * 17)
@example(b"\0\2\0\1\1\1\0\1\1\1")
@example(b"\0\2\0\2\1\1\0\1\1\1")
def test_any_bytes_are_refused_or_are_the_one_encoding(data):
    """Threat 5: no two texts for one sum, and no text for two."""
    with suppress(SumsForm):
        assert amounts.encode_sums(amounts.decode_sums(data, "")) == data


@given(st.binary(max_size=40), st.integers(0, 45))
def test_reading_anywhere_raises_nothing_else(data, start):
    with suppress(SumsForm):
        sums, end = amounts.read_sums(data, start, "")
        assert amounts.encode_sums(sums) == data[start:end]


@given(strategies.small_sums(8), strategies.small_sums(8))
def test_adding_is_column_by_column(left, right):
    assert dict(amounts.add(left, right)) == reference.add(dict(left), dict(right))
    assert amounts.add(left, right) == amounts.add(right, left)
    assert amounts.add(left, ()) == left


@given(strategies.sums(4), strategies.sums(4))
def test_a_sum_is_below_the_limit_or_refused(left, right):
    """Threat 2: nothing overflows, wraps or goes negative."""
    exact = reference.add(dict(left), dict(right))
    if max(exact.values(), default=0) < LIMIT:
        assert dict(amounts.add(left, right)) == exact
    else:
        with pytest.raises(SumOverflow):
            amounts.add(left, right)


def test_the_limit_is_2_to_the_128():
    assert amounts.add(((1, LIMIT - 2),), ((1, 1),)) == ((1, LIMIT - 1),)
    with pytest.raises(SumOverflow):
        amounts.add(((1, LIMIT - 1),), ((1, 1),))
