"""Books in, site out: the whole pipeline on one page.

    rows     = read_ledger(…)             batches, integer base units
    books    = partition(rows, …)         on disk, in shard order
    files    = books.write_shards(…)      tree -> encrypt -> file, shard by shard
    claim    = statement of all that      signed as a draft
    pages, manifests, recheck             then the draft is put in place

`build` makes a draft beside the released site; `release` (its own module) signs and
freezes one. Nothing is written where a reader looks until everything has been checked.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress import __version__, generations, manifest, site_folder
from proofpress.asset_names import require_distinct
from proofpress.builders import Books, Counted, choose_builder
from proofpress.config import KeySettings, SnapshotSettings
from proofpress.disclosures import record
from proofpress.disclosures.collect import collect
from proofpress.encoding.statement import encode_statement, header_digest
from proofpress.errors import InputError, StateError
from proofpress.keys import SigningKey, read_code_key, read_signing_key
from proofpress.ledger import Ledger, read_generations, read_identities, read_ledger
from proofpress.pages import check_showable
from proofpress.partition import Coding
from proofpress.progress import Progress
from proofpress.recheck import choose_samples, recheck
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.outcome_cache import OutcomeCache
from proofpress.reserves.read import read_wallets
from proofpress.reserves.repeats import key_warnings, keys_of, refuse_repeats
from proofpress.reserves.settings import WalletSettings
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import Wallet, WalletList
from proofpress.runtime import lay_runtime
from proofpress.scope_check import ScopeCheck, compare_scope, kind_claims, own_issued
from proofpress.shard_files import ShardFiles
from proofpress.state import BuildRecord, write_record
from proofpress_verify import meaning, paths
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.ownership.outcome import Outcome, SignatureVerdict
from proofpress_verify.records import (
    COUNT_COLUMN,
    Header,
    PreviousStatement,
    ReserveClaim,
    Statement,
    WalletListClaim,
)

MAX_METHODOLOGY = 1024 * 1024
MAX_NAMED = 12
LOWEST_VERIFIER = "0.1.0"
"""The oldest verifier that checks all that today's statements claim."""


@dataclass(frozen=True)
class Draft:
    """A draft as built: where it lies, what it claims, and what to look at before a release."""

    folder: Path
    statement: Statement
    rows: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Attachments:
    """What a statement speaks of beside its shards, as it was read before the build.

    `previous` is the newest released statement, with its digest; `wallets_csv` the list as it
    is published.
    """

    previous: tuple[Statement, bytes] | None
    wallets: WalletList
    wallets_csv: bytes
    reserves: tuple[ReserveClaim, ...]
    methodology: bytes
    disclosures: bytes
    files: Mapping[str, bytes]


def build(snapshot: SnapshotSettings, progress: Progress) -> Draft:
    """Build a draft of a snapshot into the publisher's `draft` folder.

    Raises:
        InputError: the ledger, the wallet list, a key or a text is not usable.
        StateError: the snapshot is released already.
    """
    folder = snapshot.publisher.folder
    site_folder.recover(folder)
    _require_unreleased(folder, snapshot.id)
    signing = read_signing_key(snapshot.publisher.keys.signing)
    _require_origin(snapshot, signing)
    keys = snapshot.publisher.keys
    coding = read_coding(keys, signing)
    renewed = generations.check_steps(folder, keys.generations, coding.generations)
    attachments = _read_attachments(snapshot)
    require_distinct(_names(snapshot, attachments))
    ledger = read_ledger(snapshot)
    scope = _compare_scope(snapshot, ledger, attachments)
    warnings = (*_due_warnings(snapshot), *_ownership_warnings(snapshot, attachments))
    with _work_folder(folder) as work:
        progress.stage("reading the ledger")
        partition, floor = choose_builder(snapshot), snapshot.negatives == "floor"
        books = partition(ledger, coding, floor, work, progress)
        absent = books.counted.absent
        warnings += (*generations.absent_warnings(keys.generations, renewed, absent),)
        strangers = ((item.asset, "the ledger") for item in ledger.summary().out_of_scope)
        require_distinct((*_names(snapshot, attachments), *strangers))
        if scope is not None:
            warnings += scope.with_rows(ledger.summary()).warnings()
        new = site_folder.aside(folder, site_folder.DRAFT)
        site_folder.take_over(folder / site_folder.SITE, new)
        claimed = _write_data(snapshot, signing, ledger, books, attachments, new, progress)
        progress.stage("writing the pages")
        finish_site(new, snapshot, signing, draft=True)
        progress.stage("checking the result")
        recheck(new, snapshot.id, choose_samples(books, signing.publisher))
        site_folder.put_in_place(new, folder / site_folder.DRAFT)
    rows = ledger.summary().rows
    digest = sha256(encode_statement(claimed)).hexdigest()
    # The record comes last: a draft that it does not name is not released.
    generations.remember_draft(folder, snapshot.id, coding.generations)
    write_record(folder, BuildRecord(snapshot.id, rows, books.counted.accounts, digest))
    return Draft(folder / site_folder.DRAFT, claimed, rows, warnings)


