"""What a stranger can read in the files: nothing.

Each attack is a function, and each is also run on files that were encrypted carelessly, where
it must succeed: an attack that finds nothing anywhere would prove nothing.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest

from tests import reference, simulator
from tests.reference import Cell, Node, Parts, cut, dec, enc, h, xor
from tests.simulator import Plan
from tests.verifier.secret_files import (
    PLAN,
    World,
    encrypted_parts,
    make,
    opens,
    opens_records,
    windows,
)


@pytest.fixture(scope="module")
def world() -> World:
    return make()


def test_encrypted_parts_are_all_of_the_file(world: World) -> None:
    """The tests below look at every byte that is not public."""
    for data, parts in zip(world.files, world.shards.parts, strict=True):
        encrypted = sum(len(part) for part, _ in encrypted_parts(cut(data), parts))
        public = 77 + 16 * len(parts.entries) + 4
        filler = len(data) - 32 - public - encrypted
        assert 0 <= filler < 4096
        assert not any(data[len(data) - 32 - filler : -32])


# A dictionary of everything that is true.


def dictionary(world: World) -> set[bytes]:
    """Every balance, sum, hash, key, record and name there is, as it is encoded."""
    known: set[bytes] = set()
    for parts in world.shards.parts:
        known |= {parts.root.hash, parts.root_key, enc(parts.root.sums)}
        for cell in parts.cells:
            known |= {cell.hash, cell.key, cell.chunk, cell.hash + cell.chunk}
        for entry in parts.entries:
            known |= {entry.record, entry.secret[:20]}
        known |= {node.hash for node in top_nodes(parts)} | {enc(n.sums) for n in top_nodes(parts)}
    for member in world.shards.books.members:
        known |= {member.account, member.code, enc(member.sums)}
        known |= {amount.to_bytes(8, "big") for amount in member.sums.values() if amount > 2**20}
    return {word for word in known if len(word) >= 6}


def top_nodes(parts: Parts) -> list[Node]:
    sums, _ = dec(parts.top[32:])
    return [Node(parts.top[:32], sums)]


def in_clear(world: World) -> set[bytes]:
    """What of the dictionary is in a file unencrypted; files without the audit path."""
    return {word for word in dictionary(world) for data in world.files if word in data[:-32]}


def test_nothing_of_the_dictionary_is_in_a_file(world: World) -> None:
    """Threat 14: balances, and hashes over them that open by trial, are not published."""
    assert len(dictionary(world)) > 200
    assert not in_clear(world)


def test_nothing_of_the_dictionary_stands_in_statement_or_note(world: World) -> None:
    public = world.published.statement + world.published.note
    roots = {parts.root.hash for parts in world.shards.parts}
    for word in dictionary(world):
        assert word not in public
        assert word.hex().encode() not in public
    assert not any(root.hex().encode() in public for root in roots)


def test_the_dictionary_finds_hashes_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = reference.stream

    def careless(domain: int, key: bytes, size: int) -> bytes:
        stream = honest(domain, key, size)
        return bytes(32) + stream[32:] if domain == 0x18 else stream

    monkeypatch.setattr(reference, "stream", careless)
    weak = make()
    hashes = {cell.hash for parts in weak.shards.parts for cell in parts.cells}
    assert hashes <= in_clear(weak)


# One pad, one use.


def keystreams(world: World) -> list[bytes]:
    return [xor(encrypted, plain) for encrypted, plain in world.encrypted()]


def repeated(streams: list[bytes], size: int = 6) -> set[bytes]:
    """Pieces of keystream that are in two places, or twice in one."""
    counted: set[bytes] = set()
    again: set[bytes] = set()
    for stream in streams:
        for at in range(len(stream) - size + 1):
            piece = stream[at : at + size]
            again |= {piece} & counted
            counted.add(piece)
    return again


def test_no_pad_is_used_twice_within_a_snapshot(world: World) -> None:
    """Threat 24: two texts under one pad give away their difference."""
    streams = keystreams(world)
    assert sum(map(len, streams)) > 8_000
    assert not repeated(streams)


def test_no_pad_is_used_twice_across_snapshots(world: World) -> None:
    """Threat 24: not the same data a month later, and not one balance changed."""
    others = [
        make(Plan(40, 1, snapshot="2026-11-30")),
        make(Plan(40, 1, balances=lambda i: simulator.balances(i) | ({1: 7} if i == 3 else {}))),
        make(Plan(40, 1, bound=True)),
    ]
    streams = keystreams(world)
    for other in others:
        assert not repeated(streams[:] + keystreams(other)) - unchanged(world, other)


def unchanged(one: World, other: World) -> set[bytes]:
    """Keystream of shards that are the same, byte for byte, in both."""
    same = [
        encrypted_parts(cut(a), parts)
        for a, b, parts in zip(one.files, other.files, one.shards.parts, strict=True)
        if a[: len(reference.write(parts)[0])] == b[: len(reference.write(parts)[0])]
    ]
    return {
        piece
        for encrypted, plain in itertools.chain.from_iterable(same)
        for piece in windows(xor(encrypted, plain), 6)
    }


def test_a_pad_used_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = reference._encrypted_chunk

    def careless(cell: Cell) -> bytes:
        """The chunk under the start of the keystream that seals the cell too."""
        honest(cell)
        return xor(cell.chunk, reference.stream(0x18, cell.sibling_key, len(cell.chunk)))

    monkeypatch.setattr(reference, "_encrypted_chunk", careless)
    shards = simulator.open_books(PLAN).build()
    file, parts = cut(shards.state().files[0]), shards.parts[0]
    places = [
        xor(encrypted[64:], reference.stream(0x18, cell.sibling_key, 38)[32:])
        for encrypted, cell in zip(file.cells, parts.cells, strict=True)
    ]
    streams = [
        xor(file.encrypted_at(place), cell.chunk)
        for place, cell in zip(places, parts.cells, strict=True)
    ]
    cells = [
        xor(encrypted[32:64], cell.hash)
        for encrypted, cell in zip(file.cells, parts.cells, strict=True)
    ]
    assert repeated(streams + cells)


# Keys made of what is public.


def public_values(world: World) -> list[bytes]:
    """Everything of a fixed length that anybody can read, and the words a guesser would add."""
    values = [b"", bytes(32), world.published.books.header_digest()]
    values += [bytes.fromhex(world.published.books.header["publisher"])]
    values += [world.shards.root.hash, h(0x06)]
    for data in world.files:
        file = cut(data)
        values += [file.salt, data[-32:], *(line[:16] for line in file.lines)]
    return values


def guessed_keys(values: list[bytes]) -> Iterator[bytes]:
    """Each value, each pair with a salt, and their hashes under every domain byte."""
    pairs = [one + other for one in values for other in values[:8]]
    for value in {*values, *pairs}:
        yield value
        for domain in (0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17):
            yield h(domain, value)


def test_no_guessed_key_opens_anything(world: World) -> None:
    """The stranger's keys: whatever can be made of what is public."""
    keys = list(guessed_keys(public_values(world)))
    assert len(keys) > 2000
    file = cut(world.files[0])
    for key in keys:
        assert not opens(file, key)
        assert not opens_records(file, key)


