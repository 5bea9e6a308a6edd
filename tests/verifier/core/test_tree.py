"""Nodes and leaves of the tree."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given

from proofpress_verify.core import tree
from proofpress_verify.core.errors import ProofError
from proofpress_verify.core.tree import Node
from tests import reference, strategies


@given(strategies.digests, strategies.sums(4), strategies.digests, strategies.sums(4))
def test_a_node_binds_each_childs_own_sums(left, left_sums, right, right_sums):
    """Threat 1: what is moved from one child to the other makes another node."""
    with suppress(ProofError):
        node = tree.parent(Node(left, left_sums), Node(right, right_sums))
        moved = tree.parent(Node(left, right_sums), Node(right, left_sums))
        assert node.sums == moved.sums
        assert (node.hash == moved.hash) == (left_sums == right_sums)
        turned = tree.parent(Node(right, right_sums), Node(left, left_sums))
        assert (node.hash == turned.hash) == ((left, left_sums) == (right, right_sums))


@given(strategies.digests, strategies.sums(4), strategies.digests, strategies.sums(4))
def test_nodes_and_leaves_are_those_of_the_reference(left, left_sums, right, right_sums):
    leaf = tree.leaf(left, left_sums)
    assert leaf.hash == reference.h(0x04, left, reference.enc(dict(left_sums)))
    with suppress(ProofError):
        node = tree.parent(Node(left, left_sums), Node(right, right_sums))
        expected = reference.join(
            reference.Node(left, dict(left_sums)), reference.Node(right, dict(right_sums))
        )
        assert node.hash == expected.hash
        assert dict(node.sums) == expected.sums
        assert node.hash != leaf.hash
