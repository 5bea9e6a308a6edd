"""The publisher's logo: a picture without active content."""

from __future__ import annotations

import pytest

from proofpress.errors import InputError
from proofpress.site.model import Logo
from proofpress.site.pages.logo import MAX_BYTES, checked_logo, read_logo
from tests.generator import sample
from tests.generator.site.pages.page_files import page, written

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def test_a_plain_logo_is_taken_and_shown(tmp_path):
    data = ('<?xml version="1.0" encoding="UTF-8"?><!-- x -->' + SVG).format("<path d='M0 0'/>")
    logo = checked_logo(data.encode(), "logo.svg")
    folder = written(tmp_path, sample.site_view(logo=logo))
    assert (folder / "theme/logo.svg").read_bytes() == data.encode()
    assert page(folder).all("img")[0]["src"] == "theme/logo.svg"
    assert checked_logo(b"\x89PNG\r\n\x1a\nrest", "x") == Logo(b"\x89PNG\r\n\x1a\nrest", "png")


@pytest.mark.parametrize(
    "data",
    [
        SVG.format("<script>alert(1)</script>"),
        SVG.format("<rect onclick='alert(1)'/>"),
        SVG.format("<rect ONLOAD='alert(1)'/>"),
        SVG.format("<foreignObject/>"),
        SVG.format("<image href='https://evil.example/x'/>"),
        SVG.format("<use href='other.svg#x'/>"),
        SVG.format(
            "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='https://evil.example/x'/>"
        ),
        SVG.format("<a href='javascript:alert(1)'><rect/></a>"),
        SVG.format("<style>@import 'https://evil.example/x';</style>"),
        SVG.format("<rect style='fill:url(https://evil.example/x)'/>"),
        SVG.format("<set attributeName='href' to='javascript:alert(1)'/>"),
        SVG.format("<b xmlns='http://www.w3.org/1999/xhtml'/>"),
        "<!DOCTYPE svg [<!ENTITY x 'y'>]>" + SVG.format("&x;"),
        "<?xml-stylesheet href='https://evil.example/x'?>" + SVG.format(""),
        "<?xml version='1.0' encoding='UTF-7'?>" + SVG.format(""),
        "<svg>",
        "<svg/>",
        "GIF89a",
        "\udcff",
        SVG.format(" " * 200_001),
    ],
)
def test_a_logo_that_is_more_than_a_picture_is_refused(data):
    with pytest.raises(InputError):
        checked_logo(data.encode("utf-8", "surrogateescape"), "logo.svg")


def test_a_file_that_cannot_be_read_or_is_too_large_is_named(tmp_path):
    absent, large = tmp_path / "absent.svg", tmp_path / "large.png"
    with pytest.raises(InputError, match="the logo cannot be read: No such file") as caught:
        read_logo(absent)
    assert caught.value.file == str(absent)
    assert "`logo` under [theme]" in caught.value.advice
    large.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES))
    with pytest.raises(InputError, match="the logo has 200,008 bytes; at most 200,000"):
        read_logo(large)
