"""For `neighbours`: accounts, and experiments with several leaves an account and their order.

A split cuts an amount into s parts of zero or more that add up to it, each column on its own: if
all columns of an account had the same fractions, someone who knows one amount would know all.
Splits take a source of random numbers, not a code; the format would derive them from k.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

Row = dict[int, int]
"""Column -> amount."""
Leaf = tuple[int, Row]
"""An account's number and what one of its leaves holds."""

# In a ring, share t of an account is in bucket account + OFFSETS[t], so that the leaves beside the
# shares of one account belong to different accounts.
OFFSETS = {1: (0,), 2: (0, 1), 4: (0, 1, 3, 7), 8: (0, 1, 3, 7, 12, 20, 30, 44)}


def ledger(accounts: int, columns: int, held: int, rng: Random) -> list[Row]:
    """The amounts of each account in `held` columns, or in all if there are fewer."""
    weights = [1 / rank for rank in range(1, columns + 1)]
    rows = []
    for _ in range(accounts):
        chosen: set[int] = set()
        while len(chosen) < min(held, columns):
            chosen.update(rng.choices(range(1, columns + 1), weights))
        rows.append({column: amount(rng) for column in sorted(chosen)})
    return rows


def thin_ledger(accounts: int, columns: int, holders: int, rng: Random) -> list[Row]:
    """Column 1 is everybody's; each other column has this many holders."""
    rows = [{1: amount(rng)} for _ in range(accounts)]
    for column in range(2, columns + 1):
        for index in rng.sample(range(accounts), holders):
            rows[index][column] = amount(rng)
    return rows


def amount(rng: Random) -> int:
    """Base units, one at least."""
    return max(1, min(int(10**8 * rng.lognormvariate(0, 2.5)), 4 * 10**18))


# Leaves.


def make_leaves(rows: list[Row], parts: int, split: str, order: str, rng: Random) -> list[Leaf]:
    """The leaves of these accounts, cut in this way and in this order."""
    return ORDERS[order]([cut_row(row, parts, split, rng) for row in rows], rng)


def cut_row(row: Row, parts: int, split: str, rng: Random) -> list[Row]:
    """An account's amounts as `parts` rows."""
    cut: list[Row] = [{} for _ in range(parts)]
    for column, amount in row.items():
        weights = SPLITS[split](parts, rng) if parts > 1 else [1.0]
        rng.shuffle(weights)
        for part, value in zip(cut, cut_amount(amount, weights), strict=True):
            part[column] = value
    return cut


def cut_amount(amount: int, weights: list[float]) -> list[int]:
    """An amount in parts proportional to `weights`, rounded so that they add up."""
    total, reached, before = sum(weights), 0.0, 0
    parts = []
    for weight in weights[:-1]:
        reached += weight
        after = min(amount, amount * int(reached / total * 2**53) >> 53)
        parts.append(after - before)
        before = after
    return [*parts, amount - before]


# Splits: the weights of s parts.


def uniform(parts: int, rng: Random) -> list[float]:
    """All ways to cut are equally likely: the gaps between s - 1 random cuts."""
    cuts = sorted(rng.random() for _ in range(parts - 1))
    return [high - low for low, high in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]


def stick(parts: int, rng: Random) -> list[float]:
    """A random fraction of what is left, again and again."""
    left, weights = 1.0, []
    for _ in range(parts - 1):
        weights.append(left * rng.random())
        left -= weights[-1]
    return [*weights, left]


def equal(parts: int, rng: Random) -> list[float]:
    """Equal parts, up to a tenth more or less."""
    return [rng.uniform(0.9, 1.1) for _ in range(parts)]


def fractions(parts: int, rng: Random) -> list[float]:
    """A random number for each part, as part of their sum."""
    return [rng.random() for _ in range(parts)]


def dirichlet(parts: int, rng: Random) -> list[float]:
    """A Dirichlet distribution with alpha = 1/2: very unequal parts are likelier."""
    return [rng.gammavariate(0.5, 1) + 1e-12 for _ in range(parts)]


def logs(parts: int, rng: Random) -> list[float]:
    """Log-uniform over three powers of ten, as part of their sum."""
    return [10 ** (-3 * rng.random()) for _ in range(parts)]


