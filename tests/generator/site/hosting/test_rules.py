"""Headers and types: one list for every file of a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofpress.site import manifest
from proofpress.site.hosting import configs, rules
from proofpress.site.hosting.rules import CACHING, CORS


def test_a_page_that_the_list_does_not_know_cannot_be_written():
    with pytest.raises(ValueError, match="unpack"):
        rules.page_policy("elsewhere/index.html")


def test_every_file_has_one_rule_on_caching_and_what_lasts_is_no_page(site, paths):
    for path in paths:
        if path != f"/{configs.HOST_FILE}":
            lasting = rules.headers(path)[CACHING] == rules.IMMUTABLE
            page = path.endswith((".html", "/")) and not path.startswith("/verifier/")
            assert not (lasting and page), path
    before = {path: content for path, content in frozen(site) if "2026-09-30" in path}
    assert before
    assert all(rules.headers(path)[CACHING] == rules.IMMUTABLE for path in before)


def frozen(site: Path) -> list[tuple[str, bytes]]:
    """What the data manifests of all snapshots list."""
    return [
        (f"/snapshots/{sums.parent.name}/{name}", digest)
        for sums in (site / "snapshots").glob(f"*/{manifest.NAME}")
        for name, digest in manifest.read_manifest(sums.read_bytes())
    ]


def test_other_sites_may_read_the_data_to_compute_with_it(site):
    listed = [path for path, _ in frozen(site)]
    programs = ["/latest.json", "/feed.xml", "/series/assets.csv", "/SHA256SUMS"]
    statements = [f"/snapshots/2026-10-31/statement.{end}" for end in ("json", "note")]
    for path in [*listed, *programs, *statements]:
        assert rules.headers(path)[CORS] == "*", path
    for path in ("/", "/verify/", "/snapshots/2026-10-31/", "/theme/style.css"):
        assert CORS not in rules.headers(path)


def test_scripts_and_styles_have_the_type_that_nosniff_asks_for(paths):
    for path in paths:
        if path.endswith((".js", ".mjs")):
            assert rules.media_type(path).startswith("text/javascript")
        if path.endswith(".css"):
            assert rules.media_type(path).startswith("text/css")
    assert rules.media_type("/SHA256SUMS") == rules.PLAIN
    assert rules.media_type("/verify/") == rules.TYPES["html"]


def test_what_hosts_keep_to_themselves_is_in_no_signed_list(site):
    assert (site / configs.HOST_FILE).exists()
    assert configs.HOST_FILE.encode() not in manifest.site_manifest(site)
