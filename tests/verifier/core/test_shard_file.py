"""Shard files, records and top paths: bytes and records, both ways, and any bytes at all."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofpress.liabilities.reference.shard import encode_pointer, encode_record
from proofpress.liabilities.top_tree import encode_root_path
from proofpress_verify.core import shard_file, tree
from proofpress_verify.core.errors import FileSize, RecordForm, RootPath, ShardSmall, SumsForm
from proofpress_verify.core.shard_file import FIXED_SIZE, Record
from proofpress_verify.core.tree import Node
from tests import reference, simulator, strategies
from tests.simulator import Plan

FILES = simulator.publish(Plan()).files


# Shard files.


@pytest.mark.parametrize("bits", range(4))
def test_a_file_is_all_that_it_is_taken_apart_into(bits):
    """With and without accounts: 20 in up to eight shards."""
    for data in simulator.publish(Plan(accounts=20, prefix_bits=bits)).files:
        file = shard_file.parse_shard(data, bits)
        top = len(file.root_path).to_bytes(4, "big") + file.root_path
        assert file.part_b == top + file.filler
        assert file.part_a + file.part_b + b"".join(file.siblings) == data
        assert len(file.siblings) == bits


_HOSTILE = st.builds(
    lambda m, heap, top, tail: (
        bytes(37)
        + m.to_bytes(4, "big")
        + bytes(32)
        + heap.to_bytes(4, "big")
        + tail
        + top.to_bytes(4, "big")
    ),
    st.one_of(st.integers(0, 5), st.integers(0, 2**32 - 1)),
    st.one_of(st.integers(0, 5000), st.integers(0, 2**32 - 1)),
    st.one_of(st.integers(0, 5000), st.integers(0, 2**32 - 1)),
    st.binary(max_size=200),
)


@given(st.one_of(st.binary(max_size=200), _HOSTILE), st.integers(0, 24))
@example(b"", 0)
@example(bytes(FIXED_SIZE), 0)
@example(bytes(4096), 0)
@example(bytes(4096 + 32 * 24), 24)
def test_any_bytes_are_a_file_of_the_right_size_or_refused(data, bits):
    """Threat 19: absurd counts are held against the length before anything is made of them."""
    with suppress(FileSize):
        file = shard_file.parse_shard(data, bits)
        assert len(file.part_a) == len(data) - len(file.part_b) - 32 * bits
        entries = [*file.tags, *file.pointers]
        assert len(b"".join(entries)) == 22 * file.leaves
        assert len(b"".join([*file.wraps, *file.nodes])) == 70 * tree.cell_count(file.leaves)
        assert (len(data) - 32 * bits) % 4096 == 0
        assert len(file.filler) < 4096


@given(st.integers(0, len(FILES[0])), st.binary(max_size=40), st.integers(0, 40))
def test_a_changed_file_is_of_another_size_or_another_leaf(at, put, taken):
    data = FILES[0]
    changed = data[:at] + put + data[at + taken :]
    with suppress(FileSize):
        file = shard_file.parse_shard(changed, 0)
        parts = (file.part_a, file.part_b, file.siblings)
        honest = shard_file.parse_shard(data, 0)
        assert (parts == (honest.part_a, honest.part_b, honest.siblings)) == (changed == data)


def test_a_file_beyond_the_limit_is_refused():
    """Threat 19: its counts fit its length; only the limit stands against it."""
    heap = shard_file.MAX_SHARD_SIZE - 4096
    head = bytes(73) + heap.to_bytes(4, "big")
    fits = head + bytes(shard_file.MAX_SHARD_SIZE - len(head))
    assert len(shard_file.parse_shard(fits, 0).heap) == heap
    head = bytes(73) + (heap + 4096).to_bytes(4, "big")
    with pytest.raises(FileSize):
        shard_file.parse_shard(head + bytes(shard_file.MAX_SHARD_SIZE + 4096 - len(head)), 0)


def test_a_shard_of_several_has_no_accounts_or_at_least_a_hundred():
    plans = [(0, 1), (1, 99), (1, 100), (1, 0)]
    held = [small(bits, accounts) for bits, accounts in plans]
    assert held == [False, True, False, False]


def small(bits: int, accounts: int) -> bool:
    """Whether shard 0 with so many accounts is refused as too small."""
    plan = Plan(accounts=accounts, prefix_bits=bits, across=1, balances=simulator.little)
    published = simulator.publish(plan)
    try:
        shard_file.check_form(
            shard_file.parse_shard(published.files[0], bits), published.books.header_digest(), 0
        )
    except ShardSmall:
        return True
    return False


# Records.

_RECORDS = st.builds(Record, strategies.account_names, strategies.digests, strategies.sums())


@given(_RECORDS)
def test_a_record_reads_back(record):
    assert shard_file.decode_record(encode_record(record), identity_bound=True) == record


@given(strategies.account_names, strategies.sums())
def test_an_unbound_record_reads_back(account, sums):
    record = Record(account, b"", sums)
    data = encode_record(record)
    assert shard_file.decode_record(data, identity_bound=False) == record
    assert data == reference.Member(b"", account, dict(sums)).record()


@given(st.binary(max_size=80), st.booleans())
@example(b"", False)
@example(b"\x00\x00\x00", False)
@example(b"\xff", True)
def test_any_bytes_are_the_one_encoding_of_a_record_or_refused(data, bound):
    with suppress(RecordForm, SumsForm):
        assert encode_record(shard_file.decode_record(data, bound)) == data


@given(_RECORDS, st.data())
def test_a_changed_record_is_refused_or_another(record, data):
    encoded = encode_record(record)
    at = data.draw(st.integers(0, len(encoded)))
    put = data.draw(st.binary(max_size=2))
    changed = encoded[:at] + put + encoded[at + data.draw(st.integers(0, 2)) :]
    with suppress(RecordForm, SumsForm):
        assert (shard_file.decode_record(changed, True) == record) == (changed == encoded)


@given(st.binary(max_size=300))
@example(b"a" * 255)
@example(b"a" * 256)
@example(b"a b")
@example(b"a  b")
@example(b" a")
@example(b"a ")
@example(b"")
def test_names_are_of_plain_letters_with_single_blanks(name):
    plain = all(0x20 <= byte <= 0x7E for byte in name) and 1 <= len(name) <= 255
    words = name.split(b" ")
    assert (0 < shard_file.legal_bytes(name) == len(name)) == (plain and all(words))


# Places and top paths.


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1))
def test_a_place_reads_back(offset, length):
    assert shard_file.decode_pointer(encode_pointer(offset, length)) == (
        offset,
        length,
    )


_SIBLINGS = st.lists(st.builds(Node, strategies.digests, strategies.sums()), max_size=5)


@given(_SIBLINGS, st.integers(0, 40))
def test_a_top_path_reads_back_with_any_padding(siblings, padding):
    data = encode_root_path(siblings) + bytes(padding)
    assert shard_file.decode_root_path(data, len(siblings)) == tuple(siblings)


@given(st.binary(max_size=120), st.integers(0, 3))
def test_any_bytes_are_a_top_path_or_refused(data, levels):
    with suppress(RootPath):
        siblings = shard_file.decode_root_path(data, levels)
        encoded = encode_root_path(siblings)
        assert data == encoded.ljust(len(data), b"\0")
        assert len(siblings) == levels


@given(_SIBLINGS.filter(bool), st.integers(1, 3))
def test_a_top_path_of_another_number_of_levels_is_refused(siblings, more):
    """Each level has a hash that is not zero, so none can pass for padding."""
    data = encode_root_path([Node(b"\1" + node.hash[1:], node.sums) for node in siblings])
    for levels in (len(siblings) - 1, len(siblings) + more):
        with pytest.raises(RootPath):
            shard_file.decode_root_path(data, levels)
