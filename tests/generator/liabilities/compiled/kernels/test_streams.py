"""Messages of keystreams: hashed, they are the keystreams of the definition."""

import random

import numpy as np

from proofpress.liabilities.compiled.kernels.messages import digest_batch, digest_blocks
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.streams import (
    cell_streams,
    key_cell_stream,
    key_record_stream,
    record_streams,
    stream_hashes,
)
from proofpress_verify.core.hashing import Domain, keystream
from tests.generator.liabilities.compiled.kernels.samples import as_bytes


def test_record_streams_are_those_of_the_definition() -> None:
    rng = random.Random(0)
    k, salt = rng.randbytes(32), rng.randbytes(32)
    batch = record_streams(3, as_bytes(salt))
    for counter in range(3):
        key_record_stream(batch, counter, as_bytes(k).reshape(1, 32), 0, counter)
    stream = np.zeros((3, 32), np.uint8)
    digest_batch(batch, IV, stream)
    assert stream.tobytes() == keystream(Domain.RECORD_STREAM, k[:20] + salt, 96)


def test_cell_streams_are_those_of_the_definition() -> None:
    keys = random.Random(0).randbytes(64)
    messages = cell_streams(3)
    for counter in range(3):
        key_cell_stream(messages, counter, as_bytes(keys).reshape(2, 32), 1, counter)
    stream = np.zeros((3, 32), np.uint8)
    digest_blocks(messages, 3, IV, stream)
    assert stream.tobytes() == keystream(Domain.CELL_STREAM, keys[32:], 96)


def test_hashes_of_a_stream_are_rounded_up() -> None:
    assert [stream_hashes(length, 6) for length in (0, 26, 27, 58, 59)] == [1, 1, 2, 2, 3]
