"""What the kernels' tests share: messages, accounts, and shards built by the kernels.

With NUMBA_DISABLE_JIT=1 the same tests run the kernels as Python, on fewer sizes: that is
how coverage sees their lines (see `test_compiling`).
"""

import random
from typing import NamedTuple

import numpy as np

from proofpress.liabilities.compiled.kernels.encrypt import encrypt_shard
from proofpress.liabilities.compiled.kernels.messages import (
    Batch,
    begin_domain,
    finish,
    new_batch,
)
from proofpress.liabilities.compiled.kernels.shard_tree import (
    ShardAccounts,
    ShardTree,
    build_shard_tree,
    sort_accounts,
)
from proofpress.liabilities.compiled.kernels.types import U8
from proofpress.liabilities.compiled.kernels.words import put
from proofpress.liabilities.reference.shard import Account
from proofpress_verify.core.amounts import encode_sums

HEADER = bytes(range(32))


def as_bytes(data: bytes) -> U8:
    return np.frombuffer(data, np.uint8).copy()


def as_rows(digests: U8) -> list[bytes]:
    return [row.tobytes() for row in digests]


def some_messages(rng: random.Random, count: int, longest: int) -> list[bytes]:
    return [rng.randbytes(rng.randint(0, longest)) for _ in range(count)]


def batch_of(messages: list[bytes]) -> Batch:
    """Messages of at least one byte, which is written as the domain byte."""
    batch = new_batch(len(messages), sum(map(len, messages)))
    for i, message in enumerate(messages):
        at = begin_domain(batch, i, message[0])
        rest = as_bytes(message[1:])
        finish(batch, i, put(batch.data, at, rest, 0, rest.size), 0)
    return batch


def some_accounts(
    rng: random.Random, count: int, columns: int, bound: bool, longest: int, bits: int = 116
) -> list[Account]:
    """Accounts of few sums each, their amounts of 1 to `bits` bits."""
    accounts = []
    for i in range(count):
        held = sorted(rng.sample(range(1, columns), min(columns - 1, rng.choice((0, 1, 2, 3, 9)))))
        sums = tuple((column, rng.getrandbits(rng.randint(1, bits)) | 1) for column in held)
        name = (b"%d-" % i + b"x" * 255)[: rng.randint(5, longest)]
        hashed = rng.randbytes(32) if bound else b""
        accounts.append(Account(rng.randbytes(20), name, hashed, ((0, 1), *sums)))
    return accounts


def in_tag_order(accounts: list[Account]) -> ShardAccounts:
    records = [
        bytes((len(account.name),)) + account.name + encode_sums(account.sums)
        for account in accounts
    ]
    ends = np.cumsum([len(record) for record in records])
    return sort_accounts(
        as_bytes(b"".join(account.code for account in accounts)).reshape(-1, 20),
        as_bytes(HEADER),
        as_bytes(b"".join(account.identity_hash for account in accounts)).reshape(-1, 32),
        as_bytes(b"".join(records) + bytes(8)),
        ends - np.array([len(record) for record in records]),
        ends,
    )


class Built(NamedTuple):
    """A shard's tree, and its file up to the end of the heap."""

    tree: ShardTree
    file: bytes


def build(accounts: list[Account], columns: int, number: int) -> Built:
    in_order = in_tag_order(accounts)
    failed, tree = build_shard_tree(in_order, columns)
    assert failed == -1
    out = np.zeros(tree.size, np.uint8)
    encrypt_shard(as_bytes(HEADER), number, in_order, tree, out)
    return Built(tree, out.tobytes())
