"""The kernels do, to arrays, exactly what the plain Python of the format does.

With NUMBA_DISABLE_JIT=1 the same tests run the kernels as Python, on fewer sizes: that is
how coverage sees their lines.
"""

import hmac
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from proofpress import kernels
from proofpress.keys.codes import derive_code
from proofpress.liabilities.reference.shard import Account, branches, build_shard
from proofpress_verify.core import codes, shard_file
from proofpress_verify.core.amounts import LIMIT, encode_sums
from proofpress_verify.core.errors import SumOverflow
from proofpress_verify.core.hashing import Domain
from proofpress_verify.notes import PUBLISHER_SIZE

HEADER = bytes(range(32))
SIZES = (1, 2, 3, 4, 5, 7) if kernels.PLAIN else (*range(1, 131), 610, 1000)

COUNTS = [1, 2, 3] if kernels.PLAIN else [0, 1, 2, 3, 4, 5, 17, 300]


def as_bytes(data: bytes) -> kernels.U8:
    return np.frombuffer(data, np.uint8).copy()


def some_messages(rng: random.Random, count: int, longest: int) -> list[bytes]:
    return [rng.randbytes(rng.randint(0, longest)) for _ in range(count)]


def batch_of(messages: list[bytes]) -> kernels.Batch:
    """Each message without its first byte, which `_begin` takes as the domain."""
    batch = kernels._new_batch(len(messages), sum(map(len, messages)))
    for i, message in enumerate(messages):
        at = kernels._begin(batch, i, message[0])
        rest = as_bytes(message[1:])
        kernels._end(batch, i, kernels._put(batch.data, at, rest, 0, rest.size), 0)
    return batch


def test_the_constants_are_those_of_the_format() -> None:
    named = {
        "LEAF": Domain.LEAF,
        "NODE": Domain.NODE,
        "BUCKET": Domain.BUCKET,
        "SNAPSHOT_CODE": Domain.SNAPSHOT_CODE,
        "TAG_OF": Domain.TAG,
        "IDENT": Domain.IDENT,
        "SALT": Domain.SALT,
        "LEAF_KEY": Domain.LEAF_KEY,
        "NODE_KEY": Domain.NODE_KEY,
        "WRAP_PAD": Domain.WRAP_PAD,
        "CELL_STREAM": Domain.CELL_STREAM,
        "RECORD_STREAM": Domain.RECORD_STREAM,
        "ROOT_PATH_STREAM": Domain.ROOT_PATH_STREAM,
        "IDENTITY": Domain.IDENTITY,
        "HMAC_CODE": Domain.CODE,
        "CODE": codes.CODE_SIZE,
        "PUBLISHER": PUBLISHER_SIZE,
        "TAG": codes.TAG_SIZE,
        "POINTER": shard_file.POINTER_SIZE,
        "ENTRY": shard_file.ENTRY_SIZE,
        "CELL": shard_file.CELL_SIZE,
        "FIXED": shard_file.FIXED_SIZE,
    }
    assert {name: getattr(kernels, name) for name in named} == named
    assert shard_file.VERSION == 0


@pytest.mark.parametrize("name", kernels.available_engines())
def test_each_engine_compresses_as_sha256_does(name: str) -> None:
    engine = kernels.available_engines()[name]
    run = engine.compress
    if not kernels.PLAIN:

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
            place = word * engine.word_step + lane * engine.lane_step
            states[place] = kernels.IV[0, word]
    digests = np.zeros((engine.lanes, 32), np.uint8)
    run(states, data, 64 * np.arange(engine.lanes), digests, 0)
    assert [row.tobytes() for row in digests] == [sha256(message).digest() for message in messages]


@pytest.mark.parametrize("count", COUNTS)
def test_batches_of_any_lengths_are_hashed(count: int) -> None:
    messages = [b"m" + message for message in some_messages(random.Random(count), count, 300)]
    digests = np.zeros((count, 32), np.uint8)
    kernels.digest_batch(batch_of(messages), kernels.IV, digests)
    assert [row.tobytes() for row in digests] == [sha256(message).digest() for message in messages]


@pytest.mark.parametrize("count", COUNTS)
def test_messages_of_one_block_are_hashed(count: int) -> None:
    messages = [b"m" + message for message in some_messages(random.Random(count), count, 54)]
    digests = np.zeros((count, 32), np.uint8)
    kernels.digest_blocks(batch_of(messages).data, count, kernels.IV, digests)
    assert [row.tobytes() for row in digests] == [sha256(message).digest() for message in messages]