def finish_site(new: Path, snapshot: SnapshotSettings, signing: SigningKey, *, draft: bool) -> None:
    """Write everything that follows from a site's data files: runtime, pages, site manifest."""
    runtime = lay_runtime(new)
    view = site_folder.publisher_view(snapshot.publisher)
    known = OutcomeCache(snapshot.publisher.folder)
    site_folder.render(new, view, runtime, snapshot.id if draft else None, known)
    sums = manifest.site_manifest(new)
    (new / manifest.NAME).write_bytes(sums)
    (new / manifest.NOTE_NAME).write_bytes(signing.sign(SignedNoteKind.SITE, sha256(sums).digest()))


def _write_data(
    snapshot: SnapshotSettings,
    signing: SigningKey,
    ledger: Ledger,
    books: Books,
    attachments: _Attachments,
    new: Path,
    progress: Progress,
) -> Statement:
    """Write the snapshot's data files: shards, wallet list, texts, manifest, statement, note."""
    home = new / "snapshots" / snapshot.id
    home.mkdir(parents=True)
    counted = books.counted
    header = _header(snapshot, signing, ledger, counted)
    progress.stage(
        f"encrypting {counted.accounts:,} accounts in {1 << counted.prefix_bits:,} files"
    )
    identities = None if snapshot.identity is None else read_identities(snapshot.identity)
    shards = books.write_shards(home, header_digest(header), identities, progress)
    data = _write_attachments(home, attachments, shards)
    claimed = _claim(snapshot, signing, ledger, counted, attachments, header, shards, data)
    encoded = encode_statement(claimed)
    (new / paths.statement_path(snapshot.id)).write_bytes(encoded)
    note = signing.sign(SignedNoteKind.DRAFT, sha256(encoded).digest())
    (new / paths.note_path(snapshot.id)).write_bytes(note)
    return claimed


def _write_attachments(home: Path, attachments: _Attachments, shards: ShardFiles) -> bytes:
    """Write what stands beside the shards; returns the SHA-256 of the data manifest."""
    (home / site_folder.WALLETS).write_bytes(attachments.wallets_csv)
    (home / site_folder.METHODOLOGY).write_bytes(attachments.methodology)
    (home / site_folder.DISCLOSURES).write_bytes(attachments.disclosures)
    for path, content in attachments.files.items():
        (home / path).parent.mkdir(exist_ok=True)
        (home / path).write_bytes(content)
    sums = manifest.format_manifest(
        [
            *((file.path, file.sha256) for file in shards.files),
            (site_folder.WALLETS, sha256(attachments.wallets_csv).digest()),
            (site_folder.METHODOLOGY, sha256(attachments.methodology).digest()),
            (site_folder.DISCLOSURES, sha256(attachments.disclosures).digest()),
            *((path, sha256(content).digest()) for path, content in attachments.files.items()),
        ]
    )
    (home / manifest.NAME).write_bytes(sums)
    return sha256(sums).digest()


def _header(
    snapshot: SnapshotSettings, signing: SigningKey, ledger: Ledger, counted: Counted
) -> Header:
    return Header(
        publisher=signing.publisher,
        snapshot=snapshot.id,
        liabilities_at=snapshot.liabilities_at,
        reserves_at=snapshot.reserves_at,
        columns=ledger.columns,
        groups=ledger.groups,
        prefix_bits=counted.prefix_bits,
        identity_bound=snapshot.identity is not None,
    )


