"""Hypothesis strategies: well-formed values of each kind that the format knows."""

from __future__ import annotations

from hypothesis import strategies as st

from proofpress_verify.core.amounts import LIMIT, Sums
from proofpress_verify.forms import UNSEEN_CHARACTER
from proofpress_verify.records import COUNT_COLUMN, Column, Group, Header, Scope

octets = st.binary
digests = st.binary(min_size=32, max_size=32)
codes = st.binary(min_size=20, max_size=20)
publishers = st.binary(min_size=20, max_size=20)

_BYTE_BORDERS = st.integers(0, 15).flatmap(
    lambda size: st.sampled_from((256**size, 256 ** (size + 1) - 1))
)
amounts = st.one_of(st.integers(1, 300), st.integers(1, LIMIT - 1), _BYTE_BORDERS)


def sums(
    columns: int = 0x10000, amount: st.SearchStrategy[int] = amounts
) -> st.SearchStrategy[Sums]:
    """Sums over columns 0 … columns-1, some of them close together."""
    column = st.one_of(st.integers(0, min(columns - 1, 5)), st.integers(0, columns - 1))
    held = st.dictionaries(column, amount, max_size=12)
    return held.map(lambda entries: tuple(sorted(entries.items())))


def small_sums(columns: int) -> st.SearchStrategy[Sums]:
    """An account's sums, with column 0, so small that no tree of them overflows."""
    held = st.dictionaries(st.integers(1, columns - 1), st.integers(1, 2**96), max_size=columns)
    return held.map(lambda entries: tuple(sorted((entries | {0: 1}).items())))


_WORD = st.text([chr(byte) for byte in range(0x21, 0x7F)], min_size=1, max_size=12)
account_names = (
    st.lists(_WORD, min_size=1, max_size=5)
    .map(" ".join)
    .map(str.encode)
    .filter(lambda name: len(name) <= 255)
)

assets = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._$+-]{0,9}", fullmatch=True)
snapshot_ids = st.from_regex(r"[0-9a-z][0-9a-z-]{0,31}", fullmatch=True)
times = st.datetimes().map(lambda moment: f"{moment.replace(microsecond=0).isoformat()}Z")

_BALANCE_SCOPES = [scope for scope in Scope if scope is not Scope.COUNT]
# Control characters, invisible characters and lone surrogates have no canonical encoding.
texts = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=20
).filter(lambda text: not UNSEEN_CHARACTER.search(text))
names = texts.filter(bool)

json_values = st.recursive(
    st.one_of(st.booleans(), st.integers(0, 2**53 - 1), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.from_regex(r"[a-z0-9_]{1,6}", fullmatch=True), inner, max_size=4),
    ),
    max_leaves=12,
)


@st.composite
def column_lists(draw: st.DrawFn) -> tuple[Column, ...]:
    """Columns without contradictions, the counting one first."""
    decimals = draw(st.dictionaries(assets, st.integers(0, 38), max_size=6))
    one_case = {asset.lower(): asset for asset in decimals}
    columns = [
        Column(asset, scope, decimals[asset])
        for asset in one_case.values()
        for scope in draw(st.sets(st.sampled_from(_BALANCE_SCOPES), min_size=1))
    ]
    return (COUNT_COLUMN, *sorted(columns, key=lambda column: (column.asset, column.scope.value)))


@st.composite
def headers(draw: st.DrawFn, publisher: bytes) -> Header:
    """A header without contradictions; at most one group, of customers' columns."""
    columns = draw(column_lists())
    groupable = [i for i, column in enumerate(columns) if column.scope is Scope.CUSTOMER]
    grouped = bool(groupable) and draw(st.booleans())
    return Header(
        publisher=publisher,
        snapshot=draw(snapshot_ids),
        liabilities_at=draw(times),
        reserves_at=draw(times),
        columns=columns,
        groups=(Group("Group", "Group", tuple(groupable)),) if grouped else (),
        prefix_bits=draw(st.integers(0, 24)),
        identity_bound=draw(st.booleans()),
    )
