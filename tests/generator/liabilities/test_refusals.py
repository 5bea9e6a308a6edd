"""Ledgers that cannot be published: what the errors name, and where the limits are."""

from __future__ import annotations

import pytest

from proofpress.errors import InputError
from proofpress.liabilities.refusals import (
    check_shard_size,
    check_totals,
    identity_of,
    refused_balance,
)
from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.core.shard_file import MAX_SHARD_SIZE
from proofpress_verify.records import COUNT_COLUMN, Column, Scope

BTC = Column("BTC", Scope.PLATFORM, 8)
COLUMNS = (COUNT_COLUMN, BTC)


@pytest.mark.parametrize("amount", [-1, 1 - LIMIT], ids=["smallest", "largest"])
def test_a_negative_balance_names_account_amount_and_column(amount: int) -> None:
    error = refused_balance("bob", BTC, amount)
    assert f"account 'bob' has a negative net balance of {amount} base units" in error.what
    assert "BTC / platform" in error.what
    assert 'negatives = "floor"' in error.advice


@pytest.mark.parametrize(("amount", "bound"), [(LIMIT, "2^128"), (-LIMIT, "-2^128")])
def test_a_balance_too_large_cannot_be_clamped_away(amount: int, bound: str) -> None:
    error = refused_balance("bob", BTC, amount)
    assert error.what == f"BTC / platform reaches {bound} base units at account 'bob'"
    assert "floor" not in error.advice


def test_a_total_may_come_up_to_the_limit() -> None:
    check_totals((1, LIMIT - 1), COLUMNS)
    with pytest.raises(InputError, match=r"the total of BTC / platform reaches 2\^128"):
        check_totals((1, LIMIT), COLUMNS)


def test_a_ledger_without_accounts_is_refused() -> None:
    with pytest.raises(InputError, match="the ledger holds no account"):
        check_totals((0, 0), COLUMNS)


def test_every_account_needs_its_identity() -> None:
    assert identity_of("bob", {"bob": "bob@example.com"}) == b"bob@example.com"
    with pytest.raises(InputError, match="account 'bob' has no identity"):
        identity_of("bob", {"alice": "alice@example.com"})


def test_a_shard_file_may_have_as_many_bytes_as_a_verifier_reads() -> None:
    check_shard_size(7, MAX_SHARD_SIZE)
    with pytest.raises(InputError, match=f"shard 7 would have {MAX_SHARD_SIZE + 1:,} bytes"):
        check_shard_size(7, MAX_SHARD_SIZE + 1)