def test_guessed_keys_open_what_is_encrypted_under_public_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = reference.h

    def careless(domain: int, *parts: bytes) -> bytes:
        """Leaves' keys come from the salt alone."""
        return honest(domain, *(part[20:] for part in parts) if domain == 0x15 else parts)

    monkeypatch.setattr(reference, "h", careless)
    shards = simulator.open_books(PLAN).build()
    weak = World(shards, shards.state().sign())
    file = cut(weak.files[0])
    assert any(opens(file, key) for key in guessed_keys(public_values(weak)))


# Boundaries in the heap.


def boundaries(world: World, shard: int) -> tuple[bytes, set[int], list[int]]:
    """The heap, where its parts begin, and how long they are."""
    file, parts = cut(world.files[shard]), world.shards.parts[shard]
    records = [
        xor(line[16:], reference.stream(0x19, entry.secret, 6))
        for line, entry in zip(file.lines, parts.entries, strict=True)
    ]
    chunks = [
        xor(encrypted[64:], reference.stream(0x18, cell.sibling_key, 38)[32:])
        for encrypted, cell in zip(file.cells, parts.cells, strict=True)
    ]
    starts = {int.from_bytes(place[:4], "big") for place in records + chunks}
    sizes = [int.from_bytes(place[4:], "big") for place in records + chunks]
    return file.heap, starts, sizes


