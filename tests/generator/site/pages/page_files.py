"""Pages as they are written to disk, parsed: their elements, links and text."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from proofpress.site.model import SiteView
from proofpress.site.pages import write_pages

WALLETS = "snapshots/2026-10-31/wallets/index.html"


class Page(HTMLParser):
    """A page's elements with their attributes, and its text without scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside:
            self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).replace("\u00a0", " ").split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def references(self) -> list[str]:
        """Everything that the page links to or loads."""
        names = ("href", "src", "srcset", "action", "data", "poster", "formaction")
        return [attrs[name] for _, attrs in self.elements for name in names if name in attrs]


def written(folder: Path, view: SiteView) -> Path:
    write_pages(folder, view)
    return folder


def page(folder: Path, path: str = "index.html") -> Page:
    return Page((folder / path).read_text("utf-8"))


def pages(folder: Path) -> dict[str, Page]:
    return {path: Page(file.read_text("utf-8")) for path, file in html_files(folder)}


def html_files(folder: Path) -> list[tuple[str, Path]]:
    return [(p.relative_to(folder).as_posix(), p) for p in sorted(folder.rglob("*.html"))]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def checks(path: str) -> bool:
    """Whether the page at a path is one that checks something on the visitor's device."""
    return path == "verify/index.html" or path.endswith("/wallets/index.html")


def resolve(path: str, reference: str) -> str:
    """The site's path that a reference on the page at `path` leads to."""
    parts = list(PurePosixPath(path).parent.parts)
    for part in unquote(reference.partition("#")[0]).split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
