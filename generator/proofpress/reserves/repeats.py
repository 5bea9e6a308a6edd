"""Keys and addresses that a list has more than once: refused, warned of, or explained."""

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

NAMED = 12


def with_reasons(
    rows: tuple[Wallet, ...], reasons: Mapping[str, str], file: str
) -> tuple[Wallet, ...]:
    """The rows, those at an address of `reasons` with what is said there.

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
                advice="Write it in [wallets.repeats] as the list has it.",
            )
    return tuple(replace(row, repeats=reasons.get(row.address, row.repeats)) for row in rows)


def refuse_repeats(rows: tuple[Wallet, ...], file: str) -> None:
    """Refuse a coin that is listed twice at one address, unless each row says why.

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
            "the same coin at the same address is listed more than once:" + _listed(wrong),
            file=file,
            advice="Write one row for it. Where there is a reason for several, state it in the "
            "column repeats of each, or by address under [wallets.repeats].",
        )


def refuse_two_assets(rows: tuple[Wallet, ...], file: str) -> None:
    """Refuse the same coins in rows that count as different assets: no verifier adds these up.

    Raises:
        InputError: names the rows.
    """
    two = counted_as_two([row.holding for row in rows])
    if two is None:
        return
    first, second = (rows[place] for place in two)
    raise InputError(
        f"{second.asset} on {second.network} at {second.address} counts as {second.counts_as}, "
        f"and the same coins count as {first.counts_as} in row {two[0] + 1}",
        file=file,
        row=two[1] + 1,
        column="counts_as",
        advice="Coins count towards one asset only: write the same in both rows, or remove one.",
    )


def keys_of(rows: tuple[Wallet, ...], outcomes: Sequence[Outcome]) -> tuple[SharedKey, ...]:
    """The keys that back one asset in several rows, by the addresses and valid signatures."""
    return shared_keys(_backed(rows, outcomes))


def key_warnings(keys: tuple[SharedKey, ...], file: str, *, strict: bool) -> Iterator[str]:
    """What to say of keys that back one asset in several rows.

    Raises:
        InputError: the list is strict, and a row states no reason.
    """
    unexplained = [key.text for key in keys if key.unexplained]
    if strict and unexplained:
        raise InputError(
            "keys that back one asset in several rows:" + _listed(unexplained),
            file=file,
            advice="State the reason in the column repeats of each of these rows, or by address "
            "under [wallets.repeats], or remove `strict`.",
        )
    if keys:
        texts = [key.text for key in keys]
        yield f"{file}: keys that back one asset in several rows:" + _listed(texts)


def _backed(rows: tuple[Wallet, ...], outcomes: Sequence[Outcome]) -> Iterator[Backed]:
    pairs = zip(rows, outcomes, strict=True)
    for number, (row, outcome) in enumerate(pairs, 1):
        yield backed(number, row.holding, outcome.keys, row.repeats)


def _listed(texts: list[str]) -> str:
    more = f"\n  and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return "\n  " + "\n  ".join(texts[:NAMED]) + more
