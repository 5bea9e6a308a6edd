"""The tree over the shards and the root paths are those of the definition, `top_tree`."""

import random

import numpy as np
import pytest

from proofpress.liabilities import top_tree
from proofpress.liabilities.compiled.kernels.nodes import Nodes
from proofpress.liabilities.compiled.kernels.root_paths import (
    encrypt_root_paths,
    longest_root_path,
    put_root_path,
    tree_over_shards,
)
from proofpress.liabilities.top_tree import encode_root_path
from proofpress_verify.core import ladder
from proofpress_verify.core.amounts import LIMIT, encode_sums
from proofpress_verify.core.hashing import xor
from proofpress_verify.core.tree import Node
from tests.generator.liabilities.compiled.kernels.samples import as_bytes, as_rows


def nodes_over(roots: list[Node]) -> tuple[int, Nodes]:
    encoded = [encode_sums(root.sums) for root in roots]
    return tree_over_shards(
        as_bytes(b"".join(root.hash for root in roots)).reshape(-1, 32),
        as_bytes(b"".join(encoded) + bytes(8)),
        np.cumsum([0, *map(len, encoded)]),
        9,
    )


def some_roots(p: int) -> list[Node]:
    rng = random.Random(p)
    return [
        Node(rng.randbytes(32), ((0, 100 + i), (rng.randint(1, 8), rng.getrandbits(90) | 1)))
        for i in range(1 << p)
    ]


@pytest.mark.parametrize("p", [0, 1, 2, 4])
def test_root_paths_are_those_of_the_definition(p: int) -> None:
    roots = some_roots(p)
    failed, nodes = nodes_over(roots)
    expected = top_tree.build_top_tree(roots)
    assert failed == -1
    assert nodes.hashes[-1].tobytes() == expected.root.hash
    paths = [encode_root_path(expected.siblings(shard)) for shard in range(1 << p)]
    assert longest_root_path(nodes) == max(map(len, paths))
    for shard, path in enumerate(paths):
        out = np.zeros(3 + len(path), np.uint8)
        assert put_root_path(nodes, shard, out, 3) == 3 + len(path)
        assert out[3:].tobytes() == path


def test_a_sum_that_reaches_2_to_the_128_is_named() -> None:
    roots = [Node(bytes(32), ((0, 100), (4, amount))) for amount in (LIMIT - 1, 1)]
    assert nodes_over(roots)[0] == 4


@pytest.mark.parametrize("length", [0, 1, 32, 100])
def test_root_paths_are_encrypted_as_in_the_definition(length: int) -> None:
    rng = random.Random(length)
    keys, root = rng.randbytes(2 * 32), rng.randbytes(32)
    plain = rng.randbytes(2 * length)
    paths = as_bytes(plain).reshape(2, length)
    encrypt_root_paths(as_bytes(keys).reshape(2, 32), as_bytes(root), paths)
    assert as_rows(paths) == [
        xor(
            plain[length * i : length * i + length],
            ladder.root_path_stream(keys[32 * i : 32 * i + 32], root, length),
        )
        for i in range(2)
    ]
