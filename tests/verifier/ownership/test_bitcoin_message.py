"""Bitcoin messages: every mark of BIP-137, and no others."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from proofpress_verify.ownership import base58
from proofpress_verify.ownership.bitcoin_address import (
    BITCOIN,
    OutputType,
    hash160,
    nested_key_script,
)
from proofpress_verify.ownership.bitcoin_message import digest as bitcoin_digest
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.outcome import SignatureRule, SignatureVerdict
from tests.verifier.ownership.signed_rows import BTC, MESSAGE, SEGWIT_ADDRESS


def mark_of(kind: OutputType, uncompressed: bool) -> int:
    """BIP-137: the first mark of each kind of address."""
    if kind is OutputType.P2PKH:
        return 27 if uncompressed else 31
    return 35 if kind is OutputType.P2SH else 39


@pytest.mark.parametrize(
    ("kind", "uncompressed"),
    [
        (OutputType.P2PKH, True),
        (OutputType.P2PKH, False),
        (OutputType.P2SH, False),
        (OutputType.P2WPKH, False),
    ],
)
def test_bip_137_in_all_ranges_of_marks(curve, bip322_signer, kind, uncompressed) -> None:
    key = bip322_signer
    addresses = {
        (OutputType.P2PKH, True): base58.encode_check(b"\0" + hash160(key.uncompressed)),
        (OutputType.P2PKH, False): base58.encode_check(b"\0" + hash160(key.compressed)),
        (OutputType.P2SH, False): base58.encode_check(
            b"\x05" + hash160(nested_key_script(key.compressed))
        ),
        (OutputType.P2WPKH, False): SEGWIT_ADDRESS,
    }
    body, which = key.sign(bitcoin_digest(MESSAGE, BITCOIN))
    for (other, other_uncompressed), address in addresses.items():
        mark = mark_of(kind, uncompressed) + which
        signature = b64encode(bytes((mark,)) + body).decode()
        outcome = check(OwnershipClaim(address, MESSAGE, (signature,), "bitcoin"), curve)
        if (other, other_uncompressed) == (kind, uncompressed):
            assert outcome.rule is SignatureRule.BITCOIN_MESSAGE
        elif (kind, uncompressed) == (OutputType.P2PKH, False) and other is not OutputType.P2PKH:
            assert outcome.rule is SignatureRule.BITCOIN_MESSAGE_LOOSE
        else:
            assert outcome.verdict is SignatureVerdict.INVALID


@pytest.mark.parametrize("mark", [0, 1, 26, 43, 255])
def test_marks_outside_bip_137_are_invalid(curve, mark: int) -> None:
    data = bytes((mark,)) + b64decode(BTC.signatures[0])[1:]
    outcome = check(replace(BTC, signatures=(b64encode(data).decode(),)), curve)
    assert outcome.verdict is SignatureVerdict.INVALID


def test_bitcoin_messages_are_not_defined_for_taproot(curve) -> None:
    address = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
    assert check(replace(BTC, address=address), curve).verdict is SignatureVerdict.UNSUPPORTED
