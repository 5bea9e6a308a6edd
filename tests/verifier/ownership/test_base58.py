"""Base58 and Base58Check."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify.ownership import base58


@given(st.binary(max_size=60))
def test_base58_round_trips(data: bytes) -> None:
    assert base58.decode(base58.encode(data)) == data
    assert base58.decode_check(base58.encode_check(data)) in (data, None)


def test_base58_refuses_other_letters_wrong_checksums_and_long_texts() -> None:
    address = "143gLvWYUojXaWZRrxquRKpVNTkhmr415B"
    assert base58.decode_check(address) is not None
    assert base58.decode_check(address[:-1] + "C") is None
    assert base58.decode("0OIl") is None
    assert base58.decode("1" * 129) is None
