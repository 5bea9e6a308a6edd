"""One accent colour in, a readable palette out, for light pages and dark ones.

The publisher chooses any colour. What is written on it, and what is written in it, is
moved towards black or white until it reaches the contrast of WCAG 2.2 AA.
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
"""A little above the 4.5 of WCAG, for the tinted surfaces beside the plain one."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`.

    `fill` is the accent itself and `on_fill` what is written on it; `ink_light` and
    `ink_dark` are the accent as text on a light and on a dark page; `wash_light` and
    `wash_dark` faint backgrounds of its hue.
    """

    fill: str
    on_fill: str
    ink_light: str
    ink_dark: str
    wash_light: str
    wash_dark: str


def palette(accent: str) -> Palette:
    """The palette around an accent such as `#0b5fff`.

    Raises:
        InputError: `accent` is not a colour of that form.
    """
    fill = parse(accent)
    return Palette(
        fill=spell(fill),
        on_fill=spell(max((WHITE, BLACK), key=lambda ink: contrast(ink, fill))),
        ink_light=spell(readable(fill, BLACK, LIGHT_PAGE)),
        ink_dark=spell(readable(fill, WHITE, DARK_PAGE)),
        wash_light=spell(mix(fill, WHITE, 93)),
        wash_dark=spell(mix(fill, (0x12, 0x16, 0x1B), 86)),
    )


def parse(text: str) -> Colour:
    """The colour spelled `#rrggbb`."""
    if not _HEX.fullmatch(text):
        raise InputError(
            f"the accent colour {text[:40]!r} is not of the form #rrggbb",
            advice='Write it as six hexadecimal digits, such as accent = "#0b5fff".',
        )
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def spell(colour: Colour) -> str:
    """A colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(one: Colour, other: Colour, percent: int) -> Colour:
    """`percent` of `other` stirred into `one`."""
    red, green, blue = (
        (a * (100 - percent) + b * percent) // 100 for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def readable(colour: Colour, towards: Colour, page: Colour) -> Colour:
    """`colour`, moved towards black or white only as far as text on `page` needs."""
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
