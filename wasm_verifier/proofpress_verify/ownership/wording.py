"""How generic or old a signed message is, and what a good one says.

A signature over the word of a brand says nothing of when it was made: such signatures
have stood unchanged in monthly lists for years. A message that names the publisher, the
snapshot and the hash of a fresh block cannot have been signed before that block.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_MIN_NAME = 3
_MIN_HASH = 16


@dataclass(frozen=True)
class Occasion:
    """What a message could name. Empty texts and None are not looked for.

    `names` are the publisher's: as shown, its origin, its domain. `snapshot` is the
    snapshot's id. `block_hashes` and `block_heights` are those of the row's network.
    """

    names: tuple[str, ...]
    snapshot: str
    block_heights: tuple[int, ...] = ()
    block_hashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """What a message does name."""

    publisher: bool
    snapshot: bool
    block_hash: bool
    block_height: bool

    @property
    def is_fresh(self) -> bool:
        """Whether it cannot have been signed before the snapshot: it names a block's hash.

        A snapshot's id or a height can be written down in advance.
        """
        return self.block_hash

    @property
    def is_generic(self) -> bool:
        """Whether nothing in it says for which snapshot it was signed."""
        return not (self.snapshot or self.block_hash or self.block_height)


def wording(message: str, occasion: Occasion) -> Wording:
    """What of the occasion the message names; upper and lower case are the same."""
    text = message.casefold()
    return Wording(
        publisher=any(name.casefold() in text for name in occasion.names if len(name) >= _MIN_NAME),
        snapshot=bool(occasion.snapshot) and _stands_alone(occasion.snapshot.casefold(), text),
        block_hash=any(
            _bare(digest) in text for digest in occasion.block_hashes if len(digest) >= _MIN_HASH
        ),
        block_height=any(_stands_alone(str(height), text) for height in occasion.block_heights),
    )


def unchanged_since(
    signatures: tuple[str, ...], earlier: Sequence[tuple[str, Collection[str]]]
) -> str | None:
    """The oldest snapshot since which the same signatures have stood in every list.

    `earlier` holds, newest first, each earlier snapshot's id and all signatures of its
    list. None where the last list does not have them.
    """
    since: str | None = None
    for snapshot, listed in earlier:
        if not signatures or not all(signature in listed for signature in signatures):
            break
        since = snapshot
    return since


def message_to_sign(
    origin: str, snapshot: str, address: str, block_height: int, block_hash: str
) -> str:
    """What a publisher should sign for an address: one line of plain ASCII."""
    return (
        f"{origin} controls {address} for proof of reserves {snapshot},"
        f" at block {block_height} {block_hash}"
    )


def _bare(digest: str) -> str:
    return digest.casefold().removeprefix("0x")


def _stands_alone(word: str, text: str) -> bool:
    """Whether `word` occurs without letters or digits right before or behind it."""
    pattern = rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])"
    return re.search(pattern, text) is not None
