"""Keys and addresses that a list has more than once: refusals, warnings and stated reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from proofpress.errors import InputError
from proofpress.reserves.wallets import Wallet
from proofpress_verify.ownership.addresses import canonical_address
from proofpress_verify.ownership.outcome import Outcome
from proofpress_verify.reserves import counted_as_two
from proofpress_verify.shared_keys import (
    Backed,
    SharedKey,
    backed,
    named,
    repeated_places,
    shared_keys,
)

MAX_NAMED = 12
"""How many items of a long list a message names."""


def with_reasons(
    rows: tuple[Wallet, ...], reasons: Mapping[str, str], file: str
) -> tuple[Wallet, ...]:
    """`rows`, with the reasons of the settings for listing an address again, by address.

    Raises:
        InputError: an address of `reasons` is not in the list.
    """
    if not reasons:
        return rows
    listed = {row.address for row in rows}
    for address in reasons:
        if address not in listed:
            raise InputError(
                f"no row has the address {address}",
                file=file,
                advice="In [wallets.repeats], write the address as the list has it.",
            )
    return tuple(replace(row, repeats=reasons.get(row.address, row.repeats)) for row in rows)


def refuse_duplicates(rows: tuple[Wallet, ...], file: str) -> None:
    """Refuse a coin that is listed twice at one address, unless each row gives a reason.

    Raises:
        InputError: names the rows.
    """
    unsigned = [backed(n, row.holding, (), row.repeats) for n, row in enumerate(rows, 1)]
    wrong = [
        f"{named([row.row for row in found])}: {found[0].holding.asset} on {found[0].network} "
        f"at {canonical_address(found[0].holding.address, found[0].network)}"
        for found in repeated_places(unsigned)
        if not all(row.reason for row in found)
    ]
    if wrong:
        raise InputError(
            "the same coin at the same address is listed more than once:" + indented(wrong),
            file=file,
            advice="Write one row for it. If there is a reason for several rows, state it in the "
            "column repeats of each row, or by address under [wallets.repeats].",
        )


def refuse_two_assets(rows: tuple[Wallet, ...], file: str) -> None:
    """Refuse the same coins in rows that count as different assets: verifiers reject such a list.

    Raises:
        InputError: names the rows.
    """
    two = counted_as_two([row.holding for row in rows])
    if two is None:
        return
    first, second = (rows[place] for place in two)
    raise InputError(
        f"{second.asset} on {second.network} at {second.address} counts as {second.counts_as}, "
        f"but the same coins count as {first.counts_as} in row {two[0] + 1}",
        file=file,
        row=two[1] + 1,
        column="counts_as",
        advice="Coins count towards one asset only: write the same in both rows, or remove one.",
    )


def shared_keys_of(rows: tuple[Wallet, ...], outcomes: Sequence[Outcome]) -> tuple[SharedKey, ...]:
    """The keys that back one asset in several rows, from the addresses and valid signatures."""
    return shared_keys(_backed(rows, outcomes))


def key_warnings(keys: tuple[SharedKey, ...], file: str, *, strict: bool) -> Iterator[str]:
    """A warning about keys that back one asset in several rows, if there are any.

    Raises:
        InputError: the settings are strict, and a row states no reason.
    """
    unexplained = [key.text for key in keys if key.unexplained]
    if strict and unexplained:
        raise InputError(
            "keys that back one asset in several rows:" + indented(unexplained),
            file=file,
            advice="State the reason in the column repeats of each of these rows, or by address "
            "under [wallets.repeats], or remove `strict`.",
        )
    if keys:
        texts = [key.text for key in keys]
        yield f"{file}: keys that back one asset in several rows:" + indented(texts)


def _backed(rows: tuple[Wallet, ...], outcomes: Sequence[Outcome]) -> Iterator[Backed]:
    pairs = zip(rows, outcomes, strict=True)
    for number, (row, outcome) in enumerate(pairs, 1):
        yield backed(number, row.holding, outcome.keys, row.repeats)


def indented(texts: list[str]) -> str:
    """The first `MAX_NAMED` texts, each on its own line, and how many more there are."""
    more = f"\n  and {len(texts) - MAX_NAMED} more" if len(texts) > MAX_NAMED else ""
    return "\n  " + "\n  ".join(texts[:MAX_NAMED]) + more
