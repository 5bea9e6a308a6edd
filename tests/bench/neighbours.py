"""What the holders of one, two or five codes learn about other accounts: real shards, opened.

Each shard is built by the definition, completed as a file, and opened from the file's bytes by
the verifier's own check, once for each leaf of each holder. Accounts hold three columns each (or
`--held`), popular ones more often as in `synth`; amounts are log-normal (sigma 2.5).

The sums that holders can compute are the sums of disjoint subtrees, and what these add up to: the
opened siblings that are above no leaf of a holder. Every difference of nested sums is among them.
A *figure* is the amount of another account in one column. It is *alone* in a subtree if no other
account has the column there. That is judged by the truth, which the holders do not know. Counted:

rows     accounts all of whose figures are exact
exact    figures that are alone in every subtree with a part of them: added up, these show them
certain  exact figures of which the holders are sure: no other account has a leaf in these
         subtrees (one share: subtrees of one leaf; more shares: as if it were known whose is
         which), or their leaves have one column each, and as many columns as leaves show
90%      figures alone in a subtree of n leaves in which exactly one holder is at least 90% likely,
         given that the sum is not zero and that each account has the column with the probability
         of its rate in the shard (one share, random order only)
half     figures for which the subtrees in which they are alone add up to more than half: a lower
         bound above half of the truth (exact figures included)
near     figures within a tenth of the sum of a subtree with a part of them, alone or not. With
         more shares most of these are coincidences: the sum is not of that account's figure
values   sums, one for each column and subtree, that belong to one account alone
guess    the part of these values for which the best single factor gives the figure within a tenth
         (one factor for all, chosen with the truth at hand: 100% with one share)
bytes    file length up to the end of the heap / accounts; `packed` is the same if an account had
         one entry and record, instead of one for each leaf

`figures` to `near` are medians over all openings; `range` is the least and the most `exact`.

`--shares`, `--split` and `--order` cut each account into several leaves; see `tests.bench.shares`.
"""

from __future__ import annotations

import argparse
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from proofpress.liabilities.reference import shard as definition
from proofpress.liabilities.top_tree import encrypt_part_b
from proofpress_verify.core import codes, proof, tree
from proofpress_verify.core.amounts import Sums
from proofpress_verify.core.shard_file import ENTRY_SIZE, Record, check_form
from tests.bench import shares
from tests.bench.shares import Row

HEADER_DIGEST = bytes(32)
TENTH = 0.1
LIKELY = 0.9
HOLDERS = (1, 2, 5, 20)


@dataclass(frozen=True)
class Setting:
    """One line of a table."""

    accounts: int
    columns: int
    codes: int
    shares: int
    split: str
    order: str
    held: int


@dataclass(frozen=True)
class Built:
    """A shard file, what a verifier takes from its statement, and the truth.

    `k` and `leaves` are in the order of the leaves; `under` has the leaves of each cell;
    `by_column` says that each leaf has one column, which everyone knows. `size` is the file's
    without part B, `packed` see above.
    """

    rows: list[Row]
    file: bytes
    terms: proof.Terms
    k: list[bytes]
    leaves: list[shares.Leaf]
    under: list[tuple[int, ...]]
    by_column: bool
    size: int
    packed: int


@dataclass(frozen=True)
class Learnt:
    """What one set of holders learns; `ratios` has value / figure of each value alone."""

    rows: int
    exact: int
    certain: int
    likely: int
    half: int
    near: int
    figures: int
    ratios: list[float]


# A shard: leaves, the file.


