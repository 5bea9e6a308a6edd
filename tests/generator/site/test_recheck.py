"""The check of a finished site before it is put in place: what is wrong is found and named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from proofpress.keys.master import code_text
from proofpress.liabilities.accounts import AccountTotals
from proofpress.site.recheck import RecheckFailed, Sample, recheck
from proofpress_verify import paths
from tests.generator.exchange import FIRST, Exchange

BOB = ((0, 1), (1, 1), (2, 7_000_000))  # the count, BTC, USDT


def sample(exchange: Exchange, name: str) -> Sample:
    publisher = exchange.signing_key.publisher
    code = exchange.code_key.code(publisher, name.encode())
    return Sample(code_text(code, publisher), AccountTotals(code, name, BOB))


def test_a_site_as_it_was_built_passes(published: Exchange) -> None:
    recheck(published.site, FIRST, [sample(published, "bob")])


@pytest.mark.parametrize(
    "name", [paths.shard_path(0), "statement.json", "statement.note", "wallets.csv"]
)
def test_a_changed_file_is_found(published: Exchange, tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(published.site, site)
    file = site / "snapshots" / FIRST / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(RecheckFailed, match="the site as written does not verify"):
        recheck(site, FIRST, [])


def test_a_sample_that_is_in_no_shard_is_found(published: Exchange) -> None:
    with pytest.raises(RecheckFailed, match="a sampled account does not verify"):
        recheck(published.site, FIRST, [sample(published, "nobody")])


def test_a_sample_whose_code_is_damaged_is_found(published: Exchange) -> None:
    damaged = replace(sample(published, "bob"), code="por1")
    with pytest.raises(RecheckFailed, match="a sampled account does not verify"):
        recheck(published.site, FIRST, [damaged])


def test_a_sample_with_another_name_or_other_sums_is_found(published: Exchange) -> None:
    bob = sample(published, "bob")
    for wrong in (
        replace(bob.account, name="rob"),
        replace(bob.account, sums=((0, 1), (1, 2), (2, 7_000_000))),
    ):
        with pytest.raises(RecheckFailed, match="a different name or different sums"):
            recheck(published.site, FIRST, [replace(bob, account=wrong)])


def test_neither_code_nor_account_is_in_a_samples_representation(published: Exchange) -> None:
    shown = repr(sample(published, "bob"))
    assert "por1" not in shown
    assert "bob" not in shown
