"""What is derived from a code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify.core import codes
from tests import reference, strategies

# What is derived.


@given(strategies.codes, strategies.digests, strategies.account_names)
def test_derivations_are_those_of_the_reference(secret, header_digest, account):
    member = reference.Member(secret, account, {0: 1}, bytes(32))
    k = codes.snapshot_code(secret, header_digest)
    assert k == member.snapshot_code(header_digest)
    assert codes.tag(k) == member.tag(header_digest)
    assert codes.identity_hash(secret, header_digest, account) == reference.h(
        0x1C, secret, header_digest, account
    )


@given(strategies.codes, st.integers(0, 24))
def test_shard_is_that_of_the_reference(secret, bits):
    assert codes.shard_of(secret, bits) == reference.shard_of(secret, bits)


@given(strategies.codes, st.integers(0, 23))
def test_a_shard_of_more_bits_lies_within_that_of_fewer(secret, bits):
    assert codes.shard_of(secret, bits + 1) >> 1 == codes.shard_of(secret, bits)


@given(
    st.tuples(strategies.account_names, st.sampled_from([b"", bytes(32)])),
    st.tuples(strategies.account_names, st.sampled_from([b"", bytes(32)])),
)
def test_no_two_accounts_have_one_ident_input(one, other):
    """Threat 5: the account's length comes before it, so parts cannot be moved."""
    same = codes.ident(bytes(20), *one) == codes.ident(bytes(20), *other)
    assert same == (one == other)
