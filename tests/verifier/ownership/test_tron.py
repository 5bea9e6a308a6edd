"""Messages signed by TRON keys."""

from __future__ import annotations

import pytest

from proofpress_verify.ownership import base58, tron
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.keccak import keccak256
from proofpress_verify.ownership.outcome import SignatureRule
from tests.verifier.ownership.signed_rows import MESSAGE, assert_valid


@pytest.mark.parametrize("rule", tron.RULES)
def test_tron_rules(curve, signer, rule) -> None:
    body, which = signer.sign(tron.digest(rule, MESSAGE))
    address = base58.encode_check(b"\x41" + keccak256(signer.uncompressed[1:])[-20:])
    claim = OwnershipClaim(address, MESSAGE, ((body + bytes((27 + which,))).hex(),), "tron")
    assert check(claim, curve).rule is rule


@pytest.mark.parametrize(
    ("signature", "rule"),
    [
        (
            "0xcd1e3903dc047ea881f7da1647fa3372f37ee6a1cf0726477a20e267408af43f"
            "3f9c3a43f7f15e6bf674c9f0776866b6d6a770ce998b29cc03f11f2cb98df5821c",
            SignatureRule.TRON_KECCAK,
        ),
        (
            "0xaddfb6bc248de8de0051d3ea225496091af596a5fffed3ee19a93c827687974d"
            "3305f869a86208e03886ec9d1423bb264405b6ef0813b3751080f82bd7a906451c",
            SignatureRule.TRON_MESSAGE,
        ),
    ],
)
def test_trons_two_conventions_as_okx_reads_them(
    curve, signature: str, rule: SignatureRule
) -> None:
    """OKX's tool, common/crypto_test.go."""
    claim = OwnershipClaim(
        "TEjxQjU3CxkFrSDcPfHwZXSuPpCpdQ27NJ", "hello world", (signature,), "tron"
    )
    assert_valid(check(claim, curve), rule)
