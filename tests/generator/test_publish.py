"""The whole pipeline on a small exchange: what a publisher and their customers would notice."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from proofpress import publish
from proofpress.errors import InputError
from proofpress.liabilities.reference import files as reference_files
from proofpress.site import render
from proofpress_verify import paths
from proofpress_verify.remarks import Remark
from proofpress_verify.verdict import Answer
from tests.generator.exchange import (
    BALANCES,
    CODE_KEY,
    FIRST,
    LEDGER,
    ORIGIN,
    SECOND,
    SUBS,
    Exchange,
    check,
    files_below,
    held,
    make_exchange,
)


@pytest.mark.parametrize("account", sorted(BALANCES))
def test_every_account_verifies_with_exactly_its_balance(published: Exchange, account: str) -> None:
    for snapshot in (FIRST, SECOND):
        verdict = check(published.site, published, account, snapshot)
        assert held(verdict) == BALANCES[account]
        assert verdict.finding is not None
        assert verdict.finding.account == account


def test_the_platforms_own_account_is_never_plainly_green(published: Exchange) -> None:
    verdict = check(published.site, published, "house", FIRST)
    assert verdict.answer is Answer.VERIFIED_BUT
    assert Remark.NOT_CUSTOMER in verdict.remarks


def test_reserves_below_liabilities_are_shown_to_holders_of_the_asset(published: Exchange) -> None:
    # USDC has no wallet at all, BTC is covered.
    assert Remark.BELOW_RESERVES in check(published.site, published, "carol", FIRST).remarks
    assert check(published.site, published, "erin", FIRST).answer is Answer.VERIFIED


def test_a_draft_verifies_and_is_called_a_draft(exchange: Exchange) -> None:
    exchange.build(FIRST)
    verdict = check(exchange.draft, exchange, "erin", FIRST)
    assert verdict.answer is Answer.VERIFIED_BUT
    assert Remark.DRAFT in verdict.remarks
    assert not exchange.site.exists()
    assert "raft" in (exchange.draft / "index.html").read_text()


def test_same_input_same_bytes(tmp_path: Path, published: Exchange) -> None:
    again = make_exchange(tmp_path / "elsewhere")
    for snapshot in (FIRST, SECOND):
        again.write_snapshot(snapshot, more=SUBS)
        again.publish(snapshot)
    assert files_below(again.site) == files_below(published.site)


def test_the_order_of_ledger_rows_does_not_show(tmp_path: Path, exchange: Exchange) -> None:
    other = make_exchange(tmp_path / "other")
    head, *rows = LEDGER.splitlines(keepends=True)
    other.write_snapshot(FIRST, head + "".join(reversed(rows)), more=SUBS)
    exchange.build(FIRST)
    other.build(FIRST)
    assert files_below(other.draft / "snapshots") == files_below(exchange.draft / "snapshots")


def test_no_secret_account_name_or_balance_is_anywhere_in_the_output(
    published: Exchange,
) -> None:
    secrets = [name.encode() for name in BALANCES if name != "house"]
    secrets += [published.code(name).encode() for name in BALANCES]
    key, publisher = published.code_key, published.signing_key.publisher
    secrets += [key.code(publisher, name.encode()) for name in BALANCES]
    secrets += [key.code(publisher, name.encode()).hex().encode() for name in BALANCES]
    secrets += [key.secret, published.signing_key.secret, CODE_KEY[-65:-1].encode()]
    secrets += [b"250.25", b"250250000", (250_250_000).to_bytes(4, "big"), b"99999999"]
    own = {
        name: data
        for name, data in files_below(published.site).items()
        # Programs and the format are the same on every site, and contain names as parts of words.
        if not name.startswith(("runtime/", "verifier/", "format/")) and not name.endswith(".js")
    }
    for secret in secrets:
        leaks = [name for name, data in own.items() if re.search(re.escape(secret), data)]
        # carol alone holds USDC, so her balance is the published total of that asset.
        allowed = secret == b"99999999"
        assert allowed or not leaks, (secret, leaks)


def test_nothing_secret_stays_in_the_work_folder(published: Exchange) -> None:
    assert not list(published.folder.glob(".work-*"))
    assert not list(published.folder.glob(".*.new"))


@pytest.mark.parametrize("stage", ["render", "recheck", "shards"])
def test_a_build_that_fails_leaves_the_old_site_as_it_was(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    exchange.publish(FIRST)
    site, draft = files_below(exchange.site), files_below(exchange.draft)
    exchange.write_snapshot(SECOND, more=SUBS)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    places = {
        "render": (render, "render"),
        "recheck": (publish, "recheck"),
        "shards": (reference_files, "write_shard_files"),
    }
    with monkeypatch.context() as patched:
        patched.setattr(*places[stage], fail)
        with pytest.raises(OSError, match="No space"):
            exchange.build(SECOND)
    assert files_below(exchange.site) == site
    assert files_below(exchange.draft) == draft
    assert not list(exchange.folder.glob(".work-*"))
    exchange.publish(SECOND)
    assert check(exchange.site, exchange, "erin", SECOND).answer is Answer.VERIFIED


def test_negative_net_balances_are_refused_by_name(exchange: Exchange) -> None:
    exchange.write_snapshot(FIRST, LEDGER + "carol,customer,BTC,-0.5\n", more=SUBS)
    with pytest.raises(InputError, match=r"'carol'.*-50000000 base units in BTC / customer"):
        exchange.build(FIRST)


def test_clamped_balances_are_counted_and_never_netted(exchange: Exchange) -> None:
    ledger = LEDGER + "carol,customer,BTC,-0.5\ndave,customer,BTC,-1\n"
    exchange.write_snapshot(FIRST, ledger, more=SUBS + 'negatives = "floor"\n')
    exchange.build(FIRST)
    statement = json.loads((exchange.draft / paths.statement_path(FIRST)).read_bytes())
    assert statement["clamped"] == [{"accounts": 2, "amount": "150000000", "column": 1}]
    assert statement["totals"][1] == "450000001"
    assert held(check(exchange.draft, exchange, "dave", FIRST)) == {}


def test_debt_within_one_account_and_asset_is_netted_before_the_policy(
    exchange: Exchange,
) -> None:
    exchange.write_snapshot(FIRST, LEDGER + "alice,customer,BTC,-1.4\n", more=SUBS)
    exchange.build(FIRST)
    assert held(check(exchange.draft, exchange, "alice", FIRST))["BTC"] == 10_000_000


def test_a_sum_above_the_formats_limit_names_the_account(exchange: Exchange) -> None:
    rows = "".join(f"whale{i},customer,BTC,{10**29}\n" for i in range(60))
    exchange.write_snapshot(FIRST, LEDGER + rows, more=SUBS)
    with pytest.raises(InputError, match=r"the total of BTC / customer reaches 2\^128"):
        exchange.build(FIRST)


def test_what_is_left_out_is_disclosed(published: Exchange) -> None:
    statement = json.loads((published.site / paths.statement_path(FIRST)).read_bytes())
    assert statement["left_out"] == [
        {"amount": "50000000", "asset": "USDT", "decimals": 6, "kind": "bonus", "rows": 1}
    ]


def test_an_identity_is_bound_to_the_leaf(exchange: Exchange) -> None:
    lines = "".join(f"{name},{name}@Mail.example\n" for name in BALANCES)
    (exchange.folder / "identities.csv").write_text("account,identity\n" + lines)
    exchange.write_snapshot(FIRST, more=SUBS + 'identity = "identities.csv"\n')
    exchange.build(FIRST)
    right = check(exchange.draft, exchange, "erin", FIRST, "Erin@mail.example ")
    assert Remark.IDENTITY_MATCHES in right.remarks
    wrong = check(exchange.draft, exchange, "erin", FIRST, "alice@mail.example")
    assert wrong.answer is Answer.BOUND_TO_SOMETHING_ELSE
    assert Remark.IDENTITY_NOT_ASKED in check(exchange.draft, exchange, "erin", FIRST).remarks


def test_an_account_without_an_identity_is_named(exchange: Exchange) -> None:
    (exchange.folder / "identities.csv").write_text("account,identity\nalice,a@b.example\n")
    exchange.write_snapshot(FIRST, more=SUBS + 'identity = "identities.csv"\n')
    with pytest.raises(InputError, match="has no identity"):
        exchange.build(FIRST)


def test_thousands_of_accounts_fill_shards_as_the_format_says(tmp_path: Path) -> None:
    exchange = make_exchange(tmp_path / "many")
    rows = "".join(f"c{i:05d},customer,BTC,{i}.5\n" for i in range(5000))
    exchange.write_snapshot(FIRST, "account,kind,asset,amount\n" + rows)
    exchange.build(FIRST)
    shards = sorted((exchange.draft / "snapshots" / FIRST / "shards").rglob("*.shard"))
    assert len(shards) == 8
    for number in range(0, 5000, 617):
        account = f"c{number:05d}"
        expected = {"BTC": number * 10**8 + 5 * 10**7}
        assert held(check(exchange.draft, exchange, account, FIRST)) == expected


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda e: (e.folder / "keys/code.key").chmod(0o644), "others may read this key"),
        (lambda e: (e.folder / "keys/code.key").write_text("x\n"), "not a proofpress master key"),
        (lambda e: (e.folder / "keys/signing.key").unlink(), "no such key"),
        (
            lambda e: _replace(e.folder / "publisher.toml", ORIGIN, "other.example/reserves"),
            "the origin is 'other.example/reserves'",
        ),
        (lambda e: (e.folder / "methodology.md").write_bytes(b"\xff"), "not UTF-8 at byte 0"),
        (lambda e: (e.folder / "methodology.md").unlink(), "cannot be read"),
    ],
)
def test_a_publishers_folder_that_is_wrong_is_refused(
    exchange: Exchange, damage: object, named: str
) -> None:
    assert callable(damage)
    damage(exchange)
    with pytest.raises(InputError, match=re.escape(named)):
        exchange.build(FIRST)
    assert not exchange.draft.exists()


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))
