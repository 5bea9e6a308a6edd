"""The ownership of each row: outcome, wording and age of its signature."""

from __future__ import annotations

import pytest

from proofpress.reserves.canonical import parse_wallets
from proofpress.reserves.ownership import Ownership, examine, signatures_of
from proofpress.reserves.signatures import check_rows
from proofpress_verify.ownership.outcome import UNSIGNED, SignatureRule, SignatureVerdict
from tests.generator.exchange import FIRST, ORIGIN, SECOND
from tests.generator.reserves.lists import HEAD, signed_row


def examined(text: str) -> tuple[Ownership, ...]:
    rows = parse_wallets(text.encode())
    return examine(rows, tuple(check_rows(rows)), (ORIGIN,), FIRST, [])


@pytest.mark.parametrize(
    ("network", "rule"),
    [
        ("bitcoin", SignatureRule.BITCOIN_MESSAGE),
        ("dogecoin", SignatureRule.BITCOIN_MESSAGE),
        ("ethereum", SignatureRule.EIP191),
        ("tron", SignatureRule.TRON_MESSAGE),
        ("solana", SignatureRule.ED25519),
    ],
)
def test_the_keys_of_the_demo_sign_their_addresses(network: str, rule: SignatureRule) -> None:
    (found,) = examined(HEAD + signed_row(network))
    assert (found.outcome.rule, found.since) == (rule, None)
    assert found.wording is not None
    assert found.wording.is_fresh
    (forged,) = examined(HEAD + signed_row(network, forged=True))
    assert forged.outcome.verdict is SignatureVerdict.INVALID


def test_a_signature_that_was_in_earlier_lists_is_said_to_be_old() -> None:
    """Threat 15."""
    rows = parse_wallets((HEAD + signed_row()).encode())
    earlier = [("2026-08-31", signatures_of(rows)), ("2026-07-31", signatures_of(rows))]
    (found,) = examine(rows, [UNSIGNED], (ORIGIN,), SECOND, [*earlier, ("2026-06-30", frozenset())])
    assert found.since == "2026-07-31"
