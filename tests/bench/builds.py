"""Builds of synthetic ledgers: time, memory, bytes, and how far they are from the floor.

The floor is the time that no builder can beat on this machine, measured in the same run: the
SHA-256 compressions that the format needs, at the rate of all cores together, plus the
ledger's bytes at the disk's reading rate and the site's at its writing rate.

Each build is a separate process. Another build runs first, so that no time goes into compiling
the kernels (`cold` in the JSON is the time of that one).
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from proofpress.keys.master import CodeDerivation, read_master_key
from proofpress.keys.signing import read_signing_key
from proofpress.ledger import read_ledger
from proofpress.liabilities.accounts import MOST_PER_SHARD
from proofpress.liabilities.compiled.account_table import read_accounts
from proofpress.liabilities.compiled.files import write_shard_files
from proofpress.liabilities.compiled.partition import partition
from proofpress.liabilities.reference.files import as_account
from proofpress.liabilities.reference.shard import build_shard
from proofpress.liabilities.shard_files import Target
from proofpress.publish import build
from proofpress.settings.publisher import load_publisher
from proofpress.settings.snapshot import SnapshotSettings, load_snapshot
from proofpress_verify.core import hashing
from tests.bench import machine, synth

RESULTS = Path(__file__).parent / "results"
FOLDER = Path("build/bench")
SUFFIXES = {"k": 1000, "M": 1_000_000}
HEADER = bytes(32)


@dataclass(frozen=True)
class Measured:
    """One build: seconds, bytes. `floor` is the sum of its three parts."""

    accounts: int
    rows: int
    columns: int
    wall: float
    cpu: float
    stages: dict[str, float]
    peak: int
    ledger_bytes: int
    site_bytes: int
    compressions_per_account: float
    floor_hashing: float
    floor_reading: float
    floor_writing: float

    @property
    def floor(self) -> float:
        return self.floor_hashing + self.floor_reading + self.floor_writing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `build`."""
    parser.add_argument("--sizes", nargs="+", default=["10k", "100k", "1M"], help="accounts")
    parser.add_argument("--columns", type=int, default=31)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--whole-site", action="store_true", help="pages and recheck, too")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> None:
    """Build every size, print a table, write JSON."""
    if arguments.child:
        _build_as_child(arguments.child, arguments.whole_site)
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    described = machine.describe()
    rates = machine.compressions_per_second(), *machine.disk_rates(arguments.folder)
    small = _ledger(arguments, 5 * MOST_PER_SHARD)
    cold = _child(small, arguments.whole_site)[0]["wall"]
    print(HEAD)
    measured = []
    for size in arguments.sizes:
        measured.append(_measure(arguments, _accounts(size), rates))
        print(_line(measured[-1]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    result = {
        "machine": described,
        "compressions_per_second": rates[0],
        "disk_bytes_per_second": {"read": rates[1], "write": rates[2]},
        "whole_site": arguments.whole_site,
        "cold": cold,
        "builds": [asdict(entry) | {"floor": entry.floor} for entry in measured],
    }
    (RESULTS / "build.json").write_text(json.dumps(result, indent=2) + "\n")


def _accounts(size: str) -> int:
    """10k, 1M or a plain number."""
    factor = SUFFIXES.get(size[-1], 1)
    return int(size.rstrip("kM")) * factor


def _ledger(arguments: argparse.Namespace, accounts: int) -> Path:
    size = synth.Size(accounts, 3 * accounts, arguments.columns, arguments.format)
    return synth.make(arguments.folder, size)


def _measure(
    arguments: argparse.Namespace, accounts: int, rates: tuple[float, float, float]
) -> Measured:
    folder = _ledger(arguments, accounts)
    told, peak = _child(folder, arguments.whole_site)
    needed = _compressions(arguments, accounts)
    ledger_bytes = (folder / f"ledger.{arguments.format}").stat().st_size
    hashing_rate, read_rate, write_rate = rates
    return Measured(
        accounts,
        3 * accounts,
        arguments.columns,
        told["wall"],
        told["cpu"],
        told["stages"],
        peak,
        ledger_bytes,
        told["bytes"],
        needed,
        accounts * needed / hashing_rate,
        ledger_bytes / read_rate,
        told["bytes"] / write_rate,
    )


HEAD = (
    f"{'accounts':>10} {'wall s':>8} {'CPU s':>8} {'us CPU':>8} {'peak MiB':>9} "
    f"{'B/acct':>7} {'SHA/acct':>9} {'floor s':>8} {'wall/floor':>10}"
)


def _line(entry: Measured) -> str:
    return (
        f"{entry.accounts:>10,} {entry.wall:>8.2f} {entry.cpu:>8.2f} "
        f"{entry.cpu / entry.accounts * 1e6:>8.2f} {entry.peak / 2**20:>9.0f} "
        f"{entry.site_bytes / entry.accounts:>7.1f} {entry.compressions_per_account:>9.1f} "
        f"{entry.floor:>8.2f} {entry.wall / entry.floor:>10.2f}"
    )


# The build itself, in a separate process.


def _child(folder: Path, whole_site: bool) -> tuple[dict[str, Any], int]:
    """What a build reports, and the peak of its memory in bytes."""
    command = [sys.executable, "-m", "tests.bench", "build", "--child", str(folder)]
    process = subprocess.Popen(
        [*command, *(["--whole-site"] if whole_site else [])], stdout=subprocess.PIPE
    )
    watch = machine.Watch(process)
    watch.start()
    told, _ = process.communicate()
    watch.join()
    if process.returncode:
        raise SystemExit(f"the build of {folder} failed")
    return json.loads(told), watch.peak


class _Stages:
    """Progress that notes when each stage began."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._name = "start"
        self.seconds: dict[str, float] = {}

    def stage(self, text: str) -> None:
        now = time.perf_counter()
        self.seconds[self._name] = round(now - self._last, 3)
        self._last, self._name = now, text

    def advance(self, done: int, total: int | None = None) -> None:
        """See `Progress.advance`."""


def _build_as_child(folder: Path, whole_site: bool) -> None:
    began, stages = time.perf_counter(), _Stages()
    snapshot = load_snapshot(load_publisher(folder), synth.SNAPSHOT)
    target = folder / "draft" if whole_site else folder / "shards"
    shutil.rmtree(target, ignore_errors=True)
    if whole_site:
        build(snapshot, stages)
    else:
        _build_shards(snapshot, target, stages)
    stages.stage("end")
    usage = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "wall": time.perf_counter() - began,
        "cpu": sum(part.ru_utime + part.ru_stime for part in usage),
        "stages": stages.seconds,
        "bytes": sum(path.stat().st_size for path in target.rglob("*.shard")),
    }
    shutil.rmtree(target)
    print(json.dumps(told))


def _build_shards(snapshot: SnapshotSettings, target: Path, stages: _Stages) -> None:
    """Ledger in, shard files out, without anything around them."""
    target.mkdir()
    ledger = read_ledger(snapshot)
    with tempfile.TemporaryDirectory(prefix=".work-", dir=target.parent) as work:
        stages.stage("partition")
        made = partition(ledger, _derivation(snapshot), False, Path(work))
        stages.stage("shards")
        write_shard_files(made, Target(target, HEADER, None))


def _derivation(snapshot: SnapshotSettings) -> CodeDerivation:
    keys = snapshot.publisher.keys
    return CodeDerivation(read_master_key(keys.code), read_signing_key(keys.signing).publisher, {})


# The hashing that the format needs.


def _compressions(arguments: argparse.Namespace, accounts: int) -> float:
    """SHA-256 compressions per account, counted while the plain definition builds a shard.

    In addition to the shard: two for the code, one for the bucket, and the file's own digest.
    """
    bits = 0
    while accounts > MOST_PER_SHARD << bits:
        bits += 1
    folder = _ledger(arguments, accounts >> bits)
    snapshot = load_snapshot(load_publisher(folder), synth.SNAPSHOT)
    with tempfile.TemporaryDirectory() as work:
        made = partition(read_ledger(snapshot), _derivation(snapshot), False, Path(work))
        target = Target(Path(work), HEADER, None)
        members = [as_account(a, target) for run in made.runs for a in read_accounts(run)]
    with _counting() as counter:
        shard = build_shard(HEADER, 0, members)
    return 3 + (counter[0] + len(shard.part_a) / 64) / len(members)


@contextmanager
def _counting() -> Iterator[list[int]]:
    """Counts the compressions of all hashing in a list's only entry."""
    counter = [0]

    def count(data: bytes) -> object:
        counter[0] += (len(data) + 9 + 63) // 64
        return sha256(data)

    with mock.patch.object(hashing, "sha256", count):
        yield counter
