"""Rows with signatures as exchanges published them, one for each rule."""

from __future__ import annotations

from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.outcome import Outcome, SignatureRule, SignatureVerdict

MESSAGE = "example.com/reserves 2026-10-31 block 900000"
SEGWIT_ADDRESS = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l"


def assert_valid(outcome: Outcome, rule: SignatureRule) -> None:
    """Valid by this rule, and it says by which keys."""
    assert (outcome.verdict, outcome.rule, outcome.reason) == (SignatureVerdict.VALID, rule, "")
    assert outcome.keys


# One row of each kind, as published by HTX (February 2026), OKX (November 2022; test files
# of its tool, 2025).
BTC = OwnershipClaim(
    "143gLvWYUojXaWZRrxquRKpVNTkhmr415B",
    "huobi",
    ("H5uVlAKs/aB7sqmIZ0h84aSNv8nWAhgffOP5s9UHyuoeEG1ni+DhVpYKF9T+e4jKXsXDUEHOObevLqYocBslD4c=",),
    "bitcoin",
)
MULTISIG_P2SH = OwnershipClaim(
    "3QVtn5nHRxBXX7C7sKw2qdkoGqMMwFUgwF",
    "I am an OKX address",
    (
        "H/hk7JW3ARn4/WBh6AIt+oaQcEgrvO06RGePDzfYy5Ixc1KNekXv0+umB7biP9SdvQbfLS1DIx5OmjGjWmDa8jg=",
        "HznDp7BGCogDFJwfqlITeVMQmXbADHyLJ5QEGhbK3cE/NK+dBimNyAlf1d3a9tKI7rQDwniqyhvJxBQnC5wP8Vw=",
    ),
    "bitcoin",
    redeem_script=(
        "5221035e228cfaa97f93b9d513a961ecad3087cc7665542df0132dce857e41f74c3985"
        "2103fe56807b68d32b2604697e16d56e1f2c62603534c00d887892cefbef347678a6"
        "21029d1c0bc607088f4a6cd47052acc0bc5d233ebbcfe01c0b5c26cf7750b72332f053ae"
    ),
)
MULTISIG_DOGE = OwnershipClaim(
    "AB98NMrZQ48RAj7jRS7L7AcT6d8SCvu2Uq",
    "OKC_DTT_AUP2025",
    (
        "ICIByz72Kv9dDYC/0m85B+50FnZSG08Zw9Ll22HX1omVbFXQFXas2+E+QuTc9BcIUy1cqt7JogICQOMa5sdX4ek=",
        "H7Sp60puyJSnxMO3y2IPAyIRIJqUr6vfm8oNarS1zPUMBqpLrryL4Bli9ymQWpsHyL6sPm6AuhRsTJtLfST7Lfc=",
    ),
    "dogecoin",
    redeem_script=(
        "5221020b65f1fd63f160d509740c03d4f8f13eb16bc50c6df3cc2e3b19420faad235b6"
        "21024f32d5d4d361270b65cf9b838833635ebfad40d9b0e37b12b9fd6281083143f8"
        "21031423c97389660dc5104f75b64c64d1af05a6c21516a1f3a6fe93e14e9ba5801653ae"
    ),
)


# BIP-322, basic vectors.
BIP322_SIGNATURE = (
    "smpAkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7F29z"
    "JLUx9a/sASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI="
)
