"""Messages signed by Ed25519 keys, for Solana, Algorand, Aptos and Sui."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest

from proofpress_verify import ed25519
from proofpress_verify.ownership import base58
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.outcome import SignatureRule, SignatureVerdict
from tests.verifier.ownership.signed_rows import assert_valid

# RFC 8032, 7.1, test 2: the message is the one byte 72 ("r").
SOLANA_KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SOLANA_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


@pytest.mark.parametrize(
    "encode", [base58.encode, bytes.hex, lambda data: b64encode(data).decode()]
)
def test_solana_messages_in_three_encodings(curve, encode) -> None:
    claim = OwnershipClaim(base58.encode(SOLANA_KEY), "r", (encode(SOLANA_SIGNATURE),), "solana")
    assert_valid(check(claim, curve), SignatureRule.ED25519)
    assert check(replace(claim, network=""), curve).rule is SignatureRule.ED25519
    assert check(replace(claim, message="R"), curve).verdict is SignatureVerdict.INVALID
    assert check(replace(claim, signatures=("zz",)), curve).verdict is SignatureVerdict.INVALID
    assert check(replace(claim, address="zz"), curve).verdict is SignatureVerdict.INVALID
    assert not ed25519.verify(SOLANA_KEY, b"R", SOLANA_SIGNATURE)


def test_algorands_addresses_hold_the_key(curve) -> None:
    """As HTX listed it in 2023."""
    claim = OwnershipClaim(
        "J4AEINCSSLDA7LNBNWM4ZXFCTLTOZT5LG3F5BLMFPJYGFWVCMU37EZI2AM",
        "6DcZbFpug1664269042",
        (
            "OY7V51jNiq7YD7tvI3oazWlERi0uOt5eBopQRkUaFAmUcrBL45jrBBEwdE1Xtr8j7f1ij4Eziqwa7RBNXm16Cg==",
        ),
        "algorand",
    )
    for network in ("algorand", ""):
        assert check(replace(claim, network=network), curve).rule is SignatureRule.ED25519
    assert check(replace(claim, message="m"), curve).verdict is SignatureVerdict.INVALID
    other = claim.address.replace("J4", "J5")
    assert check(replace(claim, address=other), curve).verdict is SignatureVerdict.INVALID


# OKX's tool, common/crypto_test.go (2025).
OKX_ED25519 = {
    "solana": OwnershipClaim(
        "7bzoTJhZmpU1vQVjN63fQ3iVYmWCVgQh1sYSqsjuapU9",
        "hello world",
        (
            "0x282c737229f72d03275ac7bc5955da027d693d90dd9e6d4c2aafcc4f272de3be"
            "0be08637552027abb68e4d2818e060846b002e490d8bbe36e6dae8b2508fd40a",
        ),
        "solana",
        public_keys=("0x621d398b19304995ee140c21afc544d62382d387b5c08dfd096b475a304339ea",),
    ),
    "aptos": OwnershipClaim(
        "0x327dd297dfacf7c2d8207aaa23c0f0e8bcaf4c1612febbf63b9f7376810b8ec8",
        "OKC_DTT_AUP2025",
        (
            "0xe4d968ddf33366e3e085294bf80077fdb2e89243f4e4f41779e531640504ae1e"
            "3b52f5d3e1a1c8fd838a4ce07bad511d7d9438ea7515fe9629d6ec81124cce01",
        ),
        "aptos",
        public_keys=("0x61f579fc779146304353027b425a216d8015889c5f3b715ad26135b862f3bf84",),
    ),
    "sui": OwnershipClaim(
        "0x4c6072a97c304be864d9e187ded3ea33e83e447672054dd69cc1e2de7914b250",
        "OKC_DTT_AUP2025",
        (
            "0x870faf27df65e6b0a8f397b1461374d4b1843f53c0e71407316f8b0bba3e065a"
            "57742fc59924caec8f0f30be0d95a2051a73c8f0e54ba21ec1a4b8e7b7fa6e02",
        ),
        "sui",
        public_keys=("0xd035239ebfe6e6192249a8c028cdc845aed0a469f119e200c7e2f306e5067094",),
    ),
}


@pytest.mark.parametrize("claim", OKX_ED25519.values(), ids=OKX_ED25519)
def test_ed25519_messages_as_okx_signs_them(curve, claim: OwnershipClaim) -> None:
    assert_valid(check(claim, curve), SignatureRule.OKX_ED25519)
    assert check(replace(claim, message="hello"), curve).verdict is SignatureVerdict.INVALID
    other = claim.address[:-1] + ("8" if claim.address[-1] != "8" else "9")
    assert check(replace(claim, address=other), curve).verdict is SignatureVerdict.INVALID
    if claim.network != "solana":
        assert check(replace(claim, public_keys=()), curve).verdict is SignatureVerdict.UNSUPPORTED
        assert (
            check(replace(claim, public_keys=("0x00",)), curve).verdict is SignatureVerdict.INVALID
        )
