"""The template environment and its filters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from proofpress.site.pages.render import (
    duration,
    environment,
    listing,
    moment_text,
    script_safe,
    size,
)


def test_templates_are_escaped_strict_and_know_no_foreign_filter():
    jinja = environment(Path(__file__).parents[4] / "site_templates")
    assert jinja.autoescape is True
    assert jinja.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(Exception, match="is undefined"):
        jinja.from_string("{{ nothing }}").render()
    assert "safe" not in jinja.filters
    assert "attr" not in jinja.filters


def test_the_runtime_cannot_end_its_script_element():
    text = script_safe(json.dumps({"name": "</script><!--\u2028&"}))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": "</script><!--\u2028&"}


def test_times_and_sizes_as_text():
    assert moment_text("2026-10-31T00:00:05Z").replace("\u00a0", " ") == (
        "31 October 2026, 00:00:05 UTC"
    )
    assert duration(-sample_gap()) == duration(sample_gap()) == "1 day 1 hour"
    assert [size(n) for n in (812, 12_499, 3_199_999)] == ["812 B", "12.4 KB", "3.1 MB"]
    assert [listing(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def sample_gap():
    from datetime import timedelta

    return timedelta(hours=25, seconds=59)
