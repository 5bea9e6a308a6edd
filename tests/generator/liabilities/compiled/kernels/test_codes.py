"""Codes, and what follows from a code, are those of the definition."""

import hmac
import random
from hashlib import sha256

import numpy as np

from proofpress.keys.codes import derive_code
from proofpress.liabilities.compiled.kernels.codes import (
    AccountNames,
    bucket_words,
    derive_codes,
    identity_hashes,
    master_key_states,
    snapshot_codes,
)
from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED
from proofpress.liabilities.compiled.kernels.messages import (
    begin,
    digest_blocks,
    finish,
    new_batch,
)
from proofpress.liabilities.compiled.kernels.words import put
from proofpress_verify.core import codes
from tests.generator.liabilities.compiled.kernels.samples import HEADER, as_bytes


def test_codes_and_buckets_are_derived() -> None:
    rng = random.Random(1)
    key, publisher = rng.randbytes(32), rng.randbytes(20)
    names = [b"a", b"alice-17", b"x" * 30, b"y" * 31, b"z" * 255][: 3 if UNCOMPILED else 5]
    generations = np.array([0, 1, 2, 2**32 - 1, 7][: len(names)], np.uint32)
    lengths = np.array([len(name) for name in names])
    joined = AccountNames(as_bytes(b"".join(names)), np.cumsum(lengths) - lengths, lengths)
    derived = np.zeros((len(names), 32), np.uint8)
    derive_codes(master_key_states(key), as_bytes(publisher), joined, generations, derived)
    expected = [
        derive_code(key, publisher, int(generation), name)
        for name, generation in zip(names, generations, strict=True)
    ]
    assert [row[:20].tobytes() for row in derived] == expected
    buckets = np.zeros(len(names), np.uint64)
    bucket_words(derived, buckets)
    assert [int(word) for word in buckets] == [
        int.from_bytes(codes.bucket(code)[:8], "big") for code in expected
    ]


def test_hmac_states_are_those_of_hmac() -> None:
    states = master_key_states(b"k" * 32)
    digests = np.zeros((1, 32), np.uint8)
    for row, message in enumerate((as_bytes(b"A"), digests)):
        batch = new_batch(1, 64)
        at = put(batch.data, begin(batch, 0), message, 0, message.size)
        finish(batch, 0, at, 64)
        digest_blocks(batch.data, 1, states[row : row + 1], digests)
    assert digests.tobytes() == hmac.new(b"k" * 32, b"A", sha256).digest()


def test_snapshot_codes_and_tags_are_derived() -> None:
    rng = random.Random(2)
    secrets = [rng.randbytes(20) for _ in range(3)]
    k, tags = np.zeros((3, 32), np.uint8), np.zeros((3, 32), np.uint8)
    snapshot_codes(as_bytes(b"".join(secrets)).reshape(3, 20), as_bytes(HEADER), k, tags)
    expected = [codes.snapshot_code(secret, HEADER) for secret in secrets]
    assert [row[:20].tobytes() for row in k] == expected
    assert [row[:16].tobytes() for row in tags] == [codes.tag(code) for code in expected]


def test_identity_hashes_are_derived() -> None:
    rng = random.Random(2)
    secrets = [rng.randbytes(20) for _ in range(3)]
    identities = [b"a@b.c", b"x" * 100, b"me"]
    at = np.cumsum([0, *map(len, identities)])
    hashes = np.zeros((3, 32), np.uint8)
    rows = as_bytes(b"".join(secrets)).reshape(3, 20)
    identity_hashes(rows, as_bytes(HEADER), as_bytes(b"".join(identities)), at, hashes)
    assert [row.tobytes() for row in hashes] == [
        codes.identity_hash(secret, HEADER, identity)
        for secret, identity in zip(secrets, identities, strict=True)
    ]
