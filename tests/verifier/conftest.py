"""What the verifier's tests may ask for."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofpress_verify import ed25519
from tests.verifier.site_on_disk import Site


@pytest.fixture(scope="module")
def remembered_signatures() -> Iterator[None]:
    """The same triple of key, text and signature is checked once; it takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ed25519, "verify", functools.cache(ed25519.verify))
        yield


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(tmp_path, capsys)
