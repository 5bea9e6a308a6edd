"""The trees above the shards equal the reference's; every shard's path leads to their root."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.liabilities import top_tree
from proofpress_verify.core.hashing import xor
from proofpress_verify.core.ladder import root_path_stream
from proofpress_verify.core.shard_file import ALIGNMENT, decode_root_path
from proofpress_verify.core.tree import Node, files_root
from tests import reference, strategies

BITS = range(6)


def roots(bits: int) -> list[reference.Node]:
    """2**bits shard roots; every third shard is empty."""
    return [
        reference.empty_root()
        if shard % 3 == 1
        else reference.Node(reference.h(0, bytes([shard])), {0: shard + 1, 2: 10**9 * shard + 1})
        for shard in range(1 << bits)
    ]


def as_nodes(given_roots: list[reference.Node]) -> list[Node]:
    return [Node(root.hash, tuple(sorted(root.sums.items()))) for root in given_roots]


@pytest.mark.parametrize("bits", BITS)
def test_top_tree_is_the_reference_tree(bits):
    rows = reference.rows(roots(bits), reference.join)
    tree = top_tree.build_top_tree(as_nodes(roots(bits)))
    assert (tree.root.hash, dict(tree.root.sums)) == (rows[-1][0].hash, rows[-1][0].sums)


@pytest.mark.parametrize("bits", BITS)
def test_encrypted_root_path_is_the_reference_path(bits):
    key = b"\x07" * 32
    rows = reference.rows(roots(bits), reference.join)
    tree = top_tree.build_top_tree(as_nodes(roots(bits)))
    paths = top_tree.paths_to_root(tree)
    bare = [reference.top_path(rows, shard) for shard in range(1 << bits)]
    for shard in range(1 << bits):
        rest = top_tree.encrypt_part_b(paths[shard], tree.root.hash, key, 100)
        plain = bare[shard].ljust(max(map(len, bare)), b"\0")
        stream = reference.stream(0x1A, key + tree.root.hash, len(plain))
        assert rest[: 4 + len(plain)] == reference.u32(len(plain)) + reference.xor(plain, stream)
        assert (100 + len(rest)) % ALIGNMENT == 0
        assert not any(rest[4 + len(plain) :])


def test_an_empty_shard_has_no_root_path():
    assert top_tree.encrypt_part_b(b"path", bytes(32), b"", 77) == bytes(ALIGNMENT - 77)


def test_root_paths_have_one_length_no_matter_who_holds_a_rare_asset():
    """Threat 25: a path's own length would show in which shard the only holder is."""
    rare = [((0, 500),), ((0, 500),), ((0, 500), (7, 10**20)), ((0, 500),)]
    tree = top_tree.build_top_tree([Node(bytes([i]) * 32, sums) for i, sums in enumerate(rare)])
    assert len({len(path) for path in top_tree.paths_to_root(tree)}) == 1


@given(st.integers(0, 5), strategies.digests, st.data())
def test_decrypted_root_path_is_what_was_encrypted(bits, key, data):
    tree = top_tree.build_top_tree(as_nodes(roots(bits)))
    shard = data.draw(st.integers(0, (1 << bits) - 1))
    path = top_tree.paths_to_root(tree)[shard]
    rest = top_tree.encrypt_part_b(path, tree.root.hash, key, data.draw(st.integers(0, 9000)))
    encrypted = rest[4 : 4 + int.from_bytes(rest[:4], "big")]
    opened = decode_root_path(
        xor(encrypted, root_path_stream(key, tree.root.hash, len(encrypted))), bits
    )
    assert list(opened) == tree.siblings(shard)


@pytest.mark.parametrize("bits", BITS)
def test_file_tree_is_the_reference_tree_and_every_path_leads_to_its_root(bits):
    leaves = [reference.h(8, bytes([shard])) for shard in range(1 << bits)]
    tree = top_tree.build_file_tree(leaves)
    assert tree.root == reference.file_rows(leaves)[-1][0]
    for shard, leaf in enumerate(leaves):
        assert files_root(shard, leaf, tuple(tree.siblings(shard))) == tree.root
        beside = (shard + 1) % len(leaves)
        if bits:
            wrong = files_root(beside, leaf, tuple(tree.siblings(shard)))
            assert wrong != tree.root


@pytest.mark.parametrize("count", [0, 3, 5, 6, 7])
def test_only_a_power_of_two_makes_a_tree(count):
    with pytest.raises(ValueError, match="do not make a perfect tree"):
        top_tree.build_file_tree([bytes(32)] * count)
