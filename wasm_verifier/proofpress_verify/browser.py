"""The bridge that the page's worker calls: bytes and text in, JSON text out.

Nothing here touches the network or the page; the worker fetches what `open_check` asks for. Only
one check runs at a time, since the page has one form.
"""

from __future__ import annotations

import json
import traceback
from dataclasses import replace

from . import paths, report, saved_proof
from .canonical import Json
from .claim import Claim, check_claim
from .core.amounts import COUNT
from .core.errors import ProofError
from .saved_proof import SavedProof
from .verdict import Verdict
from .verify import Copy, Older, Opened, begin, finish
from .verify_saved import verify_saved

_opened: list[tuple[Opened, SavedProof, str]] = []
_checked: list[SavedProof] = []


def open_check(
    code: str,
    statement: bytes,
    note: bytes | None,
    now: str,
    snapshot: str = "",
    older_snapshot: str = "",
    older_statement: bytes | None = None,
) -> str:
    """Check code and statement; say which shard file is needed.

    `now` is a UTC time, from which the snapshot's age is computed, or "". `snapshot` is the id of
    the chosen snapshot, or "" to accept any. `older_snapshot` is the one that the site lists next
    before it, or ""; `older_statement` is that one's statement, if it could be read.

    Returns:
        JSON: {"state": "need-shard", "shard", "path", "block", "steps", "identity_bound"}, where
        "path" is relative to the snapshot and "block" is the block's first and last shard; or the
        JSON of `finish_check`.
    """
    _opened.clear()
    _checked.clear()
    files = SavedProof(bytes(statement), b"" if note is None else bytes(note))
    try:
        opened = begin(
            code,
            files.statement,
            None if note is None else files.note,
            snapshot=snapshot,
            older=_older(older_snapshot, older_statement),
        )
    except Exception:  # noqa: BLE001 - any fault of ours is shown as one
        return _done(report.internal_fault(_fault()))
    if isinstance(opened, Verdict):
        return _finished(opened, files)
    _opened.append((opened, files, now))
    header = opened.claim.header
    accounts = opened.claim.statement.totals[COUNT]
    block = paths.block_of(opened.shard, header.prefix_bits, accounts)
    return _text(
        {
            "state": "need-shard",
            "shard": opened.shard,
            "path": paths.shard_path(opened.shard),
            "block": [block[0], block[-1]],
            "steps": report.steps(opened.steps),
            "identity_bound": header.identity_bound,
        }
    )


def _older(snapshot: str, statement: bytes | None) -> Older | None:
    if not snapshot:
        return None
    return Older(snapshot, None if statement is None else bytes(statement))


def finish_check(shard: bytes, identity: str) -> str:
    """Finish the check that `open_check` began; `identity` is what was typed, or "".

    Returns:
        JSON {"state": "done", "report", "saves"}: `saves` is "proof" or "evidence" if
        `save_check` gives a file that shows the same to others, else "".
    """
    try:
        opened, files, now = _opened.pop()
        data = bytes(shard)
        verdict = finish(opened, [Copy(data)], identity=identity, now=now)
        return _finished(verdict, replace(files, shard=opened.shard, file=data, k=opened.k))
    except Exception:  # noqa: BLE001 - any fault of ours is shown as one
        return _done(report.internal_fault(_fault()))


def save_check(says: str) -> str:
    """The last finished check as a saved proof; `says` is what its holder adds, or "".

    Returns:
        JSON {"state": "saved", "name", "text"}, a file's name and content; or the JSON of
        `finish_check` if there is nothing to save.
    """
    try:
        proof = replace(_checked[-1], says=saved_proof.clean_lines(says))
        text = saved_proof.encode(proof).decode()
        return _text({"state": "saved", "name": saved_proof.file_name(proof), "text": text})
    except Exception:  # noqa: BLE001 - any fault of ours is shown as one
        return _done(report.internal_fault(_fault()))


def saved_snapshot(proof: bytes) -> str:
    """Which snapshot a saved proof is of, so that the site's statement can be fetched.

    Returns:
        JSON {"snapshot"}, with "" if it cannot be read; then `check_saved` says why.
    """
    try:
        return _text({"snapshot": saved_proof.snapshot_of(bytes(proof))})
    except Exception:  # noqa: BLE001 - `check_saved` meets the same fault and reports it
        return _text({"snapshot": ""})


def check_saved(
    proof: bytes, code: str, statement: bytes | None, note: bytes | None, now: str
) -> str:
    """Check a saved proof.

    `code` is "" if there is none. `statement` and `note` are those of the publisher's own site to
    compare it with, None if there are none.

    Returns:
        The JSON of `finish_check`.
    """
    _checked.clear()
    try:
        data = bytes(proof)
        site = _claim(statement, note)
        verdict = verify_saved(data, code=code.strip(), site=site, now=now)
        return _done(report.report(verdict))
    except Exception:  # noqa: BLE001 - any fault of ours is shown as one
        return _done(report.internal_fault(_fault()))


def _claim(statement: bytes | None, note: bytes | None) -> Claim | None:
    """What a site claims; None if that is invalid, since then there is nothing to compare with."""
    if statement is None:
        return None
    try:
        return check_claim(bytes(statement), None if note is None else bytes(note))
    except ProofError:
        return None


def unreadable(what: str, detail: str) -> str:
    """The report that the check could not be made: `what` is a sentence for the customer."""
    return _done(report.cannot_check(what, detail))


def _fault() -> str:
    """Where the fault happened, without values: they may hold what is private."""
    lines = traceback.format_exc().splitlines()
    places = [line.strip() for line in lines if line.lstrip().startswith("File ")]
    return "; ".join(places[-3:])


def _finished(verdict: Verdict, files: SavedProof) -> str:
    if not verdict.shows_to_others:
        return _done(report.report(verdict))
    _checked.append(files)
    return _done(report.report(verdict), "proof" if verdict.finding else "evidence")


def _done(made: dict[str, Json], saves: str = "") -> str:
    return _text({"state": "done", "report": made, "saves": saves})


def _text(value: dict[str, Json]) -> str:
    return json.dumps(value, ensure_ascii=False)
