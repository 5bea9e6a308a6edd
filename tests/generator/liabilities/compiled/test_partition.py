"""The compiled partition finds what the reference finds, whatever the order and size of batches."""

import errno
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from proofpress.errors import InputError
from proofpress.keys.master import CodeDerivation
from proofpress.liabilities.accounts import Partition
from proofpress.liabilities.compiled import account_table, scatter
from proofpress.liabilities.compiled.partition import partition
from proofpress.liabilities.reference import partition as reference
from proofpress_verify.core import codes
from tests.generator.liabilities.rows import Rows, derivation, some_rows


def both(
    rows: Rows, tmp_path: Path, clamp: bool = False, known: CodeDerivation | None = None
) -> tuple[Partition, Partition]:
    plain, compiled = tmp_path / "plain", tmp_path / "compiled"
    plain.mkdir()
    compiled.mkdir()
    known = known or derivation()
    return (
        reference.partition(rows, known, clamp, plain),
        partition(rows, known, clamp, compiled),
    )


def assert_same(plain: Partition, compiled: Partition) -> None:
    assert (compiled.accounts, compiled.prefix_bits) == (plain.accounts, plain.prefix_bits)
    assert (compiled.totals, compiled.clamped) == (plain.totals, plain.clamped)
    accounts = [each for run in compiled.runs for each in account_table.read_accounts(run)]
    assert accounts == [each for run in plain.runs for each in reference.read_accounts(run)]


@pytest.mark.parametrize("accounts", [1, 2, 7, 300, 3000])
@pytest.mark.parametrize("columns", [2, 32, 481, 3400])
def test_it_finds_what_the_reference_finds(accounts: int, columns: int, tmp_path: Path) -> None:
    rng = random.Random(f"{accounts} {columns}")
    rows = Rows(
        some_rows(rng, accounts, columns),
        columns,
        rng.choice((1, 7, 1000)) if accounts < 10 else 1000,
    )
    assert_same(*both(rows, tmp_path))


def test_renewed_codes_are_used(tmp_path: Path) -> None:
    rows = some_rows(random.Random(0), 500, 5)
    names = sorted({name for name, _, _ in rows})
    known = derivation({name: 1 + i for i, name in enumerate(names[::3])} | {"absent": 3})
    plain, compiled = both(Rows(rows, 5), tmp_path, known=known)
    assert_same(plain, compiled)


def test_a_full_buffer_is_written_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scatter, "BUFFER", 300)
    assert_same(*both(Rows(some_rows(random.Random(3), 1000, 9), 9), tmp_path))


def test_negatives_are_clamped_and_counted(tmp_path: Path) -> None:
    rows = Rows(
        [
            ("a", 1, -5),
            ("a", 2, 7),
            ("b", 1, 3),
            ("b", 1, -10),
            ("c", 1, 4),
            ("d", 2, -(10**38) + 1),
        ],
        3,
    )
    plain, compiled = both(rows, tmp_path, clamp=True)
    assert_same(plain, compiled)
    assert [(entry.accounts, entry.amount) for entry in compiled.clamped] == [
        (2, 12),
        (1, 10**38 - 1),
    ]


def test_rows_of_zero_and_of_column_0_count_their_account(tmp_path: Path) -> None:
    plain, compiled = both(Rows([("a", 1, 0), ("b", 0, 0), ("c", 1, 1)], 2), tmp_path)
    assert_same(plain, compiled)
    assert compiled.totals == (3, 1)


BOTH = pytest.mark.parametrize("partition", [reference.partition, partition])
Way = Callable[[Rows, CodeDerivation, bool, Path], Partition]


@BOTH
def test_a_negative_balance_is_refused_by_name(partition: Way, tmp_path: Path) -> None:
    rows = Rows([("a", 1, 5), ("b", 1, 3), ("b", 1, -10)], 2)
    what = (
        "account 'b' has a negative net balance of -7 base units in A1 / customer\nFix the ledger"
    )
    with pytest.raises(InputError, match=what):
        partition(rows, derivation(), False, tmp_path)


@BOTH
@pytest.mark.parametrize("sign", [1, -1])
def test_a_balance_of_2_to_the_128_is_refused_by_name(
    partition: Way, sign: int, tmp_path: Path
) -> None:
    rows = Rows([("a", 1, 5)] + [("big", 1, sign * (10**38 - 1))] * 4, 2)
    with pytest.raises(InputError, match=r"A1 / customer reaches -?2\^128 .* at account 'big'"):
        partition(rows, derivation(), True, tmp_path)


@BOTH
def test_a_total_of_2_to_the_128_is_refused(partition: Way, tmp_path: Path) -> None:
    rows = Rows([(f"a{i}", 1, 10**38 - 1) for i in range(4)], 2)
    with pytest.raises(InputError, match=r"total of A1 / customer reaches 2\^128"):
        partition(rows, derivation(), False, tmp_path)


@BOTH
def test_no_rows_are_refused(partition: Way, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no account"):
        partition(Rows([], 2), derivation(), False, tmp_path)


def test_two_accounts_that_share_the_start_of_their_bucket_stay_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def same_bucket(states, publisher, names, generations, out):
        out[:] = 5 << 56

    monkeypatch.setattr(scatter, "row_buckets", same_bucket)
    rows = Rows([("a", 1, 5), ("b", 1, 3), ("c", 2, 8), ("a", 2, 1), ("b", 1, 4)], 3)
    made = partition(rows, derivation(), False, tmp_path)
    people = {
        person.name: person for run in made.runs for person in account_table.read_accounts(run)
    }
    assert {name: person.sums for name, person in people.items()} == {
        "a": ((0, 1), (1, 5), (2, 1)),
        "b": ((0, 1), (1, 7)),
        "c": ((0, 1), (2, 8)),
    }
    assert all(person.code == derivation().code(name) for name, person in people.items())


def test_a_failed_batch_ends_it(tmp_path: Path) -> None:
    class Broken(Rows):
        def batches(self) -> Iterator[pa.RecordBatch]:
            yield from super().batches()
            raise InputError("row 3 is broken")

    with pytest.raises(InputError, match="row 3 is broken"):
        partition(Broken([("a", 1, 1)], 2), derivation(), False, tmp_path)


def test_progress_is_told_in_rows(tmp_path: Path) -> None:
    seen: list[int] = []
    rows = Rows([(f"a{i}", 1, 1) for i in range(10)], 2, size=3)
    partition(rows, derivation(), False, tmp_path, on_rows=seen.append)
    assert seen == [3, 6, 9, 10]


def test_its_files_are_for_their_owner_only(tmp_path: Path) -> None:
    made = partition(Rows([("a", 1, 1)], 2), derivation(), False, tmp_path)
    assert {run.path.stat().st_mode & 0o777 for run in made.runs} == {0o600}
    assert {path.name[:6] for path in tmp_path.iterdir()} == {"accoun"}


def test_buckets_are_those_of_the_codes(tmp_path: Path) -> None:
    rows = Rows([(f"a{i}", 1, 1) for i in range(100)], 2)
    made = partition(rows, derivation(), False, tmp_path)
    for run in made.runs:
        table = account_table.read_table(run)
        assert list(table.buckets) == sorted(table.buckets)
        for code, bucket in zip(table.codes, table.buckets, strict=True):
            assert codes.bucket(code.tobytes())[:8] == int(bucket).to_bytes(8, "big")
        assert table.codes.dtype == np.uint8


def test_a_full_disk_is_an_error_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match=r"No space left on device: .*rows-"):
        partition(Rows([("a", 1, 1)], 2), derivation(), False, tmp_path)