def capped(parts: int, rng: Random) -> list[float]:
    """Uniform, with no part above half of the whole, unless there are only two."""
    weights = uniform(parts, rng)
    while parts > 2 and max(weights) > 0.5:
        weights = uniform(parts, rng)
    return weights


def halving(parts: int, rng: Random) -> list[float]:
    """Cut in two, the larger part log-uniform from 1/2 to 1, and each part again."""
    if parts == 1:
        return [1.0]
    large = 2 ** -rng.random()
    halves = [halving(parts // 2, rng), halving(parts // 2, rng)]
    return [w * side for half, side in zip(halves, (large, 1 - large), strict=True) for w in half]


def sparse(parts: int, rng: Random) -> list[float]:
    """Cut in two as `halving`; the other parts are zero."""
    return [*halving(2, rng), *([0.0] * (parts - 2))]


SPLITS: dict[str, Callable[[int, Random], list[float]]] = {
    "uniform": uniform,
    "stick": stick,
    "equal": equal,
    "fractions": fractions,
    "dirichlet": dirichlet,
    "log": logs,
    "capped": capped,
    "halving": halving,
    "sparse": sparse,
}


# Orders of the leaves. Each takes the shares of each account.


def scattered(cut: list[list[Row]], rng: Random) -> list[Leaf]:
    """Each share has a tag of its own, so that its place is independent of the others'."""
    leaves = [(index, part) for index, parts in enumerate(cut) for part in parts]
    rng.shuffle(leaves)
    return leaves


def layers(cut: list[list[Row]], rng: Random) -> list[Leaf]:
    """The first shares of all accounts in random order, then all second shares, and so on."""
    return [
        (index, cut[index][share])
        for share in range(len(cut[0]))
        for index in rng.sample(range(len(cut)), len(cut))
    ]


def ring(cut: list[list[Row]], rng: Random) -> list[Leaf]:
    """Accounts by tag; the shares of each are close together, beside different accounts."""
    return _around(rng.sample(range(len(cut)), len(cut)), cut)


def clustered(cut: list[list[Row]], rng: Random) -> list[Leaf]:
    """A ring of accounts by their rarest column, then the next: few holders are close together."""
    keys = _rarest_first(cut)
    return _around(sorted(range(len(cut)), key=lambda index: (keys[index], rng.random())), cut)


def sorted_layers(cut: list[list[Row]], rng: Random) -> list[Leaf]:
    """Layers, share t by the account's column number t in the order of their holders."""
    keys = _rarest_first(cut)
    leaves = []
    for share in range(len(cut[0])):
        turned = [key[share % len(key) :] + key[: share % len(key)] for key in keys]
        order = sorted(range(len(cut)), key=lambda index: (turned[index], rng.random()))
        leaves += [(index, cut[index][share]) for index in order]
    return leaves


def _rarest_first(cut: list[list[Row]]) -> list[list[tuple[int, int]]]:
    """(holders, column) of each account's columns, ascending."""
    holders = Counter(column for parts in cut for column in parts[0])
    return [sorted((holders[column], column) for column in parts[0]) for parts in cut]


def _around(accounts: list[int], cut: list[list[Row]]) -> list[Leaf]:
    shares = len(cut[0])
    places = (
        (accounts[(bucket - OFFSETS[shares][share]) % len(accounts)], share)
        for bucket in range(len(accounts))
        for share in range(shares)
    )
    return [(index, cut[index][share]) for index, share in places]


def by_column(cut: list[list[Row]], rng: Random) -> list[Leaf]:
    """One leaf for each column of each share, by column: each column has its own subtrees."""
    leaves = [
        (column, rng.random(), index, amount)
        for index, parts in enumerate(cut)
        for part in parts
        for column, amount in part.items()
        if amount
    ]
    return [(index, {column: amount}) for column, _, index, amount in sorted(leaves)]


ORDERS: dict[str, Callable[[list[list[Row]], Random], list[Leaf]]] = {
    "random": scattered,
    "layers": layers,
    "ring": ring,
    "clustered": clustered,
    "sorted": sorted_layers,
    "columns": by_column,
}
