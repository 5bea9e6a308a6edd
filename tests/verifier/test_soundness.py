"""What the whole is for: totals are never below what those who verify were shown.

A publisher lies at random, in its books, its files or its statement, alone or in several
places at once, and signs everything. Whoever then verifies was shown an amount that is in
the totals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpress_verify.verdict import Answer, Verdict
from tests import simulator
from tests.reference import Sums, add, enc
from tests.simulator import BTC, LARGE, USDT, Attempt, Books, Plan, Published, Shards, Stated
from tests.verifier import mutants
from tests.verifier.asking import as_vector, ask

pytestmark = pytest.mark.usefixtures("remembered_signatures")

LIMIT = 2**128
VERIFIED = (Answer.VERIFIED, Answer.VERIFIED_BUT)

amounts = st.one_of(st.integers(0, 1000), st.integers(0, LIMIT - 1), st.just(LIMIT - 1))
column = st.sampled_from([0, BTC, USDT, 4, 5])
sums = st.dictionaries(column, amounts, max_size=3).map(lambda held: {0: 1} | held)
any_account = st.integers(0, 8)
one_shard = st.builds(Plan, accounts=st.integers(1, 9))
any_bytes = st.binary(min_size=32, max_size=32)


def wrapping(left: Sums, right: Sums) -> Sums:
    return {column: amount % LIMIT for column, amount in add(left, right).items()}


# Lies. Each strategy draws a change of one of the three forms.


def hold(index: int, held: Sums) -> Callable[[Books], None]:
    return lambda books: books.change(index % len(books.members), sums=held)


def leave_out(index: int) -> Callable[[Books], None]:
    return lambda books: books.members.__delitem__(index % len(books.members))


def wrap(books: Books) -> None:
    books.total = wrapping


in_books = st.one_of(
    st.builds(hold, any_account, sums), st.builds(leave_out, any_account), st.just(wrap)
)


@dataclass(frozen=True)
class CellLie:
    """One member of one cell is another."""

    shard: int
    cell: int
    name: str
    value: object

    def __call__(self, shards: Shards) -> None:
        cells = shards.parts[self.shard % len(shards.parts)].cells
        if cells:
            setattr(cells[self.cell % len(cells)], self.name, self.value)


@dataclass(frozen=True)
class CellSwap:
    """Two cells have exchanged a member."""

    shard: int
    one: int
    other: int
    name: str

    def __call__(self, shards: Shards) -> None:
        cells = shards.parts[self.shard % len(shards.parts)].cells
        if cells:
            one, other = cells[self.one % len(cells)], cells[self.other % len(cells)]
            kept = getattr(one, self.name)
            setattr(one, self.name, getattr(other, self.name))
            setattr(other, self.name, kept)


@dataclass(frozen=True)
class RecordLie:
    """An account's record shows other sums."""

    shard: int
    entry: int
    held: Sums

    def __call__(self, shards: Shards) -> None:
        entries = shards.parts[self.shard % len(shards.parts)].entries
        if entries:
            entry = entries[self.entry % len(entries)]
            entry.record = entry.record[: 1 + entry.record[0]] + enc(self.held)


@dataclass(frozen=True)
class TopLie:
    """Another shard's sums are other ones on the way from one shard to the root."""

    shard: int
    held: Sums

    def __call__(self, shards: Shards) -> None:
        parts = shards.parts[self.shard % len(shards.parts)]
        parts.top = parts.top[:32] + enc(self.held) if parts.top else parts.top


def encoded(held: Sums) -> bytes:
    return enc({column: amount for column, amount in held.items() if amount < LIMIT})


in_shards = st.one_of(
    st.builds(CellLie, any_account, any_account, st.just("chunk"), sums.map(encoded)),
    st.builds(CellLie, any_account, any_account, st.just("hash"), any_bytes),
    st.builds(CellLie, any_account, any_account, st.just("parent_key"), any_bytes),
    st.builds(CellSwap, any_account, any_account, any_account, st.sampled_from(["chunk", "hash"])),
    st.builds(RecordLie, any_account, any_account, sums),
    st.builds(TopLie, any_account, sums),
)


def total(column: int, amount: int) -> Callable[[Stated], None]:
    def change(stated: Stated) -> None:
        totals = stated.statement["totals"]
        totals[column % len(totals)] = str(amount)

    return change


in_statement = st.builds(total, column, amounts)


