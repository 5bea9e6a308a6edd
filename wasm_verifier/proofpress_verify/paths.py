"""The paths of a site, and which of its files are fetched together.

Format document, "Paths" and "Codes".
"""

from __future__ import annotations

BLOCK_ACCOUNTS = 4000


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


def blocks(prefix_bits: int, accounts: int) -> int:
    """How many blocks the shards form: one for every 4,000 accounts, but no more than shards."""
    return min(1 << prefix_bits, max(1, accounts // BLOCK_ACCOUNTS))


def block_of(shard: int, prefix_bits: int, accounts: int) -> range:
    """The shards that are fetched together with `shard`, to hide that this one is needed.

    The block depends on the shard alone, so every account of the block needs the same files. If the
    code chose the other shards, the set of files would identify the account.
    Shard s is in block s*n >> p, so block j begins at the smallest s with s*n >= j << p.
    """
    count = blocks(prefix_bits, accounts)
    number = shard * count >> prefix_bits
    first, end = (-(-(each << prefix_bits) // count) for each in (number, number + 1))
    return range(first, end)
