"""Refusing asset names that look alike in one snapshot, before anything is signed.

Format document, "Statement", check `asset-names`: verifiers reject such a statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from proofpress.errors import InputError
from proofpress.settings.snapshot import SnapshotSettings
from proofpress_verify.forms import confusable
from proofpress_verify.records import COUNT_COLUMN, ReserveClaim


def require_distinct(names: Iterable[tuple[str, str]], file: Path | None = None) -> None:
    """Check (name, place) pairs for two names that look alike.

    Raises:
        InputError: two names look alike; names both and their places.
    """
    places: dict[str, str] = {}
    for name, place in names:
        places.setdefault(name, place)
    alike = confusable(places)
    if alike is None:
        return
    first, second = alike
    raise InputError(
        f"{second!r} ({places[second]}) looks like {first!r} ({places[first]})",
        file=file,
        advice="Two names that differ only in marks, case or look-alike letters can deceive "
        "customers. Rename one of the assets, or map both to one.",
    )


def names_of(snapshot: SnapshotSettings, reserves: Iterable[ReserveClaim]) -> list[tuple[str, str]]:
    """Every name of an asset or group that the statement will have, with its place."""
    return [
        (COUNT_COLUMN.asset, "the count of accounts"),
        *((asset.name, "assets") for asset in snapshot.assets),
        *((group.name, "groups") for group in snapshot.groups),
        *((reserve.asset, "the wallet list") for reserve in reserves),
    ]
