"""Notes on what is unusual in a list's rows and totals, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proofpress.reserves.networks import is_plausible, network
from proofpress.reserves.wallets import Note, NoteKind, StatedTotal, Wallet
from proofpress_verify.decimals import Amount, add, align, format_decimal, format_units
from proofpress_verify.reserves import Coins
from proofpress_verify.reserves import counted as counted_rows

_NAMED = 5


def counted(rows: tuple[Wallet, ...]) -> tuple[Wallet, ...]:
    """The rows that count. Rows of the same coins count once, with the smallest stated balance.

    Rows without a balance count as zero and are left out.
    """
    return tuple(rows[i] for i in counted_rows([row.holding for row in rows]))


def notes_on(rows: tuple[Wallet, ...], totals: tuple[StatedTotal, ...] = ()) -> tuple[Note, ...]:
    """All notes on a list's rows and on its stated totals."""
    return (
        *_rows_note(
            NoteKind.NO_BALANCE,
            "{n} rows state no balance and count as nothing.",
            (number for number, row in _numbered(rows) if row.balance is None),
        ),
        *_repeated(rows),
        *_unsigned(rows),
        *_odd_addresses(rows),
        *_totals(rows, totals),
    )


def _numbered(rows: tuple[Wallet, ...]) -> Iterator[tuple[int, Wallet]]:
    return enumerate(rows, start=1)


def _amount(row: Wallet) -> Amount:
    return row.balance or 0, row.decimals


def _rows_note(kind: NoteKind, text: str, numbers: Iterable[int]) -> Iterator[Note]:
    """A note on the rows `numbers`, if there are any; `{n}` in `text` is how many."""
    rows = tuple(numbers)
    if rows:
        yield Note(kind, text.replace("{n}", str(len(rows))), rows)


def _repeated(rows: tuple[Wallet, ...]) -> Iterator[Note]:
    by_coins: dict[Coins, list[int]] = {}
    for number, row in _numbered(rows):
        by_coins.setdefault(row.holding.coins, []).append(number)
    repeated = [numbers for numbers in by_coins.values() if len(numbers) > 1]
    different = [numbers for numbers in repeated if _balances_differ(rows, numbers)]
    equal = [numbers for numbers in repeated if not _balances_differ(rows, numbers)]
    yield from _repeated_note(NoteKind.DUPLICATE, rows, equal, "each counted once")
    yield from _repeated_note(
        NoteKind.CONFLICT,
        rows,
        different,
        "with different balances, each counted once by the smallest",
    )


def _balances_differ(rows: tuple[Wallet, ...], numbers: list[int]) -> bool:
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
    return _rows_note(NoteKind.UNSIGNED, text, missing)


def _odd_addresses(rows: tuple[Wallet, ...]) -> Iterator[Note]:
    odd = (n for n, row in _numbered(rows) if not is_plausible(row.network, row.address))
    yield from _rows_note(
        NoteKind.ODD_ADDRESS, "{n} rows have an address that does not fit their network.", odd
    )
    unknown: dict[str, list[int]] = {}
    for number, row in _numbered(rows):
        if network(row.network) is None:
            unknown.setdefault(row.network, []).append(number)
    for network_id, numbers in unknown.items():
        text = f"The network {network_id!r} is not known here: no explorer, no signature rule."
        yield Note(NoteKind.UNKNOWN_NETWORK, text, tuple(numbers))


TotalKey = tuple[str, str]
"""What a stated total covers: an asset and a network, or "" and the asset that rows count as."""


def _totals(rows: tuple[Wallet, ...], totals: tuple[StatedTotal, ...]) -> Iterator[Note]:
    if not totals:
        return
    members: dict[TotalKey, list[int]] = {}
    for number, row in _numbered(rows):
        for key in _row_keys(row):
            members.setdefault(key, []).append(number)
    held: dict[TotalKey, list[Amount]] = {}
    for row in counted(rows):
        for key in _row_keys(row):
            held.setdefault(key, []).append(_amount(row))
    for total in totals:
        key = _total_key(total)
        yield from _compare(total, tuple(members.get(key, ())), add(held.get(key, ())))
    stated = {_total_key(total) for total in totals}
    unmatched = (n for n, row in _numbered(rows) if not stated.intersection(_row_keys(row)))
    text = "{n} rows belong to none of the list's own totals."
    yield from _rows_note(NoteKind.ROWS_WITHOUT_TOTAL, text, unmatched)


def _row_keys(row: Wallet) -> tuple[TotalKey, TotalKey]:
    return (row.asset, row.network), ("", row.counts_as.upper())


def _total_key(total: StatedTotal) -> TotalKey:
    if total.form is None:
        return "", total.counts_as.upper()
    return total.asset, total.network


def _compare(total: StatedTotal, rows: tuple[int, ...], held: Amount) -> Iterator[Note]:
    """Compare a stated total with its rows. A difference below its last digit is rounding."""
    if total.balance is None:
        return
    most = max(held[1], total.decimals)
    stated = align((total.balance, total.decimals), most)
    difference = align(held, most) - stated
    if abs(difference) < 10 ** (most - total.decimals):
        return
    claim = f"{total.label}: the list states {format_decimal(total.balance, total.decimals)}"
    if not rows:
        yield Note(NoteKind.TOTAL_WITHOUT_ROWS, f"{claim} and has no rows for it.")
        return
    by = f"{format_units(abs(difference), most)} {'more' if difference > 0 else 'less'}"
    text = f"{claim}; its rows add up to {format_units(*held)}, {by}."
    yield Note(NoteKind.TOTAL_DIFFERS, text, rows)