@pytest.mark.parametrize("value", [1, 255, 256, 2**63, 2**64 - 1, 2**64, 2**72, LIMIT - 1])
def test_amounts_are_written_and_read(value: int) -> None:
    out = np.zeros(32, np.uint8)
    high, low = np.uint64(value >> 64), np.uint64(value & (2**64 - 1))
    end = kernels._put_sum(out, 3, 9, high, low)
    assert b"\0\1" + out[3:end].tobytes() == encode_sums(((9, value),))
    assert kernels._read_magnitude(out, 6, end - 6) == (high, low)


def test_codes_and_buckets_are_derived() -> None:
    rng = random.Random(1)
    key, publisher = rng.randbytes(32), rng.randbytes(20)
    names = [b"a", b"alice-17", b"x" * 30, b"y" * 31, b"z" * 255][: 3 if kernels.PLAIN else 5]
    generations = np.array([0, 1, 2, 2**32 - 1, 7][: len(names)], np.uint32)
    lengths = np.array([len(name) for name in names])
    joined = kernels.Names(as_bytes(b"".join(names)), np.cumsum(lengths) - lengths, lengths)
    derived = np.zeros((len(names), 32), np.uint8)
    states = kernels.code_key_states(key)
    kernels.derive_codes(states, as_bytes(publisher), joined, generations, derived)
    expected = [
        derive_code(key, publisher, int(generation), name)
        for name, generation in zip(names, generations, strict=True)
    ]
    assert [row[:20].tobytes() for row in derived] == expected
    buckets = np.zeros(len(names), np.uint64)
    kernels.bucket_words(derived, buckets)
    assert [int(word) for word in buckets] == [
        int.from_bytes(codes.bucket(code)[:8], "big") for code in expected
    ]


def test_hmac_states_are_those_of_hmac() -> None:
    states = kernels.code_key_states(b"k" * 32)
    digests = np.zeros((1, 32), np.uint8)
    batch = kernels._new_batch(1, 64)
    kernels._end(batch, 0, kernels._begin(batch, 0, 0x41), 64)
    kernels.digest_blocks(batch.data, 1, states[:1], digests)
    kernels._begin(batch, 0, 0)
    kernels._end(batch, 0, kernels._put(batch.data, 0, digests, 0, 32), 64)
    kernels.digest_blocks(batch.data, 1, states[1:], digests)
    assert digests.tobytes() == hmac.new(b"k" * 32, b"A", sha256).digest()


def test_identity_hashes_are_derived() -> None:
    rng = random.Random(2)
    secrets = [rng.randbytes(20) for _ in range(3)]
    identities = [b"a@b.c", b"x" * 100, b"me"]
    at = np.cumsum([0, *map(len, identities)])
    hashes = np.zeros((3, 32), np.uint8)
    rows = as_bytes(b"".join(secrets)).reshape(3, 20)
    kernels.identity_hashes(rows, as_bytes(HEADER), as_bytes(b"".join(identities)), at, hashes)
    assert [row.tobytes() for row in hashes] == [
        codes.identity_hash(secret, HEADER, identity)
        for secret, identity in zip(secrets, identities, strict=True)
    ]


@pytest.mark.parametrize("shared_bits", [0, 8])
@pytest.mark.parametrize("count", [1, 2, 3, 50, 1000])
def test_random_numbers_are_put_in_order(count: int, shared_bits: int) -> None:
    rng = random.Random(count)
    numbers = [rng.getrandbits(128) & ((1 << 128 - shared_bits) - 1) for _ in range(count)]
    numbers = [rng.choice(numbers) for _ in numbers]
    high = np.array([number >> 64 for number in numbers], np.uint64)
    low = np.array([number & (2**64 - 1) for number in numbers], np.uint64)
    order = kernels.random_order(high, low, shared_bits)
    assert list(order) == sorted(range(count), key=lambda i: numbers[i])


@pytest.mark.parametrize("m", [*range(1, 20), 31, 32, 33, 130, 1000])
def test_the_tree_has_the_shape_of_the_layout(m: int) -> None:
    shape = kernels.tree_shape(m)
    children = list(branches(m))
    assert list(zip(shape.left, shape.right, strict=True)) == children
    for parent, (left, right) in enumerate(children, m):
        assert (shape.sibling[left], shape.sibling[right]) == (right, left)
        assert shape.parent[left] == shape.parent[right] == parent
    # A level's children all stand before its first node.
    for first, behind in itertools.pairwise(shape.levels):
        assert all(max(children[node - m]) < first for node in range(first, behind))
    assert (shape.levels[0], shape.levels[-1]) == (m, 2 * m - 1)


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


