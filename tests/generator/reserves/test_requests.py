"""The messages to sign, and the commands that print them and check a list."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from proofpress.cli import main
from proofpress.commands import demo_keys
from tests.generator.exchange import FIRST, ORIGIN, SUBS, Exchange, make_exchange
from tests.generator.reserves.lists import BLOCK, HEAD, signed_row


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return make_exchange(tmp_path / "exchange")


def test_the_command_prints_what_to_sign_and_checks_it(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, more=SUBS, wallets=HEAD + signed_row() + signed_row())
    folder = ["--folder", str(exchange.folder)]
    result = CliRunner().invoke(main, ["wallets", "message", FIRST, *folder])
    assert result.exit_code == 0, result.output
    (line,) = result.output.splitlines()
    address = demo_keys.address("ethereum", b"ethereum")
    said = f"{ORIGIN} controls {address} for proof of reserves {FIRST}, at block 910000 {BLOCK}"
    assert line == f"ethereum\t{address}\t{said}"
    listed = exchange.folder / f"wallets-{FIRST}.csv"
    result = CliRunner().invoke(main, ["wallets", "check", str(listed)])
    assert result.exit_code == 0, result.output
    assert "2 valid, 0 invalid, 0 unsigned" in result.output
    listed.write_text(HEAD + signed_row(forged=True))
    assert CliRunner().invoke(main, ["wallets", "check", str(listed)]).exit_code == 1
    listed.write_text("x")
    assert CliRunner().invoke(main, ["wallets", "check", str(listed)]).exit_code == 2


def test_without_a_block_there_is_nothing_to_sign(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    result = CliRunner().invoke(
        main, ["wallets", "message", FIRST, "--folder", str(exchange.folder)]
    )
    assert result.exit_code == 2
    assert "no block height or no block hash" in result.output
