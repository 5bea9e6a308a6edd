"""The `[prices]` table: what one unit of each asset was worth in USD, by whom and when."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from proofpress_verify.records import Price

_PRICE = re.compile(r"(0|[1-9][0-9]{0,29})(\.[0-9]{1,40})?")


class PriceTable(msgspec.Struct, frozen=True):
    """The table as written: one source and one time for all prices."""

    source: str
    time: datetime
    usd: dict[str, str]


def shortest(text: str) -> str | None:
    """A price above zero without trailing zeros, or None for what is none."""
    if not _PRICE.fullmatch(text):
        return None
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return None if plain == "0" else plain


def in_order(prices: dict[str, str], source: str, time: str) -> tuple[Price, ...]:
    """The statement's prices, ascending by asset."""
    return tuple(Price(asset, prices[asset], source, time) for asset in sorted(prices))
