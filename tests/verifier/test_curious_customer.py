"""What a curious customer can decrypt: their own path, and nothing else."""

from __future__ import annotations

import pytest

from tests import reference, simulator
from tests.reference import Parts, cut, enc, h, xor
from tests.verifier.secret_files import PLAN, World, make, month, opens, opens_records


@pytest.fixture(scope="module")
def world() -> World:
    return make()


def keys_of(world: World, index: int) -> set[bytes]:
    """Every key that a customer can make: their leaf's, and whatever unwraps, from anywhere.

    A wrap opens under any key to some 32 bytes. What is a key shows in that it opens a cell.
    """
    file = cut(world.files[world.shards.of(index).number])
    known = {h(0x15, world.shards.entry(index).secret)}
    fresh = set(known)
    while fresh:
        made = {xor(cell[:32], h(0x17, key)) for cell in file.cells for key in fresh}
        made |= {h(0x16, a, b) for a in known for b in known}
        fresh = {key for key in made - known if opens(file, key)}
        known |= fresh
    return known


def test_a_customer_opens_their_own_way_up_and_nothing_else(world: World) -> None:
    """Threat 14: one code shows one's siblings, not the shard."""
    for index in (0, 3, 11, 27):
        parts = world.shards.of(index)
        file = cut(world.files[parts.number])
        keys = keys_of(world, index)
        opened = set().union(*(opens(file, key) for key in keys))
        beside = {id(cell) for cell in world.shards.siblings(index)}
        assert opened == {i for i, cell in enumerate(parts.cells) if id(cell) in beside}
        own = {cell.key for cell in world.shards.own(index)}
        assert {cell.key for cell in parts.cells} & keys == own
        secret = world.shards.entry(index).secret
        assert opens_records(file, secret) == {position(world, index)}
        for key in keys:
            assert not opens_records(file, key)


def position(world: World, index: int) -> int:
    parts = world.shards.of(index)
    return parts.entries.index(world.shards.entry(index))


def test_a_customer_opens_nothing_of_another_shard(world: World) -> None:
    index = 0
    number = world.shards.of(index).number
    other = cut(world.files[1 - number])
    for key in keys_of(world, index) | {world.shards.parts[number].root_key}:
        assert not opens(other, key)
    k = world.shards.entry(index).secret[:20]
    assert not opens_records(other, k + other.salt)
    assert not opens(other, h(0x15, k, other.salt))


def test_a_customer_learns_no_other_name(world: World) -> None:
    """The siblings' sums are shown, and not whose they are."""
    attempt = world.published.attempt(0)
    member = world.published.books.member(0)
    k = member.snapshot_code(world.published.books.header_digest())
    opening = reference.open_file(attempt.copies[0][0], k, world.shards.root.hash)
    shown = b"".join(node.hash + enc(node.sums) for node in (*opening.in_shard, *opening.above))
    assert opening.account == b"user-0"
    assert b"user" not in shown


def test_a_customer_opens_everything_if_cells_are_encrypted_for_the_shard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = reference.open_parts

    def careless(*arguments: object, **named: object) -> Parts:
        parts = honest(*arguments, **named)  # type: ignore[arg-type]
        for cell in parts.cells:
            cell.sibling_key = parts.root_key
        return parts

    monkeypatch.setattr(reference, "open_parts", careless)
    shards = simulator.open_books(PLAN).build()
    files = shards.state().files
    parts = shards.of(0)
    assert len(opens(cut(files[parts.number]), parts.root_key)) == len(parts.cells)


def test_each_months_code_opens_that_month_only() -> None:
    """What an exported proof shows is one snapshot: k of one month is nothing in the next."""
    one, other = month("2026-10-31"), month("2026-11-30")
    k = one.shards.entry(0).secret[:20]
    file = cut(other.files[other.shards.of(0).number])
    assert opens_records(cut(one.files[one.shards.of(0).number]), one.shards.entry(0).secret)
    assert not opens_records(file, k + file.salt)
    assert not opens(file, h(0x15, k, file.salt))
    assert h(0x12, k)[:16] not in {line[:16] for line in file.lines}
