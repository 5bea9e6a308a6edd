"""Codes of accounts, and the hashes of codes. Format document, "Codes"."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel
from proofpress.liabilities.compiled.kernels.layout import (
    BLOCK_SIZE,
    BUCKET,
    CODE,
    CODE_SIZE,
    DIGEST_SIZE,
    IDENTITY,
    PUBLISHER_SIZE,
    SNAPSHOT_CODE,
    TAG,
)
from proofpress.liabilities.compiled.kernels.messages import (
    begin,
    begin_domain,
    digest_batch,
    digest_blocks,
    digest_rows,
    finish,
    new_batch,
    states_of,
)
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.types import I64, U8, U32, U64
from proofpress.liabilities.compiled.kernels.words import load_word, put, put_number


class AccountNames(NamedTuple):
    """Account names: `length[i]` bytes of `data` from `at[i]`."""

    data: U8
    at: I64
    length: I64


def master_key_states(secret: bytes) -> U32:
    """HMAC-SHA256's states after the padded key: inner, outer (2 rows of 8 words).

    `secret` has at most 64 bytes.
    """
    digests = np.empty((2, DIGEST_SIZE), np.uint8)
    for row, pad in enumerate((0x36, 0x5C)):
        block = np.array([byte ^ pad for byte in secret.ljust(BLOCK_SIZE, b"\0")], np.uint8)
        digest_blocks(block, 1, IV, digests[row : row + 1])
    return states_of(digests)


@kernel
def derive_codes(
    states: U32, publisher: U8, names: AccountNames, generations: U32, out: U8
) -> None:
    """The accounts' codes, in the first 20 bytes of the rows of `out` (32 bytes wide).

    `states` are those of `master_key_states`, `publisher` is the 20-byte id.
    """
    count = names.at.size
    room = 0
    for length in names.length:
        room += 1 + PUBLISHER_SIZE + 4 + length  # domain byte, id, u32 generation, name
    batch = new_batch(count, room)
    for i in range(count):
        at = begin_domain(batch, i, CODE)
        at = put(batch.data, at, publisher, 0, PUBLISHER_SIZE)
        at = put_number(batch.data, at, np.int64(generations[i]), 4)
        at = put(batch.data, at, names.data, names.at[i], names.length[i])
        # Both hashes of HMAC go on after one block: the padded key.
        finish(batch, i, at, BLOCK_SIZE)
    digest_batch(batch, states[:1], out)
    for i in range(count):
        at = put(batch.data, begin(batch, i), out, DIGEST_SIZE * i, DIGEST_SIZE)
        finish(batch, i, at, BLOCK_SIZE)
    digest_blocks(batch.data, count, states[1:], out)


@kernel
def bucket_words(codes: U8, out: U64) -> None:
    """The first 64 bits of the buckets of codes, which are rows of at least 20 bytes."""
    digests = np.empty((codes.shape[0], DIGEST_SIZE), np.uint8)
    digest_rows(BUCKET, codes, CODE_SIZE, digests)
    for i in range(codes.shape[0]):
        out[i] = load_word(digests, DIGEST_SIZE * i)


@kernel
def snapshot_codes(codes: U8, header: U8, out_k: U8, out_tags: U8) -> None:
    """k of each code, and the tag of each k, in the first bytes of rows of 32.

    `codes` has rows of at least 20 bytes; `header` is D.
    """
    count = codes.shape[0]
    batch = new_batch(count, (1 + CODE_SIZE + DIGEST_SIZE) * count)
    for i in range(count):
        at = begin_domain(batch, i, SNAPSHOT_CODE)
        at = put(batch.data, at, codes, codes.shape[1] * i, CODE_SIZE)
        finish(batch, i, put(batch.data, at, header, 0, DIGEST_SIZE), 0)
    # 1 + 20 + 32 bytes and 9 of padding are one block.
    digest_blocks(batch.data, count, IV, out_k)
    digest_rows(TAG, out_k, CODE_SIZE, out_tags)


@kernel
def identity_hashes(codes: U8, header: U8, identities: U8, identity_at: I64, out: U8) -> None:
    """idh of each code: identity i is `identities` from `identity_at[i]` to the next."""
    count = codes.shape[0]
    fixed = 1 + CODE_SIZE + DIGEST_SIZE
    batch = new_batch(count, fixed * count + identity_at[count] - identity_at[0])
    for i in range(count):
        start, end = identity_at[i], identity_at[i + 1]
        at = begin_domain(batch, i, IDENTITY)
        at = put(batch.data, at, codes, codes.shape[1] * i, CODE_SIZE)
        at = put(batch.data, at, header, 0, DIGEST_SIZE)
        finish(batch, i, put(batch.data, at, identities, start, end - start), 0)
    digest_batch(batch, IV, out)
