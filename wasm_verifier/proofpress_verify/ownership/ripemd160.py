"""RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996), for Bitcoin's addresses.

`hashlib` has it only if OpenSSL's legacy algorithms are loaded, and never in the browser.
"""

from __future__ import annotations

from collections.abc import Callable

_MASK = 0xFFFFFFFF
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
_LEFT_ADDED = (0x00000000, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
_RIGHT_ADDED = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0x00000000)

# Word order: rho permutes from round to round on both sides; pi starts the right side.
_RHO = (7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8)
_PI = tuple((9 * i + 5) % 16 for i in range(16))
# By round and word, on both sides.
_SHIFTS = (
    (11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8),
    (12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7),
    (13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9),
    (14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6),
    (15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5),
)


def _composed(first: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Round j takes word rho^j(first(i)) at step i."""
    orders = [first]
    for _ in range(4):
        orders.append(tuple(_RHO[i] for i in orders[-1]))
    return tuple(orders)


_LEFT_ORDER = _composed(tuple(range(16)))
_RIGHT_ORDER = _composed(_PI)


def ripemd160(data: bytes) -> bytes:
    """The 20 bytes of RIPEMD-160(data)."""
    length = (8 * len(data)).to_bytes(8, "little")
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + length
    state = _START
    for start in range(0, len(padded), 64):
        block = padded[start : start + 64]
        words = tuple(int.from_bytes(block[i : i + 4], "little") for i in range(0, 64, 4))
        state = _compressed(state, words)
    return b"".join(word.to_bytes(4, "little") for word in state)


_FUNCTIONS: tuple[Callable[[int, int, int], int], ...] = (
    lambda x, y, z: x ^ y ^ z,
    lambda x, y, z: x & y | ~x & z,
    lambda x, y, z: (x | ~y) ^ z,
    lambda x, y, z: x & z | y & ~z,
    lambda x, y, z: x ^ (y | ~z),
)

_State = tuple[int, int, int, int, int]


def _compressed(state: _State, words: tuple[int, ...]) -> _State:
    left = right = state
    for j in range(5):
        left = _round(left, words, _LEFT_ORDER[j], j, j, _LEFT_ADDED[j])
        right = _round(right, words, _RIGHT_ORDER[j], j, 4 - j, _RIGHT_ADDED[j])
    a, b, c, d, e = (
        (state[(i + 1) % 5] + left[(i + 2) % 5] + right[(i + 3) % 5]) & _MASK for i in range(5)
    )
    return a, b, c, d, e


def _round(
    state: _State, words: tuple[int, ...], order: tuple[int, ...], j: int, function: int, added: int
) -> _State:
    """Round j of one side: 16 steps with one function, one constant, one order of words."""
    a, b, c, d, e = state
    mix, shifts = _FUNCTIONS[function], _SHIFTS[j]
    for i in order:
        mixed = (a + mix(b, c, d) + words[i] + added) & _MASK
        turned = mixed << shifts[i] | mixed >> (32 - shifts[i])
        a, b, c, d, e = e, (turned + e) & _MASK, b, (c << 10 | c >> 22) & _MASK, d
    return a, b, c, d, e
