"""One account checked with the files of a site: fetched in a block, and twice if need be.

A server sees which files it is asked for. So the file that the check needs is fetched from one
together with all others of its block (`paths.block_of`).

A download that was cut off, an error page in a file's place, or a site that was replaced between
two fetches must not pass for a damaged copy, still less for a fault of the publisher. So if the
files do not fit, all of them are read once more, past every cache: one that gave old bytes would
give them again. Only the outcome of that is told.
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
"""More than any block has whose files have 100 accounts or none."""

Checked = tuple[Verdict, SavedProof]
"""The verdict, and the files that it is about."""


@dataclass(frozen=True)
class Question:
    """What is asked of a site; `own_site` says that it is the publisher's own, not a mirror.

    With `one_file`, the server may see which file the check needs. `now` is a UTC time.
    """

    snapshot: str
    code: str = field(repr=False)
    identity: str = field(repr=False)
    fingerprint: str
    own_site: bool
    one_file: bool
    now: str


def check(source: Source, question: Question, say: Callable[[str], None]) -> Checked:
    """The verdict, with the files that it is about; `say` is told what goes on.

    Raises:
        SourceError: a file could not be read, the second time too.
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
    # A file that is not there is a damaged copy too: the signed statement says that it exists.
    file = _read_shard(source, question, opened, say) or b""
    copies = [Copy(file, from_publisher=own_site)]
    verdict = finish(opened, copies, identity=question.identity, now=question.now)
    return verdict, SavedProof(statement, note or b"", opened.shard, file, opened.k)


def _older(source: Source, snapshot: str) -> Older | None:
    """What the site lists next before a snapshot; the newest comes first in its list."""
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
