"""Ed25519: RFC 8032, Wycheproof, another implementation, and what libraries differ on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpress_verify import ed25519, notes

SHARED = Path(__file__).parents[3] / "shared" / "data" / "vectors"
WYCHEPROOF = SHARED / "wycheproof_ed25519.json"
TILES = SHARED / "tlog_tiles"
TILES_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

ORDER = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19

# RFC 8032, section 7.1: public key, message, signature. The one of 1,023 bytes is left out.
RFC8032 = {
    "TEST 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "TEST 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "TEST 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "TEST SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("name", RFC8032)
def test_rfc_8032(name):
    public, message, signature = map(bytes.fromhex, RFC8032[name])
    assert ed25519.verify(public, message, signature)
    assert not ed25519.verify(public, message + b"\0", signature)
    for at in range(64):
        flipped = signature[:at] + bytes((signature[at] ^ 1,)) + signature[at + 1 :]
        assert not ed25519.verify(public, message, flipped)


@pytest.mark.skipif(not WYCHEPROOF.exists(), reason="the published vectors are not at hand")
def test_wycheproof():
    """All 151 agree: none is about what libraries may differ on."""
    groups = json.loads(WYCHEPROOF.read_bytes())["testGroups"]
    checked = 0
    for group in groups:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            held = ed25519.verify(public, message, signature)
            assert held == (case["result"] == "valid"), case["tcId"]
            checked += 1
    assert checked == 151


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 63))
@settings(max_examples=30)
def test_another_implementations_signatures_hold_and_changed_ones_do_not(seed, message, at):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519.verify(public, message, signature)
    changed = signature[:at] + bytes((signature[at] ^ 0x10,)) + signature[at + 1 :]
    assert not ed25519.verify(public, message, changed)


@given(
    st.binary(min_size=32, max_size=32), st.binary(max_size=9), st.binary(min_size=64, max_size=64)
)
@settings(max_examples=30)
def test_any_bytes_are_no_signature(public, message, signature):
    assert not ed25519.verify(public, message, signature)


@pytest.mark.parametrize(
    ("key", "signature"), [(31, 64), (33, 64), (0, 64), (32, 63), (32, 65), (32, 0)]
)
def test_other_lengths_are_refused(key, signature):
    assert not ed25519.verify(bytes(key), b"", bytes(signature))


# Points on which libraries differ. Ours takes less than all of them, never more, so that a
# signature that it takes is taken everywhere.

# The eight points whose order divides 8, and the encodings of them that are not canonical.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
NOT_CANONICAL = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.mark.parametrize("public", SMALL + NOT_CANONICAL)
def test_keys_of_small_order_are_refused(public):
    """Under such a key one signature fits many messages: (R, 0) with R of small order.

    RFC 8032 lets these keys pass, and common libraries do; a publisher with such a key could
    show each customer another statement under one signature.
    """
    key = bytes.fromhex(public)
    for r in SMALL + NOT_CANONICAL:
        for message in (b"", b"one", b"another", b"a third", b"a fourth"):
            assert not ed25519.verify(key, message, bytes.fromhex(r) + bytes(32))


def test_such_signatures_would_hold_without_the_rule(monkeypatch):
    """The defence is needed: without it, one signature vouches for two texts."""
    monkeypatch.setattr(ed25519, "_is_small_order", lambda _: False)
    neutral = bytes.fromhex(SMALL[0])
    assert ed25519.verify(neutral, b"one", neutral + bytes(32))
    assert ed25519.verify(neutral, b"another", neutral + bytes(32))


def test_the_points_are_of_small_order():
    for text in SMALL:
        point = ed25519._decode(bytes.fromhex(text))
        assert point is not None
        assert ed25519._is_small_order(point)
    assert not ed25519._is_small_order(ed25519._BASE)


@pytest.mark.parametrize("public", NOT_CANONICAL)
def test_other_encodings_of_a_point_are_no_points(public):
    assert ed25519._decode(bytes.fromhex(public)) is None


def test_the_scalar_is_below_the_order():
    """S + L would be a second signature of the same text, made without the key."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = key.sign(b"text")
    scalar = int.from_bytes(signature[32:], "little")
    for multiple in range(1, 15):
        other = signature[:32] + (scalar + multiple * ORDER).to_bytes(32, "little")
        assert not ed25519.verify(key.public_key().public_bytes_raw(), b"text", other)


def test_what_is_taken_here_is_taken_elsewhere():
    """Mixed keys (a torsion point added) are taken where the equation without cofactor holds."""
    key = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
    public = ed25519._decode(key.public_key().public_bytes_raw())
    torsion = ed25519._decode(bytes.fromhex(SMALL[4]))
    assert public
    assert torsion
    mixed = ed25519._encode(ed25519._add(public, torsion))
    for message in (bytes([number]) for number in range(16)):
        signature = key.sign(message)
        held = ed25519.verify(mixed, message, signature)
        assert not held or _elsewhere(mixed, message, signature)


def _elsewhere(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


# A log by another implementation.


@pytest.mark.skipif(not TILES.exists(), reason="the published log is not at hand")
@pytest.mark.parametrize("size", ["", *(f".{size}" for size in range(16))])
def test_checkpoints_of_a_published_log_are_signed_notes(size):
    key = notes.parse_key(TILES_KEY)
    note = notes.parse_note((TILES / f"checkpoint{size}").read_bytes())
    notes.check_signature(note, key)
    origin, count, _ = note.text.split("\n", 2)
    assert origin == key.name == "example.com/log/testdata"
    assert count == (size[1:] or "15")
