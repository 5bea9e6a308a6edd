"""Hostile Markdown, and hostile HTML as if the converter had let it through: each wall alone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.site.pages import markup
from proofpress.site.pages.markup import MAX_DEPTH, render_markdown, sanitized

ELEMENTS = (
    "p|h[1-6]|ul|ol|li|blockquote|pre|code|em|strong|hr|br|dl|dt|dd|del|sup|sub"
    "|table|thead|tbody|tr|th|td|a|div"
)
ATTRIBUTES = (
    'href="[^"<>]*"|rel="noopener noreferrer nofollow"|class="(?:scroll|language-[\\w+-]+)"'
    '|id="[\\w.-]+"|start="[0-9]+"|tabindex="0"|role="region"|aria-label="Table [0-9]+"'
)
LISTED = re.compile(f"(?:[^<>]|</?(?:{ELEMENTS})(?: (?:{ATTRIBUTES}))*>)*")
"""All that may be published, without any parser: text without brackets, and listed tags."""

TARGET = re.compile(
    r"https?://.*|mailto:.*|(?![/\\])[^:\\\x00-\x20\x7f]+", re.IGNORECASE | re.DOTALL
)

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script in pieces": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script with a slash": "<script/x>alert(1)</script >",
    "handler": "<p onclick=alert(1)>x</p>",
    "handler after a slash": "<p/onmouseover='alert(1)'>x</p>",
    "handler in a line of its own": "<a href='https://x.example'\nonfocus\n=x autofocus>y</a>",
    "handler of a listed table": '<table onbeforetoggle="alert(1)"><tr><td onclick=x>y</table>',
    "picture": "<img src=x onerror=alert(1)>",
    "javascript": '<a href="javascript:alert(1)">x</a>',
    "javascript in capitals": '<a href="JaVaScRiPt:alert(1)">x</a>',
    "javascript by references": '<a href="&#106;&#x61;vascript&colon;alert(1)">x</a>',
    "javascript by long references": '<a href="&#0000106avascript:alert(1)">x</a>',
    "javascript with a tab": '<a href="java\tscript:alert(1)">x</a>',
    "javascript with a line": '<a href="java&NewLine;script:alert(1)">x</a>',
    "javascript after blanks": '<a href=" \x01\x0b javascript:alert(1)">x</a>',
    "javascript after a NUL": '<a href="\0javascript:alert(1)">x</a>',
    "javascript without quotes": "<a href=javascript:alert(1)>x</a>",
    "javascript twice": '<a href="https://x.example" href="javascript:alert(1)">x</a>',
    "data": '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    "data by references": '<a href="&#x64;ata&#58;text/html,x">x</a>',
    "vbscript": '<a href="vbscript:x">x</a>',
    "another host": '<a href="//evil.example/">x</a>',
    "another host by backslashes": '<a href="/\\evil.example/">x</a>',
    "another host by a tab": '<a href="/\t/evil.example/">x</a>',
    "svg": "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "svg with a script": "<svg><script>alert(1)</script></svg>",
    "svg with a style": "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
    "svg's animation": "<svg><animate onbegin=alert(1) attributeName=href></svg>",
    "math": "<math href='javascript:alert(1)'>x</math>",
    "math's namespace": "<math><mtext><table><mglyph><style><!--</style><img src onerror=x>",
    "math's annotation": "<math><annotation-xml encoding='text/html'><p onclick=x>y</math>",
    "foreign object": "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    "form in math": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>",
    "style": "<style>*{display:none}</style>x",
    "style on an element": "<p style='position:fixed;inset:0'>x</p>",
    "style import": "<style>@import 'https://evil.example/x.css'</style>",
    "frame": "<iframe src='https://evil.example'></iframe>",
    "frame with its page": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data='data:text/html,x'><embed src=x></object>",
    "base": "<base href='https://evil.example/'><a href='x'>y</a>",
    "meta": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "link": "<link rel=stylesheet href='https://evil.example/x.css'>",
    "form": "<form action='https://evil.example'><input name=code><button formaction=x>y",
    "template": "<template><p onclick=x>y</p></template>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "title": "<title><p title='</title><img src=x onerror=alert(1)>'></title>",
    "textarea": "<textarea></textarea><script>alert(1)</script>",
    "target": "<a href='https://x.example' target=_blank rel=opener>x</a>",
    "frame's name": "<a name=runtime href=x>y</a>",
    "name": "<p name=body id=runtime-config>x</p>",
    "identifier of a window": "<a id=proofpress href=x>y</a><a id=proofpress name=base>y</a>",
    "identifier with a quote": "<h2 id='x\" onclick=alert(1)'>y</h2>",
    "class of the page": '<div class="banner good" role=alert>Verified</div>',
    "class beside a listed one": '<div class="scroll banner">x</div><code class="language-x y">z',
    "comment": "<!-- <script>alert(1)</script> -->x",
    "comment in a comment": "<!--><img src=x onerror=alert(1)>-->",
    "comment that ends early": "<!--!><script>alert(1)</script>--!><p onclick=x>y",
    "conditional comment": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "declaration": "<!DOCTYPE x [<!ENTITY y '<script>'>]>&y;",
    "instruction": "<?xml-stylesheet href='javascript:alert(1)'?>",
    "CDATA": "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "not closed": "<p onclick=alert(1)",
    "not closed, listed": "<table><td><a href='https://x.example'><em><pre>x",
    "closed too often": "</div></div></main></body></html><p onclick=x>y",
    "quote not closed": "<a href='https://x.example title='><p onclick=alert(1)>x",
    "NUL in a tag": "<scr\0ipt>alert(1)</scr\0ipt>",
    "NUL in an attribute": "<p on\0click=alert(1)>x</p>",
    "unknown": "<x-thing is=y onclick=alert(1)>z</x-thing>",
    "plaintext": "<plaintext><script>alert(1)</script>",
    "old encoding": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
}


def assert_harmless(html: str) -> None:
    """It has listed elements only, also for a browser, which parses it once more."""
    for read in (html, sanitized(html)):
        assert LISTED.fullmatch(read), read
        for target in re.findall(r'<a href="([^"]*)"', read):
            assert TARGET.fullmatch(unescape(target)), read


def assert_regular(html: str) -> None:
    """It is harmless, and parsing it changes nothing."""
    assert_harmless(html)
    assert sanitized(html) == html


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_html_that_came_through_the_converter_is_cut_to_what_is_listed(attack: str) -> None:
    assert_harmless(sanitized(attack))
    assert_harmless(sanitized(f"<table><tr><td>{attack}</td></tr></table><p>x</p>"))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_html_in_a_text_is_shown_as_typed(attack: str) -> None:
    for place in ("{}", "# {}", "> - {}", "| a |\n|---|\n| {} |", "[{}](x)"):
        text = place.format(attack.replace("\n", " ").replace("\0", ""))
        html = str(render_markdown(text).html)
        assert_harmless(html)
        assert html.count("&lt;") == text.count("<")


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "java&#115;cript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "<java\tscript:alert(1)>",
        "<\x01javascript:alert(1)>",
        "javascript\\:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "ftp://evil.example",
        "https&#58;//ok.example/<svg>",
    ],
)
def test_a_link_leads_to_the_web_a_mailbox_or_this_site_or_nowhere(target: str) -> None:
    for text in (f"[x]({target})", f"![x]({target})", f"[x]: {target}\n\n[x]", f"<{target}>"):
        assert_regular(str(render_markdown(text).html))
    assert "evil" not in str(render_markdown(f"[x]({target})").html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[x](https://a.example/?b=1&c=2)", 'href="https://a.example/?b=1&amp;c=2" rel="{}"'),
        ("[x](HTTPS&#58;//a.example)", 'href="HTTPS://a.example" rel="{}"'),
        ("<a@b.example>", 'href="mailto:a@b.example" rel="{}"'),
        ("[x](../format/index.html#tree)", 'href="../format/index.html#tree"'),
        ("[x](javascript:y)", ""),
    ],
)
def test_only_links_that_leave_the_site_have_a_rel(text: str, html: str) -> None:
    attributes = html.format("noopener noreferrer nofollow")
    assert f"<a {attributes}>".replace(" >", ">") in str(render_markdown(text).html)


def test_pictures_leave_their_words() -> None:
    assert (
        str(render_markdown("a ![b & c](https://x.example/y.png) d").html) == "<p>a b &amp; c d</p>"
    )


def test_tables_are_regions_that_scroll() -> None:
    html = str(render_markdown("> | a |\n> |---|\n> | b |\n\n| c |\n|--:|\n| d |\n").html)
    found = re.findall(r"<div ([^>]*)><table>", html)
    region = 'aria-label="Table {}" class="scroll" role="region" tabindex="0"'
    assert found == [region.format(1), region.format(2)]
    assert html.count("</table></div>") == 2


@pytest.mark.parametrize("text", ["```\nx\n```", "    x\n"])
def test_code_can_be_scrolled_by_keyboard(text: str) -> None:
    assert '<pre tabindex="0"><code>' in str(render_markdown(text).html)


def test_a_nul_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match=r"methodology\.md: line 3 has a NUL"):
        render_markdown("a\n\nb\0c\n", file="methodology.md", strict=True)


def test_no_text_is_lost_without_a_message() -> None:
    html = "<p>kept</p><script>dropped</script>"
    with pytest.raises(InputError, match=r"x\.md: a page cannot show all of the text near 'kept"):
        markup._refuse_loss(html, sanitized(html), "x.md")


@pytest.mark.parametrize("text", ["a\0b", "<&#x1F;b>", "a<&#x1;script>b"])
def test_a_text_that_was_signed_before_is_shown_as_far_as_it_can_be(text: str) -> None:
    assert_harmless(str(render_markdown(text).html))


@pytest.mark.parametrize("text", ["a&#x1F;b", "a&#x0B;b", "a&#x7F;b", "a&#31;b"])
def test_references_to_control_characters_leave_none(text: str) -> None:
    assert str(render_markdown(text).html) == "<p>ab</p>"


@pytest.mark.parametrize("lead", ["&#1;", "\1", "&#x1F;", "&#x7F;"])
def test_a_control_character_hides_no_other_host(lead: str) -> None:
    """Browsers drop it: what is left would lead to another host."""
    assert "href" not in str(render_markdown(f"[x]({lead}//evil.example)").html)


@pytest.mark.parametrize(
    "text", ["&#1;&#x80;&#xfffe;&#xd800;&#0;", "a\x0cb\x0b\x1f", "&notit; &amp &lt&gt; &#9;"]
)
def test_references_and_control_characters_are_no_reason_to_refuse(text: str) -> None:
    assert_regular(str(render_markdown(text).html))


def test_a_table_of_contents_by_mark_stays_a_list() -> None:
    html = str(render_markdown("[TOC]\n\n# A\n\n## B\n").html)
    assert '<li><a href="#a">A</a>' in html
    assert "<div" not in html


def test_the_deepest_text_is_as_deep_as_is_said() -> None:
    assert "x" in str(render_markdown("> " * (MAX_DEPTH - 1) + "x").html)
    with pytest.raises(InputError, match="nested too deeply"):
        render_markdown("> " * MAX_DEPTH + "x")


PIECES = [
    *"ab *_`~#>-!|[]()<>&\\\"'\n\t",
    *("[x](", "![", "](", "https://a.example", "javascript:", "<script>", "<!--", "-->", "</"),
    *("&#106;", "&colon;", "&lt;", "| a |\n|---|\n", "```\n", "    ", "onclick=x", "\2"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_harmless(text: str) -> None:
    assert_regular(str(render_markdown(text, top=2).html))


@given(st.lists(st.sampled_from([*PIECES, *ATTACKS.values()]), max_size=8).map("".join))
def test_any_html_is_harmless(html: str) -> None:
    assert_harmless(sanitized(html))
