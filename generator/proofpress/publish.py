"""Ledger in, site out: the whole pipeline in one module.

    rows      = read_ledger(…)                batches, integer base units
    partition = builder.partition(rows, …)    on disk, in shard order
    shards    = builder.write_shard_files(…)  tree -> encrypt -> file, shard by shard
    statement = make_statement(…)             signed as a draft
    pages, manifests, recheck                 then the draft is put in place

`build` makes a draft in a folder next to the released site; the module `release` signs and
freezes it. Nothing is written where readers look before everything has been checked.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress.browser_bundle.runtime import write_runtime
from proofpress.errors import InputError, StateError
from proofpress.keys.master import CodeDerivation, read_master_key
from proofpress.keys.signing import SigningKey, read_signing_key
from proofpress.ledger import Ledger, read_generations, read_identities, read_ledger
from proofpress.liabilities.accounts import Partition
from proofpress.liabilities.builders import Builder, choose_builder
from proofpress.liabilities.shard_files import Target
from proofpress.progress import Progress
from proofpress.reserves.list_warnings import ownership_warnings
from proofpress.reserves.outcome_cache import OutcomeCache
from proofpress.settings.publisher import KeySettings
from proofpress.settings.snapshot import SnapshotSettings
from proofpress.site import generations, manifest, published, render, staging
from proofpress.site.asset_names import names_of, require_distinct
from proofpress.site.attachments import Attachments, read_attachments, write_attachments
from proofpress.site.claims import make_header, make_statement
from proofpress.site.recheck import choose_samples, recheck
from proofpress.site.record import BuildRecord, write_record
from proofpress.site.scope import ScopeCheck, compare_scope
from proofpress.site.statement import encode_statement, header_digest
from proofpress_verify import paths
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.records import Statement


@dataclass(frozen=True)
class Draft:
    """A built draft: its folder, what it claims, and what to look at before a release."""

    folder: Path
    statement: Statement
    rows: int
    warnings: tuple[str, ...] = ()


def build(snapshot: SnapshotSettings, progress: Progress) -> Draft:
    """Build a draft of a snapshot into the publisher's `draft` folder.

    Raises:
        InputError: the ledger, the wallet list, a key or a text is not usable.
        StateError: the snapshot is released already.
    """
    folder = snapshot.publisher.folder
    staging.recover(folder)
    _require_unreleased(folder, snapshot.id)
    keys = snapshot.publisher.keys
    signing = read_signing_key(keys.signing)
    _require_origin(snapshot, signing)
    derivation = read_derivation(keys, signing)
    renewed = generations.check_steps(folder, keys.generations, derivation.generations)
    attachments = read_attachments(snapshot)
    names = names_of(snapshot, attachments.reserves)
    require_distinct(names)
    ledger = read_ledger(snapshot)
    scope = _compare_scope(snapshot, ledger, attachments)
    warnings = (*_due_warnings(snapshot), *_ownership_warnings(snapshot, attachments))
    builder = choose_builder(snapshot.ledger)
    with _work_folder(folder) as work:
        progress.stage("reading the ledger")
        clamp = snapshot.negatives == "floor"
        partition = builder.partition(ledger, derivation, clamp, work, progress)
        warnings += (*generations.absent_warnings(keys.generations, renewed, partition.absent),)
        uncounted = ((item.asset, "the ledger") for item in ledger.summary().out_of_scope)
        require_distinct((*names, *uncounted))
        if scope is not None:
            warnings += scope.with_rows(ledger.summary()).warnings()
        new = staging.aside(folder, staging.DRAFT)
        staging.take_over(folder / staging.SITE, new)
        statement = _write_data(
            snapshot, signing, ledger, builder, partition, attachments, new, progress
        )
        progress.stage("writing the pages")
        finish_site(new, snapshot, signing, draft=True)
        progress.stage("checking the result")
        recheck(new, snapshot.id, choose_samples(builder, partition, signing.publisher))
        staging.put_in_place(new, folder / staging.DRAFT)
    rows = ledger.summary().rows
    digest = sha256(encode_statement(statement)).hexdigest()
    # Write the record last: only a draft that it names can be released.
    generations.remember_draft(folder, snapshot.id, derivation.generations)
    write_record(folder, BuildRecord(snapshot.id, rows, partition.accounts, digest))
    return Draft(folder / staging.DRAFT, statement, rows, warnings)


def finish_site(new: Path, snapshot: SnapshotSettings, signing: SigningKey, *, draft: bool) -> None:
    """Write everything that follows from a site's data files: runtime, pages, site manifest."""
    runtime = write_runtime(new)
    view = render.publisher_view(snapshot.publisher)
    known = OutcomeCache(snapshot.publisher.folder)
    render.render(new, view, runtime, snapshot.id if draft else None, known)
    sums = manifest.site_manifest(new)
    (new / manifest.NAME).write_bytes(sums)
    (new / manifest.NOTE_NAME).write_bytes(signing.sign(SignedNoteKind.SITE, sha256(sums).digest()))


