"""Flaws of earlier systems, 10 to 28: other statements, other copies, other readers.

Each is shown to be a real attack if its defence is missing. See `test_threats` for the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proofpress_verify import browser, cli, report, sources
from tests import reference, simulator, vectors
from tests.reference import h
from tests.simulator import Attempt, Plan
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
