"""Keccak-256 against published vectors."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify.ownership.keccak import keccak256

# Vectors of the Keccak team and of the pangram everyone uses.
KECCAK = {
    b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    b"The quick brown fox jumps over the lazy dog": (
        "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
    ),
}


@pytest.mark.parametrize(("data", "digest"), KECCAK.items())
def test_keccak_256(data: bytes, digest: str) -> None:
    assert keccak256(data).hex() == digest


@given(st.binary(max_size=300))
def test_keccak_differs_from_sha3_in_the_padding_only(data: bytes) -> None:
    """The same sponge with SHA-3's first padding byte must be `hashlib`'s SHA3-256."""
    assert _keccak_with_padding(data, 0x06) == hashlib.sha3_256(data).digest()
    assert _keccak_with_padding(data, 0x01) == keccak256(data)


def _keccak_with_padding(data: bytes, first: int) -> bytes:
    from proofpress_verify.ownership import keccak

    padded = bytearray(data) + bytes((first,)) + bytes(-(len(data) + 1) % 136)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), 136):
        for i in range(17):
            lanes[i] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        keccak._permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
