"""The rules that reviews of the protocol added, each with what happens without it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proofpress_verify import report
from proofpress_verify.steps import Step
from tests import reference, simulator, vectors
from tests.simulator import BTC, LARGE, PLATFORM_BTC, USDC, USDT, WIDE, Attempt, Plan
from tests.vectors import Vector
from tests.verifier import mutants
from tests.verifier.asking import VECTORS, as_attempt, ask, caught, check_that, told_without

pytestmark = pytest.mark.usefixtures("remembered_signatures")


def made(attempt: Attempt) -> dict[str, Any]:
    return report.report(ask(attempt))


# Every column index exists, also inside opened siblings.


@pytest.mark.parametrize(
    "name",
    [
        "balance-in-undeclared-column",
        "balance-in-last-column-of-all",
        "neighbour-in-undeclared-column",
        "other-shard-in-undeclared-column",
    ],
)
def test_column_indices_exist_in_records_siblings_and_top_paths(name: str) -> None:
    assert caught(name)["check"] == "column-unknown"
    assert told_without(name, "column-unknown") in ("verified", "internal-fault")


# `totals` lists every column and equals the root's sums.


@pytest.mark.parametrize("name", ["column-left-out-of-the-totals", "total-without-column"])
def test_totals_list_every_column(name: str) -> None:
    check_that(name, "totals-shape")


@pytest.mark.parametrize(
    "name",
    ["total-lowered", "total-raised", "total-of-accounts-lowered", "total-where-nobody-holds"],
)
def test_totals_equal_the_roots_sums(name: str) -> None:
    check_that(name, "totals")


# Groups are recomputed, disjoint, decimals aligned; the per-asset figures are listed too.

MIXED = (
    ("accounts", "count", 0),
    ("BTC", "customer", 8),
    ("USDT", "customer", 6),
    ("USDC", "customer", 2),
    ("BTC", "platform", 8),
)


def test_groups_are_added_in_the_smaller_unit_beside_their_parts() -> None:
    plan = Plan(columns=MIXED, balances=lambda _: {USDT: 1_500_001, USDC: 250})
    shown = made(simulator.publish(plan).attempt(0))
    assert shown["groups"] == [
        {
            "name": "USD",
            "scope": "customer",
            "unit": "USD",
            "text": "4.000001",
            "parts": ["USDT", "USDC"],
        }
    ]
    assert [(b["asset"], b["text"]) for b in shown["balances"]] == [
        ("USDT", "1.500001"),
        ("USDC", "2.5"),
    ]


@pytest.mark.parametrize("name", ["groups-overlap", "group-counts-twice", "group-mixes-scopes"])
def test_groups_are_disjoint_and_of_one_scope(name: str) -> None:
    check_that(name, "groups")


# Coins in a column that is not `customer` get a verdict of their own.


@pytest.mark.parametrize("scope", ["platform", "bonus"])
def test_coins_outside_the_customer_scope_are_never_plainly_green(scope: str) -> None:
    columns = (*simulator.COLUMNS[:4], ("BTC", scope, 8))
    plan = Plan(columns=columns, balances=lambda _: {BTC: 1, PLATFORM_BTC: 1})
    shown = made(simulator.publish(plan).attempt(0))
    assert (shown["verdict"], shown["tone"]) == ("verified-but", "caution")
    assert "not-customer" in [remark["key"] for remark in shown["remarks"]]
    assert "not as a customer's" in shown["title"]


def test_reserves_below_liabilities_are_never_plainly_green() -> None:
    caught("below-reserves")
    caught("below-reserves-in-other-units")


# Because k comes from D, a leaf means nothing under any other header.


@pytest.mark.parametrize("what", ["decimals-changed", "assets-swapped", "time-changed"])
def test_a_leaf_means_nothing_under_another_header(what: str) -> None:
    name = f"{what}-over-the-same-tree"
    assert caught(name)["check"] == "shard-header"
    assert told_without(name, "shard-header") == "not-counted"


def test_leaves_made_under_another_header_are_not_found() -> None:
    assert caught("leaves-of-another-header-relabelled")["check"] == "tag-absent"


# Everything but bucket, block and identity derives from k, and reports carry no code.


@pytest.mark.parametrize("plan", [Plan(), LARGE, WIDE], ids=["one", "two", "four"])
def test_k_opens_all_that_the_code_opens_in_its_snapshot(plan: Plan) -> None:
    published = simulator.publish(plan)
    member = published.books.member(0)
    k = member.snapshot_code(published.books.header_digest())
    root = bytes.fromhex(json.loads(published.statement)["root"])
    opening = reference.open_file(published.files[0], k, root)
    finding = ask(published.attempt(0)).finding
    assert finding
    assert (opening.account.decode(), opening.sums) == (finding.account, dict(finding.sums))
    assert [n.hash for n in (*opening.in_shard, *opening.above)] == [
        step.sibling.hash for step in finding.path
    ]
    assert opening.root.hash == root


def test_no_report_holds_a_code_or_an_identity() -> None:
    for vector in vectors.load_all():
        if len(vector.code) == reference.CODE_LENGTH and vector.code.isascii():
            said = json.dumps(made(as_attempt(vector))).lower()
            secret = secret_of(vector.code)
            assert vector.code.lower() not in said
            assert secret.hex() not in said
            assert not vector.identity.strip() or vector.identity.lower() not in said


def secret_of(code: str) -> bytes:
    known = [letter if letter in reference.ALPHABET else "q" for letter in code.lower()[4:-6]]
    return reference.octets([reference.ALPHABET.index(letter) for letter in known])[1:21]


# A mismatched identity has its own verdict, never the look of fraud.


def test_a_mismatched_identity_looks_like_a_mistake_not_like_fraud() -> None:
    expected = caught("identity-mistyped")
    assert (expected["verdict"], expected["attributed_to"]) == (
        "bound-to-something-else",
        "undetermined",
    )
    shown = made(as_attempt(VECTORS["identity-mistyped"]))
    assert shown["tone"] == "caution"
    assert "typing mistake" in shown["explanation"]
    assert told_without("identity-mistyped", "identity") == "verified"


# Each opened sibling counts its leaves, the shard its m: that binds m and the position.


@pytest.mark.parametrize("name", ["neighbour-counts-two", "cousin-counts-two"])
def test_siblings_count_what_the_shape_gives_them(name: str) -> None:
    check_that(name, "sibling-count", "shard-count")


def test_a_sibling_that_counts_nobody_cannot_hide_a_leaf() -> None:
    check_that("neighbour-counts-none", "sibling-count", "shard-count")


def test_the_shards_count_is_checked_too() -> None:
    """After the siblings' counts comes the shard's: alone it still refuses."""
    assert told_without("neighbour-counts-two", "sibling-count") == "refused"
    with mutants.package(mutants.without_checks("sibling-count")) as careless:
        answered = mutants.answer(careless, VECTORS["neighbour-counts-two"])
    assert answered["check"] == "shard-count"


def test_an_account_counts_as_one() -> None:
    check_that("leaf-counts-two", "leaf-count", "shard-count")
    check_that("leaf-alone-counts-two", "leaf-count", "shard-count")
    check_that("leaf-counts-none", "leaf-count", "shard-count")


# A shard of several has enough accounts to hide one, or none.


@pytest.mark.parametrize("name", ["shard-of-99", "shard-of-one"])
def test_a_shard_of_several_is_no_small_one(name: str) -> None:
    check_that(name, "shard-small")


@pytest.mark.parametrize("name", ["1-accounts-number-0", "shard-of-exactly-100"])
def test_an_only_shard_may_be_small_and_others_of_100(name: str) -> None:
    caught(name)


# Shard roots are not published.


def test_shard_roots_stand_nowhere() -> None:
    shards = simulator.open_books(WIDE).build()
    published = shards.state().sign()
    public = published.statement + published.note + b"".join(published.files)
    for parts in shards.parts:
        assert parts.root.hash not in public
        assert parts.root.hash.hex().encode() not in public
        assert parts.salt in public


def test_the_salt_is_held_against_the_root_that_the_path_leads_to() -> None:
    check_that("salt-of-another-root", "shard-salt")


# Files first; whose doing; what is proven to whom.


@pytest.mark.parametrize(
    ("name", "check", "blamed"),
    [
        ("shard-version-flipped", "files-root", "shard-version"),
        ("shard-header-digest-flipped", "files-root", "shard-header"),
        ("shard-number-flipped", "files-root", "shard-number"),
        ("shard-filler-flipped", "files-root", "filler"),
        ("tag-dropped-by-a-mirror", "files-root", "tag-absent"),
    ],
)
def test_the_file_is_held_against_the_signed_root_before_all_else(
    name: str, check: str, blamed: str
) -> None:
    """Otherwise the publisher is blamed for what a mirror or a disk did."""
    assert caught(name)["check"] == check
    with mutants.package(mutants.without_checks(check)) as hasty:
        answered = mutants.answer(hasty, VECTORS[name])
    publishers = "undetermined" if blamed == "tag-absent" else "publisher"
    assert (answered["check"], answered["attributed_to"]) == (blamed, publishers)


def test_the_whole_list_of_tags_is_in_order_before_one_is_looked_for() -> None:
    """The two lines that are swapped are not this account's."""
    check_that("tags-descending", "tag-order", "files-root", otherwise="verified")


