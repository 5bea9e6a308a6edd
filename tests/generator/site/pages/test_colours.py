"""The palette: readable for every accent colour."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress.errors import InputError
from proofpress.site.pages import colours

ACCENTS = [f"#{r:02x}{g:02x}{b:02x}" for r in (0, 90, 255) for g in (0, 120, 255) for b in (0, 200)]


@pytest.mark.parametrize("accent", [*ACCENTS, "#0b5fff", "#f0b90b", "#777777", "#ffffff"])
def test_any_accent_stays_readable(accent):
    found = colours.palette(accent)
    pairs = [(found.on_fill, found.fill)]
    pairs += [(found.ink_light, surface) for surface in ("#ffffff", "#f7f7f5", "#f0f1ee")]
    pairs += [(found.ink_dark, surface) for surface in ("#0e1115", "#161a20", "#1d222a")]
    for ink, surface in pairs:
        assert colours.contrast(colours.parse(ink), colours.parse(surface)) >= 4.5, (ink, surface)


@pytest.mark.parametrize(
    "accent", ["", "blue", "#12345", "#1234567", "#12345g", "#fff;}", "#١٢٣٤٥٦"]
)
def test_an_accent_that_is_no_colour_is_refused(accent):
    with pytest.raises(InputError, match="not of the form"):
        colours.palette(accent)


def test_the_sheet_and_the_palette_agree_on_surfaces():
    sheet = (Path(__file__).parents[4] / "site_templates/theme/style.css").read_text("utf-8")
    for surface in ("#f7f7f5", "#ffffff", "#f0f1ee", "#0e1115", "#161a20", "#1d222a"):
        assert f": {surface};" in sheet
