"""The key ladder, with any key and any cell."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from proofpress.liabilities.reference.shard import encode_pointer
from proofpress_verify.core import ladder
from proofpress_verify.core.amounts import encode_sums
from proofpress_verify.core.errors import ProofError
from proofpress_verify.core.tree import Node
from tests import reference, strategies


@given(st.binary(min_size=70, max_size=70), st.binary(max_size=60), strategies.digests)
def test_any_cell_under_any_key_opens_to_sums_or_is_refused(data, heap, key):
    with suppress(ProofError):
        ladder.decrypt_sibling(data[32:], heap, key, "")


@given(st.integers(0, 100), st.integers(0, 65535), strategies.sums(), strategies.digests)
def test_a_cell_opens_to_what_was_encrypted(offset, length, sums, key):
    chunk = encode_sums(sums)
    stream = reference.stream(0x18, key, 38 + len(chunk))
    heap = bytes(offset) + reference.xor(chunk, stream[38:])
    place = encode_pointer(offset, len(chunk))
    cell = reference.xor(bytes(32) + place, stream[:38])
    assert ladder.decrypt_sibling(cell, heap, key, "") == Node(bytes(32), sums)


@given(strategies.digests, strategies.digests)
def test_wrapping_twice_gives_the_key_back(key, parent):
    assert ladder.wrap(key, ladder.wrap(key, parent)) == parent
    assert ladder.wrap(key, parent) == reference.xor(parent, reference.h(0x17, key))
