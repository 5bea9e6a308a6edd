"""secp256k1 with the pure-Python package `ecdsa`, which is loaded only when it is needed.

`ecdsa` supplies the points and their arithmetic; this module adds recovery (SEC 1, 4.1.6), ECDSA
verification (SEC 1, 4.1.4) and BIP-340 verification. The package is an optional dependency:
`pip install proofpress-verify[wallets]`.
"""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module
from typing import Any

from .curve import FIELD, ORDER


class CurveMissing(RuntimeError):
    """The package `ecdsa` is not installed."""


class PythonCurve:
    """A `Curve` in plain Python, which takes a few milliseconds for each signature.

    Raises:
        CurveMissing: the package `ecdsa` is not installed.
    """

    def __init__(self) -> None:
        try:
            module: Any = import_module("ecdsa")
        except ImportError as error:
            raise CurveMissing(
                "wallet signatures need the package ecdsa: pip install proofpress-verify[wallets]"
            ) from error
        self._generator = module.SECP256k1.generator
        self._curve = module.SECP256k1.curve
        self._point = module.ellipticcurve.PointJacobi
        self._infinity = module.ellipticcurve.INFINITY

    def recover(self, digest: bytes, r: int, s: int, recovery_id: int) -> bytes | None:
        """See `Curve.recover`."""
        if not (0 < r < ORDER and 0 < s < ORDER and 0 <= recovery_id <= 3):
            return None
        nonce = self._lift(r + (recovery_id >> 1) * ORDER, recovery_id & 1)
        if nonce is None:
            return None
        # Q = (s·R - e·G) / r
        inverse = pow(r, -1, ORDER)
        e = int.from_bytes(digest, "big")
        return self._encoded(
            self._generator.mul_add(-e * inverse % ORDER, nonce, s * inverse % ORDER)
        )

    def verify_ecdsa(self, public_key: bytes, digest: bytes, r: int, s: int) -> bool:
        """See `Curve.verify_ecdsa`."""
        point = self._parsed(public_key)
        if point is None or not (0 < r < ORDER and 0 < s < ORDER):
            return False
        inverse = pow(s, -1, ORDER)
        e = int.from_bytes(digest, "big")
        nonce = self._encoded(
            self._generator.mul_add(e * inverse % ORDER, point, r * inverse % ORDER)
        )
        return nonce is not None and int.from_bytes(nonce[1:33], "big") % ORDER == r

    def verify_schnorr(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """See `Curve.verify_schnorr` (BIP-340, "Verification")."""
        if len(public_key) != 32 or len(signature) != 64:
            return False
        point = self._lift(int.from_bytes(public_key, "big"), 0)
        r = int.from_bytes(signature[:32], "big")
        s = int.from_bytes(signature[32:], "big")
        if point is None or r >= FIELD or s >= ORDER:
            return False
        tag = sha256(b"BIP0340/challenge").digest()
        challenge = sha256(tag + tag + signature[:32] + public_key + message).digest()
        e = int.from_bytes(challenge, "big") % ORDER
        nonce = self._encoded(self._generator.mul_add(s, point, -e % ORDER))
        return nonce is not None and nonce[64] & 1 == 0 and nonce[1:33] == signature[:32]

    def _lift(self, x: int, odd: int) -> Any:  # noqa: ANN401 - a point of an untyped library
        """The point with this x whose y is odd or even, or None if there is none."""
        square = (pow(x, 3, FIELD) + 7) % FIELD
        y = pow(square, (FIELD + 1) // 4, FIELD)
        if x >= FIELD or y * y % FIELD != square:
            return None
        if y & 1 != odd:
            y = FIELD - y
        return self._point(self._curve, x, y, 1, ORDER)

    def _parsed(self, key: bytes) -> Any:  # noqa: ANN401
        """The point of a key of 33 or 65 bytes (SEC 1, 2.3.4), or None."""
        if len(key) == 33 and key[0] in (2, 3):
            return self._lift(int.from_bytes(key[1:], "big"), key[0] & 1)
        if len(key) != 65 or key[0] != 4:
            return None
        point = self._lift(int.from_bytes(key[1:33], "big"), key[64] & 1)
        return point if point is not None and self._encoded(point) == key else None

    def _encoded(self, point: Any) -> bytes | None:  # noqa: ANN401
        if point == self._infinity:
            return None
        x, y = int(point.x()), int(point.y())
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
