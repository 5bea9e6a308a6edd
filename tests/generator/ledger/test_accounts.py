"""Columns of account names, compared with the rule of one name."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from proofpress.ledger import accounts, cells

names = st.one_of(
    st.text(max_size=20),
    st.text(" ab~!", max_size=8),
    st.text("x y", min_size=250, max_size=260),
    st.none(),
)


@given(st.lists(names, max_size=30), st.integers(0, 3))
def test_columns_of_names_keep_the_rule_of_one_name(values: list[str | None], skip: int) -> None:
    broken = []
    for value in values[skip:]:
        try:
            cells.check_name(value, "account")
            broken.append(False)
        except cells.BadCell:
            broken.append(True)
    found = accounts.misnamed(pa.array(values, pa.string()).slice(skip))
    assert (found is not None) == any(broken)
    if found is not None:
        assert found.tolist() == broken
