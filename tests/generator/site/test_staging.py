"""The folders of a site: what a new one takes over, and what a killed run leaves."""

from __future__ import annotations

import json

from proofpress.progress import Silent
from proofpress.release import release
from proofpress.settings.snapshot import ReleaseSettings
from proofpress_verify import paths
from tests.generator.exchange import FIRST, LEDGER, SECOND, SUBS, Exchange, files_below


def test_adding_a_snapshot_never_touches_an_older_one(exchange: Exchange) -> None:
    exchange.publish(FIRST)
    data = files_below(exchange.site / "snapshots" / FIRST)
    exchange.write_snapshot(SECOND, LEDGER + "frank,customer,BTC,1\n", more=SUBS)
    exchange.build(SECOND)
    settings = exchange.load(SECOND)
    release(settings, ReleaseSettings(7, None, {}), Silent())
    after = files_below(exchange.site / "snapshots" / FIRST)
    pages = {name for name in data if name.endswith(".html")}
    assert {n: b for n, b in after.items() if n not in pages} == {
        n: b for n, b in data.items() if n not in pages
    }
    statement = json.loads((exchange.site / paths.statement_path(SECOND)).read_bytes())
    assert statement["previous"][0]["snapshot"] == FIRST


def test_a_kill_between_the_two_renames_is_undone_by_the_next_command(
    exchange: Exchange,
) -> None:
    exchange.publish(FIRST)
    site = files_below(exchange.site)
    exchange.site.rename(exchange.folder / ".site.old")
    exchange.write_snapshot(SECOND, more=SUBS)
    exchange.build(SECOND)
    assert files_below(exchange.site) == site


def test_what_a_killed_build_left_in_the_clear_is_removed_by_the_next(
    exchange: Exchange,
) -> None:
    left = exchange.folder / ".work-killed"
    left.mkdir()
    (left / "rows-00").write_bytes(b"codes and balances")
    exchange.build(FIRST)
    assert not left.exists()
