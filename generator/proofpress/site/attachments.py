"""What a statement refers to besides its shards: previous snapshot, wallets, texts, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress.disclosures import record
from proofpress.disclosures.collect import collect
from proofpress.errors import InputError
from proofpress.liabilities.shard_files import ShardFiles
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.duplicates import refuse_duplicates
from proofpress.reserves.read import read_wallets
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import WalletList
from proofpress.settings.snapshot import SnapshotSettings
from proofpress.site import manifest
from proofpress.site.pages import check_showable
from proofpress.site.published import DISCLOSURES, METHODOLOGY, WALLETS, newest_statement
from proofpress.site.render import publisher_view
from proofpress.site.staging import SITE
from proofpress_verify.records import ReserveClaim, Statement

MAX_METHODOLOGY = 1024 * 1024


@dataclass(frozen=True)
class Attachments:
    """What a statement refers to besides its shards. All of it is read before the build.

    `previous` is the newest released statement with its SHA-256, `wallets_csv` the wallet list as
    published. `files` are the attached files by their path in the snapshot's folder.
    """

    previous: tuple[Statement, bytes] | None
    wallets: WalletList
    wallets_csv: bytes
    reserves: tuple[ReserveClaim, ...]
    methodology: bytes
    disclosures: bytes
    files: Mapping[str, bytes]


def read_attachments(snapshot: SnapshotSettings) -> Attachments:
    """Read all attachments of a snapshot.

    Raises:
        InputError: a file cannot be read, or has content that cannot be published or shown.
    """
    previous = _read_previous(snapshot)
    decimals = {asset.name: asset.decimals for asset in snapshot.assets}
    wallets = WalletList((), complete=False)
    if snapshot.wallets is not None:
        wallets = read_wallets(Path(snapshot.wallets.path), snapshot.wallets)
        refuse_duplicates(wallets.rows, snapshot.wallets.path)
    settings = f"snapshots/{snapshot.id}.toml"
    collected = collect(snapshot.disclosures, snapshot.publisher.folder, settings)
    methodology = _read_methodology(snapshot.methodology)
    shown = publisher_view(snapshot.publisher)
    check_showable(shown.accent, methodology.decode("utf-8"), collected.disclosed)
    return Attachments(
        previous,
        wallets,
        format_wallets(wallets.rows),
        reserve_claims(wallets, decimals),
        methodology,
        record.encode(collected.disclosed),
        collected.files,
    )


def _read_previous(snapshot: SnapshotSettings) -> tuple[Statement, bytes] | None:
    newest = newest_statement(snapshot.publisher.folder / SITE)
    if newest is None:
        return None
    before, _ = newest
    if snapshot.liabilities_at <= before.header.liabilities_at:
        raise InputError(
            f"liabilities_at {snapshot.liabilities_at} is not after that of the released snapshot "
            f"{before.header.snapshot}, {before.header.liabilities_at}",
            file=f"snapshots/{snapshot.id}.toml",
            advice="Release snapshots in the order of their liabilities_at.",
        )
    return newest


def _read_methodology(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            methodology = file.read(MAX_METHODOLOGY + 1)
        methodology.decode("utf-8")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start}", file=path, advice="Save the text as UTF-8."
        ) from error
    if len(methodology) > MAX_METHODOLOGY:
        raise InputError(f"more than {MAX_METHODOLOGY:,} bytes", file=path, advice="Shorten it.")
    return methodology


def write_attachments(home: Path, attachments: Attachments, shards: ShardFiles) -> bytes:
    """Write all attachments and the data manifest; return the manifest's SHA-256."""
    (home / WALLETS).write_bytes(attachments.wallets_csv)
    (home / METHODOLOGY).write_bytes(attachments.methodology)
    (home / DISCLOSURES).write_bytes(attachments.disclosures)
    for path, content in attachments.files.items():
        (home / path).parent.mkdir(exist_ok=True)
        (home / path).write_bytes(content)
    sums = manifest.format_manifest(
        [
            *((file.path, file.sha256) for file in shards.files),
            (WALLETS, sha256(attachments.wallets_csv).digest()),
            (METHODOLOGY, sha256(attachments.methodology).digest()),
            (DISCLOSURES, sha256(attachments.disclosures).digest()),
            *((path, sha256(content).digest()) for path, content in attachments.files.items()),
        ]
    )
    (home / manifest.NAME).write_bytes(sums)
    return sha256(sums).digest()
