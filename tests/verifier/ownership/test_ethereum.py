"""Messages signed by Ethereum keys, and by the owners of a contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofpress_verify.ownership import ethereum, tron
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.keccak import keccak256
from proofpress_verify.ownership.outcome import SignatureRule, SignatureVerdict
from tests.verifier.ownership.signed_rows import MESSAGE


@pytest.mark.parametrize("rule", ethereum.RULES)
@pytest.mark.parametrize("first_mark", [0, 27])
def test_ethereum_rules_with_both_encodings_of_the_mark(curve, signer, rule, first_mark) -> None:
    body, which = signer.sign(ethereum.digest(rule, MESSAGE))
    address = "0x" + keccak256(signer.uncompressed[1:])[-20:].hex()
    signature = (body + bytes((first_mark + which,))).hex()
    for network in ("ethereum", "bsc", "a-network-nobody-knows", ""):
        claim = OwnershipClaim(address, MESSAGE, (signature,), network)
        assert check(claim, curve).rule is rule


def test_the_prefixed_texts_are_those_of_the_specifications() -> None:
    """EIP-191 counts bytes, not letters; TIP-191 likewise."""
    text = "é"
    eip191 = keccak256(b"\x19Ethereum Signed Message:\n2" + text.encode())
    assert ethereum.digest(SignatureRule.EIP191, text) == eip191
    tip191 = keccak256(b"\x19TRON Signed Message:\n2" + text.encode())
    assert tron.digest(SignatureRule.TRON_MESSAGE, text) == tip191


def test_owners_who_sign_for_a_contract_prove_only_that_they_signed(
    curve, signer, other_signer
) -> None:
    def owner(key) -> tuple[str, str]:
        body, which = key.sign(ethereum.digest(SignatureRule.EIP191, MESSAGE))
        address = "0x" + keccak256(key.uncompressed[1:])[-20:].hex()
        return address, (body + bytes((27 + which,))).hex()

    (first, first_signature), (second, second_signature) = owner(signer), owner(other_signer)
    claim = OwnershipClaim(
        "0x" + "ab" * 48, MESSAGE, (first_signature, second_signature), "ethereum",
        owners=(first, second),
    )  # fmt: skip
    outcome = check(claim, curve)
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED
    assert f"signed by {first} (eip191) and {second} (eip191)" in outcome.reason
    swapped = replace(claim, owners=(second, first))
    assert check(swapped, curve).verdict is SignatureVerdict.INVALID
    for odd in (replace(claim, owners=(first,)), replace(claim, owners=("x", "y"))):
        assert check(odd, curve).verdict is SignatureVerdict.UNSUPPORTED
