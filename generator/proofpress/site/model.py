"""What the pages are made from: the publisher, its snapshots, the runtime that checks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from proofpress.browser_bundle.runtime import Verifier
from proofpress.disclosures.record import Disclosures
from proofpress.reserves.ownership import Ownership
from proofpress.reserves.wallets import Wallet, WalletList
from proofpress_verify import paths
from proofpress_verify.core.amounts import COUNT
from proofpress_verify.records import Statement
from proofpress_verify.shared_keys import SharedKey


@dataclass(frozen=True)
class Logo:
    """The publisher's logo: the file's bytes and `svg` or `png`."""

    data: bytes
    kind: str


@dataclass(frozen=True)
class PublisherView:
    """Who publishes, and how the site looks. `accent` is `#rrggbb`; links are http(s).

    `site_url` is the site's own address with a final slash, if the publisher has said it.
    """

    name: str
    url: str
    support_url: str
    accent: str
    logo: Logo | None = None
    site_url: str | None = None


@dataclass(frozen=True)
class PublishedFile:
    """A file of the site: its path relative to the site, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Block:
    """What a check fetches on average: a block of files, or one of them by the customer's choice.

    Sizes are in bytes; `accounts` and `file_accounts` are how many have an entry in them.
    """

    files: int
    size: int
    accounts: int
    file_size: int
    file_accounts: int


@dataclass(frozen=True)
class SnapshotView:
    """One snapshot as its pages need it.

    `statement_sha256` is the digest of statement.json, `previous` the statement before
    this one, `methodology` the publisher's Markdown, `shard_sizes` the size of every
    shard file in order, `files` the snapshot's other data files (statement, note,
    wallet list, manifest, attachments).
    `ownership` says of each row of the list what became of its signatures, `shared_keys` which
    keys back one asset in several rows,
    `previous_wallets` are the rows of the list before, `disclosed` is the publisher's word
    on what the figures leave out.
    """

    statement: Statement
    statement_sha256: bytes
    draft: bool
    previous: Statement | None
    wallets: WalletList
    methodology: str
    shard_sizes: tuple[int, ...]
    files: tuple[PublishedFile, ...]
    ownership: tuple[Ownership, ...] = ()
    shared_keys: tuple[SharedKey, ...] = ()
    previous_wallets: tuple[Wallet, ...] = ()
    disclosed: Disclosures = field(default_factory=Disclosures)

    @property
    def id(self) -> str:
        return self.statement.header.snapshot

    @property
    def block(self) -> Block:
        """What a check fetches."""
        accounts, shards = self.statement.totals[COUNT], len(self.shard_sizes)
        blocks = paths.blocks(self.statement.header.prefix_bits, accounts)
        return Block(
            files=round(shards / blocks),
            size=sum(self.shard_sizes) // blocks,
            accounts=_roughly(accounts // blocks),
            file_size=sum(self.shard_sizes) // shards,
            file_accounts=_roughly(accounts // shards),
        )


def _roughly(number: int) -> int:
    """A number with two digits that count: what an average says of one file of many."""
    unit: int = 10 ** max(0, len(str(number)) - 2)
    return number // unit * unit


class PageRuntime(Protocol):
    """What pages need to know of the runtime (`runtime.Runtime` is one)."""

    @property
    def folder(self) -> str:
        """Where it lies, with a final slash; holds `check.js` and `check-wallets.js`."""

    @property
    def script_integrity(self) -> str:
        """The `integrity` attribute of `check.js`."""

    @property
    def wallets_integrity(self) -> str:
        """The `integrity` attribute of `check-wallets.js`."""

    @property
    def verifier(self) -> Verifier:
        """The release of the verifier that it runs."""

    @property
    def index_wheels(self) -> Mapping[str, str]:
        """SHA-256 in hex of the wheels that are the package index's own, by path in the site."""

    def config(self, root: str) -> str:
        """What `check.js` reads, as JSON, for a page from which `root` leads to the site."""

    def wallets_config(self, root: str) -> str:
        """What `check-wallets.js` reads."""


@dataclass(frozen=True)
class SiteView:
    """A whole site: at least one snapshot, newest first.

    `runtime` is the verifier that the verify page starts. `files` are the files that belong
    to no snapshot and that the pages do not write themselves: runtime, verifier releases,
    log, manifests.
    """

    publisher: PublisherView
    snapshots: tuple[SnapshotView, ...]
    runtime: PageRuntime
    files: tuple[PublishedFile, ...] = ()

    @property
    def newest(self) -> SnapshotView:
        return self.snapshots[0]
