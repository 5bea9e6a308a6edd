"""Many messages hashed together give what hashlib gives for each."""

import random
from hashlib import sha256

import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED
from proofpress.liabilities.compiled.kernels.messages import (
    digest_batch,
    digest_blocks,
    digest_from,
    digest_rows,
    states_of,
)
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from tests.generator.liabilities.compiled.kernels.samples import (
    as_bytes,
    as_rows,
    batch_of,
    some_messages,
)

COUNTS = [1, 2, 3] if UNCOMPILED else [0, 1, 2, 3, 4, 5, 17, 300]


@pytest.mark.parametrize("count", COUNTS)
def test_batches_of_any_lengths_are_hashed(count: int) -> None:
    messages = [b"m" + message for message in some_messages(random.Random(count), count, 300)]
    digests = np.zeros((count, 32), np.uint8)
    digest_batch(batch_of(messages), IV, digests)
    assert as_rows(digests) == [sha256(message).digest() for message in messages]


@pytest.mark.parametrize("count", COUNTS)
def test_messages_of_one_block_are_hashed(count: int) -> None:
    messages = [b"m" + message for message in some_messages(random.Random(count), count, 54)]
    digests = np.zeros((count, 32), np.uint8)
    digest_blocks(batch_of(messages).data, count, IV, digests)
    assert as_rows(digests) == [sha256(message).digest() for message in messages]


@pytest.mark.parametrize("length", [0, 20, 54])
def test_rows_are_hashed_under_a_domain_byte(length: int) -> None:
    rows = as_bytes(random.Random(length).randbytes(5 * 60)).reshape(5, 60)
    digests = np.zeros((5, 32), np.uint8)
    digest_rows(0x41, rows, length, digests)
    assert as_rows(digests) == [sha256(b"A" + row[:length].tobytes()).digest() for row in rows]


def test_hashing_goes_on_from_a_state() -> None:
    rng = random.Random(3)
    starts, ends = [rng.randbytes(128), rng.randbytes(64)], [rng.randbytes(100), b""]
    states = []
    for start in starts:
        state = IV
        for block in range(0, len(start), 64):
            digest = np.zeros((1, 32), np.uint8)
            digest_blocks(as_bytes(start[block : block + 64]), 1, state, digest)
            state = states_of(digest)
        states.append(state[0])
    digests = np.zeros((2, 32), np.uint8)
    at = np.cumsum([0, *map(len, ends)])
    before = np.array([len(start) for start in starts])
    # Read-only, as what `states_of` gives: no other type to compile for.
    joined = np.array(states)
    joined.flags.writeable = False
    digest_from(joined, before, as_bytes(b"".join(ends)), at, digests)
    assert as_rows(digests) == [
        sha256(start + end).digest() for start, end in zip(starts, ends, strict=True)
    ]