def test_an_absent_tag_blames_nobody_for_certain_and_names_the_newer_code() -> None:
    shown = made(as_attempt(VECTORS["code-of-an-older-generation"]))
    assert shown["verdict"] == "not-counted"
    assert "newer code" in shown["advice"]
    assert shown["check"]["attributed_to"] == "undetermined"
    assert "not the current one" in shown["check"]["attributed_text"]


def test_what_fails_after_the_tag_was_found_is_the_publishers() -> None:
    after = {Step.TAG, Step.RECORD, Step.SHARD_PATH, Step.ROOT_PATH}
    found = 0
    for vector in vectors.load_all("invalid"):
        verdict = ask(as_attempt(vector))
        if verdict.failure and after & set(verdict.steps):
            own = {"identity": "undetermined", "identity-form": "input"}
            expected = own.get(verdict.failure.check, "publisher")
            is_known = vector.proof is None or vector.code or vector.site or vector.fingerprint
            assert verdict.attribution
            assert verdict.attribution.value == (expected if is_known else "undetermined")
            found += 1
    assert found > 50


# No plain green light on fewer checks than the verifier knows.


def test_verified_means_that_every_step_has_passed() -> None:
    for vector in vectors.load_all("valid"):
        verdict = ask(as_attempt(vector))
        assert set(verdict.steps) == set(Step) - not_asked_of(vector)
        assert verdict.failure is None
        assert verdict.finding is not None


