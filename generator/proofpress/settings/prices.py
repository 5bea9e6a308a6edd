"""The `[prices]` table: what one unit of each asset was worth in USD, with source and time.

One source and one time apply to all prices; a price with its own is a table.
"""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from proofpress.settings.assets import AssetSettings
from proofpress.settings.toml_file import TomlFile, join, nearest
from proofpress.settings.values import MAX_NAME, moment, plain_text
from proofpress_verify.records import Price

_PRICE = re.compile(r"(0|[1-9][0-9]{0,29})(\.[0-9]{1,40})?")


class OwnPrice(msgspec.Struct, frozen=True):
    """A price with its own source or time; those of `[prices]` apply to what it leaves out."""

    price: str
    source: str | None = None
    time: datetime | None = None


class PriceTable(msgspec.Struct, frozen=True):
    """The table as written. `source` and `time` apply to each price without its own."""

    usd: dict[str, str | OwnPrice]
    source: str | None = None
    time: datetime | None = None


def shortest(text: str) -> str | None:
    """A price above zero without trailing zeros, or None if the text is not such a price."""
    if not _PRICE.fullmatch(text):
        return None
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return None if plain == "0" else plain


def resolve_prices(
    source: TomlFile, table: PriceTable | None, assets: tuple[AssetSettings, ...]
) -> tuple[Price, ...]:
    """The statement's prices, ascending by asset."""
    if table is None:
        return ()
    known = {asset.name: None for asset in assets}
    for asset in table.usd:
        if asset not in known:
            advice = nearest(asset, known, "Counted assets")
            key = join("prices.usd", asset)
            raise source.fail(key, "is not the price of a counted asset", advice)
    return tuple(_price(source, table, asset) for asset in sorted(table.usd))


def _price(source: TomlFile, table: PriceTable, asset: str) -> Price:
    written, key = table.usd[asset], join("prices.usd", asset)
    own = OwnPrice(written) if isinstance(written, str) else written
    price = shortest(own.price)
    if price is None:
        advice = 'Write digits in quotes, above zero and without an exponent: "64250.5".'
        raise source.fail(key, f"cannot be {own.price[:MAX_NAME]!r}", advice)
    named = own.source if own.source is not None else table.source
    time = own.time if own.time is not None else table.time
    if named is None or time is None:
        missing = "source" if named is None else "time"
        advice = f"Write it under [prices], for all, or {asset} = {{ price = …, {missing} = … }}."
        raise source.fail(key, f"has no {missing}", advice)
    return Price(
        asset,
        price,
        plain_text(source, f"{key if own.source is not None else 'prices'}.source", named),
        moment(source, f"{key if own.time is not None else 'prices'}.time", time),
    )
