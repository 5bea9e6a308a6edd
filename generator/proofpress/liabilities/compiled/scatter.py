"""The rows of a ledger, appended to the files of their runs by several threads.

Each thread has a buffer for each run. The kernels release the interpreter's lock, so threads
work at the same time; memory holds the buffers, however long the ledger is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpress.keys.master import CodeDerivation
from proofpress.liabilities.compiled.generations import Generations
from proofpress.liabilities.compiled.kernels.codes import AccountNames, master_key_states
from proofpress.liabilities.compiled.kernels.rows import (
    RUN_BITS,
    RUNS,
    RunBuffers,
    row_buckets,
    scatter_rows,
)
from proofpress.liabilities.compiled.kernels.types import U16, U64
from proofpress.liabilities.compiled.octets import as_array, write_all
from proofpress.liabilities.compiled.threads import Threads
from proofpress_verify.core.shard_file import MAX_ACCOUNT_BYTES

BUFFER = 1 << 16
ROW_TYPES = (pa.string(), pa.uint16(), pa.decimal128(38, 0))


@dataclass(frozen=True)
class ScatteredRows:
    """A file of the rows of one run, in no order."""

    path: Path
    rows: int


def scatter(
    batches: Iterable[pa.RecordBatch],
    derivation: CodeDerivation,
    work: Path,
    threads: Threads,
    on_rows: Callable[[int], None],
) -> list[ScatteredRows]:
    """Scatter all rows into `RUNS` files below `work`.

    `on_rows` is told after each batch how many rows have been read so far.
    """
    scattering = _Scattering(derivation, work)
    try:
        rows = 0
        for taken in threads.map(scattering.take, batches):
            rows += taken
            on_rows(rows)
        return scattering.finish()
    finally:
        scattering.close()


class _Scattering:
    """Threads that append rows to the files of their runs."""

    def __init__(self, derivation: CodeDerivation, work: Path) -> None:
        self._states = master_key_states(derivation.key.secret)
        self._publisher = as_array(derivation.publisher)
        self._generations = Generations(derivation)
        self._paths = [work / f"rows-{run:02x}" for run in range(RUNS)]
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._files = [os.open(path, flags, 0o600) for path in self._paths]
        self._locks = [threading.Lock() for _ in range(RUNS)]
        self._own = threading.local()
        self._buffers: list[RunBuffers] = []

    def take(self, batch: pa.RecordBatch) -> int:
        """Scatter the rows of a batch; returns their number."""
        names, columns, amounts = _arrays(batch)
        buckets = np.empty(len(batch), np.uint64)
        generations = self._generations.of_rows(batch.column(0))
        row_buckets(self._states, self._publisher, names, generations, buckets)
        out, row = self._own_buffers(), 0
        while True:
            row = int(scatter_rows(row, names, columns, amounts, buckets, out))
            if row == len(batch):
                return row
            self._flush(out, int(buckets[row]) >> 64 - RUN_BITS)

    def finish(self) -> list[ScatteredRows]:
        """Write what is still in the buffers of all threads."""
        counts = np.zeros(RUNS, np.int64)
        for buffers in self._buffers:
            counts += buffers.counts
            for run in range(RUNS):
                self._flush(buffers, run)
        return [
            ScatteredRows(path, int(rows)) for path, rows in zip(self._paths, counts, strict=True)
        ]

    def close(self) -> None:
        for file in self._files:
            os.close(file)

    def _own_buffers(self) -> RunBuffers:
        """The buffers of this thread."""
        if not hasattr(self._own, "buffers"):
            data = np.empty((RUNS, BUFFER), np.uint8)
            zeros = np.zeros((2, RUNS), np.int64)
            self._own.buffers = RunBuffers(data, zeros[0], zeros[1])
            self._buffers.append(self._own.buffers)
        buffers: RunBuffers = self._own.buffers
        return buffers

    def _flush(self, buffers: RunBuffers, run: int) -> None:
        data = memoryview(buffers.data[run, : buffers.filled[run]])
        with self._locks[run]:
            write_all(self._files[run], data, self._paths[run])
        buffers.filled[run] = 0


def _arrays(batch: pa.RecordBatch) -> tuple[AccountNames, U16, U64]:
    """A batch as the kernels take it, nothing but the offsets copied."""
    names, columns, amounts = (batch.column(i) for i in range(3))
    if (names.type, columns.type, amounts.type) != ROW_TYPES:
        raise TypeError(f"rows of {batch.schema}")
    if names.null_count or columns.null_count or amounts.null_count:
        raise ValueError("rows with nulls")
    count = len(batch)
    _, offsets, text = names.buffers()
    at = _view(offsets, np.int32)[names.offset : names.offset + count + 1].astype(np.int64)
    lengths = np.diff(at)
    if lengths.max(initial=0) > MAX_ACCOUNT_BYTES:
        raise ValueError("an account's name is too long")
    words = _view(amounts.buffers()[1], np.uint64).reshape(-1, 2)
    wide = words[amounts.offset : amounts.offset + count]
    return AccountNames(_view(text, np.uint8), at[:-1], lengths), columns.to_numpy(), wide


def _view(buffer: pa.Buffer | None, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """A read-only array of a buffer's bytes."""
    return np.frombuffer(b"" if buffer is None else buffer, dtype)
