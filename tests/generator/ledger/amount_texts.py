"""Texts that are amounts, nearly amounts or anything, and the plain rule for them."""

from hypothesis import strategies as st

from proofpress.ledger import cells

digits = st.text("0123456789", min_size=1, max_size=45)

numbers = st.builds(
    lambda sign, whole, fraction, zeros: (
        f"{sign}{whole}" + (f".{fraction}{zeros}" if fraction else "")
    ),
    st.sampled_from(["", "", "-", "+"]),
    digits | st.builds(lambda zeros, rest: "0" * zeros + rest, st.integers(0, 60), digits),
    st.one_of(st.just(""), digits),
    st.integers(0, 60).map(lambda count: "0" * count),
)

nearly = st.text("0123456789.+-eE_, ", max_size=12)
texts = st.one_of(numbers, nearly, st.text(max_size=12))


def plain(text: str, decimals: int | None) -> int | None:
    try:
        return cells.read_amount(text, decimals, "BTC")
    except cells.BadCell:
        return None
