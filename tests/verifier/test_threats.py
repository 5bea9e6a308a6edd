"""The flaws of earlier systems, one test a class, each shown to bite without its defence.

The numbers are those of the list of threats. Classes that are not about proofs (wallet
signatures, pages, prices) have their tests beside what they are about; others, about what a
stranger sees, are in `test_stranger`. `ELSEWHERE` says where.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proofpress_verify import browser, cli, report, sources
from tests import reference, simulator, vectors
from tests.reference import Node, Sums, enc, h
from tests.simulator import BTC, Attempt, Plan, Shards
from tests.verifier import mutants
from tests.verifier.asking import (
    VECTORS,
    as_attempt,
    as_vector,
    ask,
    caught,
    check_that,
    told_without,
)

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


def test_threat_02_no_amount_is_spelled_below_zero() -> None:
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
    """One value has one spelling; a second one is refused, whatever it would mean."""
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


# 10


def test_threat_10_different_roots_for_different_customers() -> None:
    """Two statements by one key; who compares fingerprints sees it, who did not is told so."""
    check_that("another-statement-than-elsewhere", "fingerprint")
    verdict = ask(simulator.publish(Plan()).attempt(0))
    assert [remark.value for remark in verdict.remarks] == ["not-compared"]


def test_threat_10_rollback() -> None:
    check_that("snapshot-of-the-month-before", "snapshot-id")


def test_threat_10_freeze() -> None:
    caught("stale")
    assert VECTORS["stale"].expected["verdict"] == "verified-but"


@pytest.mark.parametrize(
    "name",
    ["shard-of-another-snapshot", "snapshot-of-the-month-before-with-newer-files"],
)
def test_threat_10_parts_of_different_snapshots(name: str) -> None:
    assert caught(name)["check"] == "files-root"
    assert told_without(name, "files-root", "shard-header") == "not-counted"
    assert caught("note-of-the-month-before")["check"] == "statement-digest"
    assert told_without("note-of-the-month-before", "statement-digest") == "verified"


# 11


def test_threat_11_what_is_asked_for_names_a_block_of_shards() -> None:
    """The page asks for the same files, whichever account of the block it checks.

    No shard file is read, so that shards may be smaller than the format allows.
    """
    published = simulator.publish(Plan(accounts=40, prefix_bits=4))
    asked: dict[int, set[tuple[int, ...]]] = {}
    for index in range(40):
        attempt = published.attempt(index)
        opened = json.loads(
            browser.open_check(attempt.code, attempt.statement, attempt.note, attempt.now)
        )
        asked.setdefault(opened["shard"], set()).add(tuple(opened["block"]))
    assert len(asked) > 1
    assert set.union(*asked.values()) == {(0, 15)}


def test_threat_11_the_command_reads_nothing_else_of_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = simulator.publish(Plan())
    simulator.write_site(tmp_path, published)
    read: list[str] = []
    honest = sources.Folder.read_optional

    def noted(folder: sources.Folder, path: str, most: int) -> bytes | None:
        read.append(path)
        return honest(folder, path, most)

    monkeypatch.setattr(sources.Folder, "read_optional", noted)
    seen = set()
    for index in (0, 3, 4):
        (tmp_path / "code").write_text(published.attempt(index).code)
        read.clear()
        assert cli.main(["account", str(tmp_path), "--code-file", str(tmp_path / "code")]) == 0
        seen.add(tuple(read))
    assert len(seen) == 1


# 12


def test_threat_12_guessable_identifiers() -> None:
    """Who knows every name, balance and public value, but no key, can make no tag."""
    books = simulator.open_books(Plan())
    tags = {member.tag(books.header_digest()) for member in books.members}
    public = [b"", bytes.fromhex(books.header["publisher"]), books.header_digest()]
    for member in books.members:
        for domain in (0x10, 0x11, 0x12, 0x13, 0x20):
            for before in public:
                guess = h(domain, before, member.account)
                assert not {guess[:16], h(0x12, guess[:20])[:16], h(0x12, guess)[:16]} & tags
    assert all(len(member.code) == 20 for member in books.members)


def test_threat_12_a_code_depends_on_every_bit_of_its_key() -> None:
    made = {
        reference.make_code(bytes([1 << bit]) + bytes(31), bytes(20), 0, b"a") for bit in range(8)
    }
    assert len(made) == 8


# 18


@pytest.mark.parametrize(
    "name", ["format-1", "format-1-with-unknown-members", "saved-proof-of-format-1"]
)
def test_threat_18_a_newer_format_is_not_called_a_bad_proof(name: str) -> None:
    assert caught(name)["verdict"] == "cannot-check"


# 19


@pytest.mark.parametrize(
    "name",
    [
        "shard-absurd-count",
        "shard-absurd-heap",
        "shard-absurd-top",
        "own-sums-absurd-count",
        "statement-nested-20000-deep",
        "statement-endless-number",
        "note-101-signatures",
    ],
)
def test_threat_19_absurd_counts(name: str) -> None:
    assert caught(name)["verdict"] in ("damaged-copy", "refused")


# 22


MEANINGS = [name for name in VECTORS if name.endswith("-over-the-same-tree")]


@pytest.mark.parametrize("name", [*MEANINGS, "old-data-under-a-new-id"])
def test_threat_22_meaning_swapped_under_a_valid_proof(name: str) -> None:
    """D is in every k: under another header the leaf is not even found."""
    assert caught(name)["check"] == "shard-header"
    assert told_without(name, "shard-header") == "not-counted"


def test_threat_22_such_a_swap_passes_if_k_does_not_come_from_d() -> None:
    """The defence itself: with a k that knows no header, a tenth of every coin is verified."""
    with mutants.package(mutants.without_checks("shard-header")) as careless:
        published = simulator.publish(Plan())
        digest = published.books.header_digest()
        honest = careless("core.codes").snapshot_code
        vars(careless("core.codes"))["snapshot_code"] = lambda secret, _: honest(secret, digest)
        for name in MEANINGS:
            verdict = mutants.answer(careless, VECTORS[name])["verdict"]
            bound = name == "identity-claimed-over-the-same-tree"
            assert verdict.startswith("refused" if bound else "verified"), name


def test_threat_22_coins_in_a_column_that_is_not_the_customers() -> None:
    caught("counted-as-platform")
    caught("counted-as-both")
    assert VECTORS["counted-as-platform"].expected["verdict"] == "verified-but"
    attempt = vectors_report("counted-as-platform")
    assert attempt["title"] == "Counted, but not as a customer's"


def vectors_report(name: str) -> dict[str, Any]:
    return report.report(ask(as_attempt(VECTORS[name])))


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("column-left-out-of-the-totals", "totals-shape"),
        ("groups-overlap", "groups"),
        ("group-counts-twice", "groups"),
        ("column-decimals-differ-by-scope", "columns"),
        ("neighbour-in-undeclared-column", "column-unknown"),
        ("other-shard-in-undeclared-column", "column-unknown"),
        ("total-where-nobody-holds", "totals"),
    ],
)
def test_threat_22_columns_totals_and_groups_that_contradict(name: str, check: str) -> None:
    check_that(name, check)


# 23


def test_threat_23_a_mirror_that_drops_a_tag_is_not_the_publisher() -> None:
    """Whose doing: without the files root, the exchange would be blamed for the mirror."""
    expected = caught("tag-dropped-by-a-mirror")
    assert (expected["verdict"], expected["attributed_to"]) == ("damaged-copy", "copy")
    assert told_without("tag-dropped-by-a-mirror", "files-root", "tag-order") == "not-counted"


def test_threat_23_a_publisher_that_drops_a_tag_is_not_a_mirror() -> None:
    expected = caught("account-left-out")
    assert (expected["verdict"], expected["attributed_to"]) == ("not-counted", "undetermined")


def test_threat_23_a_publisher_that_serves_something_else_is_named() -> None:
    for name in ("publisher-serves-a-damaged-file", "no-copy-fits-not-even-the-publishers"):
        assert caught(name)["verdict"] == "not-served-as-signed"
        assert told_without(name, "not-served-as-signed") == "damaged-copy"


# 26


def mistyped(attempt: Attempt) -> Attempt:
    letter = "q" if attempt.code[20] != "q" else "p"
    return replace(attempt, code=attempt.code[:20] + letter + attempt.code[21:])


def of_another(attempt: Attempt) -> Attempt:
    return replace(attempt, code=reference.code_text(b"\x55" * 20, bytes(20)))


@pytest.mark.parametrize(
    ("change", "check", "attributed"),
    [(mistyped, "code-form", "input"), (of_another, "code-publisher", "undetermined")],
)
def test_threat_26_a_typo_that_looks_like_fraud(
    change: Callable[[Attempt], Attempt], check: str, attributed: str
) -> None:
    """Without the check, a code that is mistyped, or another's, is an account left out."""
    attempt = change(simulator.publish(Plan()).attempt(0))
    failure = ask(attempt).failure
    assert failure
    assert (failure.check, failure.attribution.value) == (check, attributed)
    with mutants.package(mutants.without_checks(check)) as careless:
        assert mutants.answer(careless, as_vector(attempt))["verdict"] == "not-counted"


