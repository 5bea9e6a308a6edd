"""Markdown to HTML that is safe to show whoever wrote the Markdown.

Two walls. Raw HTML in the text is not parsed as HTML but shown as typed. And what the
converter makes is read again and written anew from a short list of elements, so nothing
outside that list can pass, whatever an author or the converter comes up with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from markdown import Markdown
from markupsafe import Markup

from proofpress.errors import InputError

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 60

_PLAIN = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong hr br dl dt dd del sup sub"
    " table thead tbody tr th td a".split()
)
_VOID = frozenset({"hr", "br"})
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"']+", re.IGNORECASE)
_RELATIVE_LINK = re.compile(r"(?![/\\])[^\s<>\"':\\]+(?:#[^\s<>\"'\\]*)?")
_ANCHOR = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_CLASS = re.compile(r"language-[A-Za-z0-9_+-]{1,20}")


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


def render_markdown(text: str, *, file: str = "", top: int = 1) -> Document:
    """`text` as HTML, its highest headings moved to the level `top`.

    Raises:
        InputError: the text is longer, or nested deeper, than any real document.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed",
            file=file or None,
        )
    try:
        html = _converter().convert(text)
        return _rewritten(html, top - _highest_heading(html, top))
    except RecursionError:
        raise InputError("lists or quotes are nested too deeply", file=file or None) from None


def _converter() -> Markdown:
    """Markdown with tables, fences and anchors, and without any way to write raw HTML."""
    converter = Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "toc"], output_format="html"
    )
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    return converter


def _highest_heading(html: str, otherwise: int) -> int:
    return min((int(level) for level in re.findall("<h([1-6])[ >]", html)), default=otherwise)


def _rewritten(html: str, shift: int) -> Document:
    writer = _Rewriter(shift)
    writer.feed(html)
    writer.close()
    return Document(Markup(writer.result()), tuple(writer.headings))  # noqa: S704


class _Rewriter(HTMLParser):
    """Reads HTML and writes only listed elements and attributes, all of them closed."""

    def __init__(self, shift: int) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[Heading] = []
        self._shift = shift
        self._tables = 0
        self._out: list[str] = []
        self._open: list[str] = []

    def result(self) -> str:
        while self._open:
            self._close(self._open[-1])
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self._out.append(escape(_first(attrs, "alt")))
        elif tag in _PLAIN:
            self._open_element(self._level(tag), attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._level(tag) in self._open:
            self._close(self._level(tag))

    def handle_data(self, data: str) -> None:
        self._out.append(escape(data, quote=False))
        if "h2" in self._open and self.headings:
            last = self.headings.pop()
            self.headings.append(Heading(last.anchor, last.text + data))

    def _open_element(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._tables += 1
            label = f'role="region" aria-label="Table {self._tables}"'
            self._out.append(f'<div class="scroll" {label} tabindex="0">')
        if tag == "h2":
            self.headings.append(Heading(_whole(_ANCHOR, _first(attrs, "id")), ""))
        self._out.append(f"<{tag}{_attributes(tag, attrs)}>")
        if tag not in _VOID:
            self._open.append(tag)
        if len(self._open) > MAX_DEPTH:
            raise RecursionError

    def _close(self, tag: str) -> None:
        while self._open:
            innermost = self._open.pop()
            self._out.append(f"</{innermost}>" + ("</div>" if innermost == "table" else ""))
            if innermost == tag:
                return

    def _level(self, tag: str) -> str:
        heading = re.fullmatch("h([1-6])", tag)
        return f"h{min(6, max(1, int(heading[1]) + self._shift))}" if heading else tag


def _attributes(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    if tag == "pre":
        return ' tabindex="0"'
    kept = {
        "a": [("href", _safe_href(_first(attrs, "href")))],
        "code": [("class", _whole(_CLASS, _first(attrs, "class")))],
        "ol": [("start", _whole(re.compile("[0-9]{1,6}"), _first(attrs, "start")))],
    }.get(tag, [])
    if tag.startswith("h") and tag != "hr":
        kept = [("id", _whole(_ANCHOR, _first(attrs, "id")))]
    if tag == "a" and _SAFE_LINK.fullmatch(kept[0][1]):
        kept = [*kept, ("rel", "noopener noreferrer nofollow")]
    return "".join(f' {name}="{escape(value)}"' for name, value in kept if value)


def _safe_href(href: str) -> str:
    """The link, if it leads to the web, to a mailbox, or to a place on this site; else nothing."""
    if _SAFE_LINK.fullmatch(href):
        return href
    return _whole(_RELATIVE_LINK, href)


def _whole(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _first(attrs: list[tuple[str, str | None]], name: str) -> str:
    return next((value or "" for key, value in attrs if key == name), "")