def fold(accounts: list[Account], columns: int) -> tuple[int, kernels.Accounts, kernels.Folded]:
    records = [
        bytes((len(account.name),)) + account.name + encode_sums(account.sums)
        for account in accounts
    ]
    ends = np.cumsum([len(record) for record in records])
    in_order = kernels.sort_accounts(
        as_bytes(b"".join(account.code for account in accounts)).reshape(-1, 20),
        as_bytes(HEADER),
        as_bytes(b"".join(account.identity_hash for account in accounts)).reshape(-1, 32),
        as_bytes(b"".join(records) + bytes(8)),
        ends - np.array([len(record) for record in records]),
        ends,
    )
    failed, folded = kernels.fold_shard(in_order, columns)
    return failed, in_order, folded


def build(accounts: list[Account], columns: int, number: int) -> tuple[bytes, bytes, bytes, bytes]:
    """The shard's root hash, the root's enc(sums) and key, and the file to the heap's end."""
    failed, in_order, folded = fold(accounts, columns)
    assert failed == -1
    out = np.zeros(folded.size, np.uint8)
    kernels.seal_shard(as_bytes(HEADER), number, in_order, folded, out)
    root, nodes = 2 * len(accounts) - 2, folded.nodes
    spelled = nodes.spelled[nodes.spelled_at[root] : nodes.spelled_at[root + 1]]
    parts = nodes.hashes[root], spelled, folded.keys[root], out
    return parts[0].tobytes(), parts[1].tobytes(), parts[2].tobytes(), parts[3].tobytes()


@pytest.mark.parametrize("m", SIZES)
def test_a_shard_is_that_of_the_definition(m: int) -> None:
    rng = random.Random(m)
    for bound in (False, True):
        columns = rng.choice((2, 32, 481, 3400))
        accounts = some_accounts(rng, m, columns, bound, rng.choice((12, 255)))
        expected = build_shard(HEADER, 70_000 + m, accounts)
        assert build(accounts, columns, 70_000 + m) == (
            expected.root.hash,
            encode_sums(expected.root.sums),
            expected.root_key,
            expected.part_a,
        )


@pytest.mark.skipif(kernels.PLAIN, reason="takes minutes uncompiled")
def test_a_shard_of_thousands_of_columns_is_that_of_the_definition() -> None:
    rng = random.Random(0)
    sums = [((0, 1), *((column, rng.getrandbits(100)) for column in range(1, 3400)))] * 5
    accounts = [Account(rng.randbytes(20), b"wide-%d" % i, b"", sums[i]) for i in range(5)]
    assert build(accounts, 3400, 0)[3] == build_shard(HEADER, 0, accounts).part_a


@pytest.mark.parametrize("amounts", [(LIMIT - 1, 1), (1 << 127, 1 << 127), (1, 2, LIMIT - 3)])
def test_a_sum_that_reaches_2_to_the_128_is_named(amounts: tuple[int, ...]) -> None:
    rng = random.Random(0)
    accounts = [
        Account(rng.randbytes(20), b"a%d" % i, b"", ((0, 1), (3, 7), (5, amount)))
        for i, amount in enumerate(amounts)
    ]
    with pytest.raises(SumOverflow):
        build_shard(HEADER, 0, accounts)
    assert fold(accounts, 9)[0] == 5


def test_the_greatest_sum_is_no_overflow() -> None:
    rng = random.Random(0)
    accounts = [
        Account(rng.randbytes(20), b"a%d" % i, b"", ((0, 1), (5, amount)))
        for i, amount in enumerate((LIMIT - 2, 1))
    ]
    assert build(accounts, 9, 0)[3] == build_shard(HEADER, 0, accounts).part_a


def test_without_a_folder_for_the_cache_kernels_are_compiled_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real: Callable[..., Any] = numba.njit
    tried: list[bool] = []

    def njit(*, cache: bool = False, **options: bool):
        tried.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(numba, "njit", njit)

    def double(x: int) -> int:
        return 2 * x

    assert kernels.kernel(double)(21) == 42
    assert tried == [True, False]


@pytest.mark.skipif(kernels.PLAIN, reason="this is that run")
def test_the_kernels_also_run_uncompiled() -> None:
    """All of this file, and a few ledgers from end to end: no line is only ever compiled."""
    folder = Path(__file__).parent
    files = [folder / f"test_{name}.py" for name in ("kernels", "fast_partition", "fast_shards")]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, files)]
    chosen = "test_kernels or 2-2 or clamped or by_name or share"
    done = subprocess.run(
        [*command, "-k", chosen, "-W", "ignore:overflow encountered:RuntimeWarning"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
