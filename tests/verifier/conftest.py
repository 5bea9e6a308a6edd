"""What the verifier's tests may ask for."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from proofpress_verify import ed25519


@pytest.fixture(scope="module")
def remembered_signatures() -> Iterator[None]:
    """The same triple of key, text and signature is checked once; it takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ed25519, "verify", functools.cache(ed25519.verify))
        yield
