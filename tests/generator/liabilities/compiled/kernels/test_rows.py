"""Rows are written as said, go to the run of their bucket, and are split by its next bits."""

import random

import numpy as np

from proofpress.keys.codes import derive_code
from proofpress.liabilities.compiled.kernels.codes import AccountNames, master_key_states
from proofpress.liabilities.compiled.kernels.rows import (
    MAX_ROW_SIZE,
    RUNS,
    RunBuffers,
    row_buckets,
    row_size,
    scatter_rows,
    split_rows,
)
from proofpress_verify.core import codes
from tests.generator.liabilities.compiled.kernels.samples import as_bytes


def joined(names: list[bytes]) -> AccountNames:
    # Read-only, as from Arrow: no other type to compile for.
    lengths = np.array([len(name) for name in names])
    return AccountNames(
        np.frombuffer(b"".join(names), np.uint8), np.cumsum(lengths) - lengths, lengths
    )


def test_a_row_has_the_bucket_of_its_account() -> None:
    key, publisher = bytes(32), bytes(20)
    names = [b"alice", b"alice", b"bob", b"alic", b"e", b"e"]
    buckets = np.zeros(6, np.uint64)
    none = np.zeros(0, np.uint32)
    row_buckets(master_key_states(key), as_bytes(publisher), joined(names), none, buckets)
    assert [int(bucket) for bucket in buckets] == [
        int.from_bytes(codes.bucket(derive_code(key, publisher, 0, name))[:8], "big")
        for name in names
    ]


def test_a_row_is_bucket_column_sizes_name_and_amount() -> None:
    buckets = np.array([0x01_02 << 48, 0x01_03 << 48, 0xFF << 56], np.uint64)
    amounts = np.array([[0, 1], [2**64 - 300, 2**64 - 1], [0, 0]], np.uint64)
    amounts.flags.writeable = False
    out = RunBuffers(
        np.zeros((RUNS, 2 * MAX_ROW_SIZE), np.uint8), np.zeros(RUNS, int), np.zeros(RUNS, int)
    )
    columns = np.frombuffer(np.array([7, 0x0D47, 1], np.uint16).tobytes(), np.uint16)
    names = joined([b"ab", b"", b"xyz"])
    assert scatter_rows(0, names, columns, amounts, buckets, out) == 3
    rows = out.data[1, : out.filled[1]].tobytes().hex()
    # 2**64, then -300.
    assert rows == (
        "01020000000000000007" + "0902" + "6162" + "010000000000000000"
        "01030000000000000d47" + "8200" + "012c"
    )
    assert out.data[255, : out.filled[255]].tobytes().hex() == "ff000000000000000001000378797a"
    assert list(out.counts.nonzero()[0]) == [1, 255]
    assert (out.counts[1], out.counts[255]) == (2, 1)
    assert row_size(out.data[1], 0) == 12 + 2 + 9


def test_scattering_stops_at_a_full_buffer() -> None:
    count = 5
    buckets, columns = np.zeros(count, np.uint64), np.frombuffer(bytes(2 * count), np.uint16)
    amounts = np.frombuffer(bytes(16 * count), np.uint64).reshape(count, 2)
    out = RunBuffers(
        np.zeros((RUNS, MAX_ROW_SIZE + 20), np.uint8), np.zeros(RUNS, int), np.zeros(RUNS, int)
    )
    names = joined([b"a"] * count)
    assert scatter_rows(0, names, columns, amounts, buckets, out) == 2
    out.filled[0] = 0
    assert scatter_rows(2, names, columns, amounts, buckets, out) == 4


def test_pieces_hold_the_rows_of_their_bits_in_order() -> None:
    rng = random.Random(0)
    rows = [
        bytes((9,)) + rng.randbytes(7) + bytes((0, 1, 2, 1)) + b"n" + rng.randbytes(2)
        for _ in range(40)
    ]
    for bits in (0, 1, 3):
        at, counts = np.zeros((1 << bits) + 1, int), np.zeros(1 << bits, int)
        out = np.zeros(40 * 15 + 16, np.uint8)
        split_rows(as_bytes(b"".join(rows) + bytes(16)), 40, bits, out, at, counts)
        for piece in range(1 << bits):
            expected = [row for row in rows if row[1] >> 8 - bits == piece]
            assert out[at[piece] : at[piece + 1]].tobytes() == b"".join(expected)
            assert counts[piece] == len(expected)
