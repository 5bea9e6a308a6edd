"""Each engine (scalar, vector, x86) compresses as hashlib's SHA-256 does."""

import random
from hashlib import sha256

import numba
import numpy as np
import pytest

from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED
from proofpress.liabilities.compiled.kernels.sha256 import available_engines
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from tests.generator.liabilities.compiled.kernels.samples import as_bytes, as_rows, some_messages


@pytest.mark.parametrize("name", available_engines())
def test_each_engine_compresses_as_sha256_does(name: str) -> None:
    engine = available_engines()[name]
    run = engine.compress
    if not UNCOMPILED:

        @numba.njit
        def run(states, data, at, digests, digests_at):
            engine_compress(states, data, at, digests, digests_at)

        engine_compress = engine.compress
    rng = random.Random(name)
    messages = some_messages(rng, engine.lanes, 55)
    data = np.zeros(64 * engine.lanes, np.uint8)
    for lane, message in enumerate(messages):
        padded = (
            message + b"\x80" + bytes(55 - len(message)) + (8 * len(message)).to_bytes(8, "big")
        )
        data[64 * lane : 64 * lane + 64] = as_bytes(padded)
    states = np.zeros(8 * engine.lanes, np.uint32)
    for lane in range(engine.lanes):
        for word in range(8):
            states[word * engine.word_step + lane * engine.lane_step] = IV[0, word]
    digests = np.zeros((engine.lanes, 32), np.uint8)
    run(states, data, 64 * np.arange(engine.lanes), digests, 0)
    assert as_rows(digests) == [sha256(message).digest() for message in messages]
