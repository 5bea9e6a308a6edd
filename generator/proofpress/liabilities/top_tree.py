"""The trees above the shards: shard roots -> root and paths to it; file leaves -> files root.

Both are perfect binary trees over 2**p leaves, shard 0 first. Format document, "Tree", "Root
path" and "File tree".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from proofpress_verify.core import ladder
from proofpress_verify.core.amounts import encode_sums
from proofpress_verify.core.hashing import Domain, digest, xor
from proofpress_verify.core.shard_file import ALIGNMENT
from proofpress_verify.core.tree import Node, file_node, parent


@dataclass(frozen=True)
class PerfectTree[T]:
    """All levels of a perfect tree, the leaves first, the root last."""

    levels: tuple[tuple[T, ...], ...]

    @property
    def root(self) -> T:
        """The root."""
        return self.levels[-1][0]

    def siblings(self, leaf: int) -> list[T]:
        """The siblings on the way from a leaf to the root, the leaf's own first."""
        return [level[leaf >> height ^ 1] for height, level in enumerate(self.levels[:-1])]


def build[T](leaves: Sequence[T], join: Callable[[T, T], T]) -> PerfectTree[T]:
    """The perfect tree over 2**p leaves."""
    if not leaves or len(leaves) & len(leaves) - 1:
        raise ValueError(f"{len(leaves)} leaves do not make a perfect tree")
    levels = [tuple(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(
            tuple(join(left, right) for left, right in zip(below[::2], below[1::2], strict=True))
        )
    return PerfectTree(tuple(levels))


def build_top_tree(roots: Sequence[Node]) -> PerfectTree[Node]:
    """The tree over the shard roots.

    Raises:
        SumOverflow: a sum reached 2**128.
    """
    return build(roots, parent)


def build_file_tree(leaves: Sequence[bytes]) -> PerfectTree[bytes]:
    """The tree over the file leaves; its root is the statement's `files`."""
    return build(leaves, file_node)


def file_leaf_from(shard: int, part_a_digest: bytes, part_b_digest: bytes) -> bytes:
    """The leaf of a shard file, from the SHA-256 of its two parts."""
    return digest(Domain.FILE_LEAF, shard.to_bytes(4, "big"), part_a_digest, part_b_digest)


def paths_to_root(tree: PerfectTree[Node]) -> list[bytes]:
    """The path from every shard to the root, not yet encrypted, zero-padded to the longest.

    Without padding, the length of a path would show how many bytes the sums of *other* shards
    take, and so reveal which shard has the only holder of a rare asset.
    """
    encoded = [[encode_root_path([node]) for node in level] for level in tree.levels[:-1]]
    paths = [
        b"".join(level[shard >> height ^ 1] for height, level in enumerate(encoded))
        for shard in range(len(tree.levels[0]))
    ]
    longest = max(len(path) for path in paths)
    return [path.ljust(longest, b"\0") for path in paths]


def encode_root_path(siblings: Iterable[Node]) -> bytes:
    """Per level upwards, from the shard root's sibling: hash ‖ enc(sums)."""
    return b"".join(node.hash + encode_sums(node.sums) for node in siblings)


def encrypt_part_b(path: bytes, root: bytes, root_key: bytes, part_a_length: int) -> bytes:
    """What follows the heap of a shard's file: its encrypted path to the root and the filler.

    `path` is the path to the root, `root` the root's hash. An empty shard (`root_key` empty)
    has no path: no code could decrypt it.
    """
    if not root_key:
        return encode_part_b(part_a_length, b"")
    stream = ladder.root_path_stream(root_key, root, len(path))
    return encode_part_b(part_a_length, xor(path, stream))


def encode_part_b(part_a_length: int, root_path: bytes) -> bytes:
    """What follows the heap: the encrypted path to the root, filler to a multiple of 4,096."""
    filler = -(part_a_length + 4 + len(root_path)) % ALIGNMENT
    return len(root_path).to_bytes(4, "big") + root_path + bytes(filler)
