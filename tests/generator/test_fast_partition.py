"""The fast partition finds what the plain one finds, whatever the order and size of batches."""

import errno
import os
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from proofpress import fast_partition, partition
from proofpress.errors import InputError
from proofpress.keys import CodeKey
from proofpress.partition import Coding
from proofpress_verify.core import codes
from proofpress_verify.records import COUNT_COLUMN, Column, Scope

Row = tuple[str, int, int]

PUBLISHER = bytes(range(20))


class Rows:
    """A ledger of given rows, in batches of a few."""

    def __init__(self, rows: list[Row], columns: int, size: int = 1000) -> None:
        assets = (Column(f"A{i}", Scope.CUSTOMER, 8) for i in range(1, columns))
        self.columns = (COUNT_COLUMN, *assets)
        self.rows = rows
        self.size = size

    def batches(self) -> Iterator[pa.RecordBatch]:
        for first in range(0, len(self.rows), self.size):
            names, columns, amounts = zip(*self.rows[first : first + self.size], strict=True)
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array(names, pa.string()),
                    pa.array(columns, pa.uint16()),
                    pa.array(map(str, amounts), pa.string()).cast(pa.decimal128(38, 0)),
                ],
                names=["account", "column", "amount"],
            )


def coding(generations: dict[str, int] | None = None) -> Coding:
    return Coding(CodeKey(b"\7" * 32), PUBLISHER, generations or {})


def some_rows(rng: random.Random, accounts: int, columns: int) -> list[Row]:
    """Rows of random accounts in random order, some of them negative, none in the end."""
    rows = []
    for i in range(accounts):
        name = f"{rng.randrange(10**6)}-{i}" + "x" * rng.choice((0, 0, 40, 230))
        for column in rng.sample(range(1, columns), rng.randint(1, min(4, columns - 1))):
            amount = rng.getrandbits(rng.randint(0, 120))
            rows += [(name, column, 2 * amount), (name, column, -amount)]
    rng.shuffle(rows)
    return rows


def both(
    rows: Rows, tmp_path: Path, floor: bool = False, known: Coding | None = None
) -> tuple[partition.Partition, fast_partition.Partition]:
    slow, fast = tmp_path / "slow", tmp_path / "fast"
    slow.mkdir()
    fast.mkdir()
    known = known or coding()
    return (
        partition.partition(rows, known, floor, slow),
        fast_partition.partition(rows, known, floor, fast),
    )


def assert_same(slow: partition.Partition, fast: fast_partition.Partition) -> None:
    assert (fast.accounts, fast.prefix_bits) == (slow.accounts, slow.prefix_bits)
    assert (fast.totals, fast.clamped) == (slow.totals, slow.clamped)
    people = [person for run in fast.runs for person in fast_partition.read_people(run)]
    assert people == [person for run in slow.runs for person in partition.read_people(run)]


@pytest.mark.parametrize("accounts", [1, 2, 7, 300, 3000])
@pytest.mark.parametrize("columns", [2, 32, 481, 3400])
def test_it_finds_what_the_plain_one_finds(accounts: int, columns: int, tmp_path: Path) -> None:
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
    known = coding({name: 1 + i for i, name in enumerate(names[::3])} | {"absent": 3})
    slow, fast = both(Rows(rows, 5), tmp_path, known=known)
    assert_same(slow, fast)


def test_a_full_buffer_is_written_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_partition, "BUFFER", 300)
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
    slow, fast = both(rows, tmp_path, floor=True)
    assert_same(slow, fast)
    assert [(entry.accounts, entry.amount) for entry in fast.clamped] == [(2, 12), (1, 10**38 - 1)]


def test_rows_of_zero_and_of_column_0_count_their_account(tmp_path: Path) -> None:
    slow, fast = both(Rows([("a", 1, 0), ("b", 0, 0), ("c", 1, 1)], 2), tmp_path)
    assert_same(slow, fast)
    assert fast.totals == (3, 1)


