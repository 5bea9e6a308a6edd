"""Bounded integers: sums over columns and their canonical encoding.

Nothing here is a float, and nothing wraps: a sum that reaches 2**128 is an error before it is used.
"""

from itertools import pairwise

from .errors import SumOverflow, SumsForm

LIMIT = 1 << 128
MAX_AMOUNT_BYTES = 16
COUNT = 0

Sums = tuple[tuple[int, int], ...]
"""(column, amount) pairs, columns strictly ascending, every amount from 1 to 2**128 - 1."""


# Format document, "Sums".
def add(left: Sums, right: Sums) -> Sums:
    """The sum of two sums, column by column."""
    added = dict(left)
    for column, amount in right:
        total = added.get(column, 0) + amount
        if total >= LIMIT:
            raise SumOverflow(expected="below 2^128", found=str(total), where=f"column {column}")
        added[column] = total
    return tuple(sorted(added.items()))


def amount_in(sums: Sums, column: int) -> int:
    """The amount of one column, 0 if the sum has none."""
    return dict(sums).get(column, 0)


def encode_sums(sums: Sums) -> bytes:
    """enc(sums) = u16 entries, then per entry u16 column ‖ u8 length ‖ amount. Nodes hash it."""
    encoded = len(sums).to_bytes(2, "big")
    for column, amount in sums:
        length = (amount.bit_length() + 7) // 8
        encoded += column.to_bytes(2, "big") + bytes((length,)) + amount.to_bytes(length, "big")
    return encoded


def decode_sums(data: bytes, where: str) -> Sums:
    """The sums that exactly `data` encodes."""
    sums, end = read_sums(data, 0, where)
    if end != len(data):
        raise SumsForm(expected=f"{end} bytes", found=f"{len(data)} bytes", where=where)
    return sums


def read_sums(data: bytes, start: int, where: str) -> tuple[Sums, int]:
    """The sums that begin at `start`, and the offset after them.

    Lengths are 1 to 16 and no first byte is zero, so no amount is zero, none reaches 2**128, and
    with columns ascending strictly each sum has exactly one encoding.
    """
    entries = _read_int(data, start, 2, where)
    offset = start + 2
    sums: list[tuple[int, int]] = []
    for _ in range(entries):
        column = _read_int(data, offset, 2, where)
        length = _read_int(data, offset + 2, 1, where)
        if not 1 <= length <= MAX_AMOUNT_BYTES:
            limits = f"an amount of 1 to {MAX_AMOUNT_BYTES} bytes"
            raise SumsForm(expected=limits, found=f"{length} bytes", where=where)
        amount = _read_int(data, offset + 3, length, where)
        if amount < 1 << 8 * (length - 1):
            raise SumsForm(expected="no leading zero byte", found=f"amount {amount}", where=where)
        sums.append((column, amount))
        offset += 3 + length
    for (before, _), (after, _) in pairwise(sums):
        if before >= after:
            order = f"{before} before {after}"
            raise SumsForm(expected="ascending columns", found=order, where=where)
    return tuple(sums), offset


def _read_int(data: bytes, offset: int, size: int, where: str) -> int:
    if offset + size > len(data):
        left = max(0, len(data) - offset)
        raise SumsForm(expected=f"{size} more bytes", found=f"{left}", where=where)
    return int.from_bytes(data[offset : offset + size], "big")
