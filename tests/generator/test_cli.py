"""The command `proofpress` as an engineer uses it: exit codes, messages, files, no secrets."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofpress.cli import main
from proofpress_verify.ownership.lists import WALLETS_HEADER
from tests.generator import readme
from tests.generator.command_line import run
from tests.generator.exchange import FIRST, LEDGER, SUBS, Exchange


def test_the_readmes_commands_work_unchanged(tmp_path: Path) -> None:
    folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": folder + os.pathsep + os.environ["PATH"]}
    done = subprocess.run(
        ["bash", "-c", readme.script()],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Your balance is in the published total" in done.stdout
    assert "warning" not in done.stderr


def test_build_then_release_says_what_was_counted(exchange: Exchange) -> None:
    built = run(exchange, "build", FIRST)
    assert built.exit_code == 0, built.output
    assert "accounts  6" in built.output
    assert "rows      9" in built.output
    refused = run(exchange, "release", FIRST, "--accounts", "5")
    assert refused.exit_code == 2
    assert "accounts: 5 given, 6 built" in refused.output
    released = run(exchange, "release", FIRST, "--accounts", "6", "--total", "BTC/platform=20")
    assert released.exit_code == 0, released.output


@pytest.mark.parametrize("balance", ["3", "4", ""])
def test_coins_that_count_as_two_assets_are_refused_with_their_row(
    exchange: Exchange, balance: str
) -> None:
    cells = "USDX,ethereum,{},{},,,,,,,,,,,,{},native,a reason\n"
    evm = "1d" * 20
    rows = cells.format("0x" + evm, 3, "USDC") + cells.format(evm.upper(), balance, "USDT")
    exchange.write_snapshot(FIRST, more=SUBS, wallets=",".join(WALLETS_HEADER) + "\n" + rows)
    refused = run(exchange, "build", FIRST)
    assert refused.exit_code == 2
    assert f"wallets-{FIRST}.csv, row 2, column 'counts_as'" in refused.output
    assert "count as USDC in row 1" in refused.output


def test_a_build_warns_if_customers_will_not_know_when_the_next_is_due(exchange: Exchange) -> None:
    assert "warning" not in run(exchange, "build", FIRST).output
    exchange.write_snapshot(FIRST, more=SUBS, is_due=False)
    warned = run(exchange, "build", FIRST)
    assert warned.exit_code == 0, warned.output
    assert (
        f"warning: snapshots/{FIRST}.toml: no next_due: customers see a caution: the statement "
        "does not say when the next snapshot is due\n" in warned.output
    )


def test_bad_input_is_a_message_and_never_a_traceback(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, LEDGER + "zoe,customer,BTC,1e5\n", more=SUBS)
    result = run(exchange, "build", FIRST)
    assert result.exit_code == 2
    assert "row 10" in result.output
    assert "amount" in result.output
    assert "Traceback" not in result.output
    assert not exchange.draft.exists()


def test_keygen_makes_two_private_files_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    again = CliRunner().invoke(main, ["init", str(folder)])
    assert again.exit_code == 2
    made = CliRunner().invoke(main, ["keygen", "--folder", str(folder)])
    assert made.exit_code == 0, made.output
    for name in ("code.key", "signing.key"):
        path = folder / "keys" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        secret = path.read_text().strip()
        assert secret not in made.output
        assert secret[-20:] not in made.output
    before = (folder / "keys/code.key").read_bytes()
    assert CliRunner().invoke(main, ["keygen", "--folder", str(folder)]).exit_code == 2
    assert (folder / "keys/code.key").read_bytes() == before
