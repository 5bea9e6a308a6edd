"""The columns and groups of a snapshot, and the column that a row adds to.

The columns are in this order: the count of accounts; each counted asset in scope customer, in
the order of the settings; the same assets in scope platform, if any kind of row is counted
there; the same in scope bonus. Each scope with columns has all groups, except for bonus,
which has none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from proofpress.settings.snapshot import SnapshotSettings
from proofpress_verify.records import COUNT_COLUMN, Column, Group, Scope

NOT_COUNTED = 0
"""The column of rows that add to no sum: column 0, which counts accounts, not amounts."""


def columns_of(settings: SnapshotSettings) -> tuple[Column, ...]:
    """The columns of a snapshot, `COUNT_COLUMN` first."""
    scopes = {Scope.CUSTOMER} | {rule.scope for rule in settings.kinds}
    summed = (
        Column(asset.name, scope, asset.decimals)
        for scope in (Scope.CUSTOMER, Scope.PLATFORM, Scope.BONUS)
        if scope in scopes
        for asset in settings.assets
    )
    return (COUNT_COLUMN, *summed)


def groups_of(settings: SnapshotSettings, columns: Sequence[Column]) -> tuple[Group, ...]:
    """The groups of a snapshot, those of customers first. A name is used once per scope."""
    places = {(column.asset, column.scope): index for index, column in enumerate(columns)}
    return tuple(
        Group(
            group.name,
            group.unit,
            tuple(sorted(places[asset, scope] for asset in group.assets)),
        )
        for scope in (Scope.CUSTOMER, Scope.PLATFORM)
        if any(column.scope is scope for column in columns)
        for group in settings.groups
    )


def destinations(
    settings: SnapshotSettings, columns: Sequence[Column], assets: Sequence[str]
) -> npt.NDArray[np.uint16]:
    """The column for each kind (as the settings list them) and asset, shape (kinds, assets).

    It is `NOT_COUNTED` for kinds that are left out and for assets that have no column.
    """
    places = {(column.asset, column.scope): index for index, column in enumerate(columns)}
    return np.array(
        [
            [
                places.get((asset, rule.scope), NOT_COUNTED) if rule.scope else NOT_COUNTED
                for asset in assets
            ]
            for rule in settings.kinds
        ],
        dtype=np.uint16,
    )
