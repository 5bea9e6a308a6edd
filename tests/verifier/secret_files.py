"""A snapshot with everything that only its publisher knows, and attacks on its files."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from tests import reference, simulator
from tests.reference import File, Parts, cut, dec, enc, xor
from tests.simulator import Plan, Published, Shards

# Shards smaller than the format allows: nothing is verified here, and what hides 20 accounts
# hides 100.
PLAN = Plan(accounts=40, prefix_bits=1)


@dataclass
class World:
    """A snapshot with everything that only its publisher knows."""

    shards: Shards
    published: Published

    @property
    def files(self) -> list[bytes]:
        return self.published.files

    def encrypted(self) -> Iterator[tuple[bytes, bytes]]:
        """(what is in a file, what it means) of everything that is encrypted."""
        for data, parts in zip(self.files, self.shards.parts, strict=True):
            yield from encrypted_parts(cut(data), parts)


def encrypted_parts(file: File, parts: Parts) -> Iterator[tuple[bytes, bytes]]:
    for line, entry in zip(file.lines, parts.entries, strict=True):
        place = xor(line[16:], reference.stream(0x19, entry.secret, 6))
        yield line[16:], place
        yield file.encrypted_at(place), entry.record
    for encrypted, cell in zip(file.cells, parts.cells, strict=True):
        place = xor(encrypted[64:], reference.stream(0x18, cell.sibling_key, 38)[32:])
        yield encrypted[:32], cell.parent_key
        yield encrypted[32:], cell.hash + place
        yield file.encrypted_at(place), cell.chunk
    if file.top:
        yield file.top, parts.top


def make(plan: Plan = PLAN) -> World:
    shards = simulator.open_books(plan).build()
    return World(shards, shards.state().sign())


def windows(data: bytes, size: int) -> set[bytes]:
    return {data[at : at + size] for at in range(len(data) - size + 1)}


def opens(file: File, key: bytes) -> set[int]:
    """The cells that a key opens to a place in the heap and canonical sums."""
    stream = reference.stream(0x18, key, 38)
    return {index for index, cell in enumerate(file.cells) if _readable(file, cell, key, stream)}


def _readable(file: File, cell: bytes, key: bytes, stream: bytes) -> bool:
    place = xor(cell[64:], stream[32:])
    offset, size = int.from_bytes(place[:4], "big"), int.from_bytes(place[4:], "big")
    if offset + size > len(file.heap) or size < 2:
        return False
    plain = xor(file.encrypted_at(place), reference.stream(0x18, key, 38 + size)[38:])
    return _is_encoding(plain)


def _is_encoding(plain: bytes) -> bool:
    try:
        sums, behind = dec(plain)
    except IndexError:
        return False
    return not behind and enc(sums) == plain


def opens_records(file: File, secret: bytes) -> set[int]:
    """The records that k ‖ salt opens."""
    stream = reference.stream(0x19, secret, 6)
    return {
        index
        for index, line in enumerate(file.lines)
        if _record_readable(file, xor(line[16:], stream), secret)
    }


def _record_readable(file: File, place: bytes, secret: bytes) -> bool:
    offset, size = int.from_bytes(place[:4], "big"), int.from_bytes(place[4:], "big")
    if offset + size > len(file.heap) or size < 4:
        return False
    encrypted = file.encrypted_at(place)
    plain = xor(encrypted, reference.stream(0x19, secret, 6 + size)[6:])
    return _is_encoding(plain[1 + plain[0] :])


# From month to month.


@functools.cache
def month(snapshot: str) -> World:
    return make(Plan(40, 1, snapshot=snapshot))
