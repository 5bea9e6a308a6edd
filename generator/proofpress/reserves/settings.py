"""The `[wallets]` table of a snapshot's file, typed and checked."""

from __future__ import annotations

from typing import Literal

import msgspec

from .wallets import HoldingForm

ListFormat = Literal["proofpress", "htx", "okx"]


class FormSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one label of a published list means (`[wallets.forms."wBTC-ERC20"]`).

    `network` may be left out where the label or the list names it; `counts_as` is the
    asset whose reserves it adds to, by default `asset` itself. `decimals` is needed for
    lists in base units, when the token is not a known one.
    """

    asset: str
    form: HoldingForm
    network: str = ""
    counts_as: str = ""
    decimals: int | None = None


class WalletSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which wallet list a snapshot uses; a `path` that ends in .parquet is the same as Parquet.

    `complete` says whether the list holds all wallets that count as reserves. It has no
    default: the publisher has to say it. With `strict`, a row whose signature does not hold
    stops the build, and so does a key that backs one asset in several rows without a reason;
    without, both are warnings and shown. `repeats` gives the reason by address, for lists whose
    format has no such column.
    """

    path: str
    complete: bool
    format: ListFormat = "proofpress"
    strict: bool = False
    forms: dict[str, FormSetting] = msgspec.field(default_factory=dict)
    repeats: dict[str, str] = msgspec.field(default_factory=dict)
