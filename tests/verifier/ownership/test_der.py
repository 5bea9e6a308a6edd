"""ECDSA signatures in DER."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify.ownership import der
from proofpress_verify.ownership.curve import ORDER


@given(st.integers(0, ORDER), st.integers(0, ORDER // 2))
def test_der_round_trips(r: int, s: int) -> None:
    assert der.parse(der.encode(r, s)) == (r, s)


@given(st.binary(max_size=80))
def test_der_is_one_encoding(data: bytes) -> None:
    parsed = der.parse(data)
    assert parsed is None or der.encode(*parsed) == data
