"""The Content-Security-Policy of each page, for its <meta> element and for a host's header.

Pages must be safe on hosts that send no headers, so the policy is in the page itself. Only the
rule that no other page may frame it needs the header.
"""

from __future__ import annotations

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.html import csp_source

Policy = dict[str, str]
"""Directive -> allowed sources."""

_NO_BASE_OR_FORMS = {"base-uri": "'none'", "form-action": "'none'"}

READING: Policy = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    **_NO_BASE_OR_FORMS,
}
"""For pages without scripts."""

CHECKING: Policy = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval' blob:",
    "worker-src": "blob:",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    **_NO_BASE_OR_FORMS,
}
"""For pages that verify: their own scripts, the verifier's wasm, a worker made from a blob."""


def meta(policy: Policy) -> str:
    """A policy as text for a page's <meta> element."""
    return "; ".join(f"{directive} {allowed}" for directive, allowed in policy.items())


def header(policy: Policy) -> str:
    """A policy as text for a host's header, with `frame-ancestors` and the 404 page's style.

    Hosts serve the 404 page under any address, with the header of that address. On all other pages
    the <meta> policy applies too, which does not allow that style.
    """
    styles = f"{policy['style-src']} {csp_source(not_found_style())}"
    return meta({**policy, "style-src": styles, "frame-ancestors": "'none'"})


def not_found_page() -> Policy:
    """The policy of the 404 page, which cannot use relative links to the site's other files."""
    style = csp_source(not_found_style())
    return {"default-src": "'none'", "style-src": style, **_NO_BASE_OR_FORMS}


def not_found_style() -> str:
    """The inline style of the 404 page."""
    return (resources.site_templates() / "theme/404.css").read_text(encoding="utf-8")
