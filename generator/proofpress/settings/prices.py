"""The `[prices]` table: what one unit of each asset was worth in USD, by whom and when.

Source and time stand once for all prices; a price that has others is a table of its own.
"""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

_PRICE = re.compile(r"(0|[1-9][0-9]{0,29})(\.[0-9]{1,40})?")


class OwnPrice(msgspec.Struct, frozen=True):
    """A price that names its own source or time; what it leaves out is as for the others."""

    price: str
    source: str | None = None
    time: datetime | None = None


class PriceTable(msgspec.Struct, frozen=True):
    """The table as written. `source` and `time` are those of each price that names no others."""

    usd: dict[str, str | OwnPrice]
    source: str | None = None
    time: datetime | None = None


def shortest(text: str) -> str | None:
    """A price above zero without trailing zeros, or None for what is none."""
    if not _PRICE.fullmatch(text):
        return None
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return None if plain == "0" else plain
