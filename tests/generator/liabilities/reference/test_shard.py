"""A built shard equals the reference's, byte for byte, at every size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpress.liabilities.reference.shard import Account, build_shard
from proofpress_verify.core import codes, shard_file, tree
from proofpress_verify.core.amounts import COUNT, LIMIT
from proofpress_verify.core.errors import SumOverflow
from tests import reference, strategies
from tests.reference import Member

D = bytes(range(32, 64))
SIZES = range(1, 131)


def member(index: int) -> Member:
    """Account `index`: every third holds nothing, and no two hold the same."""
    held = {} if index % 3 == 2 else {1: 10**6 + index, 3: 1 << (index % 90)}
    return Member(reference.h(0, bytes([index]))[:20], b"account %d" % index, {COUNT: 1} | held)


def account(made: Member) -> Account:
    sums = tuple(sorted(made.sums.items()))
    return Account(made.code, made.account, made.identity_hash, sums)


def file_of(members: list[Member]) -> bytes:
    """The reference's whole file of the only shard, filler included."""
    return b"".join(reference.write(reference.open_parts(D, 0, members)))


@pytest.mark.parametrize("m", SIZES)
def test_built_shard_is_the_reference_shard(m):
    members = [member(i) for i in range(m)]
    parts = reference.open_parts(D, 7, members)
    built = build_shard(D, 7, [account(made) for made in members])
    assert built.part_a == reference.write(parts)[0]
    assert (built.root.hash, dict(built.root.sums)) == (parts.root.hash, parts.root.sums)
    assert built.root_key == parts.root_key
    assert built.leaves == m


def test_built_empty_shard_is_the_reference_shard():
    built = build_shard(D, 7, [])
    assert built.part_a == reference.write(reference.open_parts(D, 7, []))[0]
    assert (built.root.hash, built.root.sums, built.root_key) == (reference.h(6), (), b"")


@given(
    st.lists(
        st.builds(
            lambda code, name, idh, sums: Account(code, name, idh, sums),
            strategies.codes,
            strategies.account_names,
            strategies.digests,
            strategies.small_sums(6),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda made: made.code,
    ),
    strategies.digests,
    st.integers(0, 2**24 - 1),
)
def test_built_shard_is_the_reference_shard_of_any_accounts(accounts, digest, number):
    members = [Member(a.code, a.name, dict(a.sums), a.identity_hash) for a in accounts]
    reference_file = reference.write(reference.open_parts(digest, number, members))[0]
    assert build_shard(digest, number, accounts).part_a == reference_file


@given(st.permutations(range(9)))
@settings(max_examples=20)
def test_order_of_accounts_does_not_matter(order):
    accounts = [account(member(i)) for i in range(9)]
    shuffled = [accounts[i] for i in order]
    assert build_shard(D, 0, shuffled).part_a == build_shard(D, 0, accounts).part_a


@pytest.mark.parametrize("m", SIZES)
def test_every_account_decrypts_its_path_to_the_shard_root(m):
    members = [member(i) for i in range(m)]
    root = reference.open_parts(D, 0, members).root
    data = file_of(members)
    for made in members[:: max(1, m // 8)]:
        opening = reference.open_file(data, made.snapshot_code(D), root.hash)
        assert (opening.account, opening.sums) == (made.account, made.sums)
        assert opening.root == root


@pytest.mark.parametrize("m", SIZES)
def test_verifiers_shape_is_the_recursive_one(m):
    """Sides, cells and counts of each path, computed by recursion."""
    grown = reference.grow(m)
    index = {spot: cell for cell, spot in enumerate(reference.with_cells(grown))}
    above = reference.parents(grown)
    assert tree.cell_count(m) == len(index)
    for leaf in index if m > 1 else [grown]:
        if leaf.children:
            continue
        climbed, spot = [], leaf
        while spot in above:
            sibling = reference.beside(spot, above[spot])
            on_left = sibling is above[spot].children[0]
            climbed.append((index[spot], index[sibling], sibling.leaves, on_left))
            spot = above[spot]
        assert list(tree.inclusion_path(m, leaf.position)) == climbed


@pytest.mark.parametrize("m", [*SIZES, 500, 1000, 1024, 1025])
def test_no_balance_is_shown_to_more_than_a_few(m):
    """Threat 27: a leaf is the sibling of one or two accounts, never of half a tree."""
    for position in range(m):
        first = next(tree.inclusion_path(m, position), None)
        if first is None:
            assert m == 1
            continue
        _, _, leaves, _ = first
        assert leaves <= 2
    shown_to = [0] * m
    for position in range(m):
        for _, sibling, _, _ in tree.inclusion_path(m, position):
            if sibling < m:
                shown_to[sibling] += 1
    assert max(shown_to) <= (2 if m > 1 else 0)


def test_a_sum_of_2_128_is_refused_and_one_below_is_not():
    half = [
        Account(codes.bucket(bytes([i]))[:20], b"a%d" % i, b"", ((0, 1), (1, LIMIT // 2)))
        for i in range(2)
    ]
    with pytest.raises(SumOverflow):
        build_shard(D, 0, half)
    below = [half[0], Account(half[1].code, b"b", b"", ((0, 1), (1, LIMIT // 2 - 1)))]
    assert dict(build_shard(D, 0, below).root.sums)[1] == LIMIT - 1


def test_pads_change_when_anything_changes():
    """Threat 24: any change of the data, however small, changes all ciphertext."""
    accounts = [account(member(i)) for i in range(8)]
    before = build_shard(D, 0, accounts).part_a
    last = accounts[-1]
    changes = [
        Account(last.code, last.name, b"", ((0, 1), (1, 1))),
        Account(last.code, last.name + b"x", b"", last.sums),
        Account(last.code, last.name, bytes(32), last.sums),
    ]
    for changed in changes:
        after = build_shard(D, 0, [*accounts[:-1], changed]).part_a
        assert not shared_blocks(before[77:], after[77:]) - tags(accounts)
    other_header = build_shard(bytes(32), 0, accounts).part_a
    assert not shared_blocks(before[77:], other_header[77:])


def shared_blocks(one: bytes, other: bytes, size: int = 16) -> set[bytes]:
    """Byte strings of this size that are in both, at any offset."""
    blocks = [{data[at : at + size] for at in range(len(data) - size)} for data in (one, other)]
    return blocks[0] & blocks[1]


def tags(accounts: list[Account]) -> set[bytes]:
    """The tags, which stay the same while code and header do."""
    return {codes.tag(codes.snapshot_code(made.code, D)) for made in accounts}


def test_a_record_is_encrypted_at_its_own_length():
    """Every byte of the file is accounted for: it contains only what the format lists."""
    members = [member(i) for i in range(13)]
    file = shard_file.parse_shard(file_of(members), 0)
    parts = reference.open_parts(D, 0, members)
    heap = sum(len(entry.record) for entry in parts.entries)
    heap += sum(len(cell.chunk) for cell in parts.cells)
    assert len(file.heap) == heap
    assert len(file.part_a) == 77 + 13 * 22 + 24 * 70 + heap
