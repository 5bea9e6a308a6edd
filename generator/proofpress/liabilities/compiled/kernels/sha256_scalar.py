"""SHA-256's compression (FIPS 180-4) in plain Python: what the faster ways must also do."""

from __future__ import annotations

import numpy as np

from proofpress.liabilities.compiled.kernels.compiling import kernel
from proofpress.liabilities.compiled.kernels.types import I64, U8, U32, Int


def _first_primes(count: int) -> list[int]:
    primes: list[int] = []
    candidate = 2
    while len(primes) < count:
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
        candidate += 1
    return primes


def _integer_root(number: int, degree: int) -> int:
    """The greatest integer whose `degree`-th power is at most `number`."""
    low, high = 0, 1 << number.bit_length()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle)
    return low


# K and IV are the first 32 bits after the point of the cube roots of the first 64 primes and
# of the square roots of the first 8. The cube root of prime * 2**96 is 2**32 times that of the
# prime, and so is the square root of prime * 2**64; the last 32 bits of its integer part are
# the wanted ones.
_PRIMES = _first_primes(64)
ROUND_CONSTANTS = tuple(_integer_root(prime << 96, 3) & 0xFFFFFFFF for prime in _PRIMES)
_K: I64 = np.array(ROUND_CONSTANTS, np.int64)
IV: U32 = np.array([[_integer_root(p << 64, 2) & 0xFFFFFFFF for p in _PRIMES[:8]]], np.uint32)
IV.flags.writeable = False


@kernel
def compress_scalar(states: U32, data: U8, at: I64, digests: U8, digests_at: Int) -> None:
    """Advance each lane's state over one block of 64 bytes.

    Lane i's block begins at `at[i]` of `data`. Its state is words 8·i to 8·i + 7 of
    `states` (other engines order them in another way: `sha256.Sha256Engine`). The state is
    also written as a digest into `digests`, seen as one row of bytes, at `digests_at` + 32·i.
    """
    flat = digests.reshape(-1)
    for lane in range(at.size):
        _compress_one(states, 8 * lane, data, at[lane])
        for word in range(8):
            value = np.int64(states[8 * lane + word])
            for i in range(4):
                # A digest is 32 bytes, a word 4 of them, its highest 8 bits first.
                flat[digests_at + 32 * lane + 4 * word + i] = (value >> (24 - 8 * i)) & 0xFF


@kernel
def _compress_one(states: U32, base: Int, data: U8, start: Int) -> None:
    mask = np.int64(0xFFFFFFFF)
    w = np.empty(64, np.int64)
    for i in range(16):
        w[i] = 0
        for j in range(4):
            w[i] = w[i] << 8 | np.int64(data[start + 4 * i + j])
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        s0 = _ror(x, 7) ^ _ror(x, 18) ^ (x >> 3)
        s1 = _ror(y, 17) ^ _ror(y, 19) ^ (y >> 10)
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & mask
    a, b, c, d = (
        np.int64(states[base]),
        np.int64(states[base + 1]),
        np.int64(states[base + 2]),
        np.int64(states[base + 3]),
    )
    e, f, g, h = (
        np.int64(states[base + 4]),
        np.int64(states[base + 5]),
        np.int64(states[base + 6]),
        np.int64(states[base + 7]),
    )
    for i in range(64):
        s1 = _ror(e, 6) ^ _ror(e, 11) ^ _ror(e, 25)
        t1 = h + s1 + (g ^ (e & (f ^ g))) + _K[i] + w[i]
        t2 = (_ror(a, 2) ^ _ror(a, 13) ^ _ror(a, 22)) + ((a & b) | (c & (a | b)))
        h, g, f, e, d, c, b, a = g, f, e, (d + t1) & mask, c, b, a, (t1 + t2) & mask
    for i, value in enumerate((a, b, c, d, e, f, g, h)):
        states[base + i] = (np.int64(states[base + i]) + value) & mask


@kernel
def _ror(x: Int, n: int) -> Int:
    """Rotate the 32 bits of x to the right by n."""
    return ((x >> n) | (x << (32 - n))) & 0xFFFFFFFF
