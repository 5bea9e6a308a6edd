"""A shard's file up to the end of its heap is that of the definition, byte for byte."""

import random

import pytest

from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED
from proofpress.liabilities.reference.shard import Account, build_shard
from tests.generator.liabilities.compiled.kernels.samples import HEADER, build, some_accounts

SIZES = (1, 2, 3, 4, 5, 7) if UNCOMPILED else (*range(1, 131), 610, 1000)


@pytest.mark.parametrize("m", SIZES)
def test_a_shard_is_that_of_the_definition(m: int) -> None:
    rng = random.Random(m)
    for bound in (False, True):
        columns = rng.choice((2, 32, 481, 3400))
        accounts = some_accounts(rng, m, columns, bound, rng.choice((12, 255)))
        expected = build_shard(HEADER, 70_000 + m, accounts)
        assert build(accounts, columns, 70_000 + m).file == expected.part_a


@pytest.mark.skipif(UNCOMPILED, reason="takes minutes uncompiled")
def test_a_shard_of_thousands_of_columns_is_that_of_the_definition() -> None:
    rng = random.Random(0)
    sums = [((0, 1), *((column, rng.getrandbits(100)) for column in range(1, 3400)))] * 5
    accounts = [Account(rng.randbytes(20), b"wide-%d" % i, b"", sums[i]) for i in range(5)]
    assert build(accounts, 3400, 0).file == build_shard(HEADER, 0, accounts).part_a
