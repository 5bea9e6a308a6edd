"""The HTTP headers of each file of a site.

A path never gets the same header from two rules: some hosts would join the values, others would
send the last one. The headers make a site faster and safer, but verification needs neither them
nor the right types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from proofpress.site.hosting import policies
from proofpress.site.hosting.policies import CHECKING, READING, Policy

POLICY, CACHING, CORS = (
    "Content-Security-Policy", "Cache-Control", "Access-Control-Allow-Origin",
)  # fmt: skip

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Everything here is public: pages that require this header may embed it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
"""Cached, but revalidated each time, so that a page never gets files of a different release."""

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
"""The policy of each page, by path. `:id` matches one part of a path, a final `*` the rest."""

_STATIC = ("/theme/*", "/robots.txt")
_MACHINE_READABLE = ("/latest.json", "/feed.xml", "/series/*", "/SHA256SUMS", "/SHA256SUMS.note")
_IN_PAGE_FOLDERS = ("/format/vectors.zip",)
"""Machine-readable files in a page's folder, whose rule sets their caching already."""
_NEVER_CHANGED = (
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
"""The type of files without a suffix, such as SHA256SUMS."""
NO_ENDING = "/[^./]+$"


@dataclass(frozen=True)
class HostRule:
    """The headers of the files whose path matches `path` (see `PAGES`)."""

    path: str
    headers: dict[str, str]

    @property
    def pattern(self) -> str:
        """`path` as a regular expression that all hosts interpret in the same way."""
        parts = re.split(r"(:[a-z]+|\*$)", self.path)
        return "^" + "".join(_expression(part) for part in parts) + "$"


def _expression(part: str) -> str:
    if part == "*":
        return ".*"
    return "[^/]+" if part.startswith(":") else part.replace(".", "[.]")


@cache
def rules() -> tuple[HostRule, ...]:
    """All rules. The rule for all files comes first."""
    return (HostRule("/*", EVERYWHERE), *_rules())


def _rules() -> Iterator[HostRule]:
    for path, policy in PAGES.items():
        yield HostRule(path, {POLICY: policies.header(policy), CACHING: REVALIDATE})
    for path in _STATIC:
        yield HostRule(path, {CACHING: REVALIDATE})
    for path in _MACHINE_READABLE:
        yield HostRule(path, {CACHING: REVALIDATE, CORS: "*"})
    for path in _IN_PAGE_FOLDERS:
        yield HostRule(path, {CORS: "*"})
    for path in _NEVER_CHANGED:
        yield HostRule(path, {CACHING: IMMUTABLE, CORS: "*"})


def headers(path: str) -> dict[str, str]:
    """The headers of the file at a path that starts with a slash, without its Content-Type."""
    found: dict[str, str] = {}
    for rule in rules():
        if re.fullmatch(rule.pattern, path):
            assert not found.keys() & rule.headers.keys(), f"two rules for {path}"
            found |= rule.headers
    return found


def media_type(path: str) -> str:
    """The Content-Type of the file at a path."""
    name = path.rpartition("/")[2]
    if not name:
        return TYPES["html"]
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream") if "." in name else PLAIN


def page_policy(path: str) -> Policy:
    """The policy of the page at a path below the site's root, such as `verify/index.html`."""
    if path == "404.html":
        return policies.not_found_page()
    (found,) = (
        policy
        for where, policy in PAGES.items()
        if re.fullmatch(HostRule(where, {}).pattern, f"/{path}")
    )
    return found
