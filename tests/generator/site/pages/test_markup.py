"""Markdown to HTML that is safe whoever wrote it."""

from __future__ import annotations

import re

import pytest

from proofpress.errors import InputError
from proofpress.site.pages.markup import MAX_CHARACTERS, render_markdown
from tests.generator import sample
from tests.generator.site.pages.page_files import Page

MARKDOWN_ELEMENTS = set("p h1 h2 ul ol li pre code em strong blockquote table a div".split())
SAFE_HREF = r"|https?://[^\"<>]*|mailto:[^\"<>]*|(?!/)[^:\\]*"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "para\n\n<div onclick=x>y</div>\n",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/x.png)",
        "![x](javascript:alert(1))",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](&#x6A;avascript&colon;alert(1))",
        "[x](data:text/html,<script>)",
        "[x](vbscript:x)",
        "[x](//evil.example/)",
        "[x](/\\evil.example/)",
        "[x](\\\\evil.example)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://ok.example "onmouseover=alert(1)")',
        '[x](https://ok.example/"onmouseover="alert(1))',
        "<!-- <script>x</script> -->",
        "<style>*{display:none}</style>",
        "<a href='https://x' style='x'>y</a>",
        "`<b>`",
        "```html\n<b>\n```",
        "# x {: onclick=alert(1) }",
        "\x02stx\x03 \x02wzxhzdk:0\x03",
    ],
)
def test_markdown_cannot_write_html(text):
    elements = Page(str(render_markdown(text).html)).elements
    assert {tag for tag, _ in elements} <= MARKDOWN_ELEMENTS
    for _, attributes in elements:
        assert set(attributes) <= {"class", "href", "id", "rel", "tabindex", "role", "aria-label"}
        assert re.fullmatch(SAFE_HREF, attributes.get("href", "")), attributes


def test_markdown_keeps_what_is_meant():
    html = str(render_markdown(sample.METHODOLOGY, top=2).html)
    assert '<h2 id="methodology">Methodology</h2>' in html
    assert "<strong>ledger of record</strong>" in html
    assert "<table>" in html
    assert 'href="https://example.com/help"' in html
    assert 'href="mailto:por@example.com"' in html
    assert 'href="../format/index.html#tree"' in str(
        render_markdown("[x](../format/index.html#tree)").html
    )


def test_markdown_headings_start_where_the_page_needs_them():
    assert "<h2" in str(render_markdown("### a\n\n#### b", top=2).html)
    assert "<h3" in str(render_markdown("### a\n\n#### b", top=2).html)
    assert "<h1" not in str(render_markdown("# a", top=2).html)
    assert str(render_markdown("plain", top=2).html) == "<p>plain</p>"


def test_markdown_names_its_headings():
    found = render_markdown("# T\n\n## One *two*\n\ntext\n\n### no\n\n## Three\n").headings
    assert [(h.anchor, h.text) for h in found] == [("one-two", "One two"), ("three", "Three")]


def test_markdown_of_absurd_size_or_depth_is_refused():
    with pytest.raises(InputError, match="at most"):
        render_markdown("x" * (MAX_CHARACTERS + 1))
    with pytest.raises(InputError, match="nested too deeply"):
        render_markdown("> " * 400 + "x")
