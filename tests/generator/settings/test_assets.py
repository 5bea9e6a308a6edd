"""Assets, groups of assets and kinds of rows, and how each mistake in them is answered."""

from pathlib import Path

import pytest

from proofpress.errors import InputError
from tests.generator.settings.samples import (
    PUBLISHER,
    SNAPSHOT,
    Wrong,
    assert_publisher_refused,
    assert_snapshot_refused,
    load,
)

PUBLISHER_CASES = [
    Wrong("decimals = 8", "decimals = 39", "assets.BTC.decimals is 39", "0 to 38"),
    Wrong("decimals = 8", "decimals = -1", "assets.BTC.decimals is -1", "0 to 38"),
    Wrong("decimals = 8", 'decimals = "8"', "assets.BTC.decimals must be a whole", ""),
    Wrong("decimals = 8", "decimals = 8.0", "assets.BTC.decimals must be a whole", ""),
    Wrong("decimals = 8", "decimals = true", "assets.BTC.decimals must be a whole", ""),
    Wrong("decimals = 8", "digits = 8", "assets.BTC.digits is not a known key", "decimals"),
    Wrong("[assets.BTC]", '[assets."B TC"]', "assets.'B TC' cannot be", "letters, digits"),
    Wrong("[assets.BTC]", "[assets.usdt]", "assets.USDT differs only in case from", "only in case"),
    Wrong('name = "USD"', 'name = "U SD"', "group[1].name cannot be 'U SD'", "letters, digits"),
    Wrong('["USDT", "USDC"]', "[]", "group[1].assets is empty", "Name the assets"),
    Wrong('["USDT", "USDC"]', '"USDT"', "group[1].assets must be a list", ""),
    Wrong('["USDT", "USDC"]', '["USDT", "USDT"]', "names USDT, which is in USD already", "twice"),
    Wrong('["USDT", "USDC"]', '["USDT", "DAI"]', "names 'DAI', which is not a counted", "USDT"),
    Wrong(
        "[[group]]",
        '[[group]]\nname = "Usd"\nassets = ["BTC"]\n[[group]]',
        "group[2].name 'USD' is taken",
        "its own name",
    ),
    Wrong(
        "[[group]]",
        '[[group]]\nname = "W"\nassets = ["BTC"]\nunit = "USDT"\n[[group]]',
        "group[2].assets counts USDT as USD",
        "split it",
    ),
    Wrong(
        '["USDT", "USDC"]',
        '["USDT", "USDC"]\nunit = "US D"',
        "group[1].unit cannot be 'US D'",
        "letters, digits",
    ),
    Wrong("[[group]]", "keys = 1\n[[group]]", "assets.USDT.keys is not a known key", "decimals"),
]

SNAPSHOT_CASES = [
    Wrong("assets.USDC.decimals = 6", "", "group[1].assets names 'USDC'", "Did you mean USDT?"),
    Wrong(
        "assets.USDC",
        "assets.usdt.decimals = 6\nassets.USDC",
        "differs only in case",
        "only in case",
    ),
    Wrong("[[ledger]]", "kinds = {}\n[[ledger]]", "kinds is empty", 'customer = "count"'),
    Wrong("[[ledger]]", "kinds.A = 'count'\n[[ledger]]", "kinds.A cannot be 'A'", "1 to 32"),
    Wrong("[[ledger]]", "kinds.a = 'counted'\n[[ledger]]", "kinds.a cannot be", '"leave_out"'),
]


@pytest.mark.parametrize("case", PUBLISHER_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_publisher_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_publisher_refused(tmp_path, case)


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_snapshot_refused(tmp_path, case)


def test_a_snapshot_without_assets(tmp_path: Path) -> None:
    publisher = PUBLISHER[: PUBLISHER.index("[assets.BTC]")]
    snapshot = SNAPSHOT.replace("assets.USDC.decimals = 6\n", "")
    with pytest.raises(InputError, match="assets names no asset to count"):
        load(tmp_path, publisher, snapshot)


def test_too_many_columns(tmp_path: Path) -> None:
    assets = "".join(f"assets.A{index}.decimals = 0\n" for index in range(1700))
    snapshot = SNAPSHOT.replace("[[ledger]]", 'kinds.customer = "count"\n[[ledger]]')
    with pytest.raises(InputError, match="assets make 3407 columns with 2 scopes"):
        load(
            tmp_path,
            snapshot=snapshot.replace("[[", 'kinds.p = "count_apart:platform"\n[[').replace(
                "assets.USDC", assets + "assets.USDC"
            ),
        )