def build(rows: list[Row], columns: int, setting: Setting, rng: Random) -> Built:
    """Build the shard of these accounts as the only one of a snapshot."""
    leaves = shares.make_leaves(rows, setting.shares, setting.split, setting.order, rng)
    secrets = _secrets(len(leaves), rng)
    members = [
        definition.Account(code, b"user-%d" % index, b"", as_sums(part))
        for code, (index, part) in zip(secrets, leaves, strict=True)
    ]
    shard = definition.build_shard(HEADER_DIGEST, 0, members)
    part_b = encrypt_part_b(b"", shard.root.hash, shard.root_key, len(shard.part_a))
    size, more = len(shard.part_a), _entry_bytes(leaves) - _entry_bytes(list(enumerate(rows)))
    return Built(
        rows=rows,
        file=shard.part_a + part_b,
        terms=_terms(shard, columns, tree.file_leaf(0, shard.part_a, part_b)),
        k=[codes.snapshot_code(code, HEADER_DIGEST) for code in secrets],
        leaves=leaves,
        under=_under(len(leaves)),
        by_column=setting.order == "columns",
        size=size,
        packed=size - more,
    )


def _terms(shard: definition.Shard, columns: int, files: bytes) -> proof.Terms:
    """What a statement says about this shard, the only one."""
    amounts = dict(shard.root.sums)
    totals = tuple(amounts.get(column, 0) for column in range(columns + 1))
    return proof.Terms(HEADER_DIGEST, columns + 1, 0, False, shard.root.hash, totals, files)


def _entry_bytes(entries: list[shares.Leaf]) -> int:
    """The bytes of the entries and records of these leaves."""
    records = (
        definition.encode_record(Record(b"user-%d" % i, b"", as_sums(row))) for i, row in entries
    )
    return sum(ENTRY_SIZE + len(record) for record in records)


def _secrets(leaves: int, rng: Random) -> list[bytes]:
    """Codes in the order of their tags: the order of the leaves is the caller's choice."""
    secrets = [rng.randbytes(codes.CODE_SIZE) for _ in range(leaves)]
    return sorted(secrets, key=lambda code: codes.tag(codes.snapshot_code(code, HEADER_DIGEST)))


def as_sums(row: Row) -> Sums:
    """A leaf's sums: it counts as one, and amounts of zero are absent."""
    return ((0, 1), *((column, value) for column, value in sorted(row.items()) if value))


def _under(leaves: int) -> list[tuple[int, ...]]:
    """The leaves under each node, by cell number; the shard root is last."""
    under: list[tuple[int, ...]] = [(leaf,) for leaf in range(leaves)]
    for left, right in definition.branches(leaves):
        under.append(under[left] + under[right])
    return under


# Opening: from the file's bytes and k of each leaf to the sums of disjoint subtrees.


def open_subtrees(built: Built, holders: Sequence[int]) -> dict[int, Sums]:
    """The sums of the subtrees without a leaf of a holder, by cell: what the holders decrypt."""
    file = proof.check_file(built.file, 0, built.terms)
    check_form(file, HEADER_DIGEST, 0)
    own: set[int] = set()
    opened: dict[int, Sums] = {}
    for leaf, (owner, _) in enumerate(built.leaves):
        if owner not in holders:
            continue
        found = _finding(proof.check_account(file, built.k[leaf], built.terms))
        levels = tree.inclusion_path(found.leaves, found.position)
        for (cell, beside, _, _), step in zip(levels, found.path, strict=True):
            own.add(cell)
            opened[beside] = step.sibling.sums
    return {cell: sums for cell, sums in opened.items() if cell not in own}


def _finding(steps: Iterator[proof.Passed]) -> proof.Finding:
    """What the check returns once all of its steps have passed."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


# Judging what was opened by the truth.


@dataclass(frozen=True)
class _Part:
    """The sum of a figure's column in a subtree with a part of it."""

    value: int
    leaves: int
    alone: bool
    sure: bool


