"""Sums are encoded as the format says, and the room for them is enough."""

import random

import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED
from proofpress.liabilities.compiled.kernels.nodes import (
    Nodes,
    hash_parents,
    new_nodes,
    put_sum,
    read_leaf,
)
from proofpress.liabilities.compiled.kernels.shape import tree_shape
from proofpress.liabilities.compiled.kernels.words import read_magnitude
from proofpress_verify.core.amounts import LIMIT, encode_sums
from tests.generator.liabilities.compiled.kernels.samples import as_bytes

SIZES = (1, 2, 3, 6) if UNCOMPILED else (*range(1, 70), 96, 100, 128, 129, 192)


@pytest.mark.parametrize("value", [1, 255, 256, 2**63, 2**64 - 1, 2**64, 2**72, LIMIT - 1])
def test_amounts_are_written_and_read(value: int) -> None:
    out = np.zeros(32, np.uint8)
    high, low = np.uint64(value >> 64), np.uint64(value & (2**64 - 1))
    end = put_sum(out, 3, 9, high, low)
    assert b"\0\1" + out[3:end].tobytes() == encode_sums(((9, value),))
    assert read_magnitude(out, 6, end - 6) == (high, low)


def filled(m: int, columns: int, held: list[int]) -> tuple[int, Nodes]:
    """The nodes over m leaves; leaf i holds 1 of `held[i]` columns, no two of them the same."""
    nodes = new_nodes(m, sum(held), columns)
    first = 0
    for leaf, count in enumerate(held):
        sums = tuple((column % columns, 1) for column in range(first, first + count))
        read_leaf(nodes, leaf, as_bytes(encode_sums(tuple(sorted(sums))) + bytes(8)), 0)
        first += count
    return hash_parents(tree_shape(m), nodes), nodes


@pytest.mark.parametrize("m", SIZES)
def test_there_is_room_for_all_sums(m: int) -> None:
    """Also where few leaves hold nearly all sums, and merging saves as little as it can."""
    rng = random.Random(m)
    columns = 6
    shares = [
        [columns] * m,
        [1] * m,
        [columns // 2 if leaf < m // 2 else 0 for leaf in range(m)],
        [columns // 2 if leaf >= m // 2 else 0 for leaf in range(m)],
        [rng.randint(0, columns) for _ in range(m)],
    ]
    for held in shares:
        failed, nodes = filled(m, columns, held)
        assert failed == -1
        assert nodes.sums_at[-1] <= nodes.columns.size
        assert nodes.encoded_at[-1] + 16 <= nodes.encoded.size
