"""What the publisher's folder remembers of a build, beside the site and never on it.

`state/<id>.json` holds the control totals of the newest draft of a snapshot. It holds no
account and no balance of one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from proofpress.errors import StateError


@dataclass(frozen=True)
class BuildRecord:
    """What a build counted: rows of the ledger, accounts, and the statement it made."""

    snapshot: str
    rows: int
    accounts: int
    statement_sha256: str


def write_record(folder: Path, record: BuildRecord) -> None:
    """Remember a build below the publisher's folder."""
    path = _path(folder, record.snapshot)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(asdict(record))) + b"\n")
    new.rename(path)


def read_record(folder: Path, snapshot: str) -> BuildRecord:
    """What the newest build of a snapshot counted.

    Raises:
        StateError: there was none, or its record is damaged.
    """
    path = _path(folder, snapshot)
    try:
        return msgspec.json.decode(path.read_bytes(), type=BuildRecord)
    except FileNotFoundError as error:
        raise StateError(f"{snapshot}: not built yet; run: proofpress build {snapshot}") from error
    except msgspec.MsgspecError as error:
        raise StateError(f"{path}: damaged ({error}); run the build again") from error


def _path(folder: Path, snapshot: str) -> Path:
    return folder / "state" / f"{snapshot}.json"
