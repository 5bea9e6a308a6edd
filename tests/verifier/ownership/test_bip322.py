"""BIP-322 against its published vectors."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from proofpress_verify.ownership import bip322
from proofpress_verify.ownership.bitcoin_address import parse
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.outcome import SignatureRule, SignatureVerdict
from tests.verifier.ownership.signed_rows import BIP322_SIGNATURE, BTC, SEGWIT_ADDRESS


def test_bip_322_basic_transaction_hashes(vectors) -> None:
    for test in vectors("bip322_basic.json")["tx_hashes"]:
        destination = parse(test["address"])
        assert destination is not None
        script, message = destination.script, test["message"]
        assert bip322.message_hash(message).hex() == test["message_hash"]
        assert bip322.to_spend_txid(script, message)[::-1].hex() == test["to_spend_tx_hash"]
        assert bip322.to_sign_txid(script, message)[::-1].hex() == test["to_sign_tx_hash"]


@pytest.mark.parametrize("name", ["bip322_basic.json", "bip322_generated.json"])
def test_bip_322_vectors(vectors, curve, name: str) -> None:
    """Simple signatures are decided; the other variants are said to be unsupported."""
    files = vectors(name)
    for test in files["simple"]:
        for signature in test["bip322_signatures"]:
            claim = OwnershipClaim(test["address"], test["message"], (signature,), "bitcoin")
            assert check(claim, curve).rule is SignatureRule.BIP322
    for test in files.get("full", []) + files.get("proof_of_funds", []):
        for signature in test["bip322_signatures"]:
            claim = OwnershipClaim(test["address"], test["message"], (signature,), "bitcoin")
            outcome = check(claim, curve)
            assert outcome.verdict is SignatureVerdict.UNSUPPORTED
            assert signature[:3] in outcome.reason
    for test in files["error"]:
        signatures = (test["signature"],) if test["signature"] else ()
        outcome = check(
            OwnershipClaim(test["address"], test["message"], signatures, "bitcoin"), curve
        )
        if not signatures:
            assert outcome.verdict is SignatureVerdict.UNSIGNED
        elif test["signature"][:3] in ("ful", "pof"):
            assert outcome.verdict is SignatureVerdict.UNSUPPORTED
        else:
            assert outcome.verdict is SignatureVerdict.INVALID, test["description"]


def test_bip_322_is_one_encoding(curve) -> None:
    claim = OwnershipClaim(SEGWIT_ADDRESS, "Hello World", (BIP322_SIGNATURE,), "bitcoin")
    assert check(claim, curve).rule is SignatureRule.BIP322
    data = b64decode(BIP322_SIGNATURE[3:])
    high_s_or_flag = data[:73] + b"\x81" + data[74:]
    for changed in (data + b"\0", data[:-1], b"\x03" + data[1:], b"\xfd\x02\x00" + data[1:],
                    high_s_or_flag, b"\xff" * 9, b""):  # fmt: skip
        text = "smp" + b64encode(changed).decode()
        assert check(replace(claim, signatures=(text,)), curve).verdict is SignatureVerdict.INVALID


def test_bip_322_says_what_it_does_not_decide(curve) -> None:
    witness = b64encode(b"\x01\x01\x00").decode()
    p2pkh = OwnershipClaim(BTC.address, "m", (witness,), "bitcoin")
    assert check(p2pkh, curve).verdict is SignatureVerdict.UNSUPPORTED
    taproot = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
    script_path = b64encode(b"\x02\x01\x00\x01\x00").decode()
    outcome = check(OwnershipClaim(taproot, "m", (script_path,), "bitcoin"), curve)
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED
    later = "BC1SW50QGDZ25J"
    assert (
        check(OwnershipClaim(later, "m", (witness,), "bitcoin"), curve).verdict
        is SignatureVerdict.UNSUPPORTED
    )
