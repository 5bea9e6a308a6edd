"""Write all vectors: `python -m tests.vectors.generate`.

The same bytes every time: keys are fixed, and nothing depends on clock, order or chance.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.vectors import (
    FOLDER,
    books,
    copies,
    customers,
    saved,
    shards,
    signed,
    statements,
    valid,
)
from tests.vectors.case import Case, shared_files

CASES = {
    "valid": [*valid.CASES, *saved.VALID],
    "invalid": [
        *customers.CASES,
        *saved.INVALID,
        *signed.CASES,
        *copies.CASES,
        *statements.CASES,
        *books.CASES,
        *shards.CASES,
    ],
}


def encode(case: Case) -> bytes:
    """A vector's file."""
    return json.dumps(case.to_json(), indent=1, ensure_ascii=True).encode() + b"\n"


def all_files() -> dict[str, bytes]:
    """Every vector's file by its path in this folder."""
    named = [(f"{kind}/{case.name}.json", case) for kind, cases in CASES.items() for case in cases]
    assert len({path for path, _ in named}) == len(named), "two vectors of one name"
    return {path: encode(case) for path, case in named} | shared_files()


def write(folder: Path = FOLDER) -> int:
    """Write all vectors and remove those that are no longer made; returns their number."""
    files = all_files()
    for path in folder.glob("*/*.json"):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return len(files) - len(shared_files())


if __name__ == "__main__":
    print(f"{write()} vectors")
