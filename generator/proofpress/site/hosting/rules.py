"""Which header goes with which file of a site.

No header comes from two rules for one path: some hosts would join the two, others send the last.
All of it makes a site quicker and safer; a check needs none of it, nor the right types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from proofpress.site.hosting import policies
from proofpress.site.hosting.policies import CHECKING, READING, Policy

POLICY, CACHING, READERS = (
    "Content-Security-Policy", "Cache-Control", "Access-Control-Allow-Origin",
)  # fmt: skip

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    # All that lies here is public: whoever shuts their own pages in may still show it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}

FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
"""Kept, but asked for anew each time: a page never meets scripts or figures of another release."""

PAGES: dict[str, Policy] = {
    "/": READING,
    "/index.html": READING,
    "/404.html": READING,
    "/verify/*": CHECKING,
    **{
        f"/{folder}/*": READING
        for folder in (
            "history", "how-it-works", "not-proven", "methodology", "offline", "format", "files",
        )
    },
    "/snapshots/:id/": READING,
    "/snapshots/:id/index.html": READING,
    "/snapshots/:id/wallets/*": CHECKING,
    "/snapshots/:id/disclosures/*": READING,
}  # fmt: skip
"""Where pages are, as paths of the site: `:id` is one part, a final `*` all that follows."""

_OTHERS = ("/theme/*", "/robots.txt")
_FOR_PROGRAMS = ("/latest.json", "/feed.xml", "/series/*", "/SHA256SUMS", "/SHA256SUMS.note")
_BESIDE_PAGES = ("/format/vectors.zip",)
"""For programs too, but below a page's folder, whose rule says how it is cached."""
_FROZEN = (
    "/runtime/*",
    "/verifier/*",
    *(
        f"/snapshots/:id/{name}"
        for name in (
            "shards/*", "attachments/*", "statement.json", "statement.note", "wallets.csv",
            "methodology.md", "disclosures.json", "SHA256SUMS",
        )
    ),
)  # fmt: skip

TYPES = {
    "asc": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "note": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "py": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/atom+xml; charset=utf-8",
    "gzip": "application/octet-stream",
    "p7s": "application/octet-stream",
    "shard": "application/octet-stream",
    "sig": "application/octet-stream",
    "whl": "application/zip",
    "zip": "application/zip",
}
PLAIN = "text/plain; charset=utf-8"
"""Of files whose name has no ending, such as SHA256SUMS."""
NO_ENDING = "/[^./]+$"


@dataclass(frozen=True)
class HostRule:
    """Headers for the files whose path is like `path` (see `PAGES`)."""

    path: str
    headers: dict[str, str]

    @property
    def pattern(self) -> str:
        """The same as a regular expression that every host reads alike."""
        parts = re.split(r"(:[a-z]+|\*$)", self.path)
        return "^" + "".join(_expression(part) for part in parts) + "$"


def _expression(part: str) -> str:
    if part == "*":
        return ".*"
    return "[^/]+" if part.startswith(":") else part.replace(".", "[.]")


@cache
def rules() -> tuple[HostRule, ...]:
    """Every rule, that for all files first."""
    return (HostRule("/*", EVERYWHERE), *_rules())


def _rules() -> Iterator[HostRule]:
    for path, policy in PAGES.items():
        yield HostRule(path, {POLICY: policies.header(policy), CACHING: ASK_FIRST})
    for path in _OTHERS:
        yield HostRule(path, {CACHING: ASK_FIRST})
    for path in _FOR_PROGRAMS:
        yield HostRule(path, {CACHING: ASK_FIRST, READERS: "*"})
    for path in _BESIDE_PAGES:
        yield HostRule(path, {READERS: "*"})
    for path in _FROZEN:
        yield HostRule(path, {CACHING: FOR_EVER, READERS: "*"})


def headers(path: str) -> dict[str, str]:
    """What goes with the file at a path that begins with a slash, its type apart."""
    found: dict[str, str] = {}
    for rule in rules():
        if re.fullmatch(rule.pattern, path):
            assert not found.keys() & rule.headers.keys(), f"two rules for {path}"
            found |= rule.headers
    return found


def media_type(path: str) -> str:
    """The type of the file at a path."""
    name = path.rpartition("/")[2]
    if not name:
        return TYPES["html"]
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream") if "." in name else PLAIN


def page_policy(path: str) -> Policy:
    """The policy of the page at a path below the site's root, such as `verify/index.html`."""
    if path == "404.html":
        return policies.lost_page()
    (found,) = (
        policy
        for where, policy in PAGES.items()
        if re.fullmatch(HostRule(where, {}).pattern, f"/{path}")
    )
    return found
