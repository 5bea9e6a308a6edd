"""RIPEMD-160 against its authors' vectors."""

from __future__ import annotations

import hashlib

import pytest

from proofpress_verify.ownership.ripemd160 import ripemd160

# The authors' page.
RIPEMD = {
    b"": "9c1185a5c5e9fc54612808977ee8f548b2258d31",
    b"abc": "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
    b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": (
        "12a053384a9c0c88e405a06c27dcf49ada62eb2b"
    ),
    b"1234567890" * 8: "9b752e45573d4b39f4dbd3323cab82bf63326bfb",
    b"a" * 1_000: "aa69deee9a8922e92f8105e007f76110f381e9cf",
}


@pytest.mark.parametrize(("data", "digest"), RIPEMD.items())
def test_ripemd_160(data: bytes, digest: str) -> None:
    assert ripemd160(data).hex() == digest


def test_ripemd_160_agrees_with_openssl_at_every_length() -> None:
    if "ripemd160" not in hashlib.algorithms_available:
        pytest.skip("hashlib has no RIPEMD-160 here")
    for length in range(200):
        data = bytes(range(length))
        assert ripemd160(data) == hashlib.new("ripemd160", data).digest()
