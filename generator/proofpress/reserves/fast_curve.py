"""secp256k1 at build time: libsecp256k1 (coincurve) if it is installed, else plain Python.

coincurve has no wheels for Python 3.14 yet, and publishing must not need a compiler. Both
implementations give the same answers; only the speed differs.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from proofpress_verify.ownership import der
from proofpress_verify.ownership.curve import ORDER, Curve
from proofpress_verify.ownership.python_curve import PythonCurve


def fastest_curve() -> Curve:
    """The fast curve if its library is installed, else the plain Python curve."""
    return FastCurve() if find_spec("coincurve") is not None else PythonCurve()


def library() -> str:
    """The library that `fastest_curve` uses, with its version."""
    name = "coincurve" if find_spec("coincurve") is not None else "ecdsa"
    return f"{name} {version(name)}"


class FastCurve:
    """A `Curve` that does about ten thousand operations a second; see `ownership.curve`."""

    def __init__(self) -> None:
        module: Any = import_module("coincurve")
        self._key, self._x_only_key = module.PublicKey, module.PublicKeyXOnly

    def recover(self, digest: bytes, r: int, s: int, recovery_id: int) -> bytes | None:
        """See `Curve.recover`."""
        if not (0 < r < ORDER and 0 < s < ORDER and 0 <= recovery_id <= 3):
            return None
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes((recovery_id,))
        try:
            key = self._key.from_signature_and_message(signature, digest, hasher=None)
        except ValueError:
            return None
        return bytes(key.format(compressed=False))

    def verify_ecdsa(self, public_key: bytes, digest: bytes, r: int, s: int) -> bool:
        """See `Curve.verify_ecdsa`."""
        if len(public_key) not in (33, 65) or not (0 < r < ORDER and 0 < s < ORDER):
            return False
        # The library accepts low values of s only; (r, n - s) is valid exactly if (r, s) is.
        signature = der.encode(r, min(s, ORDER - s))
        try:
            return bool(self._key(public_key).verify(signature, digest, hasher=None))
        except ValueError:
            return False

    def verify_schnorr(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """See `Curve.verify_schnorr`."""
        if len(public_key) != 32 or len(signature) != 64:
            return False
        try:
            return bool(self._x_only_key(public_key).verify(signature, message))
        except ValueError:
            return False