def not_asked_of(vector: Vector) -> set[Step]:
    """The steps that cannot be among those of this vector."""
    compared = vector.site is not None or vector.fingerprint.strip()
    return {
        *([] if "identity-matches" in vector.expected["remarks"] else [Step.IDENTITY]),
        *([] if vector.code.strip() else [Step.CODE, Step.PUBLISHER]),
        *([] if vector.proof is not None else [Step.SAVED_PROOF]),
        *([] if compared else [Step.SOURCE]),
    }


def test_nothing_failed_is_called_verified() -> None:
    for vector in vectors.load_all("invalid"):
        verdict = ask(as_attempt(vector))
        assert verdict.finding is None
        assert verdict.failure is not None


@pytest.mark.parametrize("typed", ["ab", "0x" + "a" * 62, "g" * 64, "a" * 65, "\uff11" * 64])
def test_a_slip_in_a_fingerprint_accuses_nobody(typed: str) -> None:
    attempt = simulator.publish(Plan()).attempt(0)
    attempt.fingerprint = typed
    verdict = ask(attempt)
    assert verdict.failure
    assert verdict.failure.check == "fingerprint-form"
    assert verdict.failure.attribution.value == "input"


# Nobody is accused of what anyone can make up.


def test_a_wrong_saved_proof_accuses_nobody_if_its_publisher_was_not_compared() -> None:
    alone = answered_of("evidence-of-nobody-in-a-publishers-name")
    assert alone["verdict"] == "refused"
    assert alone["check"]["attributed_to"] == "undetermined"
    assert "who signed it was not compared" in alone["title"]
    assert "their own key" in alone["explanation"]
    compared = answered_of("evidence-of-a-statement")
    assert compared["check"]["attributed_to"] == "publisher"
    assert "signed these files" in compared["explanation"]


def test_a_file_of_a_later_version_is_not_called_signed() -> None:
    told = answered_of("saved-proof-of-format-1")
    assert told["verdict"] == "cannot-check"
    assert "signed" not in told["title"] + told["explanation"] + told["advice"]


def test_what_was_typed_wrongly_says_nothing_about_the_balance() -> None:
    """Neither that it is wrong, nor that it is right."""
    for vector in vectors.load_all("invalid"):
        if vector.expected["check"] in ("code-form", "fingerprint-form"):
            assert "says nothing about your balance" in answered_of(vector.name)["explanation"]
        if vector.expected["check"] == "identity-form":
            assert "Your entry was found" in answered_of(vector.name)["explanation"]


def answered_of(name: str) -> dict[str, Any]:
    return made(as_attempt(VECTORS[name]))
