"""Flaws of earlier systems, 1 to 9: sums, hashes, encodings and what a proof says itself.

Each is shown to be a real attack if its defence is missing. See `test_threats` for the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from proofpress_verify import report
from tests import reference, simulator
from tests.reference import Node, Sums, enc, h
from tests.simulator import BTC, Attempt, Plan, Shards
from tests.verifier import mutants
from tests.verifier.asking import VECTORS, as_vector, ask, caught, check_that, told_without

pytestmark = pytest.mark.usefixtures("remembered_signatures")

Module = Callable[[str], ModuleType]

LIMIT = 2**128


# 1


def test_threat_01_unbound_child_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """170 owed, 100 stated, both customers satisfied: where a node binds one sum for both."""
    plan = Plan(accounts=2, balances=lambda index: {BTC: (80, 90)[index]})
    honest = [ask(attempt) for attempt in both(forged(plan, reference.join))]
    assert [v.failure.check for v in honest if v.failure] == ["shard-salt", "shard-salt"]

    def careless(left: Node, right: Node, total: reference.Add) -> Node:
        sums = total(left.sums, right.sums)
        return Node(h(0x05, left.hash, right.hash, enc(sums)), sums)

    monkeypatch.setattr(reference, "join", careless)
    attempts = both(forged(plan, careless))
    with mutants.package({}) as verifier:
        vars(verifier("core.tree"))["parent"] = careless_parent(verifier)
        for attempt in attempts:
            answered = mutants.answer(verifier, as_vector(attempt))
            assert answered["verdict"] == "verified"


def careless_parent(verifier: Module) -> Callable[[Any, Any], Any]:
    """A node over the sum of both children, as several validators compute it."""

    def parent(left: Any, right: Any) -> Any:
        sums = verifier("core.amounts").add(left.sums, right.sums)
        hashed = h(0x05, left.hash, right.hash, verifier("core.amounts").encode_sums(sums))
        return verifier("core.tree").Node(hashed, sums)

    return parent


def forged(plan: Plan, join: Callable[..., Node]) -> Shards:
    """Each of two customers is shown so little of the other that 100 are owed in all."""
    books = simulator.open_books(plan)
    books.total = lambda left, right: {0: 2, BTC: 100}
    shards = books.build()
    assert shards.root.sums == {0: 2, BTC: 100}
    for index in (0, 1):
        held = books.member(index).sums[BTC]
        shards.siblings(index)[0].chunk = enc({0: 1, BTC: 100 - held})
    return shards


def both(shards: Shards) -> list[Attempt]:
    published = shards.state().sign()
    return [published.attempt(0), published.attempt(1)]


@pytest.mark.parametrize("name", ["sibling-sum-lowered", "cousin-sum-lowered", "sides-swapped"])
def test_threat_01_a_lowered_sum(name: str) -> None:
    """Found where the path ends, in the shard and above it; without either, it passes."""
    check_that(name, "shard-salt", "root", "totals")


# 2


@pytest.mark.parametrize(
    "name",
    [
        "neighbour-in-debt",
        "other-shard-in-debt",
        "dummy-customer-in-debt",
        "sum-of-exactly-2-to-the-128",
    ],
)
def test_threat_02_negative_amounts_and_wrap_around(name: str) -> None:
    """A debt is 2^128 less something: a verifier that adds as machines do is content."""
    assert caught(name)["check"] == "sum-overflow"
    with mutants.package({}) as verifier:
        honest = verifier("core.amounts").add
        vars(verifier("core.tree"))["add"] = wrapping(honest, verifier)
        assert mutants.answer(verifier, VECTORS[name])["verdict"] == "verified"


def wrapping(honest: Callable[..., Any], verifier: Module) -> Callable[[Any, Any], Any]:
    def add(left: Any, right: Any) -> Any:
        sums: Sums = reference.add(dict(left), dict(right))
        return tuple((c, a % LIMIT) for c, a in sorted(sums.items()) if a % LIMIT)

    return add


def test_threat_02_no_amount_is_encoded_below_zero() -> None:
    assert caught("own-amount-of-17-bytes")["check"] == "sums-form"
    assert caught("total-negative")["check"] == "statement-member"
    assert caught("reserve-negative")["check"] == "statement-member"


# 3


def test_threat_03_one_leaf_for_two_customers() -> None:
    """Two customers of one balance: their leaves differ by name, and by what they typed."""
    check_that("one-leaf-for-two-customers", "identity")
    plan = Plan(accounts=2, balances=lambda _: {BTC: 7})
    books = simulator.open_books(plan)
    leaves = [member.leaf(books.header_digest()) for member in books.members]
    assert leaves[0].sums == leaves[1].sums
    assert leaves[0].hash != leaves[1].hash


def test_threat_03_the_whole_name_is_shown() -> None:
    """The customer must be able to see that the proof is of their account."""
    name = b"a" * 254
    shown = []
    for last in (b"1", b"2"):
        books = simulator.open_books(Plan())
        books.change(0, account=name + last)
        made = report.report(ask(books.build().state().sign().attempt(0)))
        shown.append(made["account"])
    assert shown == [(name + b"1").decode(), (name + b"2").decode()]


def test_threat_03_a_name_that_the_leaf_does_not_bind() -> None:
    check_that("shown-another-name", "shard-salt", "root")


# 4


def test_threat_04_truncated_hashes() -> None:
    """Every hash is 32 bytes in full; the shorter k and tag are secrets or names, no roots."""
    for name in ("files-truncated-to-64-bits", "root-31-bytes", "root-absent-by-empty-text"):
        assert caught(name)["check"] == "statement-member"
    published = simulator.publish(Plan())
    file = reference.cut(published.files[0])
    assert len(file.salt) == 32
    for half in (slice(0, 16), slice(16, 32)):
        stated = simulator.open_books(Plan()).build().state()
        root = bytearray.fromhex(stated.statement["root"])
        root[half] = bytes(16)
        stated.statement["root"] = root.hex()
        assert ask(stated.sign().attempt(0)).failure


# 5


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("own-amount-with-leading-zero", "sums-form"),
        ("sibling-amount-with-leading-zero", "sums-form"),
        ("record-with-byte-left-over", "record-form"),
        ("top-path-with-byte-left-over", "root-path"),
        ("statement-key-twice", "statement-canonical"),
        ("statement-exponent", "statement-canonical"),
        ("code-padding-bits", "code-form"),
        ("key-id-in-capitals", "key-form"),
    ],
)
def test_threat_05_ambiguous_encodings(name: str, check: str) -> None:
    """One value has one encoding; a second one is refused, whatever it would mean."""
    assert caught(name)["check"] == check
    assert told_without(name, check) != caught(name)["verdict"] or check in ("key-form",)


def test_threat_05_leaf_and_node_cannot_be_taken_for_each_other() -> None:
    """A leaf's input and a node's begin with different bytes."""
    left, right = Node(bytes(32), {0: 1}), Node(b"\1" * 32, {0: 1})
    node = reference.join(left, right)
    assert node.hash != h(0x04, left.hash, right.hash, enc(left.sums), enc(right.sums))


# 6


def test_threat_06_padding_by_copying_the_sibling() -> None:
    check_that("neighbour-copied-for-padding", "tag-order")


# 7


def test_threat_07_supplied_root() -> None:
    """The root is the statement's; a shard with a root of its own is refused."""
    check_that("shard-of-a-second-set-of-books", "root", "totals")
    for data in simulator.publish(Plan()).files:
        root = bytes.fromhex(json.loads(simulator.publish(Plan()).statement)["root"])
        assert root not in data


# 8


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("shard-version-1", "shard-version"),
        ("code-version-1", "code-version"),
        ("mode-open", "statement-member"),
        ("note-of-other-kind", "note-form"),
        ("key-of-another-algorithm", "key-form"),
        ("shard-with-other-number", "shard-number"),
    ],
)
def test_threat_08_self_describing_proofs(name: str, check: str) -> None:
    """What a file says of its own kind is compared, and chooses nothing."""
    assert caught(name)["check"] == check
    assert told_without(name, check) != caught(name)["verdict"] or check in (
        "key-form",
        "shard-number",
        "statement-member",  # the mode is in D, so the shard file is then another header's
    )


def test_threat_08_sides_follow_from_the_position() -> None:
    check_that("sides-swapped", "shard-salt", "root", "totals")
    check_that("top-levels-swapped", "root")


# 9


def test_threat_09_debt_netted_across_assets() -> None:
    check_that("total-netted-across-assets", "totals")
