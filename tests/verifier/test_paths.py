"""The files that are fetched together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify import paths

ACCOUNTS = st.integers(0, 10_000_000) | st.integers(0, 2**128 - 1)


@given(st.integers(0, 10), ACCOUNTS)
def test_every_account_of_a_block_asks_for_the_same_files(bits, accounts):
    """Threat 13: what is fetched to hide the shard must not itself name an account."""
    shards = 1 << bits
    number = min(shards, max(1, accounts // 4000))
    members: dict[int, list[int]] = {}
    for shard in range(shards):
        members.setdefault(shard * number // shards, []).append(shard)
    assert len(members) == number
    for block in members.values():
        assert {paths.block_of(shard, bits, accounts) for shard in block} == {
            range(block[0], block[-1] + 1)
        }


@given(st.integers(0, 24), st.data())
def test_a_block_has_some_thousands_of_accounts(bits, data):
    """For 500 to 1,000 accounts a file, as the builder chooses p."""
    accounts = data.draw(st.integers(500, 1000)) << bits
    shard = data.draw(st.integers(0, (1 << bits) - 1))
    block = paths.block_of(shard, bits, accounts)
    assert shard in block
    assert min(1 << bits, 4) <= len(block) <= 16
