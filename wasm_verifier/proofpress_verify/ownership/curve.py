"""The interface to secp256k1: three operations, on bytes, that never raise on bad input.

The rules of this package decide what is hashed, which key has to result and which signatures are
well-formed. The arithmetic is left to a maintained library: a fast one where there are wheels, a
pure-Python one (`PythonCurve`) elsewhere. It handles public data only, so nothing needs constant
time.
"""

from __future__ import annotations

from typing import Protocol

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
FIELD = 2**256 - 2**32 - 977


class Curve(Protocol):
    """What the rules ask of secp256k1."""

    def recover(self, digest: bytes, r: int, s: int, recovery_id: int) -> bytes | None:
        """The public key (65 bytes, 04 ‖ x ‖ y) under which (r, s) signs `digest`.

        `digest` has 32 bytes; `recovery_id` is 0 to 3 (SEC 1, 4.1.6). None if there is no such
        key, or if r or s is outside 1 … n-1.
        """

    def verify_ecdsa(self, public_key: bytes, digest: bytes, r: int, s: int) -> bool:
        """Whether (r, s) signs `digest` under a key of 33 or 65 bytes.

        A high s is accepted here; the rules that forbid it check it themselves.
        """

    def verify_schnorr(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether 64 bytes are a BIP-340 signature under an x-only key of 32 bytes."""


def compress(public_key: bytes) -> bytes:
    """The compressed form (33 bytes) of a key of 65 bytes."""
    return bytes((2 + (public_key[64] & 1),)) + public_key[1:33]


def key_name(public_key: bytes) -> str:
    """The name of a key of 65 or 33 bytes: its x, since a key and its negative share a secret."""
    return f"secp256k1:{public_key[1:33].hex()}"
