"""What the files of two snapshots have in common: the shard of each account, and no bytes."""

from __future__ import annotations

import itertools

import pytest

from tests import reference
from tests.reference import cut
from tests.simulator import Plan
from tests.verifier.secret_files import make, month, windows


def test_two_snapshots_of_the_same_ledger_share_no_bytes() -> None:
    """Threat 13: no tag, pointer, cell or chunk of one month is seen again in the next."""
    one, other = month("2026-10-31"), month("2026-11-30")
    for data, later in zip(one.files, other.files, strict=True):
        assert not written(data) & written(later)


def written(data: bytes) -> set[bytes]:
    """All strings of 6 bytes that are anywhere in a file, its lengths and filler aside."""
    file = cut(data)
    parts = [data[1:33], file.salt, *file.lines, *file.cells, file.heap, file.top, data[-32:]]
    return set().union(*(windows(part, 6) for part in parts))


def test_two_snapshots_share_bytes_if_codes_are_not_drawn_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = reference.Member.snapshot_code
    monkeypatch.setattr(
        reference.Member, "snapshot_code", lambda member, _: honest(member, bytes(32))
    )
    one, other = make(Plan(40, 1)), make(Plan(40, 1, snapshot="2026-11-30"))
    tags = [{line[:16] for line in cut(world.files[0]).lines} for world in (one, other)]
    assert tags[0] == tags[1]
    assert written(one.files[0]) & written(other.files[0])


def test_leaves_are_in_another_order_each_month() -> None:
    """Threat 13: a place in the list is no name."""
    orders = [[parts_account(e.record) for e in month(m).shards.parts[0].entries] for m in MONTHS]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(orders[2])
    for one, other in itertools.combinations(orders, 2):
        stay = sum(a == b for a, b in zip(one, other, strict=True))
        assert stay < len(one) // 3


MONTHS = ("2026-10-31", "2026-11-30", "2026-12-31")


def parts_account(record: bytes) -> bytes:
    return record[1 : 1 + record[0]]


def test_a_shard_stays_the_same_each_month() -> None:
    """Threat 13: buckets drawn anew could be intersected."""
    members = [{parts_account(e.record) for e in month(m).shards.parts[0].entries} for m in MONTHS]
    assert members[0] == members[1] == members[2]
