"""Bech32 against the published vectors and the reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify import bech32
from tests import reference

FIVES = st.lists(st.integers(0, 31), max_size=60)

# BIP-173 and BIP-350, "Test vectors": valid texts, cut to those of lower case.
VALID = [
    (bech32.BECH32, "a12uel5l"),
    (bech32.BECH32, "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"),
    (bech32.BECH32, "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"),
    (bech32.BECH32, "?1ezyfcl"),
    (bech32.BECH32M, "a1lqfn3a"),
    (bech32.BECH32M, "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx"),
    (bech32.BECH32M, "split1checkupstagehandshakeupstreamerranterredcaperredlc445v"),
    (bech32.BECH32M, "?1v759aa"),
]


def checked(text: str) -> int:
    prefix, _, letters = text.rpartition("1")
    return bech32.polymod((*bech32.expanded(prefix), *bech32.to_values(letters)))


@pytest.mark.parametrize(("constant", "text"), VALID)
def test_published_texts(constant: int, text: str) -> None:
    assert checked(text) == constant


@given(st.text("abcxyz?", min_size=1, max_size=20), FIVES)
def test_the_checksum_is_the_references(prefix: str, fives: list[int]) -> None:
    for constant in (bech32.BECH32, bech32.BECH32M):
        assert checked(reference.bech32m(prefix, fives, constant)) == constant


@given(st.data(), FIVES)
def test_one_wrong_letter_is_found(data: st.DataObject, fives: list[int]) -> None:
    text = reference.bech32m("por", fives)
    place = data.draw(st.integers(4, len(text) - 1))
    other = data.draw(st.sampled_from([x for x in bech32.ALPHABET if x != text[place]]))
    assert checked(text[:place] + other + text[place + 1 :]) != bech32.BECH32M


@given(st.binary(max_size=60))
def test_bytes_come_back_with_zero_padding(octets: bytes) -> None:
    fives = reference.fives(octets)
    assert bech32.to_bytes(fives) == (octets, "0" * (5 * len(fives) - 8 * len(octets)))


@given(FIVES)
def test_no_bit_is_lost(fives: list[int]) -> None:
    octets, left = bech32.to_bytes(fives)
    bits = "".join(f"{octet:08b}" for octet in octets) + left
    assert bits == "".join(f"{five:05b}" for five in fives)
    assert len(left) < 8
