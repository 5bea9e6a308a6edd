"""Checking one account with the files of a site, which are fetched a second time if necessary.

A server sees which files it is asked for. So the file that the check needs is fetched together
with all others of its block (`paths.block_of`).

A download that was cut off, an error page instead of a file, or a site that was replaced between
two fetches must not be reported as a damaged copy, or even as a fault of the publisher. So if the
files do not fit, all of them are read once more. That second read bypasses every cache, since a
cache that returned old bytes would return them again. Only the outcome of the last read is
reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import paths
from .core.amounts import COUNT
from .core.shard_file import MAX_SHARD_SIZE
from .forms import MAX_NOTE_SIZE, MAX_STATEMENT_SIZE
from .saved_proof import SavedProof
from .sources import Source, SourceError
from .verdict import Answer, Verdict
from .verify import Copy, Older, Opened, begin, finish

MOST_FILES = 256
"""More than any block can have whose files have no accounts or at least 100."""

Checked = tuple[Verdict, SavedProof]
"""The verdict, and the files that it is about."""


@dataclass(frozen=True)
class Question:
    """What to check on a site.

    `own_site` says that it is the publisher's own site, not a mirror. With `one_file`, only the
    file that the check needs is read, so the server sees which one it is. `now` is a UTC time.
    """

    snapshot: str
    code: str = field(repr=False)
    identity: str = field(repr=False)
    fingerprint: str
    own_site: bool
    one_file: bool
    now: str


def check(source: Source, question: Question, say: Callable[[str], None]) -> Checked:
    """The verdict, with the files that it is about; `say` gets progress messages.

    Raises:
        SourceError: a file could not be read, the second time either.
    """
    try:
        outcome = _check(source, question, say, own_site=False)
    except SourceError as error:
        if error.usage:
            raise
        say(f"{error}; reading all files once more")
    else:
        if outcome[0].answer is not Answer.DAMAGED_COPY:
            return outcome
        say(f"the files do not fit: {outcome[0].failure}; reading all of them once more")
    return _check(source.afresh(), question, say, own_site=question.own_site)


def _check(
    source: Source, question: Question, say: Callable[[str], None], *, own_site: bool
) -> Checked:
    snapshot = question.snapshot
    statement = source.read(paths.statement_path(snapshot), MAX_STATEMENT_SIZE)
    note = source.read_optional(paths.note_path(snapshot), MAX_NOTE_SIZE)
    opened = begin(
        question.code,
        statement,
        note,
        snapshot=snapshot,
        fingerprint=question.fingerprint,
        older=_older(source, snapshot),
    )
    if isinstance(opened, Verdict):
        return opened, SavedProof(statement, note or b"")
    # A missing file is a damaged copy too: the signed statement says that the file exists.
    file = _read_shard(source, question, opened, say) or b""
    copies = [Copy(file, from_publisher=own_site)]
    verdict = finish(opened, copies, identity=question.identity, now=question.now)
    return verdict, SavedProof(statement, note or b"", opened.shard, file, opened.k)


def _older(source: Source, snapshot: str) -> Older | None:
    """The next older snapshot on the site's list, which has the newest first."""
    try:
        listed = source.snapshots()
        older = listed[listed.index(snapshot) + 1]
    except (SourceError, ValueError, IndexError):  # no list, or nothing older on it
        return None
    try:
        data = source.read_optional(paths.statement_path(older), MAX_STATEMENT_SIZE)
    except SourceError:
        data = None
    return Older(older, data)


def _read_shard(
    source: Source, question: Question, opened: Opened, say: Callable[[str], None]
) -> bytes | None:
    wanted = opened.shard
    block = range(wanted, wanted + 1) if question.one_file else _block(source, opened)
    if len(block) > 1:
        say(
            f"reading {len(block)} files together, so that the server cannot tell which one you "
            "need (--one-file reads only that one)"
        )
    files = {s: f"snapshots/{question.snapshot}/{paths.shard_path(s)}" for s in block}
    return source.read_among(list(files.values()), files[wanted], MAX_SHARD_SIZE)


def _block(source: Source, opened: Opened) -> range:
    if not source.is_watched:
        return range(opened.shard, opened.shard + 1)
    statement = opened.claim.statement
    block = paths.block_of(opened.shard, statement.header.prefix_bits, statement.totals[COUNT])
    if len(block) > MOST_FILES:
        raise SourceError(
            f"to hide which file you need would take {len(block)} files, and at most {MOST_FILES} "
            "are read; --one-file reads only that one and lets the server see which it is",
            usage=True,
        )
    return block
