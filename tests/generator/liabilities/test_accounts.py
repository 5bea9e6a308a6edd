"""How many shards a snapshot has: as many as leave 500 to 1,000 accounts and never below 100."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.liabilities.accounts import LEAST_PER_SHARD, MOST_PER_SHARD, choose_prefix_bits
from proofpress_verify.forms import MAX_PREFIX_BITS

BITS = 7


def smallest_of(parts: list[int]) -> Callable[[int], int]:
    """The smallest shard that has accounts, if the 2**BITS parts of all buckets have these."""

    def smallest(bits: int) -> int:
        size = len(parts) >> bits
        sums = [sum(parts[first : first + size]) for first in range(0, len(parts), size)]
        return min(number for number in sums if number)

    return smallest


@pytest.mark.parametrize(
    ("accounts", "bits"),
    [(0, 0), (1, 0), (1000, 0), (1001, 1), (2000, 1), (2001, 2), (64_000, 6), (64_001, 7)],
)
def test_evenly_spread_accounts_fill_shards_up_to_the_most(accounts: int, bits: int) -> None:
    assert choose_prefix_bits(accounts, lambda bits: accounts >> bits) == bits


@pytest.mark.parametrize("accounts", [MOST_PER_SHARD << MAX_PREFIX_BITS, 1 << 60])
def test_there_are_never_more_shards_than_the_format_allows(accounts: int) -> None:
    assert choose_prefix_bits(accounts, lambda bits: accounts >> bits) == MAX_PREFIX_BITS


@given(
    st.lists(
        st.integers(0, 40) | st.integers(0, MOST_PER_SHARD), min_size=1 << BITS, max_size=1 << BITS
    ).filter(any)
)
def test_it_is_the_largest_number_of_shards_without_a_small_one(parts: list[int]) -> None:
    accounts, smallest = sum(parts), smallest_of(parts)
    chosen = choose_prefix_bits(accounts, smallest)
    full = next(bits for bits in range(BITS + 1) if accounts <= MOST_PER_SHARD << bits)
    allowed = [bits for bits in range(full + 1) if smallest(bits) >= LEAST_PER_SHARD]
    assert chosen == max(allowed, default=0)
