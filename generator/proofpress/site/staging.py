"""The folders of a built site: the draft, the released site, and what never changes in them.

A site is always written aside and renamed into place, so a build that fails or is killed
leaves the old one as it was. Data files of released snapshots are immutable: a new site
takes them over by hard link (by copy where links are impossible), and writes its pages
anew beside them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress.browser_bundle.runtime import Runtime
from proofpress.disclosures import record
from proofpress.disclosures.collect import FOLDER
from proofpress.errors import StateError
from proofpress.reserves.canonical import parse_wallets
from proofpress.reserves.notes import notes_on
from proofpress.reserves.outcome_cache import OutcomeCache
from proofpress.reserves.ownership import Ownership, examine, signatures_of
from proofpress.reserves.repeats import keys_of
from proofpress.reserves.table_text import read_capped
from proofpress.reserves.wallets import Wallet, WalletList
from proofpress.settings.config import PublisherSettings
from proofpress.site import manifest
from proofpress.site.pages import write_pages
from proofpress.site.pages.logo import checked_logo
from proofpress.site.views import (
    PublishedFile,
    PublisherView,
    SiteView,
    SnapshotView,
)
from proofpress_verify import paths, statement
from proofpress_verify.records import Statement

SITE = "site"
DRAFT = "draft"
METHODOLOGY = "methodology.md"
DISCLOSURES = record.FILE
WALLETS = "wallets.csv"
WORK_PREFIX = ".work-"
KEPT_FOLDERS = ("runtime", "verifier")


def aside(folder: Path, name: str) -> Path:
    """An empty folder beside `folder`/`name`, to write the new one in."""
    path = folder / f".{name}.new"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def put_in_place(new: Path, target: Path) -> None:
    """Make `new` the folder at `target`; what stood there goes once the new one stands."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    os.sync()
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Undo what a kill leaves behind: half a swap of `put_in_place`, and secret work files."""
    for work in folder.glob(f"{WORK_PREFIX}*"):
        shutil.rmtree(work, ignore_errors=True)
    for name in (SITE, DRAFT):
        old = folder / f".{name}.old"
        if old.exists() and not (folder / name).exists():
            old.rename(folder / name)


def released_ids(site: Path) -> list[str]:
    """The ids of the snapshots below a site's folder, unordered."""
    return [path.parent.name for path in (site / "snapshots").glob("*/statement.json")]


def take_over(site: Path, new: Path) -> None:
    """Bring the immutable files of a released site into a new one."""
    for name in KEPT_FOLDERS:
        _link_all(site, new, (p for p in (site / name).rglob("*") if p.is_file()))
    for snapshot in released_ids(site):
        take_over_snapshot(site, new, snapshot)


def take_over_snapshot(site: Path, new: Path, snapshot: str) -> None:
    """Bring one snapshot's data files, note included, into a new site."""
    home = site / "snapshots" / snapshot
    names = [path for path, _ in manifest.read_manifest((home / manifest.NAME).read_bytes())]
    own = [manifest.NAME, "statement.json", "statement.note"]
    _link_all(site, new, (home / name for name in [*names, *own]))


def _link_all(site: Path, new: Path, paths: Iterator[Path]) -> None:
    for path in paths:
        target = new / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copyfile(path, target)


def read_statement(site: Path, snapshot: str) -> tuple[Statement, bytes]:
    """A published statement and its SHA-256."""
    data = (site / paths.statement_path(snapshot)).read_bytes()
    return statement.decode(statement.parse(data)), sha256(data).digest()


def read_wallet_rows(site: Path, snapshot: str) -> tuple[Wallet, ...]:
    """The rows of a published wallet list."""
    return parse_wallets(_wallets(site, snapshot))


def _wallets(site: Path, snapshot: str) -> bytes:
    return (site / "snapshots" / snapshot / WALLETS).read_bytes()


def newest_statement(site: Path) -> tuple[Statement, bytes] | None:
    """The statement of the newest released snapshot: the one that no other names as previous.

    Raises:
        StateError: the statements do not form one chain.
    """
    statements = [read_statement(site, snapshot) for snapshot in released_ids(site)]
    named = {made.previous.sha256 for made, _ in statements if made.previous}
    last = [pair for pair in statements if pair[1] not in named]
    if len(last) > 1:
        ids = ", ".join(made.header.snapshot for made, _ in last)
        raise StateError(f"{site}: the snapshots {ids} all claim to be the newest")
    return last[0] if last else None


