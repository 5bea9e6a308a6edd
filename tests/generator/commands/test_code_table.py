"""The table of codes: written for the owner only, and compared with the backend's."""

from __future__ import annotations

import csv
import re
import stat

import pytest

from tests.generator.command_line import run
from tests.generator.exchange import BALANCES, FIRST, Exchange


def test_codes_go_to_a_private_file_and_compare_with_the_backends(exchange: Exchange) -> None:
    table = exchange.folder / "codes.csv"
    url = "https://proof.tiny.example/"
    made = run(exchange, "codes", FIRST, "--output", str(table), "--site-url", url)
    assert made.exit_code == 0, made.output
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    rows = list(csv.DictReader(table.open()))
    assert {row["account"] for row in rows} == set(BALANCES)
    for row in rows:
        assert row["code"] == exchange.code(row["account"])
        assert row["link"] == f"https://proof.tiny.example/verify/#{row['code']}"
        assert row["code"] not in made.output
    assert run(exchange, "codes", FIRST, "--compare", str(table)).exit_code == 0


def test_links_to_codes_lead_to_the_site_that_the_settings_name(exchange: Exchange) -> None:
    settings = exchange.folder / "publisher.toml"
    site_url = 'site_url = "https://tiny.example/reserves/"\n'
    settings.write_text(settings.read_text().replace("support_url", site_url + "support_url"))
    table = exchange.folder / "codes.csv"
    assert run(exchange, "codes", FIRST, "--output", str(table)).exit_code == 0
    for row in csv.DictReader(table.open()):
        assert row["link"] == f"https://tiny.example/reserves/verify/#{row['code']}"


def test_codes_that_differ_are_named_by_account(exchange: Exchange) -> None:
    lines = ["account,code", f"alice,{exchange.code('alice')}", f"bob,{exchange.code('alice')}"]
    lines += [f"stranger,{exchange.code('alice')}"]
    backend = exchange.folder / "backend.csv"
    backend.write_text("\n".join(lines) + "\n")
    result = run(exchange, "codes", FIRST, "--compare", str(backend))
    assert result.exit_code == 1
    assert re.search(r"same +1\n", result.output)
    assert re.search(r"different +1\n  bob", result.output)
    assert re.search(r"missing +4\n", result.output)
    assert re.search(r"unknown +1\n  stranger", result.output)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("account\nalice\n", "no columns `account` and `code`"),
        ("account,code\nalice,por1xyz\n", "row 1, column 'code'"),
        ("", "no columns"),
    ],
)
def test_a_backend_file_that_is_wrong(exchange: Exchange, text: str, named: str) -> None:
    backend = exchange.folder / "backend.csv"
    backend.write_text(text)
    result = run(exchange, "codes", FIRST, "--compare", str(backend))
    assert result.exit_code == 2
    assert named in result.output
