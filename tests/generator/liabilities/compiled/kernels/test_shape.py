"""The tree's shape is that of the format: `core.tree` says it another way."""

import itertools

import pytest

from proofpress.liabilities.compiled.kernels.shape import cell_number, perfect_width, tree_shape
from proofpress.liabilities.reference.shard import branches
from proofpress_verify.core import tree

SIZES = [*range(1, 20), 31, 32, 33, 130, 1000]


@pytest.mark.parametrize("m", SIZES)
def test_the_tree_has_the_shape_of_the_layout(m: int) -> None:
    shape = tree_shape(m)
    children = list(branches(m))
    assert list(zip(shape.left, shape.right, strict=True)) == children
    for parent, (left, right) in enumerate(children, m):
        assert (shape.sibling[left], shape.sibling[right]) == (right, left)
        assert shape.parent[left] == shape.parent[right] == parent
    # A level's children are all before its first node.
    for first, end in itertools.pairwise(shape.levels):
        assert all(max(children[node - m]) < first for node in range(first, end))
    assert (shape.levels[0], shape.levels[-1]) == (m, 2 * m - 1)


@pytest.mark.parametrize("m", SIZES[1:])
def test_cells_have_the_numbers_of_the_core(m: int) -> None:
    c = perfect_width(m)
    assert c == tree.perfect_width(m)
    widths = [1 << height for height in range(1, int(c).bit_length())]
    for width in widths:
        for index in range(width):
            assert cell_number(m, c, width, index) == tree.cell_number(m, width, index)