def render(
    site: Path, publisher: PublisherView, runtime: Runtime, draft: str | None, known: OutcomeCache
) -> None:
    """Write every page of the site from the data files that lie in it.

    `draft` is the id of the snapshot that is not released, if any; `known` what is remembered
    of the wallets' signatures.
    """
    chain = list(_chain(site))
    snapshots = tuple(
        _snapshot(site, each, chain[place:], draft, known) for place, each in enumerate(chain, 1)
    )
    write_pages(site, SiteView(publisher, snapshots, runtime, tuple(_kept_files(site))))


@dataclass(frozen=True)
class _Published:
    """A snapshot's statement and wallet list, with their digests."""

    statement: Statement
    digest: bytes
    rows: tuple[Wallet, ...]
    rows_digest: bytes
    signatures: frozenset[str]

    @property
    def id(self) -> str:
        return self.statement.header.snapshot


def _chain(site: Path) -> Iterator[_Published]:
    """All snapshots, newest first, along the chain of previous statements."""
    current = newest_statement(site)
    while current is not None:
        made, digest = current
        wallets = _wallets(site, made.header.snapshot)
        rows = parse_wallets(wallets)
        yield _Published(made, digest, rows, sha256(wallets).digest(), signatures_of(rows))
        current = read_statement(site, made.previous.snapshot) if made.previous else None


def _snapshot(
    site: Path, own: _Published, before: list[_Published], draft: str | None, known: OutcomeCache
) -> SnapshotView:
    made = own.statement
    home = site / "snapshots" / own.id
    ownership = _ownership(own, before, known)
    shards = [home / paths.shard_path(i) for i in range(1 << made.header.prefix_bits)]
    names = ["statement.json", "statement.note", WALLETS, METHODOLOGY, DISCLOSURES, manifest.NAME]
    return SnapshotView(
        statement=made,
        statement_sha256=own.digest,
        draft=own.id == draft,
        previous=before[0].statement if before else None,
        ownership=ownership,
        shared_keys=keys_of(own.rows, [each.outcome for each in ownership]),
        previous_wallets=before[0].rows if before else (),
        disclosed=record.decode((home / DISCLOSURES).read_bytes()),
        wallets=WalletList(own.rows, made.wallets.complete, notes=notes_on(own.rows)),
        methodology=(home / METHODOLOGY).read_text("utf-8"),
        shard_sizes=tuple(path.stat().st_size for path in shards),
        files=tuple(
            PublishedFile(f"snapshots/{own.id}/{name}", (home / name).stat().st_size)
            for name in (*names, *_attached(home))
            if (home / name).exists()
        ),
    )


def _attached(home: Path) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in (home / FOLDER).glob("*"))


def _ownership(
    own: _Published, before: list[_Published], known: OutcomeCache
) -> tuple[Ownership, ...]:
    made = own.statement
    origin = made.first_key.partition("+")[0]
    names = (made.name, origin, origin.partition("/")[0])
    outcomes = known.outcomes(own.rows, own.rows_digest)
    earlier = [(each.id, each.signatures) for each in before]
    return examine(own.rows, outcomes, names, own.id, earlier)


def _kept_files(site: Path) -> Iterator[PublishedFile]:
    for name in KEPT_FOLDERS:
        for path in sorted((site / name).rglob("*")):
            if path.is_file():
                yield PublishedFile(path.relative_to(site).as_posix(), path.stat().st_size)


def publisher_view(settings: PublisherSettings) -> PublisherView:
    """What the pages show of a publisher's settings.

    Raises:
        InputError: the logo cannot be read, or is more than a picture.
    """
    logo = settings.theme.logo
    return PublisherView(
        name=settings.name,
        url=settings.url,
        support_url=settings.support_url,
        accent=settings.theme.accent,
        logo=None if logo is None else checked_logo(read_capped(logo), str(logo)),
        site_url=settings.site_url,
    )
