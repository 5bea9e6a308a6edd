"""The data that pages show: the publisher, its snapshots, the runtime that checks them."""

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
    """The publisher's logo: the bytes of the file; `kind` is `svg` or `png`."""

    data: bytes
    kind: str


@dataclass(frozen=True)
class PublisherView:
    """Who publishes, and how the site looks. `accent` is `#rrggbb`; links are http(s).

    `site_url` is the site's own address with a final slash, or None if the settings do not have it.
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
    """What a check downloads on average: a block of files, or one file if the customer chooses so.

    Sizes are in bytes. `accounts` and `file_accounts` are the numbers of accounts in them.
    """

    files: int
    size: int
    accounts: int
    file_size: int
    file_accounts: int


@dataclass(frozen=True)
class SnapshotView:
    """One snapshot, with all that its pages show.

    `statement_sha256` is the digest of statement.json, `previous` the previous statement,
    `methodology` the publisher's Markdown. `shard_sizes` are the sizes of the shard files in order,
    `files` the other data files of the snapshot (statement, note, wallet list, manifest,
    attachments). `ownership` has the outcome for each row of the wallet list, `shared_keys` the
    keys that back one asset in several rows. `previous_wallets` are the rows of the previous list.
    `disclosed` is what the publisher states about liabilities and assets outside the figures.
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
        """What a check of this snapshot downloads."""
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
    """A number rounded down to two significant digits, for averages."""
    unit: int = 10 ** max(0, len(str(number)) - 2)
    return number // unit * unit


class PageRuntime(Protocol):
    """What pages need to know about the runtime; `runtime.Runtime` implements it."""

    @property
    def folder(self) -> str:
        """Its folder, with a final slash; `check.js` and `check-wallets.js` are in it."""

    @property
    def script_integrity(self) -> str:
        """The `integrity` attribute of `check.js`."""

    @property
    def wallets_integrity(self) -> str:
        """The `integrity` attribute of `check-wallets.js`."""

    @property
    def verifier(self) -> Verifier:
        """The release of the verifier that the runtime runs."""

    @property
    def index_wheels(self) -> Mapping[str, str]:
        """SHA-256 in hex of the wheels that are the package index's own, by path in the site."""

    def config(self, root: str) -> str:
        """The JSON that `check.js` reads. `root` is the path from the page to the site's root."""

    def wallets_config(self, root: str) -> str:
        """The JSON that `check-wallets.js` reads."""


@dataclass(frozen=True)
class SiteView:
    """A whole site: at least one snapshot, newest first.

    `runtime` is the verifier that the verify page starts. `files` are the files outside the
    snapshots that are not written with the pages: runtime and verifier releases.
    """

    publisher: PublisherView
    snapshots: tuple[SnapshotView, ...]
    runtime: PageRuntime
    files: tuple[PublishedFile, ...] = ()

    @property
    def newest(self) -> SnapshotView:
        return self.snapshots[0]
