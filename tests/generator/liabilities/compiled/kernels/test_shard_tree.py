"""A shard's tree is that of the definition, `proofpress.liabilities.reference.shard`."""

import random

import pytest

from proofpress.liabilities.compiled.kernels.shard_tree import build_shard_tree
from proofpress.liabilities.reference.shard import Account, build_shard
from proofpress_verify.core.amounts import LIMIT, encode_sums
from proofpress_verify.core.errors import SumOverflow
from tests.generator.liabilities.compiled.kernels.samples import (
    HEADER,
    build,
    in_tag_order,
    some_accounts,
)


@pytest.mark.parametrize("m", [1, 2, 3, 7])
def test_the_root_and_its_key_are_those_of_the_definition(m: int) -> None:
    accounts = some_accounts(random.Random(m), m, 32, m % 2 == 0, 20)
    expected = build_shard(HEADER, 0, accounts)
    tree = build(accounts, 32, 0).tree
    root, nodes = 2 * m - 2, tree.nodes
    encoded = nodes.encoded[nodes.encoded_at[root] : nodes.encoded_at[root + 1]]
    assert nodes.hashes[root].tobytes() == expected.root.hash
    assert encoded.tobytes() == encode_sums(expected.root.sums)
    assert tree.keys[root].tobytes() == expected.root_key


@pytest.mark.parametrize("amounts", [(LIMIT - 1, 1), (1 << 127, 1 << 127), (1, 2, LIMIT - 3)])
def test_a_sum_that_reaches_2_to_the_128_is_named(amounts: tuple[int, ...]) -> None:
    rng = random.Random(0)
    accounts = [
        Account(rng.randbytes(20), b"a%d" % i, b"", ((0, 1), (3, 7), (5, amount)))
        for i, amount in enumerate(amounts)
    ]
    with pytest.raises(SumOverflow):
        build_shard(HEADER, 0, accounts)
    assert build_shard_tree(in_tag_order(accounts), 9)[0] == 5


def test_the_greatest_sum_is_no_overflow() -> None:
    rng = random.Random(0)
    accounts = [
        Account(rng.randbytes(20), b"a%d" % i, b"", ((0, 1), (5, amount)))
        for i, amount in enumerate((LIMIT - 2, 1))
    ]
    assert build(accounts, 9, 0).file == build_shard(HEADER, 0, accounts).part_a