@st.composite
def publications(
    draw: st.DrawFn, plans: st.SearchStrategy[Plan] = one_shard
) -> tuple[Published, Books]:
    """What a lying publisher signs, and its customers as they were before."""
    books = simulator.open_books(draw(plans))
    customers = replace(books, members=list(books.members))
    for lie in draw(st.lists(in_books, max_size=2)):
        if len(books.members) > 1:
            lie(books)
    shards = within(books).build()
    for shard_lie in draw(st.lists(in_shards, max_size=2)):
        shard_lie(shards)
    stated = shards.state()
    for statement_lie in draw(st.lists(in_statement, max_size=1)):
        statement_lie(stated)
    return stated.sign(), customers


def within(books: Books) -> Books:
    """A sum that cannot even be encoded is wrapped, as a liar would have to."""
    everything: Sums = {}
    for member in books.members:
        everything = add(everything, member.sums)
    if max(everything.values(), default=0) >= LIMIT:
        books.total = wrapping
    return books


def check_all(published: Published, customers: Books) -> list[Verdict]:
    attempts = [published.attempt_by(member) for member in customers.members]
    return [ask(attempt) for attempt in attempts]


@given(publications())
@settings(max_examples=250)
def test_totals_are_at_least_what_all_who_verify_were_shown(made: tuple[Published, Books]) -> None:
    check_shown(check_all(*made))


@given(publications(st.just(LARGE)))
@settings(max_examples=15)
def test_totals_over_two_shards_are_at_least_what_was_shown(made: tuple[Published, Books]) -> None:
    """Fewer examples: there are 200 customers to ask."""
    check_shown(check_all(*made))


def check_shown(verdicts: list[Verdict]) -> None:
    """What those who verified were shown is in the totals."""
    shown: Sums = {}
    for verdict in verdicts:
        if verdict.finding and verdict.claim:
            assert verdict.answer in VERIFIED
            shown = add(shown, dict(verdict.finding.sums))
            totals = verdict.claim.statement.totals
            assert all(amount <= totals[column] for column, amount in shown.items())
    assert shown.get(0, 0) == sum(verdict.finding is not None for verdict in verdicts)


@given(publications())
@settings(max_examples=100)
def test_who_verifies_is_shown_what_the_tree_counts(made: tuple[Published, Books]) -> None:
    """And if everybody verifies, the totals are exactly the sum of what was shown."""
    published, customers = made
    verdicts = check_all(published, customers)
    findings = [verdict.finding for verdict in verdicts if verdict.finding]
    counted = {member.account.decode(): member.sums for member in published.books.members}
    for finding in findings:
        held = {c: a for c, a in counted[finding.account].items() if a}
        assert dict(finding.sums) == held
    if len(findings) == len(verdicts) == len(published.books.members):
        shown: Sums = {}
        for finding in findings:
            shown = add(shown, dict(finding.sums))
        claim = verdicts[0].claim
        assert claim
        totals = {c: total for c, total in enumerate(claim.statement.totals) if total}
        assert {c: a for c, a in shown.items() if a} == totals


lies_in_shards = st.lists(in_shards, min_size=1, max_size=3)


@given(lies_in_shards)
@settings(max_examples=100)
def test_honest_books_cannot_be_shown_otherwise(lies: list[Callable[[Shards], None]]) -> None:
    """Whatever is written into the files, nobody is shown another amount, name or total."""
    check_honest(Plan(), lies)


@given(lies_in_shards)
@settings(max_examples=25)
def test_honest_books_over_two_shards_cannot_be_shown_otherwise(
    lies: list[Callable[[Shards], None]],
) -> None:
    check_honest(LARGE, lies)


def check_honest(plan: Plan, lies: list[Callable[[Shards], None]]) -> None:
    """After these lies, the first accounts are shown what is theirs, or nothing."""
    shards = simulator.open_books(plan).build()
    for lie in lies:
        lie(shards)
    published = shards.state().sign()
    for index in range(8):
        verdict = ask(published.attempt(index))
        assert verdict.answer in (*VERIFIED, Answer.REFUSED)
        if verdict.finding:
            member = published.books.member(index)
            assert verdict.finding.account.encode() == member.account
            assert dict(verdict.finding.sums) == {c: a for c, a in member.sums.items() if a}


def test_a_careless_verifier_is_found_out() -> None:
    """The tests above can fail: without `totals`, what is shown is above what is stated."""
    stated = simulator.open_books(Plan()).build().state()
    stated.statement["totals"][BTC] = "1"
    attempt: Attempt = stated.sign().attempt(0)
    with mutants.package(mutants.without_checks("totals")) as careless:
        answered = mutants.answer(careless, as_vector(attempt))
    assert answered["verdict"] == "verified-but" or answered["verdict"] == "verified"
    assert int(dict(answered["sums"])[BTC]) > 1
