"""From one accent colour to a readable palette, for light and dark pages.

The publisher may choose any colour. Text on it, and text in it, is made darker or lighter until it
has the contrast that WCAG 2.2 AA requires.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from proofpress.errors import InputError

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
LIGHT_PAGE: Colour = (0xF0, 0xF1, 0xEE)
DARK_PAGE: Colour = (0x20, 0x26, 0x2E)
TEXT_CONTRAST = 4.6
"""A little above the 4.5 of WCAG, because some surfaces are slightly tinted."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`.

    `fill` is the accent itself and `on_fill` the colour of text on it. `ink_light` and `ink_dark`
    are the accent as text on a light and on a dark page; `wash_light` and `wash_dark` are faint
    backgrounds of its hue.
    """

    fill: str
    on_fill: str
    ink_light: str
    ink_dark: str
    wash_light: str
    wash_dark: str


def palette(accent: str) -> Palette:
    """The palette of an accent such as `#0b5fff`.

    Raises:
        InputError: `accent` is not a colour of that form.
    """
    fill = parse(accent)
    return Palette(
        fill=to_hex(fill),
        on_fill=to_hex(max((WHITE, BLACK), key=lambda ink: contrast(ink, fill))),
        ink_light=to_hex(readable(fill, BLACK, LIGHT_PAGE)),
        ink_dark=to_hex(readable(fill, WHITE, DARK_PAGE)),
        wash_light=to_hex(mix(fill, WHITE, 93)),
        wash_dark=to_hex(mix(fill, (0x12, 0x16, 0x1B), 86)),
    )


def parse(text: str) -> Colour:
    """The colour with the text `#rrggbb`.

    Raises:
        InputError: the text is not of that form.
    """
    if not _HEX.fullmatch(text):
        raise InputError(
            f"the accent colour {text[:40]!r} is not of the form #rrggbb",
            advice='Write it as six hexadecimal digits, such as accent = "#0b5fff".',
        )
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def to_hex(colour: Colour) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(one: Colour, other: Colour, percent: int) -> Colour:
    """A mix with `percent` percent of `other` and the rest of `one`."""
    red, green, blue = (
        (a * (100 - percent) + b * percent) // 100 for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def readable(colour: Colour, towards: Colour, page: Colour) -> Colour:
    """`colour`, moved towards black or white only as far as text on `page` requires."""
    shades = (mix(colour, towards, percent) for percent in range(0, 101, 4))
    return next(shade for shade in shades if contrast(shade, page) >= TEXT_CONTRAST)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Colour) -> float:
    """The relative luminance of WCAG 2, from 0 to 1."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
