"""Columns of 128-bit amounts, compared with plain integers."""

from decimal import Decimal, localcontext

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from proofpress.ledger import int128


def words(values: list[int]) -> int128.Words:
    pairs = [(value & (2**64 - 1), value >> 64 & (2**64 - 1)) for value in values]
    return np.array(pairs, dtype=np.uint64).reshape(-1, 2)


def integers(array: int128.Words) -> list[int]:
    return [int(value) for value in int128.to_arrow(array).to_pylist()]


sizes = st.one_of(
    st.integers(-(10**38) + 1, 10**38 - 1),
    st.integers(-100, 100),
    st.sampled_from([2**63, -(2**63), 2**64, 10**38 - 1, 1 - 10**38]),
)

round_sizes = st.builds(
    lambda value, zeros: value // 10**zeros * 10**zeros, sizes, st.integers(0, 30)
)


@given(round_sizes, st.integers(0, 38), st.integers(0, 38))
def test_rescaling_is_exact_or_refused(value: int, scale: int, decimals: int) -> None:
    factor = Decimal(10) ** (decimals - scale)
    with localcontext() as context:
        context.prec = 200
        scaled = value * factor
        exact = scaled == scaled.to_integral_value() and abs(scaled) < 10**38
    found = int128.rescale(words([0, value]), scale, decimals)
    if exact or scale == decimals:
        assert found is not None
        assert integers(found) == [0, int(scaled)]
    else:
        assert found is None
        assert int128.first_lossy(words([0, value]), scale, decimals) == 1


@given(st.lists(st.tuples(sizes, st.integers(0, 4)), max_size=50))
def test_sums_signs_and_zeros(pairs: list[tuple[int, int]]) -> None:
    values, codes = [value for value, _ in pairs], [code for _, code in pairs]
    array = words(values)
    sums = int128.totals(array, np.array(codes, dtype=np.intp), 5)
    assert sums == [sum(v for v, c in pairs if c == code) for code in range(5)]
    assert integers(int128.negative(array)) == [-value for value in values]
    assert int128.nonzero(array).tolist() == [value != 0 for value in values]


def test_sums_of_a_million_of_the_largest() -> None:
    array = np.repeat(words([10**38 - 1]), 1 << 20, axis=0)
    found = int128.totals(array, np.zeros(1 << 20, dtype=np.intp), 1)
    assert found == [(10**38 - 1) << 20]
