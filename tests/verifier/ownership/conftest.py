"""Both curves, the published vectors where they are at hand, and keys to sign with."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from proofpress.reserves.fast_curve import FastCurve
from proofpress_verify.ownership import base58
from proofpress_verify.ownership.python_curve import PythonCurve

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
CURVES = {"python": PythonCurve, "fast": FastCurve}


@pytest.fixture(params=["python", "fast"])
def curve(request):
    """Every rule is tested with each of the plugs."""
    if request.param == "fast":
        pytest.importorskip("coincurve")
    return CURVES[request.param]()


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


@pytest.fixture
def vectors():
    """Reads a JSON file of published vectors, or skips where it is not there."""
    return lambda name: json.loads(shared(f"vectors/{name}").read_text())


@pytest.fixture
def published():
    """Reads a published wallet list, or skips where it is not there."""
    return lambda name: shared(f"reserves/{name}").read_bytes()


class Signer:
    """A key that signs; (r, s, which key) comes from the fast library."""

    def __init__(self, secret: bytes) -> None:
        coincurve = pytest.importorskip("coincurve")
        self._key = coincurve.PrivateKey(secret)
        self.uncompressed = self._key.public_key.format(compressed=False)
        self.compressed = self._key.public_key.format(compressed=True)

    def sign(self, digest: bytes) -> tuple[bytes, int]:
        """r ‖ s of 64 bytes, and the recovery id."""
        signature = self._key.sign_recoverable(digest, hasher=None)
        return signature[:64], signature[64]


@pytest.fixture
def signer() -> Signer:
    return Signer(sha256(b"a key for tests").digest())


@pytest.fixture
def other_signer() -> Signer:
    return Signer(sha256(b"another key for tests").digest())


@pytest.fixture
def bip322_signer() -> Signer:
    """The key of BIP-322's basic vectors; its segwit address is published with them."""
    payload = base58.decode_check("L3VFeEujGtevx9w18HD1fhRbCH67Az2dpCymeRE1SoPK6XQtaN2k")
    assert payload is not None
    return Signer(payload[1:33])
