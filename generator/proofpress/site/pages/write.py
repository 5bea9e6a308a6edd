"""The list of all pages, and writing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from proofpress.browser_bundle import conformance_kit, resources
from proofpress.browser_bundle.conformance_kit import ConformanceKit
from proofpress.disclosures.record import Disclosures
from proofpress.reserves.ownership import counts
from proofpress.reserves.wallets import HoldingForm
from proofpress.site.changes import Change, changes_of, movements
from proofpress.site.figures import (
    Growth,
    Headline,
    InDollars,
    accounts,
    asset_figures,
    compositions,
    group_figures,
    growth,
    headline,
    in_dollars,
    shown,
)
from proofpress.site.hosting.configs import HOST_FILE, netlify
from proofpress.site.hosting.policies import meta, not_found_style
from proofpress.site.hosting.rules import page_policy
from proofpress.site.model import PublishedFile, SiteView, SnapshotView
from proofpress.site.pages import feeds
from proofpress.site.pages.colours import palette
from proofpress.site.pages.disclosed import topics
from proofpress.site.pages.markup import Document, render_markdown
from proofpress.site.pages.render import environment, script_safe
from proofpress_verify.paths import shard_path

VIEW_SCRIPTS = (
    "dom.js",
    "code-input.js",
    "progress.js",
    "picture.js",
    "verdict.js",
    "saving.js",
    "flow.js",
    "verify-page.js",
)
"""The scripts of the verify page, in the order they run."""
WALLETS_SCRIPTS = ("dom.js", "wallets-page.js")
"""The scripts of the wallet pages, which are in the same folder."""

_FOLDERS = (
    "verify", "history", "how-it-works", "not-proven", "methodology", "offline", "format", "files",
)  # fmt: skip
PAGES = ("index.html", *(f"{name}/index.html" for name in _FOLDERS), "404.html", "robots.txt")
"""The pages in the list of all files. The pages of a snapshot are linked from its own page."""

KIT = f"format/{conformance_kit.FILE_NAME}"
"""The path of the conformance kit."""

SHARDS_A_FOLDER = 256
WALLET_ROWS = 1_000
"""How many rows of a wallet list its page shows. The file has all rows."""


def check_showable(accent: str, methodology: str, disclosed: Disclosures) -> None:
    """Check the publisher's colour and texts, before any long work starts.

    Raises:
        InputError: a colour or a text cannot be shown.
    """
    palette(accent)
    render_markdown(methodology, file="methodology.md", top=2, strict=True)
    topics(disclosed, strict=True)


def write_pages(site: Path, view: SiteView) -> None:
    """Write all pages, feeds and styles of `view` into the folder `site`.

    Raises:
        InputError: a colour or a text of the publisher cannot be shown.
    """
    jinja = environment(resources.site_templates())
    for path, content in _files(jinja, view):
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _files(jinja: Environment, view: SiteView) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of every file that this module writes."""
    yield from _theme(jinja, view)
    yield from _scripts()
    kit = ConformanceKit(resources.conformance_kit())
    yield KIT, kit.content
    for path, text in _texts(jinja, view, kit):
        yield path, text.encode()


def _texts(jinja: Environment, view: SiteView, kit: ConformanceKit) -> Iterator[tuple[str, str]]:
    pages = _Pages(jinja, view, kit)
    yield from pages.fixed()
    for snapshot in view.snapshots:
        yield from pages.of_snapshot(snapshot)
    yield "latest.json", feeds.latest(view)
    yield "feed.xml", _feed(jinja, view)
    for name, text in feeds.series(view):
        yield f"series/{name}.csv", text
    yield "robots.txt", "User-agent: *\nAllow: /\n"
    yield HOST_FILE, netlify()


def _feed(jinja: Environment, view: SiteView) -> str:
    oldest = view.snapshots[-1].statement.header
    return jinja.get_template("feed.xml").render(
        site=view,
        base=view.publisher.site_url or "",
        entries=feeds.entries(view),
        feed_id=feeds.urn(oldest.publisher, ""),
        updated=feeds.updated((feeds.released(view) or view.snapshots)[0]),
    )


def _theme(jinja: Environment, view: SiteView) -> Iterator[tuple[str, bytes]]:
    colours = palette(view.publisher.accent)
    for name in ("brand.css", "icon.svg"):
        text = jinja.get_template(f"theme/{name}").render(colours=colours)
        yield f"theme/{name}", text.encode()
    yield "theme/style.css", (resources.site_templates() / "theme/style.css").read_bytes()
    if view.publisher.logo is not None:
        yield f"theme/logo.{view.publisher.logo.kind}", view.publisher.logo.data


def _scripts() -> Iterator[tuple[str, bytes]]:
    for name in dict.fromkeys((*VIEW_SCRIPTS, *WALLETS_SCRIPTS)):
        yield f"verify/{name}", (resources.web() / "view" / name).read_bytes()