def _write_data(
    snapshot: SnapshotSettings,
    signing: SigningKey,
    ledger: Ledger,
    builder: Builder,
    partition: Partition,
    attachments: Attachments,
    new: Path,
    progress: Progress,
) -> Statement:
    """Write the snapshot's data files: shards, wallet list, texts, manifest, statement, note."""
    home = new / "snapshots" / snapshot.id
    home.mkdir(parents=True)
    header = make_header(snapshot, signing, ledger, partition)
    progress.stage(
        f"encrypting {partition.accounts:,} accounts in {1 << partition.prefix_bits:,} files"
    )
    identities = None if snapshot.identity is None else read_identities(snapshot.identity)
    target = Target(home, header_digest(header), identities)
    shards = builder.write_shard_files(partition, target, progress)
    data = write_attachments(home, attachments, shards)
    statement = make_statement(
        snapshot, signing, ledger, partition, attachments, header, shards, data
    )
    encoded = encode_statement(statement)
    (new / paths.statement_path(snapshot.id)).write_bytes(encoded)
    note = signing.sign(SignedNoteKind.DRAFT, sha256(encoded).digest())
    (new / paths.note_path(snapshot.id)).write_bytes(note)
    return statement


def _compare_scope(
    snapshot: SnapshotSettings, ledger: Ledger, attachments: Attachments
) -> ScopeCheck | None:
    """Compare the scope with the previous snapshot's, and refuse a change that lacks a note.

    This checks what is known before the ledger is read; `build` checks its rows later.
    """
    if attachments.previous is None:
        return None
    before, _ = attachments.previous
    scope = compare_scope(snapshot, before, ledger, attachments.wallets.rows)
    scope.warnings()
    return scope


def _due_warnings(snapshot: SnapshotSettings) -> Iterator[str]:
    """The caution that customers see if there is no date for the next snapshot."""
    if snapshot.next_due is None:
        yield (
            f"snapshots/{snapshot.id}.toml: no next_due: customers see a caution: the statement "
            "does not say when the next snapshot is due"
        )


def _ownership_warnings(snapshot: SnapshotSettings, attachments: Attachments) -> Iterator[str]:
    """What is wrong with the list's signatures and keys. In a strict list it is an error."""
    if snapshot.wallets is None:
        return
    rows = attachments.wallets.rows
    digest = sha256(attachments.wallets_csv).digest()
    outcomes = OutcomeCache(snapshot.publisher.folder).outcomes(rows, digest)
    yield from ownership_warnings(snapshot.wallets, rows, outcomes)


def read_derivation(keys: KeySettings, signing: SigningKey) -> CodeDerivation:
    """How accounts become codes: the master key, the publisher id, the renewed codes."""
    renewed = {} if keys.generations is None else read_generations(keys.generations)
    return CodeDerivation(read_master_key(keys.code), signing.publisher, renewed)


def _require_unreleased(folder: Path, snapshot: str) -> None:
    if snapshot in published.released_ids(folder / staging.SITE):
        raise StateError(
            f"{snapshot} is released, and a released snapshot never changes\n"
            "A correction is a separate snapshot: give it another id."
        )


def _require_origin(snapshot: SnapshotSettings, signing: SigningKey) -> None:
    if signing.public.name != snapshot.publisher.origin:
        raise InputError(
            f"the origin is {snapshot.publisher.origin!r}, but the signing key has "
            f"{signing.public.name!r}",
            file=snapshot.publisher.folder / "publisher.toml",
            advice="Restore the origin: codes and signatures are bound to it.",
        )


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A folder that only this user can read. It is always removed, also after an error."""
    work = Path(tempfile.mkdtemp(prefix=staging.WORK_PREFIX, dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
