"""Both implementations of the curve against published vectors and each other."""

from __future__ import annotations

import hashlib
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpress.reserves.fast_curve import FastCurve, fastest_curve
from proofpress_verify.ownership import der
from proofpress_verify.ownership.curve import ORDER
from proofpress_verify.ownership.python_curve import CurveMissing, PythonCurve


def test_wycheproof_ecdsa_as_bitcoin_takes_it(vectors, curve) -> None:
    counted = 0
    for group in vectors("wycheproof_secp256k1_bitcoin.json")["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["uncompressed"])
        for test in group["tests"]:
            digest = hashlib.sha256(bytes.fromhex(test["msg"])).digest()
            parsed = der.parse(bytes.fromhex(test["sig"]))
            holds = parsed is not None and curve.verify_ecdsa(key, digest, *parsed)
            assert holds == (test["result"] == "valid"), test["tcId"]
            counted += 1
    assert counted == 463


def test_wycheproof_signatures_recover_to_their_keys(vectors, curve) -> None:
    """Recovery turns verification round: one of the four keys is the signer's."""
    for group in vectors("wycheproof_secp256k1_bitcoin.json")["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["uncompressed"])
        for test in group["tests"]:
            parsed = der.parse(bytes.fromhex(test["sig"]))
            if parsed is None:
                continue
            digest = hashlib.sha256(bytes.fromhex(test["msg"])).digest()
            keys = [curve.recover(digest, *parsed, recovery_id) for recovery_id in range(4)]
            assert (key in keys) == (test["result"] == "valid"), test["tcId"]


# BIP-340, test-vectors.csv, indices 0, 4, 5, 6, 7, 9, 12, 13, 14, 15.
_KEY = "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659"
_MESSAGE = "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89"
SCHNORR = [
    (
        0,
        "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0",
        True,
    ),
    (
        4,
        "D69C3509BB99E412E68B0FE8544E72837DFA30746D8BE2AA65975F29D22DC7B9",
        "4DF3C3F68FCC83B27E9D42C90431A72499F17875C81A599B566C9889B9696703",
        "00000000000000000000003B78CE563F89A0ED9414F5AA28AD0D96D6795F9C6376AFB1548AF603B3EB45C9F8207DEE1060CB71C04E80F593060B07D28308D7F4",
        True,
    ),
    (
        5,
        "EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34",
        _MESSAGE,
        "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E17776969E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B",
        False,
    ),
    (
        6,
        _KEY,
        _MESSAGE,
        "FFF97BD5755EEEA420453A14355235D382F6472F8568A18B2F057A14602975563CC27944640AC607CD107AE10923D9EF7A73C643E166BE5EBEAFA34B1AC553E2",
        False,
    ),
    (
        7,
        _KEY,
        _MESSAGE,
        "1FA62E331EDBC21C394792D2AB1100A7B432B013DF3F6FF4F99FCB33E0E1515F28890B3EDB6E7189B630448B515CE4F8622A954CFE545735AAEA5134FCCDB2BD",
        False,
    ),
    (
        9,
        _KEY,
        _MESSAGE,
        "0000000000000000000000000000000000000000000000000000000000000000123DDA8328AF9C23A94C1FEECFD123BA4FB73476F0D594DCB65C6425BD186051",
        False,
    ),
    (
        12,
        _KEY,
        _MESSAGE,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B",
        False,
    ),
    (
        13,
        _KEY,
        _MESSAGE,
        "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        False,
    ),
    (
        14,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30",
        _MESSAGE,
        "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E17776969E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B",
        False,
    ),
    (
        15,
        "778CAA53B4393AC467774D09497A87224BF9FAB6F6E68B23086497324D6FD117",
        "",
        "71535DB165ECD9FBBC046E5FFAEA61186BB6AD436732FCCC25291A55895464CF6069CE26BF03466228F19A3A62DB8A649F2D560FAC652827D1AF0574E427AB63",
        True,
    ),
]


@pytest.mark.parametrize(("index", "key", "message", "signature", "holds"), SCHNORR)
def test_bip_340(curve, index: int, key: str, message: str, signature: str, holds: bool) -> None:
    found = curve.verify_schnorr(
        bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    )
    assert found is holds


@settings(max_examples=60)
@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**256),
    st.integers(0, 2**256),
    st.integers(-1, 5),
)
def test_the_two_curves_recover_the_same_keys(digest: bytes, r: int, s: int, which: int) -> None:
    pytest.importorskip("coincurve")
    for x in (r, r % 2**64):
        assert PythonCurve().recover(digest, x, s, which) == FastCurve().recover(
            digest, x, s, which
        )


@pytest.mark.parametrize("r", [0, 1, ORDER - 1, ORDER, ORDER + 1, 2**256 - 1])
@pytest.mark.parametrize("s", [0, 1, ORDER - 1, ORDER, 2**256 - 1])
def test_numbers_at_the_edges_are_the_same_to_both_curves(r: int, s: int) -> None:
    pytest.importorskip("coincurve")
    key = bytes.fromhex("02" + _KEY)
    for which in range(4):
        digest = bytes(31) + b"\x01"
        assert PythonCurve().recover(digest, r, s, which) == FastCurve().recover(
            digest, r, s, which
        )
        assert PythonCurve().verify_ecdsa(key, digest, r, s) == FastCurve().verify_ecdsa(
            key, digest, r, s
        )


@pytest.mark.parametrize(
    "key", [b"", b"\x02" * 32, bytes(33), b"\x02" + b"\xff" * 32, b"\x04" + bytes(64), b"\x06" * 65]
)
def test_bytes_that_are_no_key_verify_nothing(curve, key: bytes) -> None:
    assert not curve.verify_ecdsa(key, bytes(32), 1, 1)
    assert not curve.verify_schnorr(key, bytes(32), bytes(64))


def test_the_fast_curve_is_taken_where_it_is_installed(monkeypatch) -> None:
    monkeypatch.setattr("proofpress.reserves.fast_curve.find_spec", lambda name: None)
    assert isinstance(fastest_curve(), PythonCurve)


def test_a_missing_library_is_said_with_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ecdsa", None)
    with pytest.raises(CurveMissing, match=r"pip install proofpress-verify\[wallets\]"):
        PythonCurve()
