"""Bytes on their way from Python to kernels, and from kernels to files."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from proofpress.liabilities.compiled.kernels.types import U8


def as_array(data: bytes) -> U8:
    """A copy of some bytes that kernels take."""
    return np.frombuffer(data, np.uint8).copy()


def write_file(path: Path, flags: int, data: U8 | bytes) -> None:
    """Open a file for writing with more `flags`, and write all of `data` to it.

    Raises:
        OSError: with the file's name.
    """
    descriptor = os.open(path, os.O_WRONLY | flags, 0o666)
    try:
        write_all(descriptor, memoryview(data), path)
    finally:
        os.close(descriptor)


def write_all(file: int, data: memoryview, path: Path) -> None:
    """Write all of `data`, however the system cuts it; an error names the file."""
    try:
        while data:
            data = data[os.write(file, data) :]
    except OSError as error:
        error.filename = str(path)
        raise
