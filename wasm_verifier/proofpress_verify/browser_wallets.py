"""The bridge that the worker of a wallet list's page calls: bytes and text in, JSON text out.

It checks the published list (`wallets.csv`) against the signed statement, its sums against the
reserves that the statement states, and then the signatures of any of its rows. Only one list is
open at a time, since the page shows one. This module is separate from `browser` because only this
page needs the curve, and so the package `ecdsa`.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from hashlib import sha256

from .canonical import Json
from .claim import check_claim
from .core.errors import Attribution, ProofError
from .errors import ReservesList, SnapshotId, StatementDigest, WalletsForm
from .ownership.check import check
from .ownership.claim import OwnershipClaim
from .ownership.curve import Curve
from .ownership.lists import Listed, read_list
from .ownership.outcome import Outcome
from .ownership.python_curve import PythonCurve
from .reserves import check_reserves, holdings_of
from .wallets import CheckedRow, keys_json, shared
from .wallets_csv import FILE
from .words import title

BUSY = 0.1
"""Seconds after which `check_rows` returns what it has, so that the page can show progress."""


@dataclass(frozen=True)
class _List:
    rows: tuple[Listed, ...]
    curve: Curve
    known: dict[OwnershipClaim, Outcome] = field(default_factory=dict)


_opened: list[_List] = []


def open_list(statement: bytes, note: bytes | None, wallets: bytes, snapshot: str) -> str:
    """Check that `wallets` is the list that the signed statement of `snapshot` commits to.

    Returns:
        JSON: {"state": "open", "rows", "fingerprint", "draft"}, or
        {"state": "refused", "tone", "title", "explanation", "advice", "check"}.
    """
    _opened.clear()
    data = bytes(wallets)
    try:
        claim = check_claim(bytes(statement), None if note is None else bytes(note))
        if claim.header.snapshot != snapshot:
            raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
        digest = sha256(data).digest()
        if digest != claim.statement.wallets.sha256:
            expected = claim.statement.wallets.sha256.hex()
            raise StatementDigest(expected=expected, found=digest.hex(), where=FILE)
        check_reserves(claim.statement, holdings_of(data))
    except ProofError as error:
        return _text(_refusal(error))
    rows = read_list(data)
    _opened.append(_List(rows, PythonCurve()))
    return _text(
        {
            "state": "open",
            "rows": len(rows),
            "fingerprint": claim.fingerprint.hex(),
            "draft": claim.draft,
        }
    )


def check_rows(first: int, most: int) -> str:
    """Check up to `most` rows of the opened list from number `first` on; rows count from 1.

    It stops after a while (`BUSY`), but not before one row, if there is one, has been checked.

    Returns:
        JSON: {"rows": [{"row", "asset", "address", "balance", "verdict", "words"}]}.
    """
    opened = _opened[-1]
    until = time.monotonic() + BUSY
    rows: list[Json] = []
    for number, row in enumerate(opened.rows[first - 1 : first - 1 + most], first):
        rows.append(_row(number, row, _outcome(opened, row.claim)))
        if time.monotonic() > until:
            break
    return _text({"rows": rows})


def shared_keys() -> str:
    """The keys that back one asset in several rows of the opened list. Checks every row.

    Returns:
        JSON: {"keys": [{"reach", "address", "rows", "resting", "unexplained", "text"}]}.
    """
    opened = _opened[-1]
    rows = tuple(CheckedRow(row, _outcome(opened, row.claim)) for row in opened.rows)
    return _text({"keys": keys_json(shared(rows))})


def _outcome(opened: _List, claim: OwnershipClaim) -> Outcome:
    """Remembered, since a list repeats an address and its signature for each of its tokens."""
    if claim not in opened.known:
        opened.known[claim] = check(claim, opened.curve)
    return opened.known[claim]


def _row(number: int, row: Listed, outcome: Outcome) -> dict[str, Json]:
    return {
        "row": number,
        "asset": row.asset,
        "address": row.claim.address,
        "balance": row.balance,
        "verdict": outcome.verdict.value,
        "words": outcome.explained,
    }


def _refusal(error: ProofError) -> dict[str, Json]:
    """What is wrong, in words that blame the publisher only where it is to blame."""
    is_copy = error.attribution is Attribution.COPY
    if isinstance(error, (WalletsForm, ReservesList)):
        return _refused_list(error)
    return {
        "state": "refused",
        "tone": "unknown" if is_copy else "bad",
        "title": "This copy of the list is damaged" if is_copy else title(error),
        "explanation": (
            "What was loaded is not what the publisher signed. That says nothing about the "
            "signatures in the list, and nothing yet about the publisher: files get damaged, "
            "and mirrors can be wrong."
            if is_copy
            else "The publisher signed a statement in which a check fails, so no list can be "
            "checked against it."
        ),
        "advice": (
            "Load the page again, or take another copy of this site."
            if is_copy
            else "Take another copy to be sure, and ask the publisher."
        ),
        "check": _check(error),
    }


def _refused_list(error: ProofError) -> dict[str, Json]:
    """The publisher signed both the list and the statement, and they contradict each other."""
    sums = isinstance(error, ReservesList)
    return {
        "state": "refused",
        "tone": "bad",
        "title": title(error),
        "explanation": (
            "Your device added up the list that the publisher signed. The statement, which the "
            "publisher signed too, states other reserves."
            if sums
            else "The file is the one that the publisher signed, and it is not encoded as the "
            "format says, so it cannot be added up."
        ),
        "advice": "Ask the publisher. Another copy of this site will say the same.",
        "check": _check(error),
    }


def _check(error: ProofError) -> dict[str, Json]:
    return {
        "name": error.check,
        "expected": error.expected,
        "found": error.found,
        "where": error.where,
    }


def _text(value: dict[str, Json]) -> str:
    return json.dumps(value, ensure_ascii=False)
