"""The record of a build in the publisher's folder. It is never part of the site.

`state/<id>.json` has the control totals of the newest draft of a snapshot. It has no account and
no balance of an account.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from proofpress.errors import StateError


@dataclass(frozen=True)
class BuildRecord:
    """The results of a build: ledger rows, accounts, and the SHA-256 of its statement in hex."""

    snapshot: str
    rows: int
    accounts: int
    statement_sha256: str


def write_record(folder: Path, record: BuildRecord) -> None:
    """Save the record of a build in the publisher's folder."""
    path = _path(folder, record.snapshot)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(asdict(record))) + b"\n")
    new.rename(path)


def read_record(folder: Path, snapshot: str) -> BuildRecord:
    """The record of the newest build of a snapshot.

    Raises:
        StateError: the snapshot has not been built, or its record is damaged.
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
