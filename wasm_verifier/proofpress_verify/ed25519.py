"""Ed25519 signature verification (RFC 8032, section 5.1.7), in plain Python.

It handles public data only, so nothing here needs constant time. The equation is the one without
cofactor, and the two sides are compared as encodings, as in the common libraries. Encodings that
are not canonical are refused, and so are public keys of small order, with which one signature could
be valid for several messages.
"""

from __future__ import annotations

from hashlib import sha512

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

# Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032, 5.1.4).
_Point = tuple[int, int, int, int]
_IDENTITY: _Point = (0, 1, 1, 0)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is valid for `message` and `public_key` (32 bytes)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key_point = _decode(public_key)
    scalar = int.from_bytes(signature[32:], "little")
    if key_point is None or scalar >= _ORDER or _is_small_order(key_point):
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public_key + message).digest(), "little")
    minus_key = (-key_point[0] % _P, key_point[1], 1, -key_point[3] % _P)
    nonce = _add(_multiply(_BASE, scalar), _multiply(minus_key, challenge % _ORDER))
    return _encode(nonce) == signature[:32]


def _add(left: _Point, right: _Point) -> _Point:
    a = (left[1] - left[0]) * (right[1] - right[0]) % _P
    b = (left[1] + left[0]) * (right[1] + right[0]) % _P
    c = 2 * left[3] * right[3] * _D % _P
    d = 2 * left[2] * right[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(point: _Point) -> _Point:
    a = point[0] * point[0] % _P
    b = point[1] * point[1] % _P
    c = 2 * point[2] * point[2] % _P
    h = a + b
    e = h - (point[0] + point[1]) ** 2 % _P
    g = a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiply(point: _Point, scalar: int) -> _Point:
    product = _IDENTITY
    for bit in bin(scalar)[2:]:
        product = _double(product)
        if bit == "1":
            product = _add(product, point)
    return product


def _is_small_order(point: _Point) -> bool:
    eightfold = _double(_double(_double(point)))
    return eightfold[0] == 0 and eightfold[1] == eightfold[2]


def _encode(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(data: bytes) -> _Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= _P:
        return None
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


def _recover_x(y: int, sign: int) -> int | None:
    """The x of a point with this y whose lowest bit is `sign` (RFC 8032, 5.1.3)."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


_BASE_Y = 4 * pow(5, -1, _P) % _P
_BASE_X = _recover_x(_BASE_Y, 0) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)
