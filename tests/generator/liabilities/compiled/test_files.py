"""The compiled builder writes the shard files that the reference writes, byte for byte."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from proofpress.errors import InputError
from proofpress.liabilities import accounts as shared
from proofpress.liabilities import refusals
from proofpress.liabilities.accounts import Partition
from proofpress.liabilities.compiled import files, part_a
from proofpress.liabilities.compiled.partition import partition
from proofpress.liabilities.reference import files as reference_files
from proofpress.liabilities.reference import partition as reference_partition
from proofpress.liabilities.shard_files import ShardFiles, Target, shard_tasks
from proofpress_verify import paths
from proofpress_verify.core import shard_file
from tests.generator.liabilities.rows import Rows, derivation, some_rows

HEADER = bytes(range(100, 132))


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def build_both(
    rows: Rows, tmp_path: Path, identities: Mapping[str, str] | None = None
) -> tuple[ShardFiles, ShardFiles]:
    for name in ("plain", "compiled", "plain-work", "compiled-work"):
        (tmp_path / name).mkdir()
    return (
        reference_files.write_shard_files(
            reference_partition.partition(rows, derivation(), False, tmp_path / "plain-work"),
            Target(tmp_path / "plain", HEADER, identities),
        ),
        files.write_shard_files(
            partition(rows, derivation(), False, tmp_path / "compiled-work"),
            Target(tmp_path / "compiled", HEADER, identities),
            workers=2,
        ),
    )


@pytest.mark.parametrize("columns", [2, 32, 3400])
@pytest.mark.parametrize("accounts", [1, 2, 300, 1300, 2500])
def test_the_files_are_those_of_the_reference(accounts: int, columns: int, tmp_path: Path) -> None:
    rows = Rows(some_rows(random.Random(accounts + columns), accounts, columns), columns)
    plain, compiled = build_both(rows, tmp_path)
    assert compiled == plain
    assert files_below(tmp_path / "compiled") == files_below(tmp_path / "plain")


@pytest.mark.parametrize("most", [1, 2, 40])
def test_many_small_and_empty_shards(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "MOST_PER_SHARD", most)
    monkeypatch.setattr(shared, "LEAST_PER_SHARD", 0)
    plain, compiled = build_both(Rows(some_rows(random.Random(most), 700, 9), 9), tmp_path)
    assert compiled == plain
    assert files_below(tmp_path / "compiled") == files_below(tmp_path / "plain")


@pytest.mark.parametrize("seed", range(3))
def test_no_shard_of_several_is_below_a_hundred(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the shards are meant to be: the verifier refuses them (`shard-small`)."""
    monkeypatch.setattr(shared, "MOST_PER_SHARD", 60)
    rows = Rows(some_rows(random.Random(seed), 1000, 2), 2)
    plain, compiled = build_both(rows, tmp_path)
    assert compiled == plain
    files = [path.read_bytes() for path in sorted((tmp_path / "compiled").rglob("*.shard"))]
    bits = len(files).bit_length() - 1
    for number, data in enumerate(files):
        shard_file.check_form(shard_file.parse_shard(data, bits), HEADER, number)
    assert bits > 0


def test_shards_larger_than_the_arena(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_a, "ARENA", 1000)
    plain, compiled = build_both(Rows(some_rows(random.Random(0), 1500, 9), 9), tmp_path)
    assert compiled == plain


def test_identities_are_bound(tmp_path: Path) -> None:
    rows = Rows(some_rows(random.Random(0), 1200, 9), 9)
    identities = {name: f"{name[:9]}@example.com" for name, _, _ in rows.rows}
    plain, compiled = build_both(rows, tmp_path, identities)
    assert compiled == plain
    assert files_below(tmp_path / "compiled") == files_below(tmp_path / "plain")


Way = tuple[Callable[..., Partition], Callable[[Partition, Target], ShardFiles]]

BOTH = pytest.mark.parametrize(
    "way",
    [
        (reference_partition.partition, reference_files.write_shard_files),
        (partition, files.write_shard_files),
    ],
    ids=["reference", "compiled"],
)


@BOTH
def test_an_account_without_identity_is_refused(way: Way, tmp_path: Path) -> None:
    made = way[0](Rows([("a", 1, 1)], 2), derivation(), False, tmp_path)
    with pytest.raises(InputError, match="account 'a' has no identity"):
        way[1](made, Target(tmp_path, HEADER, {"b": "b@example.com"}))


@BOTH
def test_a_file_too_large_is_refused(
    way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MAX_SHARD_SIZE", 4095)
    made = way[0](Rows([("a", 1, 1)], 2), derivation(), False, tmp_path)
    with pytest.raises(InputError, match="shard 0 would have 4,096 bytes"):
        way[1](made, Target(tmp_path, HEADER, None))


def test_no_secret_shows_in_what_may_be_printed(tmp_path: Path) -> None:
    made = partition(Rows([("alice", 1, 1)], 2), derivation(), False, tmp_path)
    target = Target(tmp_path, HEADER, {"alice": "me@example.com"})
    written = part_a.write_part_a(next(shard_tasks(made)), made, target)
    assert "example.com" not in repr(target)
    assert "keys" not in repr(written)


def test_progress_is_told_in_accounts(tmp_path: Path) -> None:
    rows = Rows([(f"a{i}", 1, 1) for i in range(1500)], 2)
    made = partition(rows, derivation(), False, tmp_path)
    seen: list[int] = []
    files.write_shard_files(made, Target(tmp_path, HEADER, None), 2, seen.append)
    assert seen == sorted(seen)
    assert (len(seen), seen[-1]) == (2, 1500)


def test_a_full_disk_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    made = partition(Rows([("a", 1, 1)], 2), derivation(), False, tmp_path)
    shard = tmp_path / paths.shard_path(0)
    shard.parent.mkdir(parents=True)
    shard.symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"No space left on device: .*000000\.shard"):
        files.write_shard_files(made, Target(tmp_path, HEADER, None))
