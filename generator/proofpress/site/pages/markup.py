"""Markdown to HTML that is safe to show, even if the Markdown is hostile.

Two defences. Raw HTML in the text is not parsed as HTML but shown as typed. And what the
converter makes is sanitized by nh3 (ammonia), which parses it as a browser does and keeps only
listed elements and attributes. Nothing is added after that. A new text of which the sanitizer would
drop a part is refused, so that no publisher loses text without a message. A text that was signed
before is shown as far as it can be, since it cannot be corrected any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from markupsafe import Markup

from proofpress.errors import InputError

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 60

_PLAIN = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong hr br dl dt dd del sup sub"
    " table thead tbody tr th td a div".split()
)
_REL = "noopener noreferrer nofollow"
_OUTER_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f<>\"']+", re.IGNORECASE)
# Browsers drop control characters at the start of a link: "\1//host" leads to another host.
_INNER_LINK = re.compile(r"(?![/\\])[^\s\x00-\x20\x7f<>\"':\\]+(?:#[^\s\x00-\x20\x7f<>\"'\\]*)?")
_ATTRIBUTES = {
    "a": {
        "href": re.compile(f"(?i:{_OUTER_LINK.pattern})|{_INNER_LINK.pattern}"),
        "rel": re.compile(_REL),
    },
    "code": {"class": re.compile(r"language-[A-Za-z0-9_+-]{1,20}")},
    "div": {
        "aria-label": re.compile(r"Table [0-9]{1,6}"),
        "class": re.compile("scroll"),
        "role": re.compile("region"),
        "tabindex": re.compile("0"),
    },
    "ol": {"start": re.compile(r"[0-9]{1,6}")},
    "pre": {"tabindex": re.compile("0")},
    **{f"h{level}": {"id": re.compile(r"[A-Za-z0-9_.-]{1,100}")} for level in range(1, 7)},
}
"""Each attribute that may stay, by element, and what all of its value has to match."""

_TAG = re.compile(r"<[^>]*>")
# Written as character references, such as &#x1F;. The sanitizer leaves them in the text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SECOND_LEVEL = re.compile(r'<h2(?: id="([^"]*)")?>(.*?)</h2>', re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading of the second level: its anchor and its text."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Document:
    """A text as HTML, and the headings that a table of contents lists."""

    html: Markup
    headings: tuple[Heading, ...]


def render_markdown(text: str, *, file: str = "", top: int = 1, strict: bool = False) -> Document:
    """`text` as HTML, its highest headings moved to the level `top`.

    Raises:
        InputError: the text is longer, or nested deeper, than any real document; or, if
            `strict`, a page cannot show all of it.
    """
    where = file or None
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed",
            file=where,
        )
    if strict and "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"line {line} has a NUL character", file=where, advice="Remove it.")
    try:
        html = _converter(top).convert(text.replace("\0", ""))
    except RecursionError:
        raise InputError("lists or quotes are nested too deeply", file=where) from None
    clean = sanitized(html)
    if strict:
        _refuse_loss(html, clean, where)
    clean = _CONTROL.sub("", clean)
    headings = _SECOND_LEVEL.findall(clean)
    return Document(
        Markup(clean),  # noqa: S704
        tuple(Heading(anchor, _text_of(inner)) for anchor, inner in headings),
    )


def sanitized(html: str) -> str:
    """Only the listed elements and attributes of any HTML, and the text in the others."""
    return _CLEANER.clean(html)


def _keep(element: str, attribute: str, value: str) -> str | None:
    """The attribute's value if it may stay, else None."""
    rule = _ATTRIBUTES.get(element, {}).get(attribute)
    return value if rule is not None and rule.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(_PLAIN),
    attributes={element: set(rules) for element, rules in _ATTRIBUTES.items()},
    attribute_filter=_keep,
    set_tag_attribute_values={"pre": {"tabindex": "0"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,  # set by `_Layout`, for links that leave the site only
)


def _refuse_loss(html: str, clean: str, file: str | None) -> None:
    """Refuse a text of which the sanitizer, which made `clean`, drops what a reader would see."""
    written, shown = _visible(html), _visible(clean)
    if written != shown:
        pairs = enumerate(zip(written, shown, strict=False))
        same = next((at for at, (one, other) in pairs if one != other), len(shown))
        near = written[max(0, same - 20) : same + 20]
        raise InputError(f"a page cannot show all of the text near {near!r}", file=file)


def _text_of(html: str) -> str:
    """The text in HTML whose attributes and text have no `<` and `>` of their own."""
    return unescape(_TAG.sub("", html))


def _visible(html: str) -> str:
    """The text as a reader sees it: blanks as one, and no control characters.

    Parsers drop some control characters and keep others.
    """
    text = _text_of(html)
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _converter(top: int) -> Markdown:
    """Markdown with tables, fences and anchors, and without any way to write raw HTML."""
    converter = Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "toc"], output_format="html"
    )
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    converter.treeprocessors.register(_Layout(top), "layout", -1)  # after all others
    return converter


class _Layout(Treeprocessor):
    """What our pages want of a text: levels of headings, scrollable tables, no pictures."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top

    def run(self, root: Element) -> None:
        """Change the tree in place.

        Raises:
            RecursionError: it is deeper than any real document.
        """
        if _depth(root) > MAX_DEPTH:
            raise RecursionError
        for block in root.iterfind(".//div"):  # of a [TOC]; the sanitizer drops a <span>
            block.tag = "span"
        for picture in root.iter("img"):
            picture.tag, picture.text = "span", picture.get("alt")
        for link in root.iter("a"):
            if _OUTER_LINK.fullmatch(_decoded(link.get("href", ""))):
                link.set("rel", _REL)
        for number, table in enumerate([*root.iter("table")], 1):
            _make_scrollable(table, number)
        self._move_headings(root)

    def _move_headings(self, root: Element) -> None:
        found = [each for each in root.iter() if re.fullmatch("h[1-6]", each.tag)]
        highest = min((int(each.tag[1]) for each in found), default=self._top)
        for each in found:
            each.tag = f"h{min(6, int(each.tag[1]) + self._top - highest)}"


def _depth(element: Element) -> int:
    return max((1 + _depth(child) for child in element), default=0)


def _decoded(href: str) -> str:
    """A link's target as a browser reads it; the converter hides some of its `&`."""
    return unescape(href.replace(AMP_SUBSTITUTE, "&"))


def _make_scrollable(table: Element, number: int) -> None:
    """Turn the table's element into a region with the table in it."""
    inner = Element("table", table.attrib)
    inner.text = table.text
    inner.extend(table)
    tail = table.tail
    table.clear()
    table.tag, table.tail = "div", tail
    label = f"Table {number}"
    table.attrib.update({"class": "scroll", "role": "region", "aria-label": label, "tabindex": "0"})
    table.append(inner)
