"""The fast builder of shard files writes what the plain one writes, byte for byte."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from proofpress import fast_partition, fast_shards, partition, shard_files
from proofpress.engines.local import InProcess
from proofpress.engines.threads import Threads
from proofpress.errors import InputError
from proofpress_verify import paths
from proofpress_verify.core import shard_file
from tests.generator.test_fast_partition import Rows, coding, some_rows

HEADER = bytes(range(100, 132))


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def build_both(
    rows: Rows, tmp_path: Path, identities: Mapping[str, str] | None = None
) -> tuple[shard_files.ShardFiles, shard_files.ShardFiles]:
    for name in ("slow", "fast", "slow-work", "fast-work"):
        (tmp_path / name).mkdir()
    slow_parts = partition.partition(rows, coding(), False, tmp_path / "slow-work")
    slow = shard_files.build_shard_files(
        shard_files.shard_tasks(slow_parts, tmp_path / "slow", HEADER, identities),
        tmp_path / "slow",
        InProcess(),
    )
    fast_parts = fast_partition.partition(rows, coding(), False, tmp_path / "fast-work")
    fast = fast_shards.build_shard_files(
        fast_shards.seal_tasks(fast_parts, tmp_path / "fast", HEADER, identities),
        tmp_path / "fast",
        Threads(2),
    )
    return slow, fast


@pytest.mark.parametrize("columns", [2, 32, 3400])
@pytest.mark.parametrize("accounts", [1, 2, 300, 1300, 2500])
def test_the_files_are_those_of_the_plain_way(accounts: int, columns: int, tmp_path: Path) -> None:
    rows = Rows(some_rows(random.Random(accounts + columns), accounts, columns), columns)
    slow, fast = build_both(rows, tmp_path)
    assert fast == slow
    assert files_below(tmp_path / "fast") == files_below(tmp_path / "slow")


@pytest.mark.parametrize("most", [1, 2, 40])
def test_many_small_and_empty_shards(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (partition, fast_partition):
        monkeypatch.setattr(module, "MOST_PER_SHARD", most)
        monkeypatch.setattr(module, "LEAST_PER_SHARD", 0)
    slow, fast = build_both(Rows(some_rows(random.Random(most), 700, 9), 9), tmp_path)
    assert fast == slow
    assert files_below(tmp_path / "fast") == files_below(tmp_path / "slow")


@pytest.mark.parametrize("seed", range(3))
def test_no_shard_of_several_is_below_a_hundred(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if smaller shards are asked for: the verifier refuses them (`shard-small`)."""
    for module in (partition, fast_partition):
        monkeypatch.setattr(module, "MOST_PER_SHARD", 60)
    rows = Rows(some_rows(random.Random(seed), 1000, 2), 2)
    slow, fast = build_both(rows, tmp_path)
    assert fast == slow
    files = [path.read_bytes() for path in sorted((tmp_path / "fast").rglob("*.shard"))]
    bits = len(files).bit_length() - 1
    for number, data in enumerate(files):
        shard_file.check_form(shard_file.parse_shard(data, bits), HEADER, number)
    assert bits > 0


def test_shards_larger_than_the_arena(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_shards, "ARENA", 1000)
    slow, fast = build_both(Rows(some_rows(random.Random(0), 1500, 9), 9), tmp_path)
    assert fast == slow


def test_identities_are_bound(tmp_path: Path) -> None:
    rows = Rows(some_rows(random.Random(0), 1200, 9), 9)
    identities = {name: f"{name[:9]}@example.com" for name, _, _ in rows.rows}
    slow, fast = build_both(rows, tmp_path, identities)
    assert fast == slow
    assert files_below(tmp_path / "fast") == files_below(tmp_path / "slow")


def test_an_account_without_identity_is_refused(tmp_path: Path) -> None:
    parts = fast_partition.partition(Rows([("a", 1, 1)], 2), coding(), False, tmp_path)
    tasks = fast_shards.seal_tasks(parts, tmp_path, HEADER, {"b": "b@example.com"})
    with pytest.raises(InputError, match="account 'a' has no identity"):
        fast_shards.build_shard_files(tasks, tmp_path, InProcess())


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_shards, "MAX_SHARD_SIZE", 4095)
    parts = fast_partition.partition(Rows([("a", 1, 1)], 2), coding(), False, tmp_path)
    tasks = fast_shards.seal_tasks(parts, tmp_path, HEADER, None)
    with pytest.raises(InputError, match="shard 0 would have 4,096 bytes"):
        fast_shards.build_shard_files(tasks, tmp_path, InProcess())


def test_no_secret_shows_in_what_may_be_printed(tmp_path: Path) -> None:
    parts = fast_partition.partition(Rows([("alice", 1, 1)], 2), coding(), False, tmp_path)
    task = next(fast_shards.seal_tasks(parts, tmp_path, HEADER, {"alice": "me@example.com"}))
    sealed = fast_shards.write_sealed(task)
    assert "example.com" not in repr(task)
    assert "keys" not in repr(sealed)


def test_progress_is_told_in_accounts(tmp_path: Path) -> None:
    rows = Rows([(f"a{i}", 1, 1) for i in range(1500)], 2)
    parts = fast_partition.partition(rows, coding(), False, tmp_path)
    seen: list[int] = []
    tasks = fast_shards.seal_tasks(parts, tmp_path, HEADER, None)
    fast_shards.build_shard_files(tasks, tmp_path, Threads(2), seen.append)
    assert seen == sorted(seen)
    assert (len(seen), seen[-1]) == (2, 1500)


def test_a_full_disk_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    parts = fast_partition.partition(Rows([("a", 1, 1)], 2), coding(), False, tmp_path)
    shard = tmp_path / paths.shard_path(0)
    shard.parent.mkdir(parents=True)
    shard.symlink_to("/dev/full")
    tasks = fast_shards.seal_tasks(parts, tmp_path, HEADER, None)
    with pytest.raises(OSError, match=r"No space left on device: .*000000\.shard"):
        fast_shards.build_shard_files(tasks, tmp_path, Threads(2))