def search(heap: bytes, sizes: list[int]) -> set[int]:
    """Where parts would begin if each began with greater bytes than the one before.

    The longest chain from the start of the heap, by dynamic programming. The stranger is
    given every length that occurs, and their number.
    """
    lengths = sorted(set(sizes))
    best: dict[int, tuple[int, int]] = {0: (0, -1)}
    for at in range(len(heap)):
        if at not in best:
            continue
        for length in lengths:
            after = at + length
            ascending = heap[at : at + 2] <= heap[after : after + 2] or after == len(heap)
            if after <= len(heap) and ascending and best.get(after, (-1, 0))[0] <= best[at][0]:
                best[after] = (best[at][0] + 1, at)
    at = max(best, key=lambda end: (best[end][0], end))
    found = set()
    while at >= 0:
        found.add(at)
        at = best[at][1]
    return found


def hits(heap: bytes, starts: set[int], sizes: list[int]) -> float:
    """The share of the boundaries that the search finds."""
    return len((search(heap, sizes) & starts) - {0}) / (len(starts) - 1)


def chance(heap: bytes, starts: set[int], sizes: list[int]) -> float:
    """The same on noise: no order, and no relation to the boundaries."""
    tries = [random.Random(seed).randbytes(len(heap)) for seed in range(5)]
    return max(hits(noise, starts, sizes) for noise in tries)


def test_boundaries_cannot_be_found(world: World) -> None:
    """Threat 25: to a stranger the heap is one string."""
    for shard in range(2):
        heap, starts, sizes = boundaries(world, shard)
        assert len(starts) > 40
        assert hits(heap, starts, sizes) <= chance(heap, starts, sizes) + 0.1


def test_boundaries_are_found_if_parts_stand_in_their_own_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = reference.write_heap

    def careless(pieces: list[tuple[bytes, bytes]]) -> tuple[list[tuple[int, int]], bytes]:
        return honest([(data, data) for _, data in pieces])

    monkeypatch.setattr(reference, "write_heap", careless)
    weak = make()
    for shard in range(2):
        heap, starts, sizes = boundaries(weak, shard)
        assert hits(heap, starts, sizes) > chance(heap, starts, sizes) + 0.3


def test_the_heaps_order_is_not_that_of_the_leaves(world: World) -> None:
    file, parts = cut(world.files[0]), world.shards.parts[0]
    offsets = [
        int.from_bytes(xor(line[16:], reference.stream(0x19, entry.secret, 6))[:4], "big")
        for line, entry in zip(file.lines, parts.entries, strict=True)
    ]
    ascending = sum(a < b for a, b in itertools.pairwise(offsets))
    assert len(offsets) // 5 < ascending < len(offsets) * 4 // 5


def test_lengths_say_nothing_of_a_single_account() -> None:
    """Threat 25: a heap's length is a total over its shard; all top paths are of one length."""
    rare = make(Plan(40, 2, balances=lambda index: {1: 200} | ({3: 10**30} if index == 5 else {})))
    assert len({len(cut(data).top) for data in rare.files}) == 1
    for data, parts in zip(rare.files, rare.shards.parts, strict=True):
        records = sum(len(entry.record) for entry in parts.entries)
        assert len(cut(data).heap) == records + sum(len(cell.chunk) for cell in parts.cells)
