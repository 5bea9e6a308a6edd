"""What is odd about a list's rows and totals, computed the same way for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proofpress_verify.decimals import Amount, add, align, format_decimal, format_units
from proofpress_verify.reserves import Coins
from proofpress_verify.reserves import counted as places_that_count

from .networks import is_plausible, network
from .wallets import Note, NoteKind, StatedTotal, Wallet

_NAMED = 5


def counted(rows: tuple[Wallet, ...]) -> tuple[Wallet, ...]:
    """The rows that count: each of the same coins once, by the smallest stated balance.

    Rows without a balance count as nothing and are left out here.
    """
    return tuple(rows[place] for place in places_that_count([row.holding for row in rows]))


def notes_on(rows: tuple[Wallet, ...], totals: tuple[StatedTotal, ...] = ()) -> tuple[Note, ...]:
    """All that can be said about rows and totals as they stand."""
    return (
        *_listed(
            NoteKind.NO_BALANCE,
            "{n} rows state no balance and count as nothing.",
            (number for number, row in _numbered(rows) if row.balance is None),
        ),
        *_repeated(rows),
        *_unsigned(rows),
        *_odd_places(rows),
        *_totals(rows, totals),
    )


def _numbered(rows: tuple[Wallet, ...]) -> Iterator[tuple[int, Wallet]]:
    return enumerate(rows, start=1)


def _amount(row: Wallet) -> Amount:
    return row.balance or 0, row.decimals


def _listed(kind: NoteKind, text: str, numbers: Iterable[int]) -> Iterator[Note]:
    rows = tuple(numbers)
    if rows:
        yield Note(kind, text.replace("{n}", str(len(rows))), rows)


def _repeated(rows: tuple[Wallet, ...]) -> Iterator[Note]:
    places: dict[Coins, list[int]] = {}
    for number, row in _numbered(rows):
        places.setdefault(row.holding.coins, []).append(number)
    repeated = [numbers for numbers in places.values() if len(numbers) > 1]
    clashing = [numbers for numbers in repeated if _clash(rows, numbers)]
    equal = [numbers for numbers in repeated if not _clash(rows, numbers)]
    yield from _repeated_note(NoteKind.DUPLICATE, rows, equal, "each counted once")
    yield from _repeated_note(
        NoteKind.CONFLICT,
        rows,
        clashing,
        "with different balances, each counted once by the smallest",
    )


def _clash(rows: tuple[Wallet, ...], numbers: list[int]) -> bool:
    return len({_plain_text(rows[number - 1]) for number in numbers} - {""}) > 1


def _repeated_note(
    kind: NoteKind, rows: tuple[Wallet, ...], repeated: list[list[int]], rule: str
) -> Iterator[Note]:
    if not repeated:
        return
    firsts = [rows[numbers[0] - 1] for numbers in repeated[:_NAMED]]
    names = ", ".join(f"{row.asset} at {row.address}" for row in firsts)
    more = f" and {len(repeated) - _NAMED} more" if len(repeated) > _NAMED else ""
    text = f"Listed more than once, {rule}: {names}{more}."
    yield Note(kind, text, tuple(number for numbers in repeated for number in numbers))


def _plain_text(row: Wallet) -> str:
    if row.balance is None:
        return ""
    return format_units(row.balance, row.decimals)


def _unsigned(rows: tuple[Wallet, ...]) -> Iterator[Note]:
    missing = [number for number, row in _numbered(rows) if not row.is_signed]
    text = f"{{n}} of {len(rows)} rows carry no signature."
    return _listed(NoteKind.UNSIGNED, text, missing)


def _odd_places(rows: tuple[Wallet, ...]) -> Iterator[Note]:
    odd = (n for n, row in _numbered(rows) if not is_plausible(row.network, row.address))
    yield from _listed(
        NoteKind.ODD_ADDRESS, "{n} rows have an address that does not fit their network.", odd
    )
    unknown: dict[str, list[int]] = {}
    for number, row in _numbered(rows):
        if network(row.network) is None:
            unknown.setdefault(row.network, []).append(number)
    for network_id, numbers in unknown.items():
        text = f"The network {network_id!r} is not known here: no explorer, no signature rule."
        yield Note(NoteKind.UNKNOWN_NETWORK, text, tuple(numbers))


Place = tuple[str, str]
"""What a line of a totals block is about: asset and network, or "" and the asset counted."""


def _totals(rows: tuple[Wallet, ...], totals: tuple[StatedTotal, ...]) -> Iterator[Note]:
    if not totals:
        return
    members: dict[Place, list[int]] = {}
    for number, row in _numbered(rows):
        for place in _places(row):
            members.setdefault(place, []).append(number)
    held: dict[Place, list[Amount]] = {}
    for row in counted(rows):
        for place in _places(row):
            held.setdefault(place, []).append(_amount(row))
    for total in totals:
        place = _place(total)
        yield from _compared(total, tuple(members.get(place, ())), add(held.get(place, ())))
    stated = {_place(total) for total in totals}
    lonely = (n for n, row in _numbered(rows) if not stated.intersection(_places(row)))
    text = "{n} rows belong to none of the list's own totals."
    yield from _listed(NoteKind.ROWS_WITHOUT_TOTAL, text, lonely)


def _places(row: Wallet) -> tuple[Place, Place]:
    return (row.asset, row.network), ("", row.counts_as.upper())


def _place(total: StatedTotal) -> Place:
    if total.form is None:
        return "", total.counts_as.upper()
    return total.asset, total.network


def _compared(total: StatedTotal, rows: tuple[int, ...], held: Amount) -> Iterator[Note]:
    """A stated total against its rows; less than its last digit is taken as rounding."""
    if total.balance is None:
        return
    most = max(held[1], total.decimals)
    stated = align((total.balance, total.decimals), most)
    difference = align(held, most) - stated
    if abs(difference) < 10 ** (most - total.decimals):
        return
    said = f"{total.label}: the list states {format_decimal(total.balance, total.decimals)}"
    if not rows:
        yield Note(NoteKind.TOTAL_WITHOUT_ROWS, f"{said} and has no rows for it.")
        return
    apart = f"{format_units(abs(difference), most)} {'more' if difference > 0 else 'less'}"
    text = f"{said}; its rows add up to {format_units(*held)}, {apart}."
    yield Note(NoteKind.TOTAL_DIFFERS, text, rows)
