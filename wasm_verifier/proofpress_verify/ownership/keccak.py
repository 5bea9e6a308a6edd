"""Keccak-256 as Ethereum and TRON use it.

The permutation and sponge are those of FIPS 202, sections 3 and 4. SHA3-256, which `hashlib` has,
appends the two bits 01 to the message before the padding. Keccak-256, the version before the
standard, does not. So the first padding byte is 01 here and 06 there; nothing else differs.
"""

from __future__ import annotations

_RATE = 136
_MASK = (1 << 64) - 1
_ROUNDS = 24


def _round_constants() -> tuple[int, ...]:
    """FIPS 202, 3.2.5: bit 2^j - 1 of round i is rc(j + 7i), from a shift register."""
    bits, register = [], 1
    for _ in range(7 * _ROUNDS):
        bits.append(register & 1)
        register <<= 1
        if register & 0x100:
            register ^= 0x171
    return tuple(sum(bits[7 * i + j] << ((1 << j) - 1) for j in range(7)) for i in range(_ROUNDS))


def _walk() -> tuple[tuple[int, int, int], ...]:
    """FIPS 202, 3.2.2 and 3.2.3: where rho and pi move each lane, and its two shifts."""
    steps, x, y = [], 1, 0
    for t in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        distance = (t + 1) * (t + 2) // 2 % 64
        steps.append((x + 5 * y, distance, 64 - distance))
    return tuple(steps)


_CONSTANTS = _round_constants()
_WALK = _walk()


def keccak256(data: bytes) -> bytes:
    """The 32 bytes of Keccak-256(data)."""
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % _RATE)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for i in range(_RATE // 8):
            word = padded[start + 8 * i : start + 8 * i + 8]
            lanes[i] ^= int.from_bytes(word, "little")
        _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permute(lanes: list[int]) -> None:
    """Keccak-f[1600] on 25 lanes of 64 bits; lane (x, y) has the index x + 5y."""
    for constant in _CONSTANTS:
        _theta(lanes)
        moved = lanes[1]
        for place, left, right in _WALK:
            turned = (moved << left | moved >> right) & _MASK
            moved, lanes[place] = lanes[place], turned
        for y in range(0, 25, 5):
            a, b, c, d, e = lanes[y : y + 5]
            lanes[y : y + 5] = a ^ ~b & c, b ^ ~c & d, c ^ ~d & e, d ^ ~e & a, e ^ ~a & b
        lanes[0] ^= constant


def _theta(lanes: list[int]) -> None:
    """FIPS 202, 3.2.1: XOR each lane with the parities of two columns."""
    a, b, c, d, e = (
        lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)
    )
    effects = (
        e ^ (b << 1 & _MASK | b >> 63),
        a ^ (c << 1 & _MASK | c >> 63),
        b ^ (d << 1 & _MASK | d >> 63),
        c ^ (e << 1 & _MASK | e >> 63),
        d ^ (a << 1 & _MASK | a >> 63),
    )
    for y in range(0, 25, 5):
        for x, effect in enumerate(effects, y):
            lanes[x] ^= effect