# 28


def test_threat_28_a_verdict_says_what_failed_and_whose_doing_it_is() -> None:
    for vector in vectors.load_all("invalid"):
        made = vectors_report(vector.name)
        said = [made["title"], made["explanation"], made["advice"], *made["check"].values()]
        nowhere = made["check"]["where"] == ""
        assert said.count("") == int(nowhere), vector.name
        assert not made.keys() & {"account", "balances", "path", "position"}


def test_threat_28_no_two_checks_have_one_title() -> None:
    titles = {
        v.expected["check"]: vectors_report(v.name)["check"] for v in vectors.load_all("invalid")
    }
    named = [check["title"] for check in titles.values() if isinstance(check, dict)]
    assert len(set(named)) == len(named) > 30


# Where the others are.

ELSEWHERE = {
    12: [("tests.generator.test_keys", "test_no_two_created_keys_are_alike")],
    13: [
        ("tests.verifier.test_stranger", "test_two_snapshots_of_the_same_books_share_no_bytes"),
        ("tests.verifier.test_stranger", "test_leaves_stand_in_another_order_each_month"),
        ("tests.verifier.test_stranger", "test_a_shard_stays_the_same_each_month"),
    ],
    14: [
        ("tests.verifier.test_stranger", "test_nothing_of_the_dictionary_stands_in_a_file"),
        (
            "tests.verifier.test_stranger",
            "test_a_customer_opens_their_own_way_up_and_nothing_else",
        ),
    ],
    17: [("tests.verifier.test_standalone", "test_every_python_gives_the_same_answers")],
    19: [
        ("tests.verifier.test_canonical", "test_size_is_capped_before_parsing"),
        ("tests.verifier.test_notes", "test_limits_of_a_note"),
        ("tests.verifier.test_shard_file", "test_a_file_beyond_the_limit_is_refused"),
        ("tests.verifier.test_cli", "test_files_beyond_their_limit_are_3"),
    ],
    21: [("tests.verifier.test_cli", "test_a_name_cannot_write_on_the_terminal")],
    24: [
        ("tests.verifier.test_stranger", "test_no_pad_is_used_twice_within_a_snapshot"),
        ("tests.verifier.test_stranger", "test_no_pad_is_used_twice_across_snapshots"),
        ("tests.generator.test_shards", "test_pads_change_when_anything_changes"),
    ],
    25: [
        ("tests.verifier.test_stranger", "test_boundaries_cannot_be_found"),
        ("tests.verifier.test_stranger", "test_lengths_say_nothing_of_a_single_account"),
    ],
    27: [("tests.generator.test_shards", "test_no_balance_is_shown_to_more_than_a_few")],
}
NOT_ABOUT_PROOFS = {15, 16, 20}


def test_every_class_of_threat_has_a_test() -> None:
    here = {int(name.split("_")[2]) for name in globals() if name.startswith("test_threat_")}
    assert here | ELSEWHERE.keys() | NOT_ABOUT_PROOFS == set(range(1, 29))
    for tests in ELSEWHERE.values():
        for module, name in tests:
            assert callable(getattr(importlib.import_module(module), name))
