"""What this machine can do at most: hashing, reading, writing. And watching a process."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from proofpress.liabilities.compiled.kernels.messages import digest_blocks
from proofpress.liabilities.compiled.kernels.sha256 import available_engines
from proofpress.liabilities.compiled.kernels.sha256_scalar import IV
from proofpress.liabilities.compiled.kernels.types import U8

PROBE = 256 * 1024 * 1024


def describe() -> dict[str, object]:
    """What a reader of the figures needs to know about the machine."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "engine": next(iter(available_engines())),
        "python": platform.python_version(),
    }


def compressions_per_second() -> float:
    """SHA-256 compressions of all cores together, at the best of several short runs."""
    cores = os.cpu_count() or 1
    messages = np.zeros(64 * 1024, np.uint8)
    outs = [np.empty((1024, 32), np.uint8) for _ in range(cores)]

    def hash_some(out: U8) -> None:
        for _ in range(2000):
            digest_blocks(messages, 1024, IV, out)

    digest_blocks(messages, 1024, IV, outs[0])
    best = 0.0
    with ThreadPoolExecutor(cores) as pool:
        for _ in range(5):
            start = time.perf_counter()
            list(pool.map(hash_some, outs))
            best = max(best, cores * 2000 * 1024 / (time.perf_counter() - start))
    return best


def disk_rates(folder: Path) -> tuple[float, float]:
    """Bytes a second that the disk below `folder` reads and writes, past the page cache."""
    path = folder / "probe"
    block = os.urandom(8 * 1024 * 1024)
    try:
        start = time.perf_counter()
        with path.open("wb") as file:
            for _ in range(PROBE // len(block)):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
            written = time.perf_counter() - start
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        start = time.perf_counter()
        with path.open("rb", buffering=0) as file:
            while file.read(len(block)):
                pass
        return PROBE / (time.perf_counter() - start), PROBE / written
    finally:
        path.unlink(missing_ok=True)


class Watch(threading.Thread):
    """Samples the memory of a process and its children until it ends: `peak` in bytes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.peak = 0

    def run(self) -> None:
        while self._process.poll() is None:
            self.peak = max(self.peak, _memory_of_tree(self._process.pid))
            time.sleep(0.02)


def _memory_of_tree(root: int) -> int:
    """Resident bytes; pages that processes share count once for each of them."""
    total, waiting = 0, [root]
    while waiting:
        process = Path("/proc") / str(waiting.pop())
        try:
            total += int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            for task in (process / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):
            continue
    return total
