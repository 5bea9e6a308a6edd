"""The page of disclosures: every topic in order, with the publisher's text or without one."""

from __future__ import annotations

from proofpress.disclosures.record import Disclosures, Topic
from proofpress.site.pages.disclosed import TITLES, topics


def test_every_topic_is_shown_in_order_also_without_a_text() -> None:
    shown = topics(Disclosures())
    assert [one.title for one in shown] == [TITLES[topic] for topic in Topic]
    assert {one.html for one in shown} == {None}
    anchors = [one.anchor for one in shown]
    assert len(set(anchors)) == len(Topic)
    assert all(anchor.replace("-", "").isalpha() for anchor in anchors)


def test_a_text_is_markdown_that_cannot_write_html() -> None:
    text = "400 BTC are **pledged**.\n\n<script>alert(1)</script>"
    (shown,) = [one for one in topics(Disclosures({Topic.ENCUMBRANCE: text})) if one.html]
    assert shown.title == TITLES[Topic.ENCUMBRANCE]
    assert "<strong>pledged</strong>" in str(shown.html)
    assert "<script" not in str(shown.html)
