"""Lies told to a built site by hand, and by a publisher who signs them.

Each function changes files below `site/snapshots/<id>`; `sign` then makes statement and
note fit again, which only the publisher can.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from proofpress.keys import SigningKey
from proofpress.top_tree import build_file_tree
from proofpress_verify import canonical, code_text
from proofpress_verify.core import codes, ladder
from proofpress_verify.core.hashing import Domain, keystream, xor
from proofpress_verify.core.shard_file import (
    ENTRY_SIZE,
    FIXED_SIZE,
    ShardFile,
    decode_pointer,
    parse_shard,
)
from proofpress_verify.core.tree import file_leaf, inclusion_path
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.paths import shard_path

COUNT_ONLY = 6
"""Bytes of the encoded sums of an account without a balance."""


def edit_statement(home: Path, edit: Callable[[dict], object]) -> None:
    """Change the statement's JSON and write it in its canonical spelling."""
    path = home / "statement.json"
    made = json.loads(path.read_bytes())
    edit(made)
    path.write_bytes(canonical.encode(made))


def edit_bytes(path: Path, position: int) -> None:
    """Flip the lowest bit of one byte."""
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(bytes(data))


def sign(home: Path, key: SigningKey) -> None:
    """Make files root, statement and note fit the shard files as they are now."""
    paths = sorted((home / "shards").rglob("*.shard"))
    bits = len(paths).bit_length() - 1
    files = [parse_shard(path.read_bytes(), bits) for path in paths]
    leaves = [file_leaf(i, file.part_a, file.part_b) for i, file in enumerate(files)]
    tree = build_file_tree(leaves)
    for number, (path, file) in enumerate(zip(paths, files, strict=True)):
        path.write_bytes(file.part_a + file.part_b + b"".join(tree.siblings(number)))
    edit_statement(home, lambda made: made.update(files=tree.root.hex()))
    digest = sha256((home / "statement.json").read_bytes()).digest()
    (home / "statement.note").write_bytes(key.sign(SignedNoteKind.STATEMENT, digest))


def shard_of(home: Path, code: str) -> tuple[Path, ShardFile]:
    """The shard file of a code's account."""
    secret = code_text.parse_code(code).secret
    bits = json.loads((home / "statement.json").read_bytes())["header"]["prefix_bits"]
    path = home / shard_path(codes.shard_of(secret, bits))
    return path, parse_shard(path.read_bytes(), bits)


def position_of(home: Path, code: str) -> int:
    """Which leaf of its shard a code's account is."""
    _, file = shard_of(home, code)
    header = json.loads((home / "statement.json").read_bytes())["header"]
    digest = sha256(b"\x07" + canonical.encode(header)).digest()
    tag = codes.tag(codes.snapshot_code(code_text.parse_code(code).secret, digest))
    return file.tags.index(tag)


def flip_in_sibling_cell(home: Path, code: str, offset: int) -> None:
    """Flip a byte of the cell that encrypts the sibling of the account's own leaf.

    `offset` 0–31 is in its wrap, 32–63 in its hash, 64–69 in its place.
    """
    path, file = shard_of(home, code)
    _, sibling, _, _ = next(inclusion_path(file.leaves, position_of(home, code)))
    edit_bytes(path, FIXED_SIZE + file.leaves * ENTRY_SIZE + sibling * 70 + offset)


def drop_tag(home: Path, code: str) -> None:
    """Replace the account's tag by one that keeps the order."""
    path, _ = shard_of(home, code)
    position = position_of(home, code)
    edit_bytes(path, FIXED_SIZE + position * ENTRY_SIZE + 15)


def flip_in_sibling_sum(home: Path, code: str) -> None:
    """Flip the lowest bit of the last amount in the encrypted sums of the sibling of the leaf.

    It must have a balance: its last amount is the count otherwise, for which there is a check of
    its own.
    """
    path, file = shard_of(home, code)
    header = json.loads((home / "statement.json").read_bytes())["header"]
    digest = sha256(b"\x07" + canonical.encode(header)).digest()
    k = codes.snapshot_code(code_text.parse_code(code).secret, digest)
    _, sibling, _, _ = next(inclusion_path(file.leaves, position_of(home, code)))
    stream = keystream(Domain.CELL_STREAM, ladder.leaf_key(k, file.salt), ladder.ENCRYPTED_SIZE)
    offset, length = decode_pointer(xor(file.nodes[sibling], stream)[32:])
    assert length > COUNT_ONLY, "choose another account: this one's sibling has no balance"
    edit_bytes(path, len(file.part_a) - len(file.heap) + offset + length - 1)
