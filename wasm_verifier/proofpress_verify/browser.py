"""The bridge that the page's worker calls: bytes and text in, JSON text out.

Nothing here touches the network or the page; the worker fetches what `open_check` asks
for. One check is under way at a time, as the page has one form.
"""

from __future__ import annotations

import json
import traceback

from . import codes, layout, report
from .canonical import Json
from .verify import Copy, Opened, Verdict, begin, finish

_opened: list[tuple[Opened, str]] = []


def open_check(
    code: str, statement: bytes, note: bytes | None, now: str, snapshot: str = ""
) -> str:
    """Check code and statement; say which shard file is needed.

    `now` is a UTC time to judge staleness by, or ""; `snapshot` the id of the snapshot that
    was chosen, or "" for whichever the statement is of.

    Returns:
        JSON: {"state": "need-shard", "shard", "path", "decoys", "steps", "identity_bound"},
        paths relative to the snapshot, decoys without the real shard; or
        {"state": "done", "report"} if a check failed.
    """
    _opened.clear()
    try:
        opened = begin(
            code, bytes(statement), None if note is None else bytes(note), snapshot=snapshot
        )
    except Exception:  # noqa: BLE001 - a fault of ours is shown as one, whatever it is
        return _done(report.internal_fault(_fault()))
    if isinstance(opened, Verdict):
        return _done(report.report(opened))
    _opened.append((opened, now))
    header = opened.claim.header
    block = codes.block_of(opened.shard, header.prefix_bits)
    decoys: list[Json] = [layout.shard_path(shard) for shard in block if shard != opened.shard]
    return _text(
        {
            "state": "need-shard",
            "shard": opened.shard,
            "path": layout.shard_path(opened.shard),
            "decoys": decoys,
            "steps": report.steps(opened.steps),
            "identity_bound": header.identity_bound,
        }
    )


def finish_check(shard: bytes, identity: str) -> str:
    """Finish the check that `open_check` began; `identity` is what was typed, or "".

    Returns:
        JSON {"state": "done", "report"}
    """
    try:
        opened, now = _opened.pop()
        verdict = finish(opened, [Copy(bytes(shard))], identity=identity, now=now)
        return _done(report.report(verdict))
    except Exception:  # noqa: BLE001 - a fault of ours is shown as one, whatever it is
        return _done(report.internal_fault(_fault()))


def unreadable(what: str, detail: str) -> str:
    """The report that the check could not be made: `what` is a sentence for the customer."""
    return _done(report.cannot_check(what, detail))


def _fault() -> str:
    """Where the fault happened, without values: they may hold what is private."""
    lines = traceback.format_exc().splitlines()
    places = [line.strip() for line in lines if line.lstrip().startswith("File ")]
    return "; ".join(places[-3:])


def _done(made: dict[str, Json]) -> str:
    return _text({"state": "done", "report": made})


def _text(value: dict[str, Json]) -> str:
    return json.dumps(value, ensure_ascii=False)
