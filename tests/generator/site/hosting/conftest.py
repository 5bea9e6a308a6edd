"""A published site, for tests of what hosts send with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.exchange import publish_two


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_two(tmp_path_factory.mktemp("hosted")).site


@pytest.fixture(scope="session")
def paths(site: Path) -> list[str]:
    """Every address of the site, a folder's page both with and without its name."""
    files = [f"/{path.relative_to(site).as_posix()}" for path in site.rglob("*") if path.is_file()]
    return sorted({*files, *(path.removesuffix("index.html") for path in files)})
