"""What the site's pages and the offline page share: templates, and the digest of inline code."""

import base64
import hashlib

from jinja2 import BaseLoader, Environment, StrictUndefined


def strict_environment(loader: BaseLoader) -> Environment:
    """A Jinja environment that escapes all values; an undefined name is an error."""
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def csp_source(text: str) -> str:
    """The source expression with which a Content-Security-Policy allows an inline script or style.

    It is the SHA-256 of `text`, which must be exactly the content of the element.
    """
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
