"""Remarks: what a person should know although the proof is verified.

Format document, "Verdicts". A remark never says that the proof is wrong. Most remarks make the
verdict "verified, but"; the others only inform.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from operator import le

from . import __version__
from .claim import Claim
from .core.amounts import COUNT
from .core.proof import Finding
from .decimals import align_both
from .forms import MAX_AGE, MAX_APART
from .members import moment
from .records import Scope, Statement


class Remark(Enum):
    """The remarks, in the order of the format document, in which they are also shown."""

    NOT_CUSTOMER = "not-customer"
    BELOW_RESERVES = "below-reserves"
    OWN_ISSUED = "own-issued"
    NOT_NATIVE = "not-native"
    DRAFT = "draft"
    STALE = "stale"
    NO_DUE_DATE = "no-due-date"
    OLD = "old"
    FUTURE = "future"
    TIMES_APART = "times-apart"
    PREVIOUS_DIFFERS = "previous-differs"
    NEWER_VERIFIER = "newer-verifier"
    NOT_COMPARED = "not-compared"
    OTHERS_BELOW = "others-below"
    IDENTITY_NOT_BOUND = "identity-not-bound"
    IDENTITY_MATCHES = "identity-matches"
    IDENTITY_NOT_ASKED = "identity-not-asked"
    SAVED_PROOF = "saved-proof"
    SOURCE_NOT_COMPARED = "source-not-compared"
    IDENTITY_NOT_SHOWN = "identity-not-shown"

    @property
    def informs(self) -> bool:
        """Whether the verdict on a proof with this remark only is still "verified"."""
        return self in _INFORM


_INFORM = {
    Remark.NOT_COMPARED,
    Remark.OTHERS_BELOW,
    Remark.IDENTITY_MATCHES,
    Remark.IDENTITY_NOT_ASKED,
    Remark.SAVED_PROOF,
    Remark.IDENTITY_NOT_SHOWN,
}


@dataclass(frozen=True)
class Cover:
    """Whether the stated reserves of an asset cover what is owed, and whether native coins do."""

    asset: str
    enough: bool
    enough_native: bool


@dataclass(frozen=True)
class Circumstances:
    """How and when a check was made.

    `by_code` says that a code was given; `known` that the publisher is known, by the code or by
    comparison; `compared` that this very statement was compared; `previous_differs` that the site
    lists an older snapshot which the statement does not name. `now` is a TIME or "".
    """

    by_code: bool
    known: bool
    compared: bool
    previous_differs: bool
    now: str


def of_account(claim: Claim, finding: Finding) -> set[Remark]:
    """The remarks about what the account holds, and about the reserves for it."""
    columns = claim.header.columns
    held = [columns[column] for column, _ in finding.sums if column != COUNT]
    mine = {column.asset for column in held}
    covers = cover(claim.statement)
    covered = [item for item in covers if item.enough and item.asset in mine]
    return _applying(
        {
            Remark.NOT_CUSTOMER: any(column.scope is not Scope.CUSTOMER for column in held),
            Remark.BELOW_RESERVES: any(not c.enough and c.asset in mine for c in covers),
            Remark.OTHERS_BELOW: any(not c.enough and c.asset not in mine for c in covers),
            Remark.OWN_ISSUED: any(c.asset in claim.statement.own_issued for c in covered),
            Remark.NOT_NATIVE: any(not c.enough_native for c in covered),
        }
    )


def of_statement(claim: Claim, known: Circumstances) -> set[Remark]:
    """The remarks about the statement itself, its time and its source."""
    due = claim.statement.next_due
    taken = moment(claim.header.liabilities_at)
    apart = abs(moment(claim.header.reserves_at) - taken)
    age = moment(known.now) - taken if known.now else timedelta()
    return _applying(
        {
            Remark.DRAFT: claim.draft,
            Remark.STALE: due is not None and known.now[:10] > due,
            Remark.NO_DUE_DATE: due is None,
            Remark.OLD: age > MAX_AGE,
            Remark.FUTURE: -age > MAX_APART,
            Remark.TIMES_APART: apart > MAX_APART,
            Remark.PREVIOUS_DIFFERS: known.previous_differs,
            Remark.NEWER_VERIFIER: _release(claim.statement.verifier) > _release(__version__),
            Remark.NOT_COMPARED: known.known and not known.compared,
            Remark.SOURCE_NOT_COMPARED: not known.known,
            Remark.SAVED_PROOF: not known.by_code,
        }
    )


def cover(claimed: Statement) -> tuple[Cover, ...]:
    """For each asset that is owed to customers, whether the stated reserves cover the total."""
    reserves = {reserve.asset: reserve for reserve in claimed.reserves}
    covers: list[Cover] = []
    for index, column in enumerate(claimed.header.columns):
        if column.scope is Scope.CUSTOMER:
            reserve = reserves.get(column.asset)
            amounts = (reserve.amount, reserve.native) if reserve else (0, 0)
            decimals = reserve.decimals if reserve else 0
            owed = (claimed.totals[index], column.decimals)
            enough = [le(*align_both(owed, (amount, decimals))) for amount in amounts]
            covers.append(Cover(column.asset, *enough))
    return tuple(covers)


def _applying(conditions: dict[Remark, bool]) -> set[Remark]:
    return {remark for remark, applies in conditions.items() if applies}


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
