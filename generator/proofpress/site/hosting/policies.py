"""The Content-Security-Policy of each page: in its <meta>, and in the header that a host may send.

A page is as safe without any header, for it must be on hosts that send none. What only a header can
say is that no other page may frame it.
"""

from __future__ import annotations

import base64
from hashlib import sha256

from proofpress.browser_bundle import resources

Policy = dict[str, str]
"""Directive -> what it allows."""

_CLOSED = {"base-uri": "'none'", "form-action": "'none'"}

READING: Policy = {"default-src": "'none'", "style-src": "'self'", "img-src": "'self'", **_CLOSED}
"""Of pages to read: no script at all."""

CHECKING: Policy = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval' blob:",
    "worker-src": "blob:",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    **_CLOSED,
}
"""Of a page that checks: its own scripts, the verifier's wasm, a worker made from a blob."""


def meta(policy: Policy) -> str:
    """A policy as it stands in a page."""
    return "; ".join(f"{directive} {allowed}" for directive, allowed in policy.items())


def header(policy: Policy) -> str:
    """A policy as a host sends it: with what no page can say, and room for the lost page's style.

    Hosts show that page under any address, so with the header of that address. On all others
    the <meta> holds as well, which does not know that style.
    """
    styles = f"{policy['style-src']} {_source(lost_style())}"
    return meta({**policy, "style-src": styles, "frame-ancestors": "'none'"})


def lost_page() -> Policy:
    """Of the page for wrong addresses, which knows no way to the site's other files."""
    return {"default-src": "'none'", "style-src": _source(lost_style()), **_CLOSED}


def lost_style() -> str:
    """The style that stands in the page for wrong addresses."""
    return (resources.site_templates() / "theme/404.css").read_text(encoding="utf-8")


def _source(style: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}'"
