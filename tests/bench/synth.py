"""Synthetic ledgers of any size, the same for the same arguments.

An account holds a few of the assets, popular ones more often; amounts are heavy-tailed;
rows are in no order, and some repeat the account and asset of another row, as sub-accounts
do.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

U64 = npt.NDArray[np.uint64]

SNAPSHOT = "bench"
DECIMALS = 8
CHUNK = 1 << 20
KNOWN = ("BTC", "USDT", "ETH", "USDC", "SOL", "XRP", "BNB", "DOGE", "TRX", "ADA")
CODE_KEY = "proofpress-code-key-v0:" + "11" * 32 + "\n"
# The Ed25519 seed is 32 bytes of 22 hex.
SIGNING_KEY = (
    "PRIVATE+KEY+tiny.example/reserves+2042effa+ASIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIi\n"
)
PUBLISHER = """\
name = "Synthetic Exchange"
origin = "tiny.example/reserves"
url = "https://tiny.example"
support_url = "https://tiny.example/help"
"""
SNAPSHOT_FILE = """\
id = "bench"
liabilities_at = 2026-10-31T00:00:00Z
reserves_at = 2026-10-31T00:00:00Z
methodology = "methodology.md"
[[ledger]]
path = "ledger.{format}"
"""


@dataclass(frozen=True)
class Size:
    """How large a ledger is: `columns` counts its assets."""

    accounts: int
    rows: int
    columns: int
    format: str = "parquet"

    @property
    def name(self) -> str:
        return f"{self.accounts}-{self.rows}-{self.columns}-{self.format}"


def assets(columns: int) -> list[str]:
    """The names of the assets, the most popular first."""
    return [KNOWN[i] if i < len(KNOWN) else f"T{i:03d}" for i in range(columns)]


def make(folder: Path, size: Size) -> Path:
    """Make a publisher's folder below `folder`, unless it exists; returns the folder."""
    made = folder / size.name
    if (made / "complete").exists():
        return made
    (made / "snapshots").mkdir(parents=True, exist_ok=True)
    (made / "keys").mkdir(mode=0o700, exist_ok=True)
    for name, text in (("code", CODE_KEY), ("signing", SIGNING_KEY)):
        (made / "keys" / f"{name}.key").touch(mode=0o600)
        (made / "keys" / f"{name}.key").write_text(text)
    tables = "".join(f"[assets.{name}]\ndecimals = {DECIMALS}\n" for name in assets(size.columns))
    (made / "publisher.toml").write_text(PUBLISHER + tables)
    (made / "methodology.md").write_text("# Method\n\nA synthetic ledger.\n")
    text = SNAPSHOT_FILE.format(format=size.format)
    (made / "snapshots" / f"{SNAPSHOT}.toml").write_text(text)
    _write(made / f"ledger.{size.format}", size)
    (made / "complete").touch()
    return made


def _write(path: Path, size: Size) -> None:
    schema = next(_tables(Size(1, 1, size.columns))).schema
    if size.format == "parquet":
        with pq.ParquetWriter(path, schema) as parquet:
            for table in _tables(size):
                parquet.write_table(table)
    else:
        plain = pa.schema([("account", pa.string()), ("asset", pa.string()), schema.field(2)])
        with pyarrow.csv.CSVWriter(path, plain) as csv:
            for table in _tables(size):
                csv.write_table(table.cast(plain))


def _tables(size: Size) -> Iterator[pa.Table]:
    names = pa.array(assets(size.columns))
    # A stride without common factor walks through all rows, far from one to the next.
    stride = next(
        step
        for step in range(int(size.rows * 0.618) | 1, size.rows * 2 + 2)
        if math.gcd(step, size.rows) == 1
    )
    shares = 1 / np.arange(1, size.columns + 1)
    popular = np.cumsum(shares / shares.sum())
    for first in range(0, size.rows, CHUNK):
        rows = np.arange(first, min(first + CHUNK, size.rows), dtype=np.uint64)
        rows = rows * np.uint64(stride) % np.uint64(size.rows)
        accounts = _accounts(rows, size.accounts)
        asset = np.searchsorted(popular, _uniform(rows, 2)).clip(max=size.columns - 1)
        yield pa.table(
            {
                "account": pc.cast(pa.array(_numbers(accounts)), pa.string()),
                "asset": pa.DictionaryArray.from_arrays(asset.astype(np.int32), names),
                "amount": _decimals(_amounts(rows)),
            }
        )


def _accounts(rows: U64, accounts: int) -> U64:
    """Each account in one row at least; a hundredth of them in far more rows than the rest."""
    few = max(1, accounts // 100)
    drawn = _mix(rows, 1)
    busy = _uniform(rows, 6) < 0.1
    others = np.where(busy, drawn % np.uint64(few), drawn % np.uint64(accounts))
    return np.where(rows < accounts, rows, others)


def _numbers(accounts: U64) -> U64:
    """Account numbers of up to 11 digits, no two alike, in no order."""
    return accounts * np.uint64(61_803_398_875 + 2) % np.uint64(10**11)


def account(number: int) -> str:
    """The name of an account, by its number in the order of the first rows."""
    return str(_numbers(np.array([number], np.uint64))[0])


def _amounts(rows: U64) -> npt.NDArray[np.int64]:
    """Base units: log-normal by two uniform numbers, 1 unit at least, 4 * 10**10 units at most."""
    normal = np.sqrt(-2 * np.log(_uniform(rows, 3))) * np.cos(2 * np.pi * _uniform(rows, 4))
    units = 10.0**DECIMALS * np.exp(2.5 * normal)
    return np.maximum(units, 1).clip(max=4e18).astype(np.int64)


def _decimals(amounts: npt.NDArray[np.int64]) -> pa.Array:
    words = np.zeros((amounts.size, 2), np.int64)
    words[:, 0] = amounts
    kind = pa.decimal128(38, DECIMALS)
    return pa.Array.from_buffers(kind, amounts.size, [None, pa.py_buffer(words)])


def _uniform(rows: U64, salt: int) -> npt.NDArray[np.float64]:
    """Numbers between 0 and 1, neither included."""
    return ((_mix(rows, salt) >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def _mix(numbers: U64, salt: int) -> U64:
    """Spread numbers over 64 bits, one to one (the finalizer of splitmix64)."""
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt * 0x632BE59BD9B4E019 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ mixed >> np.uint64(shift)) * np.uint64(factor)
    return mixed ^ mixed >> np.uint64(31)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `synth`."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--rows", type=int, help="default: three for each account")
    parser.add_argument("--columns", type=int, default=31, help="31, 200 or 480, say")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")


def run(arguments: argparse.Namespace) -> None:
    """Make one ledger and say where it is."""
    rows = arguments.rows or 3 * arguments.accounts
    size = Size(arguments.accounts, rows, arguments.columns, arguments.format)
    print(make(arguments.folder, size))
