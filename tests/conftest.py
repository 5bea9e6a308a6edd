"""What every test may ask for."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium

# Machines are noisy: no test asserts a time.
settings.register_profile("proofpress", deadline=None)
settings.load_profile("proofpress")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; tests that use it carry `@pytest.mark.browser`."""
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium found: run `make browser`, or `make test-fast` for the others")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        yield launched
        launched.close()
