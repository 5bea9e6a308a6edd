"""What follows the heaps of a task's shards: encrypted paths to the root, filler, audit paths."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from proofpress.liabilities.compiled.kernels.layout import BLOCK_SIZE, DIGEST_SIZE
from proofpress.liabilities.compiled.kernels.messages import digest_from, states_of
from proofpress.liabilities.compiled.kernels.root_paths import encrypt_root_paths
from proofpress.liabilities.compiled.kernels.types import U8
from proofpress.liabilities.compiled.octets import as_array, write_file
from proofpress.liabilities.compiled.part_a import PartA
from proofpress.liabilities.refusals import check_shard_size
from proofpress.liabilities.shard_files import Target, WrittenFile
from proofpress.liabilities.top_tree import encode_part_b
from proofpress_verify.paths import shard_path


@dataclass(frozen=True)
class Tails:
    """What follows the heaps of the shards that `part_a` has written.

    `paths` are the paths to the root, not yet encrypted, a row for each shard; `root` is the
    hash of the root of all shards, `audit` the audit path of each (empty if not known yet).
    """

    part_a: PartA = field(repr=False)
    paths: U8 = field(repr=False)
    root: bytes
    audit: tuple[bytes, ...] = field(repr=False)


def digest_part_b(tails: Tails) -> list[bytes]:
    """The SHA-256 of the part after the heap of each of a task's files."""
    return [sha256(part_b).digest() for part_b in _part_b(tails)]


def _part_b(tails: Tails) -> list[bytes]:
    """The part after the heap of each file: its encrypted path to the root and the filler."""
    paths, part_a = tails.paths.copy(), tails.part_a
    encrypt_root_paths(part_a.keys, as_array(tails.root), paths)
    return [
        encode_part_b(int(length), path.tobytes() if leaves else b"")
        for length, leaves, path in zip(part_a.lengths, part_a.leaves, paths, strict=True)
    ]


def write_tails(tails: Tails, target: Target) -> list[WrittenFile]:
    """Append to each of a task's files what follows its heap.

    Raises:
        InputError: a file would be too large.
    """
    part_a = tails.part_a
    ends = [part_b + path for part_b, path in zip(_part_b(tails), tails.audit, strict=True)]
    digests = _file_digests(part_a, ends)
    return [
        _append(target, part_a.first + i, int(part_a.lengths[i]), end, digests[i].tobytes())
        for i, end in enumerate(ends)
    ]


def _file_digests(part_a: PartA, ends: list[bytes]) -> U8:
    """The SHA-256 of each whole file, going on from the state at the end of its heap."""
    whole = BLOCK_SIZE * (part_a.lengths // BLOCK_SIZE)
    left = part_a.lengths - whole
    rests = [
        part_a.rests[i, :length].tobytes() + end
        for i, (length, end) in enumerate(zip(left, ends, strict=True))
    ]
    digests = np.empty((len(ends), DIGEST_SIZE), np.uint8)
    at = np.cumsum([0, *map(len, rests)])
    states = states_of(part_a.states)
    digest_from(states, whole, as_array(b"".join(rests)), at, digests)
    return digests


def _append(target: Target, number: int, length: int, end: bytes, digest: bytes) -> WrittenFile:
    name = shard_path(number)
    size = length + len(end)
    check_shard_size(number, size)
    write_file(target.folder / name, os.O_APPEND, end)
    return WrittenFile(name, digest, size)
