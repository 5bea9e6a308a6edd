"""Multisig: enough different keys of the address's own script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofpress_verify.ownership import base58
from proofpress_verify.ownership.bitcoin_address import hash160
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.outcome import SignatureVerdict
from tests.verifier.ownership.signed_rows import BTC, MULTISIG_DOGE, MULTISIG_P2SH


def test_multisig_wants_enough_different_keys_of_the_addresss_own_script(curve) -> None:
    first, second = MULTISIG_P2SH.signatures
    for signatures, reason in (
        ((first,), "1 of the script's 3 keys signed, 2 are needed"),
        ((first, first), "1 of the script's 3 keys signed, 2 are needed"),
        ((first, second, BTC.signatures[0]), "signature 3 is of none of the script's keys"),
        ((first, "zzz"), "signature 2 is of none of the script's keys"),
    ):
        outcome = check(replace(MULTISIG_P2SH, signatures=signatures), curve)
        assert (outcome.verdict, outcome.reason) == (SignatureVerdict.INVALID, reason)
    one_of_three = "51" + MULTISIG_P2SH.redeem_script[2:]
    for script, verdict, reason in (
        (one_of_three, SignatureVerdict.INVALID, "not the hash"),
        ("xx", SignatureVerdict.INVALID, "not hex"),
        (MULTISIG_DOGE.redeem_script, SignatureVerdict.INVALID, "not the hash"),
    ):
        outcome = check(replace(MULTISIG_P2SH, redeem_script=script), curve)
        assert outcome.verdict is verdict
        assert reason in outcome.reason


@pytest.mark.parametrize(
    "script",
    [
        "51ae",
        "ae",
        "51210251ae",
        "5221" + "02" * 33 + "51ae",
        "0021" + "02" * 33 + "51ae",
        "5121" + "02" * 33 + "52ae",
    ],
)
def test_scripts_that_are_no_multisig_are_not_decided(curve, script: str) -> None:
    data = bytes.fromhex(script)
    address = base58.encode_check(b"\x05" + hash160(data))
    claim = replace(MULTISIG_P2SH, address=address, redeem_script=script)
    outcome = check(claim, curve)
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED
