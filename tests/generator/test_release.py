"""A release: the control totals, the draft that was built last, and nothing twice."""

from __future__ import annotations

import re

import pytest

from proofpress.errors import InputError, StateError
from proofpress.progress import Silent
from proofpress.release import release
from proofpress.settings.snapshot import ReleaseSettings
from proofpress_verify import paths
from proofpress_verify.verdict import Answer
from tests.generator.exchange import FIRST, SECOND, Exchange, check, files_below


def test_release_refuses_other_control_totals(exchange: Exchange) -> None:
    exchange.build(FIRST)
    settings = exchange.load(FIRST)
    for control, named in (
        (ReleaseSettings(7, None, {}), "accounts: 7 given, 6 built"),
        (ReleaseSettings(6, 8, {}), "rows: 8 given, 9 built"),
        (ReleaseSettings(6, 9, {"BTC/customer": "4.5"}), "BTC/customer: 4.5 given, 4.50000001"),
        (ReleaseSettings(6, 9, {"BTC/bonus": "1"}), "no such column"),
        (ReleaseSettings(None, None, {}), "no control totals"),
    ):
        with pytest.raises(InputError, match=re.escape(named)):
            release(settings, control, Silent())
        assert not exchange.site.exists()
    release(settings, ReleaseSettings(6, 9, {"BTC/customer": "4.50000001"}), Silent())
    assert check(exchange.site, exchange, "erin", FIRST).answer is Answer.VERIFIED


def test_a_released_snapshot_is_never_built_or_released_again(published: Exchange) -> None:
    before = files_below(published.site)
    with pytest.raises(StateError, match="never changes"):
        published.build(SECOND)
    with pytest.raises(StateError, match="released already"):
        published.release(SECOND)
    assert files_below(published.site) == before


def test_release_refuses_a_draft_that_was_changed_by_hand(exchange: Exchange) -> None:
    exchange.build(FIRST)
    path = exchange.draft / paths.statement_path(FIRST)
    path.write_bytes(path.read_bytes().replace(b"Tiny", b"Tidy"))
    with pytest.raises(StateError, match="not the draft that was last built"):
        exchange.release(FIRST)
