"""The disclosures as their page shows them: every topic, with or without a text."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from proofpress.disclosures.record import Disclosures, Topic
from proofpress.site.pages.markup import render_markdown

TITLES = {
    Topic.LEGAL_ENTITY: "Who owes: the legal entity",
    Topic.PLATFORMS_IN_SCOPE: "Platforms that are counted",
    Topic.PLATFORMS_OUT_OF_SCOPE: "Platforms that are not counted",
    Topic.SHARE_COVERED: "How much of all clients’ assets this covers",
    Topic.OTHER_LIABILITIES: "What the company owes besides customers’ balances",
    Topic.ENCUMBRANCE: "Pledged or otherwise bound reserves",
    Topic.LENDING: "Lending",
    Topic.STAKING: "Staking",
    Topic.RELATED_PARTIES: "Related companies and people",
    Topic.PREPARED_BY: "Who prepared the figures",
    Topic.ATTESTED_BY: "Who attested them",
    Topic.CADENCE: "How often snapshots are published",
    Topic.MISSED_DATES: "Dates that were missed",
    Topic.CORRECTIONS: "Corrections of earlier snapshots",
}


@dataclass(frozen=True)
class TopicText:
    """A topic: its anchor, its title, and the publisher's text, or None without one."""

    anchor: str
    title: str
    html: Markup | None


def topics(disclosed: Disclosures, *, strict: bool = False) -> tuple[TopicText, ...]:
    """Every topic in order, with or without a text; `strict` as in `render_markdown`."""
    return tuple(_topic_text(topic, disclosed.texts.get(topic), strict) for topic in Topic)


def _topic_text(topic: Topic, text: str | None, strict: bool) -> TopicText:
    html = None
    if text is not None:
        html = render_markdown(text, file=topic.value, top=3, strict=strict).html
    return TopicText(topic.value.replace("_", "-"), TITLES[topic], html)
