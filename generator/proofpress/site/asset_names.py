"""Asset names of one snapshot that look alike, said before anything is signed.

Format document, "Statement", check `asset-names`: a verifier refuses such a statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from proofpress.errors import InputError
from proofpress.settings.snapshot import SnapshotSettings
from proofpress_verify.forms import confusable
from proofpress_verify.records import COUNT_COLUMN, ReserveClaim


def require_distinct(names: Iterable[tuple[str, str]], file: Path | None = None) -> None:
    """Refuse two names that look alike; each comes with where it was found.

    Raises:
        InputError
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
        advice="Two names that differ in marks, case or look-alike letters only can deceive "
        "customers: rename one of the assets, or map both to one.",
    )


def names_of(snapshot: SnapshotSettings, reserves: Iterable[ReserveClaim]) -> list[tuple[str, str]]:
    """Every asset and group that the statement will name, and where the name comes from."""
    return [
        (COUNT_COLUMN.asset, "the count of accounts"),
        *((asset.name, "assets") for asset in snapshot.assets),
        *((group.name, "groups") for group in snapshot.groups),
        *((reserve.asset, "the wallet list") for reserve in reserves),
    ]