def _claim(
    snapshot: SnapshotSettings,
    signing: SigningKey,
    ledger: Ledger,
    counted: Counted,
    attachments: _Attachments,
    header: Header,
    shards: ShardFiles,
    data: bytes,
) -> Statement:
    summary = ledger.summary()
    wallets = attachments.wallets
    made = Statement(
        header=header,
        name=snapshot.publisher.name,
        first_key=signing.line,
        root=shards.root.hash,
        totals=counted.totals,
        files=shards.files_root,
        data=data,
        wallets=WalletListClaim(
            sha256(attachments.wallets_csv).digest(), len(wallets.rows), wallets.complete
        ),
        reserves=attachments.reserves,
        own_issued=own_issued(snapshot),
        prices=snapshot.prices,
        kinds=kind_claims(snapshot),
        clamped=counted.clamped,
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


def _read_previous(snapshot: SnapshotSettings) -> tuple[Statement, bytes] | None:
    newest = site_folder.newest_statement(snapshot.publisher.folder / site_folder.SITE)
    if newest is None:
        return None
    before, _ = newest
    if snapshot.liabilities_at <= before.header.liabilities_at:
        raise InputError(
            f"its moment {snapshot.liabilities_at} is not after that of the released snapshot "
            f"{before.header.snapshot}, {before.header.liabilities_at}",
            file=f"snapshots/{snapshot.id}.toml",
            advice="Snapshots are released in the order of their moments.",
        )
    return newest


def _read_attachments(snapshot: SnapshotSettings) -> _Attachments:
    previous = _read_previous(snapshot)
    decimals = {asset.name: asset.decimals for asset in snapshot.assets}
    wallets = WalletList((), complete=False)
    if snapshot.wallets is not None:
        wallets = read_wallets(Path(snapshot.wallets.path), snapshot.wallets)
        refuse_repeats(wallets.rows, snapshot.wallets.path)
    settings = f"snapshots/{snapshot.id}.toml"
    collected = collect(snapshot.disclosures, snapshot.publisher.folder, settings)
    methodology = _read_methodology(snapshot.methodology)
    shown = site_folder.publisher_view(snapshot.publisher)
    check_showable(shown.accent, methodology.decode("utf-8"), collected.disclosed)
    return _Attachments(
        previous,
        wallets,
        format_wallets(wallets.rows),
        reserve_claims(wallets, decimals),
        methodology,
        record.encode(collected.disclosed),
        collected.files,
    )


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


def _names(snapshot: SnapshotSettings, attachments: _Attachments) -> list[tuple[str, str]]:
    """Every asset and group that the statement will name, and where the name comes from."""
    return [
        (COUNT_COLUMN.asset, "the count of accounts"),
        *((asset.name, "assets") for asset in snapshot.assets),
        *((group.name, "groups") for group in snapshot.groups),
        *((reserve.asset, "the wallet list") for reserve in attachments.reserves),
    ]


def _compare_scope(
    snapshot: SnapshotSettings, ledger: Ledger, attachments: _Attachments
) -> ScopeCheck | None:
    """The check of a change of scope; where a note is asked for, what is known by now decides."""
    if attachments.previous is None:
        return None
    before, _ = attachments.previous
    scope = compare_scope(snapshot, before, ledger, attachments.wallets.rows)
    scope.warnings()
    return scope


def _due_warnings(snapshot: SnapshotSettings) -> Iterator[str]:
    """What customers will be told if nothing says when to expect the next snapshot."""
    if snapshot.next_due is None:
        yield (
            f"snapshots/{snapshot.id}.toml: no next_due: customers see a caution: the statement "
            "does not say when the next snapshot is due"
        )


def _ownership_warnings(snapshot: SnapshotSettings, attachments: _Attachments) -> Iterator[str]:
    """What is wrong with the list's signatures and keys; in a strict list, an error instead."""
    if snapshot.wallets is None:
        return
    rows = attachments.wallets.rows
    digest = sha256(attachments.wallets_csv).digest()
    outcomes = OutcomeCache(snapshot.publisher.folder).outcomes(rows, digest)
    yield from _invalid(snapshot.wallets, rows, outcomes)
    path, strict = snapshot.wallets.path, snapshot.wallets.strict
    yield from key_warnings(keys_of(rows, outcomes), path, strict=strict)


def _invalid(
    settings: WalletSettings, rows: tuple[Wallet, ...], outcomes: tuple[Outcome, ...]
) -> Iterator[str]:
    wrong = [
        f"row {number}, {row.asset} at {row.address}: {outcome.reason}"
        for number, (row, outcome) in enumerate(zip(rows, outcomes, strict=True), 1)
        if outcome.verdict is SignatureVerdict.INVALID
    ]
    if not wrong:
        return
    more = f"\n  and {len(wrong) - MAX_NAMED} more" if len(wrong) > MAX_NAMED else ""
    what = "signatures that do not hold:\n  " + "\n  ".join(wrong[:MAX_NAMED]) + more
    if settings.strict:
        advice = "Sign these rows again, take their signatures out, or remove `strict`."
        raise InputError(what, file=settings.path, advice=advice)
    yield f"{settings.path}: {what}"


def read_coding(keys: KeySettings, signing: SigningKey) -> Coding:
    """How accounts become codes: the master key, the publisher id, the renewed codes."""
    renewed = {} if keys.generations is None else read_generations(keys.generations)
    return Coding(read_code_key(keys.code), signing.publisher, renewed)


def _require_unreleased(folder: Path, snapshot: str) -> None:
    if snapshot in site_folder.released_ids(folder / site_folder.SITE):
        raise StateError(
            f"{snapshot} is released, and a released snapshot never changes\n"
            "A correction is a snapshot of its own: give it another id."
        )


def _require_origin(snapshot: SnapshotSettings, signing: SigningKey) -> None:
    if signing.public.name != snapshot.publisher.origin:
        raise InputError(
            f"the origin is {snapshot.publisher.origin!r}, that of the signing key "
            f"{signing.public.name!r}",
            file=snapshot.publisher.folder / "publisher.toml",
            advice="Restore the origin: codes and signatures are bound to it.",
        )


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A folder that only this user can read, removed whatever happens."""
    work = Path(tempfile.mkdtemp(prefix=site_folder.WORK_PREFIX, dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
