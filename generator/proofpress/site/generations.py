"""Renewed codes: an account's generation goes up by at most one between two snapshots.

Format document, "Codes". Without that limit, a publisher could try generations until a chosen
account falls into a chosen shard. A generation that goes down would make an old code valid again.

`state/generations.json` has the generations of the last release, `state/<id>.generations.json`
those of a draft. The second file replaces the first when the draft is released. Both name
accounts, so they are private, like the rest of the publisher's folder.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Set
from pathlib import Path

import msgspec

from proofpress.errors import InputError, StateError
from proofpress.site import published, staging

MAX_NAMED = 12


def check_steps(folder: Path, file: Path | None, generations: Mapping[str, int]) -> Set[str]:
    """Compare the generations of a build with those of the last release.

    Returns the accounts whose generation went up.

    Raises:
        InputError: a generation goes down, or up by more than one.
        StateError: the generations of the last release are missing or damaged.
    """
    released = _read_released(folder)
    renewed: set[str] = set()
    for account in sorted(released.keys() | generations.keys()):
        before, now = released.get(account, 0), generations.get(account, 0)
        if now < before or now > before + 1:
            raise InputError(
                f"account {account!r} goes from generation {before} to {now}",
                file=file,
                advice=f"It can stay at {before}, as in the last release, or go to {before + 1}.",
            )
        if now > before:
            renewed.add(account)
    return renewed


def absent_warnings(file: Path | None, renewed: Set[str], absent: Collection[str]) -> Iterator[str]:
    """A warning about renewed codes of names that are not in the ledger, which may be typos.

    There is no warning about an account that was renewed earlier and has left since: its entry
    has to stay in the file.
    """
    names = sorted(name for name in absent if name in renewed)
    if not names:
        return
    more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
    yield (
        f"{file}: codes renewed since the last release for names that are not accounts of the "
        f"ledger: {', '.join(map(repr, names[:MAX_NAMED]))}{more}. If a name has a typo, correct "
        "it before the release: the old code of the account you meant is still valid."
    )


def remember_draft(folder: Path, snapshot: str, generations: Mapping[str, int]) -> None:
    """Save the generations of a draft until it is released."""
    renewed = {account: number for account, number in sorted(generations.items()) if number}
    path = _drafted(folder, snapshot)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)  # left by a run that was killed
    with open(new, "xb", opener=_private) as file:
        file.write(msgspec.json.encode(renewed) + b"\n")
    new.replace(path)


def require_draft(folder: Path, snapshot: str) -> None:
    """Make sure, before a draft is signed, that its generations can be read.

    Raises:
        StateError: the generations of the draft are missing or damaged.
    """
    path, again = _drafted(folder, snapshot), f"run the build again: proofpress build {snapshot}"
    try:
        _decode(path)
    except FileNotFoundError as error:
        raise StateError(f"{path}: missing; {again}") from error
    except msgspec.MsgspecError as error:
        raise StateError(f"{path}: damaged ({error}); {again}") from error


def remember_release(folder: Path, snapshot: str) -> None:
    """Make the generations of a draft those of the last release."""
    require_draft(folder, snapshot)
    _drafted(folder, snapshot).replace(_released(folder))


def finish_release(folder: Path) -> str | None:
    """Finish a release that was killed after its site was in place; return the last release's id.

    Raises:
        StateError: the generations of that release are damaged.
    """
    newest = published.newest_statement(folder / staging.SITE)
    if newest is None:
        return None
    snapshot = newest[0].header.snapshot
    drafted = _drafted(folder, snapshot)
    if drafted.exists():
        _read(drafted)
        drafted.replace(_released(folder))
    return snapshot


def _read_released(folder: Path) -> dict[str, int]:
    path, snapshot = _released(folder), finish_release(folder)
    try:
        return _read(path)
    except FileNotFoundError as error:
        if snapshot is None:
            return {}
        raise StateError(
            f"{path}: missing, although {snapshot} is released\n"
            f"Restore it from a backup that was made after the release of {snapshot}. If there is "
            f"none, create it: {{}} if no code had been renewed by {snapshot}, else the "
            'generation of each renewed code there, as in {"alice": 1, "bob": 2}.'
        ) from error


def _read(path: Path) -> dict[str, int]:
    try:
        return _decode(path)
    except msgspec.MsgspecError as error:
        raise StateError(
            f"{path}: damaged ({error})\nRestore it from a backup of the publisher's folder."
        ) from error


def _decode(path: Path) -> dict[str, int]:
    return msgspec.json.decode(path.read_bytes(), type=dict[str, int])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _released(folder: Path) -> Path:
    return folder / "state" / "generations.json"


def _drafted(folder: Path, snapshot: str) -> Path:
    return folder / "state" / f"{snapshot}.generations.json"
