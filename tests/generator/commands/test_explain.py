"""What the support desk sees of an account."""

from __future__ import annotations

from click.testing import CliRunner

from proofpress.cli import main
from tests.generator.exchange import FIRST, Exchange


def test_the_support_desk_sees_what_is_behind_an_entry(exchange: Exchange) -> None:
    options = ["explain", FIRST, "--folder", str(exchange.folder)]
    shown = CliRunner().invoke(main, options, input="bob\n")
    assert shown.exit_code == 0, shown.output
    assert "row 4, column 'amount': 7 USDT of 'bob/margin'" in shown.output
    bonus = CliRunner().invoke(main, options, input="erin\n")
    assert "50 USDT of 'erin', kind 'bonus': not counted" in bonus.output
    assert CliRunner().invoke(main, options, input="nobody\n").exit_code == 2