class _Pages:
    """The pages of one site: pairs of path and HTML."""

    def __init__(self, jinja: Environment, view: SiteView, kit: ConformanceKit) -> None:
        self._jinja = jinja
        self._view = view
        self._kit = kit

    def fixed(self) -> Iterator[tuple[str, str]]:
        """The pages that are not about one snapshot."""
        newest, history = self._view.newest, _history(self._view)
        methodology = render_markdown(newest.methodology, file="methodology.md", top=2)
        yield self._page("index.html", "overview.html", history=history, **self._figures(newest))
        yield self._page(
            "verify/index.html",
            "verify.html",
            config=script_safe(self._view.runtime.config("../")),
            scripts=VIEW_SCRIPTS,
        )
        yield self._page("history/index.html", "history.html", history=history)
        yield self._page("methodology/index.html", "methodology.html", text=methodology)
        title, text = _format_text()
        yield self._page("format/index.html", "format.html", title=title, text=text, kit=self._kit)
        yield self._page(
            "files/index.html",
            "files.html",
            series=feeds.SERIES,
            pages=PAGES,
            kit=self._kit,
            kit_path=KIT,
        )
        for name in ("how-it-works", "offline", "not-proven"):
            yield self._page(f"{name}/index.html", f"{name}.html")
        yield self._page("404.html", "404.html", style=Markup(not_found_style()))  # noqa: S704

    def of_snapshot(self, snapshot: SnapshotView) -> Iterator[tuple[str, str]]:
        """The pages of one snapshot. A newer snapshot does not change them."""
        home, files = f"snapshots/{snapshot.id}", f"files/{snapshot.id}"
        folders, made_of = _shard_folders(snapshot), compositions(snapshot.wallets)
        yield self._page(f"{home}/index.html", "snapshot.html", **self._figures(snapshot))
        yield self._page(
            f"{home}/wallets/index.html",
            "wallets.html",
            config=script_safe(self._view.runtime.wallets_config("../../../")),
            scripts=WALLETS_SCRIPTS,
            snapshot=snapshot,
            wallets=snapshot.wallets.rows[:WALLET_ROWS],
            compositions=made_of,
            groups=group_figures(snapshot.statement),
            shared_keys=snapshot.shared_keys,
            forms=[form for form in HoldingForm if any(each.amounts[form] for each in made_of)],
            ownership=counts(snapshot.ownership),
        )
        yield self._page(
            f"{home}/disclosures/index.html",
            "disclosures.html",
            snapshot=snapshot,
            topics=topics(snapshot.disclosed),
        )
        yield self._page(
            f"{files}/index.html", "files-snapshot.html", snapshot=snapshot, folders=folders
        )
        for folder in folders:
            yield self._page(
                f"{files}/{folder.name}/index.html",
                "files-folder.html",
                snapshot=snapshot,
                folder=folder,
            )

    def _page(self, path: str, template: str, **more: object) -> tuple[str, str]:
        root = "../" * path.count("/")
        page = self._jinja.get_template(template)
        policy = Markup(meta(page_policy(path)))  # noqa: S704 - our own text
        return path, page.render(site=self._view, path=path, root=root, policy=policy, **more)

    def _figures(self, snapshot: SnapshotView) -> dict[str, object]:
        """The variables for the templates of the overview and of a snapshot's page."""
        statement, previous = snapshot.statement, snapshot.previous
        rows = asset_figures(statement)
        return {
            "snapshot": snapshot,
            "assets": [row for row in rows if row.is_counted],
            "only_held": [row.name for row in rows if not row.is_counted],
            "groups": group_figures(statement),
            "shown": shown(statement),
            "headline": headline(statement),
            "dollars": in_dollars(statement),
            "growth": growth(previous, statement) if previous else None,
            "ownership": counts(snapshot.ownership),
            "changes": changes_of(snapshot),
            "movements": movements(previous, statement) if previous else (),
        }


@dataclass(frozen=True)
class HistoryRow:
    """One snapshot in the history, with the changes since the previous one."""

    snapshot: SnapshotView
    headline: Headline
    accounts: int
    change: int | None
    changes: tuple[Change, ...]
    dollars: InDollars | None
    growth: Growth | None


def _history(view: SiteView) -> list[HistoryRow]:
    return [_history_row(each) for each in view.snapshots]


def _history_row(snapshot: SnapshotView) -> HistoryRow:
    statement, previous = snapshot.statement, snapshot.previous
    return HistoryRow(
        snapshot=snapshot,
        headline=headline(statement),
        accounts=accounts(statement),
        change=accounts(statement) - accounts(previous) if previous else None,
        changes=changes_of(snapshot),
        dollars=in_dollars(statement),
        growth=growth(previous, statement) if previous else None,
    )


@dataclass(frozen=True)
class ShardFolder:
    """The up to 256 shard files of one folder."""

    name: str
    files: tuple[PublishedFile, ...]

    @property
    def size(self) -> int:
        """The size of all files together, in bytes."""
        return sum(file.size for file in self.files)


def _shard_folders(snapshot: SnapshotView) -> tuple[ShardFolder, ...]:
    home = f"snapshots/{snapshot.id}"
    files = [
        PublishedFile(f"{home}/{shard_path(shard)}", size)
        for shard, size in enumerate(snapshot.shard_sizes)
    ]
    return tuple(
        ShardFolder(
            f"{start // SHARDS_A_FOLDER:04x}", tuple(files[start : start + SHARDS_A_FOLDER])
        )
        for start in range(0, len(files), SHARDS_A_FOLDER)
    )


def _format_text() -> tuple[str, Document]:
    """The title of the format document, and the rest of it.

    It is our own text, but it is rendered as safely as a publisher's text.
    """
    path = resources.site_templates() / "format.md"
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# "), render_markdown(text, file=path.name, top=2)
