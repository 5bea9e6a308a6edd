"""A change of scope without a note: a warning, or an error before anything is encrypted."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress import publish
from proofpress.errors import InputError
from proofpress.liabilities.reference import files as reference_files
from proofpress.progress import Silent
from proofpress.publish import build
from tests.generator.exchange import (
    FIRST,
    LEDGER,
    SECOND,
    SUBS,
    WALLETS,
    Exchange,
    append,
    files_below,
    make_exchange,
    never,
)


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return make_exchange(tmp_path / "exchange")


def test_a_change_of_scope_without_a_note_is_a_warning_or_an_error(exchange: Exchange) -> None:
    """2026-01-07: the platform's own accounts enter the balances."""
    exchange.write_snapshot(FIRST, more=SUBS)
    path = exchange.folder / "snapshots" / f"{FIRST}.toml"
    path.write_text(path.read_text().replace('"count_apart:platform"', '"leave_out"'))
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, more=SUBS)
    (warning,) = build(exchange.load(SECOND), Silent()).warnings
    assert "scope-added BTC" in warning
    assert "kind platform" in warning
    exchange.write_snapshot(SECOND, more=SUBS + "strict_scope = true\n")
    with pytest.raises(InputError, match="there is no scope_note"):
        build(exchange.load(SECOND), Silent())
    note = 'strict_scope = true\nscope_note = "Our own accounts are counted from today."\n'
    exchange.write_snapshot(SECOND, more=SUBS + note)
    assert build(exchange.load(SECOND), Silent()).warnings == ()
    page = (exchange.draft / "snapshots" / SECOND / "index.html").read_text()
    assert "Our own accounts are counted from today." in page


def replaced(exchange: Exchange, snapshot: str, old: str, new: str) -> None:
    path = exchange.folder / "snapshots" / f"{snapshot}.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def counted_as(exchange: Exchange, unit: str) -> None:
    path = exchange.folder / "publisher.toml"
    path.write_text(path.read_text() + f'unit = "{unit}"\n')


FORM = ("self,BTC,native", "self,BTC,wrapped")


@pytest.mark.parametrize(
    ("named", "change"),
    [
        ("kind platform", lambda e: replaced(e, SECOND, '"count_apart:platform"', '"leave_out"')),
        ("wallets-partial", lambda e: replaced(e, SECOND, "complete = true", "complete = false")),
        ("asset-added ETH", lambda e: append(e, SECOND, "[assets.ETH]\ndecimals = 18\n")),
        (
            "own-issued USDC",
            lambda e: append(e, SECOND, "[assets.USDC]\ndecimals = 6\nown_issued = true\n"),
        ),
        ("group-unit USD", lambda e: counted_as(e, "EUR")),
        (
            "form-added BTC",
            lambda e: e.write_snapshot(
                SECOND, more=SUBS + "strict_scope = true\n", wallets=WALLETS.replace(*FORM)
            ),
        ),
    ],
)
def test_a_strict_scope_stops_before_the_ledger_is_read(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, named: str, change: object
) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, more=SUBS + "strict_scope = true\n")
    assert callable(change)
    change(exchange)
    before = files_below(exchange.folder)
    monkeypatch.setattr(publish, "choose_builder", never)
    with pytest.raises(InputError, match="there is no scope_note") as caught:
        build(exchange.load(SECOND), Silent())
    assert named in caught.value.what
    assert files_below(exchange.folder) == before


def test_what_only_the_rows_show_stops_a_strict_scope_before_anything_is_encrypted(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    more = SUBS + 'assets_without_column = "disclose"\nstrict_scope = true\n'
    exchange.write_snapshot(SECOND, LEDGER + "erin,customer,SHIB,1\n", more=more)
    before = files_below(exchange.folder)
    monkeypatch.setattr(reference_files, "write_shard_files", never)
    with pytest.raises(InputError, match="no scope_note: out-of-scope SHIB"):
        build(exchange.load(SECOND), Silent())
    assert files_below(exchange.folder) == before


def test_nothing_is_warned_of_where_the_scope_stays(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    exchange.publish(FIRST)
    exchange.write_snapshot(SECOND, LEDGER, more=SUBS + "strict_scope = true\n")
    assert build(exchange.load(SECOND), Silent()).warnings == ()
