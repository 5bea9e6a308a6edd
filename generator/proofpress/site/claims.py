"""Ledger, attachments and shards in, the signed header and statement out."""

from __future__ import annotations

from hashlib import sha256

from proofpress import __version__
from proofpress.keys.signing import SigningKey
from proofpress.ledger import Ledger
from proofpress.liabilities.accounts import Partition
from proofpress.liabilities.shard_files import ShardFiles
from proofpress.settings.snapshot import SnapshotSettings
from proofpress.site.attachments import Attachments
from proofpress.site.scope import kind_claims, own_issued
from proofpress_verify import meaning
from proofpress_verify.records import (
    Header,
    PreviousStatement,
    Statement,
    WalletListClaim,
)

LOWEST_VERIFIER = "0.1.0"
"""The oldest verifier release that checks everything in the statements of this version."""


def make_header(
    snapshot: SnapshotSettings, signing: SigningKey, ledger: Ledger, partition: Partition
) -> Header:
    """The header of a snapshot. Every leaf commits to it, and so to the meaning of its columns."""
    return Header(
        publisher=signing.publisher,
        snapshot=snapshot.id,
        liabilities_at=snapshot.liabilities_at,
        reserves_at=snapshot.reserves_at,
        columns=ledger.columns,
        groups=ledger.groups,
        prefix_bits=partition.prefix_bits,
        identity_bound=snapshot.identity is not None,
    )


def make_statement(
    snapshot: SnapshotSettings,
    signing: SigningKey,
    ledger: Ledger,
    partition: Partition,
    attachments: Attachments,
    header: Header,
    shards: ShardFiles,
    data: bytes,
) -> Statement:
    """The statement of a snapshot; `data` is the SHA-256 of its data manifest.

    Raises:
        PublisherError: it contradicts itself, so no verifier would accept it.
    """
    summary = ledger.summary()
    wallets = attachments.wallets
    made = Statement(
        header=header,
        name=snapshot.publisher.name,
        first_key=signing.line,
        root=shards.root.hash,
        totals=partition.totals,
        files=shards.files_root,
        data=data,
        wallets=WalletListClaim(
            sha256(attachments.wallets_csv).digest(), len(wallets.rows), wallets.complete
        ),
        reserves=attachments.reserves,
        own_issued=own_issued(snapshot),
        prices=snapshot.prices,
        kinds=kind_claims(snapshot),
        clamped=partition.clamped,
        left_out=summary.left_out,
        out_of_scope=summary.out_of_scope,
        scope_note=snapshot.scope_note,
        methodology=sha256(attachments.methodology).digest(),
        disclosures=sha256(attachments.disclosures).digest(),
        next_due=snapshot.next_due,
        previous=_reference(attachments.previous),
        proofpress=__version__,
        verifier=LOWEST_VERIFIER,
    )
    meaning.check_meaning(made)
    return made


def _reference(previous: tuple[Statement, bytes] | None) -> PreviousStatement | None:
    if previous is None:
        return None
    before, digest = previous
    return PreviousStatement(before.header.snapshot, digest)
