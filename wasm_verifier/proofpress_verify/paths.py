"""The paths of a site and the files that are fetched together.

Format document, "Paths" and "Codes".
"""

from __future__ import annotations

BLOCK_SHARDS = 8


def statement_path(snapshot: str) -> str:
    """The statement, relative to the site."""
    return f"snapshots/{snapshot}/statement.json"


def note_path(snapshot: str) -> str:
    """The signed note over the statement, relative to the site."""
    return f"snapshots/{snapshot}/statement.note"


def shard_path(shard: int) -> str:
    """A shard file, relative to the snapshot: six hex digits, in folders of 256."""
    name = f"{shard:06x}"
    return f"shards/{name[:4]}/{name}.shard"


def block_of(shard: int, prefix_bits: int) -> range:
    """The aligned block of up to eight shards that is fetched to hide which one is wanted.

    It depends on the shard alone, so every account of the block asks for the same files.
    Shards chosen by the code would be a pseudonym: a set that only one account asks for.
    """
    size = min(BLOCK_SHARDS, 1 << prefix_bits)
    return range(shard // size * size, shard // size * size + size)
