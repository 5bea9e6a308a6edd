"""The whole pipeline on a small exchange: what a publisher and their customers would notice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from proofpress import builders, publish, shard_files, site_folder
from proofpress.config import ReleaseSettings
from proofpress.errors import InputError, StateError
from proofpress.progress import Silent
from proofpress.release import release
from proofpress_verify import paths
from proofpress_verify.remarks import Remark
from proofpress_verify.verdict import Answer, Verdict
from proofpress_verify.verify import Copy, Opened, begin, finish
from tests.generator.exchange import (
    BALANCES,
    CODE_KEY,
    FIRST,
    LEDGER,
    ORIGIN,
    SECOND,
    SUBS,
    Exchange,
    make_exchange,
    publish_two,
)


def check(
    site: Path, exchange: Exchange, account: str, snapshot: str, identity: str = ""
) -> Verdict:
    """Check an account as its customer would, from the files of a site."""
    statement = (site / paths.statement_path(snapshot)).read_bytes()
    note = (site / paths.note_path(snapshot)).read_bytes()
    opened = begin(exchange.code(account), statement, note)
    assert isinstance(opened, Opened), opened
    shard = (site / "snapshots" / snapshot / paths.shard_path(opened.shard)).read_bytes()
    return finish(opened, [Copy(shard)], identity=identity)


def held(verdict: Verdict) -> dict[str, int]:
    """The amounts of a verified account by asset, whatever the scope."""
    assert verdict.finding is not None, verdict.failure
    assert verdict.claim is not None
    columns = verdict.claim.header.columns
    return {columns[column].asset: amount for column, amount in verdict.finding.sums[1:]}


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """An exchange with two released snapshots."""
    return publish_two(tmp_path_factory.mktemp("exchange"))


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    """An exchange whose first snapshot is written and not yet built."""
    made = make_exchange(tmp_path / "exchange")
    made.write_snapshot(FIRST, more=SUBS)
    return made


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


def test_reserves_below_liabilities_are_said_to_who_holds_the_asset(published: Exchange) -> None:
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
    assert files(again.site) == files(published.site)


def test_the_order_of_ledger_rows_does_not_show(tmp_path: Path, exchange: Exchange) -> None:
    other = make_exchange(tmp_path / "other")
    head, *rows = LEDGER.splitlines(keepends=True)
    other.write_snapshot(FIRST, head + "".join(reversed(rows)), more=SUBS)
    exchange.build(FIRST)
    other.build(FIRST)
    assert files(other.draft / "snapshots") == files(exchange.draft / "snapshots")


def test_adding_a_snapshot_never_touches_an_older_one(exchange: Exchange) -> None:
    exchange.publish(FIRST)
    data = files(exchange.site / "snapshots" / FIRST)
    exchange.write_snapshot(SECOND, LEDGER + "frank,customer,BTC,1\n", more=SUBS)
    exchange.build(SECOND)
    settings = exchange.load(SECOND)
    release(settings, ReleaseSettings(7, None, {}), Silent())
    after = files(exchange.site / "snapshots" / FIRST)
    pages = {name for name in data if name.endswith(".html")}
    assert {n: b for n, b in after.items() if n not in pages} == {
        n: b for n, b in data.items() if n not in pages
    }
    statement = json.loads((exchange.site / paths.statement_path(SECOND)).read_bytes())
    assert statement["previous"][0]["snapshot"] == FIRST


def test_no_secret_account_name_or_balance_stands_anywhere_in_the_output(
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
        for name, data in files(published.site).items()
        # Programs and the format are the same on every site, and words are made of names.
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


def test_release_refuses_other_control_totals(exchange: Exchange) -> None:
    exchange.build(FIRST)
    settings = exchange.load(FIRST)
    for control, named in (
        (ReleaseSettings(7, None, {}), "accounts: 7 given, 6 built"),
        (ReleaseSettings(6, 8, {}), "rows: 8 given, 9 built"),
        (ReleaseSettings(6, 9, {"BTC/customer": "4.5"}), "BTC/customer: 4.5 given, 4.50000001"),
        (ReleaseSettings(6, 9, {"BTC/bonus": "1"}), "no such column"),
        (ReleaseSettings(None, None, {}), "no control totals"),
    ):
        with pytest.raises(InputError, match=re.escape(named)):
            release(settings, control, Silent())
        assert not exchange.site.exists()
    release(settings, ReleaseSettings(6, 9, {"BTC/customer": "4.50000001"}), Silent())
    assert check(exchange.site, exchange, "erin", FIRST).answer is Answer.VERIFIED


def test_a_released_snapshot_is_never_built_or_released_again(published: Exchange) -> None:
    before = files(published.site)
    with pytest.raises(StateError, match="never changes"):
        published.build(SECOND)
    with pytest.raises(StateError, match="released already"):
        published.release(SECOND)
    assert files(published.site) == before


def test_release_refuses_a_draft_that_was_changed_by_hand(exchange: Exchange) -> None:
    exchange.build(FIRST)
    path = exchange.draft / paths.statement_path(FIRST)
    path.write_bytes(path.read_bytes().replace(b"Tiny", b"Tidy"))
    with pytest.raises(StateError, match="not the draft that was last built"):
        exchange.release(FIRST)


def test_an_older_moment_than_the_released_one_is_refused(published: Exchange) -> None:
    published.write_snapshot("2026-08-31", more=SUBS)
    with pytest.raises(InputError, match="not after that of the released snapshot"):
        published.build("2026-08-31")


@pytest.mark.parametrize("stage", ["render", "recheck", "shards"])
def test_a_build_that_fails_leaves_the_old_site_as_it_was(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    exchange.publish(FIRST)
    site, draft = files(exchange.site), files(exchange.draft)
    exchange.write_snapshot(SECOND, more=SUBS)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    places = {
        "render": (site_folder, "render"),
        "recheck": (publish, "recheck"),
        "shards": (shard_files, "build_shard_files"),
    }
    with monkeypatch.context() as patched:
        patched.setattr(*places[stage], fail)
        with pytest.raises(OSError, match="No space"):
            exchange.build(SECOND)
    assert files(exchange.site) == site
    assert files(exchange.draft) == draft
    assert not list(exchange.folder.glob(".work-*"))
    exchange.publish(SECOND)
    assert check(exchange.site, exchange, "erin", SECOND).answer is Answer.VERIFIED


def test_a_kill_between_the_two_renames_is_undone_by_the_next_command(
    exchange: Exchange,
) -> None:
    exchange.publish(FIRST)
    site = files(exchange.site)
    exchange.site.rename(exchange.folder / ".site.old")
    exchange.write_snapshot(SECOND, more=SUBS)
    exchange.build(SECOND)
    assert files(exchange.site) == site


def test_what_a_killed_build_left_in_the_clear_is_removed_by_the_next(
    exchange: Exchange,
) -> None:
    left = exchange.folder / ".work-killed"
    left.mkdir()
    (left / "rows-00").write_bytes(b"codes and balances")
    exchange.build(FIRST)
    assert not left.exists()


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
    with pytest.raises(InputError, match=r"BTC / customer reaches 2\^128 .* account 'whale"):
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


@pytest.mark.parametrize("more", ["", 'identity = "identities.csv"\n', 'negatives = "floor"\n'])
def test_kernels_publish_the_very_bytes_of_the_definition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    rows = "".join(f"c{i:05d},customer,{('BTC', 'USDT')[i % 2]},{i}.5\n" for i in range(3000))
    sites = []
    for way in ("plain", "kernels"):
        monkeypatch.setenv(builders.BUILDER_VARIABLE, way)
        exchange = make_exchange(tmp_path / way)
        names = [*BALANCES, *(f"c{i:05d}" for i in range(3000))]
        identities = "".join(f"{name},{name}@mail.example\n" for name in names)
        (exchange.folder / "identities.csv").write_text("account,identity\n" + identities)
        debt = "carol,customer,BTC,-0.5\n" if "floor" in more else ""
        exchange.write_snapshot(FIRST, LEDGER + rows + debt, more=SUBS + more)
        exchange.build(FIRST)
        sites.append(files(exchange.draft))
    assert sites[0] == sites[1]


def _bad_logo(exchange: Exchange) -> None:
    (exchange.folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/>")
    with (exchange.folder / "publisher.toml").open("a") as settings:
        settings.write('[theme]\nlogo = "logo.svg"\n')


def _deep_methodology(exchange: Exchange) -> None:
    (exchange.folder / "methodology.md").write_text("> " * 3000 + "deep\n")


@pytest.mark.parametrize("spoil", [_bad_logo, _deep_methodology])
def test_what_cannot_be_shown_stops_a_build_before_its_work(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Exchange], None]
) -> None:
    exchange.write_snapshot(FIRST, more=SUBS)
    spoil(exchange)
    monkeypatch.setattr(publish, "read_ledger", None)
    with pytest.raises(InputError, match=r"logo|nested"):
        exchange.build(FIRST)
    assert not exchange.draft.exists()


def test_a_code_goes_up_by_one_generation_between_two_snapshots(tmp_path: Path) -> None:
    """A publisher who could try generations could choose who shares a file with whom."""
    exchange = make_exchange(tmp_path)
    settings = exchange.folder / "publisher.toml"
    keys = '[keys]\ngenerations = "generations.csv"\n'
    settings.write_text(settings.read_text().replace("[assets.BTC]", keys + "[assets.BTC]"))
    for snapshot in (FIRST, SECOND):
        exchange.write_snapshot(snapshot, more=SUBS)
    renewed = exchange.folder / "generations.csv"
    renewed.write_text("account,generation\nalice,2\n")
    with pytest.raises(InputError, match="'alice' goes from generation 0 to 2"):
        exchange.build(FIRST)
    renewed.write_text("account,generation\nalice,1\n")
    exchange.publish(FIRST)
    renewed.write_text("account,generation\n")
    with pytest.raises(InputError, match="'alice' goes from generation 1 to 0"):
        exchange.build(SECOND)
