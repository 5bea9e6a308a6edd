"""The sample site that tests of pages read."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress.site.pages import write_pages
from tests.generator import sample


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder, sample.site_view())
    return folder
