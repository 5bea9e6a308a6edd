"""Draft -> control totals -> signed as a statement, frozen into the released site.

The control totals come from the publisher's own books, by another way than the ledger that
was built: that is what makes them worth comparing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from proofpress import generations, site_folder
from proofpress.config import ReleaseSettings, SnapshotSettings
from proofpress.errors import InputError, StateError
from proofpress.keys import read_signing_key
from proofpress.progress import Progress
from proofpress.publish import finish_site
from proofpress.recheck import recheck
from proofpress.state import BuildRecord, read_record
from proofpress_verify import paths, statement
from proofpress_verify.decimals import format_units
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.records import Statement


@dataclass(frozen=True)
class Mismatch:
    """A control total that differs from what was built."""

    what: str
    expected: str
    built: str


def release(snapshot: SnapshotSettings, control: ReleaseSettings, progress: Progress) -> Statement:
    """Sign the draft of a snapshot and freeze it into the publisher's `site` folder.

    Raises:
        StateError: there is no draft, or it is not the one that was last built.
        InputError: a control total is missing or differs.
    """
    folder = snapshot.publisher.folder
    site_folder.recover(folder)
    generations.finish_release(folder)
    record = read_record(folder, snapshot.id)
    claimed = _read_draft(folder, record)
    _check_totals(snapshot, control, claimed, record)
    generations.require_draft(folder, snapshot.id)
    signing = read_signing_key(snapshot.publisher.keys.signing)
    progress.stage("signing")
    new = site_folder.aside(folder, site_folder.SITE)
    site_folder.take_over(folder / site_folder.SITE, new)
    site_folder.take_over_snapshot(folder / site_folder.DRAFT, new, snapshot.id)
    note = new / paths.note_path(snapshot.id)
    note.unlink()
    note.write_bytes(signing.sign(SignedNoteKind.STATEMENT, bytes.fromhex(record.statement_sha256)))
    progress.stage("writing the pages")
    finish_site(new, snapshot, signing, draft=False)
    progress.stage("checking the result")
    recheck(new, snapshot.id, [])
    site_folder.put_in_place(new, folder / site_folder.SITE)
    generations.remember_release(folder, snapshot.id)
    return claimed


def _read_draft(folder: Path, record: BuildRecord) -> Statement:
    draft, site = folder / site_folder.DRAFT, folder / site_folder.SITE
    if record.snapshot in site_folder.released_ids(site):
        raise StateError(f"{record.snapshot} is released already")
    path = draft / paths.statement_path(record.snapshot)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise StateError(
            f"{record.snapshot}: no draft; run: proofpress build {record.snapshot}"
        ) from error
    if sha256(data).hexdigest() != record.statement_sha256:
        raise StateError(f"{path}: not the draft that was last built; run the build again")
    claimed = statement.decode(statement.parse(data))
    newest = site_folder.newest_statement(site)
    before = claimed.previous.sha256 if claimed.previous else None
    if before != (newest[1] if newest else None):
        raise StateError(
            f"{record.snapshot}: another snapshot was released since; run the build again"
        )
    return claimed


def _check_totals(
    snapshot: SnapshotSettings, control: ReleaseSettings, claimed: Statement, record: BuildRecord
) -> None:
    file = f"snapshots/{snapshot.id}.toml"
    if control.accounts is None:
        raise InputError(
            "no control totals",
            file=file,
            advice="Give at least the number of accounts from your own books: [release] "
            "accounts = …, or --accounts.",
        )
    mismatches = compare_totals(control, claimed, record)
    if mismatches:
        lines = "\n".join(f"  {m.what}: {m.expected} given, {m.built} built" for m in mismatches)
        raise InputError(
            f"the draft differs from the control totals:\n{lines}",
            file=file,
            advice="Find out which is wrong before anything is signed.",
        )


def compare_totals(
    control: ReleaseSettings, claimed: Statement, record: BuildRecord
) -> list[Mismatch]:
    """Every control total that the build does not meet exactly."""
    built = {
        f"{column.asset}/{column.scope.value}": format_units(total, column.decimals)
        for column, total in zip(claimed.header.columns[1:], claimed.totals[1:], strict=True)
    }
    mismatches: list[Mismatch] = []
    for what, given, found in (
        ("accounts", control.accounts, record.accounts),
        ("rows", control.rows, record.rows),
    ):
        if given is not None and given != found:
            mismatches.append(Mismatch(what, f"{given:,}", f"{found:,}"))
    for name, given_total in control.totals.items():
        found_total = built.get(name)
        if found_total is None or Decimal(given_total) != Decimal(found_total):
            mismatches.append(Mismatch(name, given_total, found_total or "no such column"))
    return mismatches
