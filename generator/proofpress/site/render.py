"""From the data files of a site to every page of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress.browser_bundle.runtime import Runtime
from proofpress.disclosures import record
from proofpress.disclosures.collect import FOLDER
from proofpress.reserves.canonical import parse_wallets
from proofpress.reserves.duplicates import shared_keys_of
from proofpress.reserves.notes import notes_on
from proofpress.reserves.outcome_cache import OutcomeCache
from proofpress.reserves.ownership import Ownership, examine, signatures_of
from proofpress.reserves.wallets import Wallet, WalletList
from proofpress.settings.publisher import PublisherSettings
from proofpress.site import manifest
from proofpress.site.model import PublishedFile, PublisherView, SiteView, SnapshotView
from proofpress.site.pages import write_pages
from proofpress.site.pages.logo import read_logo
from proofpress.site.published import (
    DISCLOSURES,
    METHODOLOGY,
    WALLETS,
    newest_statement,
    read_statement,
    read_wallets,
)
from proofpress.site.staging import KEPT_FOLDERS
from proofpress_verify import paths
from proofpress_verify.records import Statement


def render(
    site: Path, publisher: PublisherView, runtime: Runtime, draft: str | None, known: OutcomeCache
) -> None:
    """Write every page of the site from the data files in it.

    `draft` is the id of the snapshot that is not released yet, if there is one; `known` caches the
    outcomes of the wallets' signatures.
    """
    chain = list(_chain(site))
    snapshots = tuple(
        _snapshot(site, each, chain[place:], draft, known) for place, each in enumerate(chain, 1)
    )
    write_pages(site, SiteView(publisher, snapshots, runtime, tuple(_kept_files(site))))


@dataclass(frozen=True)
class _PublishedSnapshot:
    """A snapshot's statement and wallet list, with their digests."""

    statement: Statement
    digest: bytes
    rows: tuple[Wallet, ...]
    rows_digest: bytes
    signatures: frozenset[str]

    @property
    def id(self) -> str:
        return self.statement.header.snapshot


def _chain(site: Path) -> Iterator[_PublishedSnapshot]:
    """All snapshots, newest first: each statement names the previous one."""
    current = newest_statement(site)
    while current is not None:
        made, digest = current
        wallets = read_wallets(site, made.header.snapshot)
        rows = parse_wallets(wallets)
        yield _PublishedSnapshot(made, digest, rows, sha256(wallets).digest(), signatures_of(rows))
        current = read_statement(site, made.previous.snapshot) if made.previous else None


def _snapshot(
    site: Path,
    own: _PublishedSnapshot,
    before: list[_PublishedSnapshot],
    draft: str | None,
    known: OutcomeCache,
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
        shared_keys=shared_keys_of(own.rows, [each.outcome for each in ownership]),
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
    own: _PublishedSnapshot, before: list[_PublishedSnapshot], known: OutcomeCache
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
    """The part of a publisher's settings that pages show.

    Raises:
        InputError: the logo cannot be read or is refused.
    """
    logo = settings.theme.logo
    return PublisherView(
        name=settings.name,
        url=settings.url,
        support_url=settings.support_url,
        accent=settings.theme.accent,
        logo=None if logo is None else read_logo(logo),
        site_url=settings.site_url,
    )
