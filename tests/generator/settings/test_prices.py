"""The [prices] table, and how each mistake in it is answered."""

from pathlib import Path

import pytest

from tests.generator.settings.samples import Wrong, assert_snapshot_refused

SNAPSHOT_CASES = [
    Wrong("[[ledger]]", "[prices]\nsource = 'x'\n[[ledger]]", "prices.usd is missing", "table"),
    Wrong(
        "[[ledger]]",
        "[prices]\nsource = 'x'\nusd = {BTC = '1'}\n[[ledger]]",
        "prices.usd.BTC has no time",
        "BTC = { price = …, time = … }",
    ),
    *(
        Wrong(
            "[[ledger]]",
            f"[prices]\nsource = {source}\ntime = {time}\nusd = {{{usd}}}\n[[ledger]]",
            what,
            advice,
        )
        for source, time, usd, what, advice in (
            ("'x'", "2026-10-31T00:00:00Z", "BCT = '1'", "prices.usd.BCT is not the", "mean BTC?"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '0'", "prices.usd.BTC cannot be '0'", "above"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '0.0'", "prices.usd.BTC cannot be", "above"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '-1'", "prices.usd.BTC cannot be", "above"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = '1e5'", "prices.usd.BTC cannot be", "exponent"),
            ("'x'", "2026-10-31T00:00:00Z", "BTC = 1.5", "prices.usd.BTC must be text", ""),
            ("' '", "2026-10-31T00:00:00Z", "BTC = '1'", "prices.source cannot be", "printable"),
            ("'x'", "2026-10-31T00:00:00", "BTC = '1'", "prices.time has no time zone", "UTC"),
            *(
                ("'x'", "2026-10-31T00:00:00Z", f"BTC = {{{own}}}", f"prices.usd.BTC{what}", advice)
                for own, what, advice in (
                    ("source = 'y'", ".price is missing", "text in quotes"),
                    ("price = 1", ".price must be text", ""),
                    ("price = '0'", " cannot be '0'", "above"),
                    ("price = '1', source = ''", ".source cannot be ''", "printable"),
                    ("price = '1', time = 2026-10-31", ".time must be a date and time", ""),
                    ("price = '1', time = 2026-10-31T00:00:00", ".time has no time zone", "UTC"),
                    ("price = '1', by = 'y'", ".by is not a known key", "price, source, time"),
                )
            ),
        )
    ),
]


@pytest.mark.parametrize("case", SNAPSHOT_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_snapshot_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_snapshot_refused(tmp_path, case)
