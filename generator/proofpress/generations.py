"""Renewed codes: an account's code goes up by at most one generation between two snapshots.

Format document, "Codes". Without that bound, a publisher could try generations until a chosen
account falls into a chosen shard. A generation that goes down would bring an old code back.

`state/generations.json` holds what the last release used, `state/<id>.generations.json` what a
draft used. Both name accounts, so they are private, like the rest of the publisher's folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from proofpress.errors import InputError, StateError


def check_steps(folder: Path, file: Path | None, generations: Mapping[str, int]) -> None:
    """Hold the generations of a build against those of the last release.

    Raises:
        InputError: an account goes down, or up by more than one.
        StateError: what the last release used cannot be read.
    """
    released = _read(_released(folder))
    for account in sorted(released.keys() | generations.keys()):
        before, now = released.get(account, 0), generations.get(account, 0)
        if now < before or now > before + 1:
            raise InputError(
                f"account {account!r} goes from generation {before} to {now}",
                file=file,
                advice=f"Since the last release it can stay at {before} or go to {before + 1}.",
            )


def remember_draft(folder: Path, snapshot: str, generations: Mapping[str, int]) -> None:
    """Keep what a draft used until it is released."""
    renewed = {account: number for account, number in sorted(generations.items()) if number}
    path = _drafted(folder, snapshot)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)  # of a run that was killed
    with open(new, "xb", opener=_private) as file:
        file.write(msgspec.json.encode(renewed) + b"\n")
    new.replace(path)


def remember_release(folder: Path, snapshot: str) -> None:
    """What the draft used is from now on what the last release used."""
    drafted = _drafted(folder, snapshot)
    if drafted.exists():
        drafted.replace(_released(folder))


def _read(path: Path) -> dict[str, int]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise StateError(
            f"{path}: damaged ({error})\nRestore it from a backup of the publisher's folder."
        ) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _released(folder: Path) -> Path:
    return folder / "state" / "generations.json"


def _drafted(folder: Path, snapshot: str) -> Path:
    return folder / "state" / f"{snapshot}.generations.json"
