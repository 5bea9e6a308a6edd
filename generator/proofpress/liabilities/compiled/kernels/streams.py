"""The messages whose hashes are keystreams and ordering keys. Format document, "Key ladder".

Most of such a message is the same in a whole shard. So it is written once, and then the key
and the counter are written into it for each use.
"""

from __future__ import annotations

from proofpress.liabilities.compiled.kernels.compiling import kernel, no_refcount
from proofpress.liabilities.compiled.kernels.layout import (
    BLOCK_SIZE,
    CELL_STREAM,
    CODE_SIZE,
    DIGEST_SIZE,
    RECORD_STREAM,
)
from proofpress.liabilities.compiled.kernels.messages import (
    Batch,
    begin_domain,
    finish,
    new_batch,
)
from proofpress.liabilities.compiled.kernels.types import U8, Int
from proofpress.liabilities.compiled.kernels.words import put, put_number


@kernel
def record_streams(count: Int, salt: U8) -> Batch:
    """`count` messages 19 ‖ k ‖ salt ‖ u32 counter; k and counter are still to come."""
    batch = new_batch(count, (1 + CODE_SIZE + DIGEST_SIZE + 4) * count)
    for i in range(count):
        at = begin_domain(batch, i, RECORD_STREAM) + CODE_SIZE
        at = put(batch.data, at, salt, 0, DIGEST_SIZE)
        finish(batch, i, at + 4, 0)
    return batch


@no_refcount
def key_record_stream(batch: Batch, i: Int, k: U8, account: Int, counter: Int) -> None:
    """Write an account's k and a counter into message i of `record_streams`."""
    # After the domain byte come k, the salt and the counter.
    at = put(batch.data, batch.starts[i] + 1, k, DIGEST_SIZE * account, CODE_SIZE)
    put_number(batch.data, at + DIGEST_SIZE, counter, 4)


@kernel
def cell_streams(count: Int) -> U8:
    """`count` messages 18 ‖ g ‖ u32 counter, of a block each; g and counter are still to come."""
    length = 1 + DIGEST_SIZE + 4
    batch = new_batch(count, length * count)
    for i in range(count):
        at = begin_domain(batch, i, CELL_STREAM)
        finish(batch, i, at + DIGEST_SIZE + 4, 0)
    return batch.data


@no_refcount
def key_cell_stream(messages: U8, i: Int, keys: U8, node: Int, counter: Int) -> None:
    """Write g of a node and a counter into message i of `cell_streams`."""
    at = put(messages, BLOCK_SIZE * i + 1, keys, DIGEST_SIZE * node, DIGEST_SIZE)
    put_number(messages, at, counter, 4)


@no_refcount
def stream_hashes(length: Int, head: Int) -> Int:
    """How many hashes encrypt `head` bytes and then the `length` bytes they point to."""
    # (head + length) / 32, rounded up.
    return (head + length + DIGEST_SIZE - 1) // DIGEST_SIZE