def test_a_negative_balance_is_refused_by_name(tmp_path: Path) -> None:
    rows = Rows([("a", 1, 5), ("b", 1, 3), ("b", 1, -10)], 2)
    said = []
    for module, folder in ((partition, "slow"), (fast_partition, "fast")):
        (tmp_path / folder).mkdir()
        with pytest.raises(InputError) as caught:
            module.partition(rows, coding(), False, tmp_path / folder)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "account 'b' has a negative net balance of -7 base units in A1 / customer" in said[1]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_balance_of_2_to_the_128_is_refused_by_name(sign: int, tmp_path: Path) -> None:
    rows = Rows([("a", 1, 5)] + [("big", 1, sign * (10**38 - 1))] * 4, 2)
    with pytest.raises(InputError, match=r"A1 / customer reaches 2\^128 .* at account 'big'"):
        fast_partition.partition(rows, coding(), True, tmp_path)


def test_a_total_of_2_to_the_128_is_refused(tmp_path: Path) -> None:
    rows = Rows([(f"a{i}", 1, 10**38 - 1) for i in range(4)], 2)
    with pytest.raises(InputError, match=r"total of A1 / customer reaches 2\^128"):
        fast_partition.partition(rows, coding(), False, tmp_path)


def test_no_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no account"):
        fast_partition.partition(Rows([], 2), coding(), False, tmp_path)


def test_two_accounts_that_share_the_start_of_their_bucket_stay_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def same_bucket(states, publisher, names, generations, out):
        out[:] = 5 << 56

    monkeypatch.setattr(fast_partition, "row_buckets", same_bucket)
    rows = Rows([("a", 1, 5), ("b", 1, 3), ("c", 2, 8), ("a", 2, 1), ("b", 1, 4)], 3)
    fast = fast_partition.partition(rows, coding(), False, tmp_path)
    people = {
        person.name: person for run in fast.runs for person in fast_partition.read_people(run)
    }
    assert {name: person.sums for name, person in people.items()} == {
        "a": ((0, 1), (1, 5), (2, 1)),
        "b": ((0, 1), (1, 7)),
        "c": ((0, 1), (2, 8)),
    }
    assert all(person.code == coding().code(name) for name, person in people.items())


def test_a_failed_batch_ends_it(tmp_path: Path) -> None:
    class Broken(Rows):
        def batches(self) -> Iterator[pa.RecordBatch]:
            yield from super().batches()
            raise InputError("row 3 is broken")

    with pytest.raises(InputError, match="row 3 is broken"):
        fast_partition.partition(Broken([("a", 1, 1)], 2), coding(), False, tmp_path)


def test_progress_is_told_in_rows(tmp_path: Path) -> None:
    seen: list[int] = []
    rows = Rows([(f"a{i}", 1, 1) for i in range(10)], 2, size=3)
    fast_partition.partition(rows, coding(), False, tmp_path, on_rows=seen.append)
    assert seen == [3, 6, 9, 10]


def test_its_files_are_for_their_owner_only(tmp_path: Path) -> None:
    fast = fast_partition.partition(Rows([("a", 1, 1)], 2), coding(), False, tmp_path)
    assert {run.path.stat().st_mode & 0o777 for run in fast.runs} == {0o600}
    assert {path.name[:6] for path in tmp_path.iterdir()} == {"people"}


def test_buckets_are_those_of_the_codes(tmp_path: Path) -> None:
    rows = Rows([(f"a{i}", 1, 1) for i in range(100)], 2)
    fast = fast_partition.partition(rows, coding(), False, tmp_path)
    for run in fast.runs:
        roll = fast_partition.read_roll(run)
        assert list(roll.buckets) == sorted(roll.buckets)
        for code, bucket in zip(roll.codes, roll.buckets, strict=True):
            assert codes.bucket(code.tobytes())[:8] == int(bucket).to_bytes(8, "big")
        assert roll.codes.dtype == np.uint8


def test_a_full_disk_is_an_error_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match=r"No space left on device: .*rows-"):
        fast_partition.partition(Rows([("a", 1, 1)], 2), coding(), False, tmp_path)