def learn(built: Built, holders: Sequence[int]) -> Learnt:
    """What these accounts learn about the others."""
    subtrees = open_subtrees(built, holders)
    figures = _figures(built, subtrees)
    exact = {key for key, parts in figures.items() if all(part.alone for part in parts)}
    truth = {key: built.rows[key[0]][key[1]] for key in figures}
    rates = _rates(built.rows)
    others = set(range(len(built.rows))) - set(holders)
    return Learnt(
        rows=sum(all((index, c) in exact for c in built.rows[index]) for index in others),
        exact=len(exact),
        certain=sum(all(part.sure for part in parts) for parts in figures.values()),
        likely=sum(
            _likely(parts[0].leaves, rates[c])
            for (i, c), parts in figures.items()
            if (i, c) in exact
        ),
        half=sum(
            2 * sum(p.value for p in parts if p.alone) > truth[key]
            for key, parts in figures.items()
        ),
        near=sum(
            any(abs(p.value - truth[key]) <= TENTH * truth[key] for p in parts)
            for key, parts in figures.items()
        ),
        figures=len(figures),
        ratios=[p.value / truth[key] for key, parts in figures.items() for p in parts if p.alone],
    )


def _figures(built: Built, subtrees: dict[int, Sums]) -> dict[tuple[int, int], list[_Part]]:
    """(account, column) -> the subtrees that have a part of that figure."""
    figures = defaultdict(list)
    for cell, sums in subtrees.items():
        leaves = [built.leaves[leaf] for leaf in built.under[cell]]
        accounts = {index for index, _ in leaves}
        held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for index, row in leaves:
            for column, value in row.items():
                if value:
                    held[column][index] += value
        shown = dict(sums)
        if shown != {0: len(leaves)} | {c: sum(by.values()) for c, by in held.items()}:
            raise AssertionError(f"cell {cell} does not open to the sums of its leaves")
        # As many columns as leaves of one column each: every column has a single holder.
        sure = len(accounts) == 1 or (built.by_column and len(held) == len(leaves))
        for column, by in held.items():
            for index in by:
                part = _Part(shown[column], len(leaves), len(by) == 1, sure)
                figures[index, column].append(part)
    return dict(figures)


def _rates(rows: list[Row]) -> dict[int, float]:
    """The part of all accounts that has each column."""
    rates: dict[int, float] = defaultdict(float)
    for row in rows:
        for column in row:
            rates[column] += 1 / len(rows)
    return rates


def _likely(leaves: int, rate: float) -> bool:
    """Whether one holder among the leaves is likely, given that there is a holder."""
    if leaves == 1:
        return True
    none = (1 - rate) ** leaves
    one = leaves * rate * (1 - rate) ** (leaves - 1)
    return one >= LIKELY * (1 - none)


