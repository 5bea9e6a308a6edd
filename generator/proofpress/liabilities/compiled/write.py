"""Writing to a file descriptor."""

from __future__ import annotations

import os
from pathlib import Path


def write_all(file: int, data: memoryview, path: Path) -> None:
    """Write all of `data`, however the system cuts it; an error names the file."""
    try:
        while data:
            data = data[os.write(file, data) :]
    except OSError as error:
        error.filename = str(path)
        raise
