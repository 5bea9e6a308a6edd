"""How generic or old a signed message is, and what a good one says.

A signature of a brand's name does not show when it was made: such signatures have stayed unchanged
in monthly lists for years. A message that names the publisher, the snapshot and the hash of a
recent block cannot have been signed before that block.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_MIN_NAME = 3
_MIN_HASH = 16


@dataclass(frozen=True)
class Occasion:
    """What a message could name. Empty texts are not looked for.

    `names` are the publisher's: its shown name, its origin, its domain. `snapshot` is the
    snapshot's id. `block_hashes` and `block_heights` are those of the row's network.
    """

    names: tuple[str, ...]
    snapshot: str
    block_heights: tuple[int, ...] = ()
    block_hashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """What a message names."""

    publisher: bool
    snapshot: bool
    block_hash: bool
    block_height: bool

    @property
    def is_fresh(self) -> bool:
        """Whether it names a block's hash, so that it cannot have been signed before the snapshot.

        A snapshot's id or a height is known in advance.
        """
        return self.block_hash

    @property
    def is_generic(self) -> bool:
        """Whether it does not say for which snapshot it was signed."""
        return not (self.snapshot or self.block_hash or self.block_height)


def wording(message: str, occasion: Occasion) -> Wording:
    """What the message names of the occasion; upper and lower case are equal."""
    text = message.casefold()
    return Wording(
        publisher=any(name.casefold() in text for name in occasion.names if len(name) >= _MIN_NAME),
        snapshot=bool(occasion.snapshot) and _is_word_in(occasion.snapshot.casefold(), text),
        block_hash=any(
            _bare(digest) in text for digest in occasion.block_hashes if len(digest) >= _MIN_HASH
        ),
        block_height=any(_is_word_in(str(height), text) for height in occasion.block_heights),
    )


def unchanged_since(
    signatures: tuple[str, ...], earlier: Sequence[tuple[str, Collection[str]]]
) -> str | None:
    """The oldest snapshot from which on every list has had the same signatures.

    `earlier` has, newest first, each earlier snapshot's id and all signatures of its list. The
    result is None if the last list does not have these signatures.
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


def _is_word_in(word: str, text: str) -> bool:
    """Whether `word` occurs without letters or digits directly before or after it."""
    pattern = rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])"
    return re.search(pattern, text) is not None