# Tables.


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `neighbours`."""
    parser.add_argument("--accounts", nargs="+", type=int, default=[6, 20, 100, 500])
    parser.add_argument("--columns", nargs="+", type=int, default=[8, 31])
    parser.add_argument("--codes", nargs="+", type=int, default=[1, 2, 5])
    parser.add_argument("--shares", nargs="+", type=int, default=[1], choices=(1, 2, 4, 8))
    parser.add_argument("--split", nargs="+", choices=tuple(shares.SPLITS), default=["uniform"])
    parser.add_argument("--order", nargs="+", choices=tuple(shares.ORDERS), default=["random"])
    parser.add_argument("--held", type=int, default=3, help="columns that an account holds")
    parser.add_argument("--seeds", type=int, default=5, help="shards for each line")
    parser.add_argument("--draws", type=int, default=5, help="sets of holders for each shard")
    parser.add_argument("--thin", action="store_true", help="columns with few holders, instead")


def run(arguments: argparse.Namespace) -> None:
    """Print the table."""
    if arguments.thin:
        _print_thin(arguments)
        return
    print(HEAD)
    for accounts, columns, parts, split, order in product(
        arguments.accounts,
        arguments.columns,
        arguments.shares,
        arguments.split,
        arguments.order,
    ):
        settings = [
            Setting(accounts, columns, count, parts, split, order, arguments.held)
            for count in arguments.codes
        ]
        for line in _measure(settings, arguments.seeds, arguments.draws):
            print(line, flush=True)


HEAD = (
    f"{'accounts':>8} {'columns':>7} {'shares':>6} {'split':>9} {'order':>9} {'codes':>5} "
    f"{'figures':>7} {'rows':>4} {'exact':>5} {'range':>9} {'certain':>7} {'90%':>5} {'half':>5} "
    f"{'near':>5} {'values':>6} {'guess':>6} {'bytes':>6} {'packed':>6}"
)


def _measure(settings: list[Setting], seeds: int, draws: int) -> list[str]:
    """A line for each setting; they differ in the number of codes only."""
    learnt: list[list[Learnt]] = [[] for _ in settings]
    lengths = []
    first = settings[0]
    for seed in range(seeds):
        rng = Random(f"{seed} {first.accounts} {first.columns}")
        rows = shares.ledger(first.accounts, first.columns, first.held, rng)
        built = build(rows, first.columns, first, rng)
        lengths.append((built.size, built.packed))
        for setting, results in zip(settings, learnt, strict=True):
            for _ in range(draws):
                results.append(learn(built, rng.sample(range(first.accounts), setting.codes)))
    length = statistics.mean(size for size, _ in lengths) / first.accounts
    packed = statistics.mean(size for _, size in lengths) / first.accounts
    return [
        _line(setting, results, length, packed)
        for setting, results in zip(settings, learnt, strict=True)
    ]


def _line(setting: Setting, results: list[Learnt], length: float, packed: float) -> str:
    def middle(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in results))

    exact = [one.exact for one in results]
    ratios = [ratio for one in results for ratio in one.ratios]
    likely = f"{middle('likely'):g}" if (setting.shares, setting.order) == (1, "random") else "-"
    return (
        f"{setting.accounts:>8} {setting.columns:>7} {setting.shares:>6} {setting.split:>9} "
        f"{setting.order:>9} {setting.codes:>5} {middle('figures'):>7g} {middle('rows'):>4g} "
        f"{middle('exact'):>5g} {f'{min(exact)}-{max(exact)}':>9} {middle('certain'):>7g} "
        f"{likely:>5} {middle('half'):>5g} {middle('near'):>5g} {len(ratios) / len(results):>6.0f} "
        f"{best_guess(ratios):>6.0%} {length:>6.0f} {packed:>6.0f}"
    )


def best_guess(ratios: list[float]) -> float:
    """The part of the values that one factor brings within a tenth of their figure."""
    ordered = sorted(ratios)
    most = end = 0
    for start, ratio in enumerate(ordered):
        while end < len(ordered) and ordered[end] * (1 - TENTH) <= ratio * (1 + TENTH):
            end += 1
        most = max(most, end - start)
    return most / len(ordered) if ordered else 0.0


def _print_thin(arguments: argparse.Namespace) -> None:
    """The part of a column's amounts that are exact, by the number of its holders."""
    heads = "".join(f"{f'{number} holders':>12}" for number in HOLDERS)
    print(f"{'accounts':>8} {'columns':>7} {'shares':>6} {'order':>9} {'codes':>5}{heads}")
    for accounts, columns, parts, order, count in product(
        arguments.accounts, arguments.columns, arguments.shares, arguments.order, arguments.codes
    ):
        setting = Setting(accounts, columns, count, parts, arguments.split[0], order, 1)
        found = [_thin(setting, number, arguments) for number in HOLDERS if number <= accounts]
        cells = "".join(f"{part:>12.0%}" for part in found)
        print(f"{accounts:>8} {columns:>7} {parts:>6} {order:>9} {count:>5}{cells}", flush=True)


def _thin(setting: Setting, holders: int, arguments: argparse.Namespace) -> float:
    exact = figures = 0
    for seed in range(arguments.seeds):
        rng = Random(f"thin {seed} {setting.accounts} {setting.columns} {holders}")
        rows = shares.thin_ledger(setting.accounts, setting.columns, holders, rng)
        built = build(rows, setting.columns, setting, rng)
        for _ in range(arguments.draws):
            chosen = rng.sample(range(setting.accounts), setting.codes)
            opened = _figures(built, open_subtrees(built, chosen))
            thin = [parts for (_, column), parts in opened.items() if column > 1]
            exact += sum(all(part.alone for part in parts) for parts in thin)
            figures += len(thin)
    return exact / figures if figures else 0.0
