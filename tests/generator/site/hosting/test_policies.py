"""The pages' own policies, and those that hosts send with them."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from proofpress.site.hosting import policies, rules
from proofpress.site.hosting.rules import POLICY


class Meta(HTMLParser):
    """A page's own policy."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.policy = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        if dict(attrs).get("http-equiv") == POLICY:
            self.policy = dict(attrs)["content"]


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: set(allowed) for name, *allowed in parts}


def test_header_and_page_state_the_same_policy(site):
    style = policies.not_found_page()["style-src"]
    for page in site.rglob("*.html"):
        path = page.relative_to(site).as_posix()
        if path == "404.html" or path.startswith("verifier/"):
            continue
        header = directives(rules.headers(f"/{path}")[POLICY])
        assert header.pop("frame-ancestors") == {"'none'"}
        header["style-src"].remove(style)
        assert header == directives(Meta(page).policy), path


def test_the_page_for_offline_use_has_no_policy_but_its_own(site):
    """It is the same for all exchanges; headers that hosts send must not break it."""
    (page,) = (site / "verifier").rglob("*.html")
    assert directives(Meta(page).policy)["default-src"] == {"'none'"}
    sent = rules.headers(f"/{page.relative_to(site).as_posix()}")
    assert POLICY not in sent
    assert sent["X-Frame-Options"] == "DENY"


def test_the_page_for_wrong_addresses_keeps_its_style_under_the_policy_of_any(site):
    own = directives(Meta(site / "404.html").policy)
    for path in rules.PAGES:
        header = directives(rules.headers(path.replace("*", "x").replace(":id", "x"))[POLICY])
        assert own["style-src"] <= header["style-src"]
