"""A verdict as a JSON object, for scripts and for the page.

The object's members are listed in the format document, "Report". An amount is given as exact text
and in base units. Every text is plain text and must be shown as such.
"""

from __future__ import annotations

from .canonical import Json
from .claim import Claim
from .core.amounts import COUNT, Sums, amount_in
from .core.proof import Finding, PathStep
from .core.tree import Node
from .decimals import align_both, format_units
from .records import Header, Scope, Statement
from .remarks import Remark
from .statement import group_sum
from .steps import Step
from .texts import REMARKS, STEPS
from .verdict import Answer, Verdict
from .words import attributed, sentence, title

_TONES = {
    Answer.VERIFIED: "good",
    Answer.VERIFIED_BUT: "caution",
    Answer.NOT_COUNTED: "bad",
    Answer.DAMAGED_COPY: "unknown",
    Answer.NOT_SERVED_AS_SIGNED: "bad",
    Answer.BOUND_TO_SOMETHING_ELSE: "caution",
    Answer.OTHER_STATEMENT: "caution",
    Answer.CODE_NOT_USABLE: "unknown",
    Answer.REFUSED: "bad",
    Answer.CANNOT_CHECK: "unknown",
}


def report(verdict: Verdict) -> dict[str, Json]:
    """The verdict as a JSON object."""
    words = sentence(verdict)
    members: dict[str, Json] = {
        "verdict": verdict.answer.value,
        "tone": _TONES[verdict.answer],
        "title": words.title,
        "explanation": words.explanation,
        "advice": words.advice,
        "remarks": [_remark(remark) for remark in verdict.remarks],
        "steps": steps(verdict.steps),
    }
    if verdict.failure is not None:
        members["check"] = {
            "name": verdict.failure.check,
            "title": title(verdict.failure),
            "expected": verdict.failure.expected,
            "found": verdict.failure.found,
            "where": verdict.failure.where,
            **_attributed(verdict),
        }
    if verdict.says:
        members["says"] = list(verdict.says)
    if verdict.claim is not None:
        members["snapshot"] = snapshot(verdict.claim)
    if verdict.claim is not None and verdict.finding is not None:
        members.update(_finding(verdict.claim, verdict.finding))
    return members


def _attributed(verdict: Verdict) -> dict[str, Json]:
    to = verdict.attribution
    return {} if to is None else {"attributed_to": to.value, "attributed_text": attributed(verdict)}


def steps(passed: tuple[Step, ...]) -> list[Json]:
    """The checks that passed, each with its sentence."""
    return [{"name": step.value, "text": STEPS[step]} for step in passed]


def internal_fault(detail: str) -> dict[str, Json]:
    """The report of a fault in this program, which must not look like a bad proof."""
    return {
        "verdict": "internal-fault",
        "tone": "unknown",
        "title": "The verifier itself failed",
        "explanation": "A fault in this program stopped the check. It says nothing about the "
        "proof or your balance.",
        "advice": "Reload and try again, or use another browser or the command line. Report "
        "the fault without your code.",
        "remarks": [],
        "steps": [],
        "detail": detail,
    }


def cannot_check(what: str, detail: str) -> dict[str, Json]:
    """The report of a check that could not be made: no network, no file, an old browser."""
    return {
        "verdict": "cannot-check",
        "tone": "unknown",
        "title": "The check could not be made",
        "explanation": f"{what} Nothing was found to be wrong.",
        "advice": "Check your connection and try again, or use another copy of the site.",
        "remarks": [],
        "steps": [],
        "detail": detail,
    }


def snapshot(claim: Claim) -> dict[str, Json]:
    """The members of a report that describe its snapshot."""
    header = claim.header
    return {
        "id": header.snapshot,
        "name": claim.statement.name,
        "publisher": header.publisher.hex(),
        "origin": claim.statement.first_key.partition("+")[0],
        "liabilities_at": header.liabilities_at,
        "reserves_at": header.reserves_at,
        "next_due": claim.statement.next_due or "",
        "draft": claim.draft,
        "fingerprint": claim.fingerprint.hex(),
        "accounts": str(claim.statement.totals[COUNT]),
    }


def _remark(remark: Remark) -> dict[str, Json]:
    tone = "info" if remark.informs else "caution"
    return {"key": remark.value, "tone": tone, "text": REMARKS[remark]}


def _finding(claim: Claim, finding: Finding) -> dict[str, Json]:
    header = claim.header
    return {
        "account": finding.account,
        "balances": _entries(header, finding.sums),
        "groups": _groups(header, finding.sums),
        "solvency": _solvency(claim.statement, finding.sums),
        "position": {
            "leaf": finding.position + 1,
            "leaves": finding.leaves,
            "shard": finding.shard,
            "shards": 1 << header.prefix_bits,
        },
        "leaf": _node(header, finding.leaf),
        "path": [_path_step(header, i, step) for i, step in enumerate(finding.path)],
    }


def _entries(header: Header, sums: Sums) -> list[Json]:
    return [
        {
            "asset": header.columns[column].asset,
            "scope": header.columns[column].scope.value,
            "decimals": header.columns[column].decimals,
            "amount": str(amount),
            "text": format_units(amount, header.columns[column].decimals),
        }
        for column, amount in sums
        if column != COUNT
    ]


def _groups(header: Header, sums: Sums) -> list[Json]:
    held = dict(sums)
    groups: list[Json] = []
    for group in header.groups:
        parts: list[Json] = [header.columns[c].asset for c in group.columns if c in held]
        if parts:
            total, decimals = group_sum(header, group, held)
            groups.append(
                {
                    "name": group.name,
                    "scope": header.columns[group.columns[0]].scope.value,
                    "unit": group.unit,
                    "text": format_units(total, decimals),
                    "parts": parts,
                }
            )
    return groups


def _solvency(statement: Statement, sums: Sums) -> list[Json]:
    reserves = {reserve.asset: reserve for reserve in statement.reserves}
    held = {statement.header.columns[column].asset for column, _ in sums if column != COUNT}
    rows: list[Json] = []
    for index, column in enumerate(statement.header.columns):
        if column.scope is not Scope.CUSTOMER or column.asset not in held:
            continue
        owed = (statement.totals[index], column.decimals)
        reserve = reserves.get(column.asset)
        stated = (reserve.amount, reserve.decimals) if reserve else (0, 0)
        amount, liabilities = align_both(stated, owed)
        rows.append(
            {
                "asset": column.asset,
                "liabilities": format_units(*owed),
                "reserves": format_units(*stated) if reserve else "",
                "ratio": percent(amount, liabilities) if reserve else "",
                "enough": amount >= liabilities,
            }
        )
    return rows


def percent(reserves: int, liabilities: int) -> str:
    """reserves / liabilities in percent with two places, rounded down; "" for no liabilities."""
    if liabilities == 0:
        return ""
    hundredths = reserves * 10_000 // liabilities
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _path_step(header: Header, level: int, step: PathStep) -> dict[str, Json]:
    return {
        "level": level + 1,
        "what": "in shard" if step.in_shard else "above shards",
        "side": "left" if step.sibling_left else "right",
        "sibling_hash": step.sibling.hash.hex(),
        "sibling_accounts": str(amount_in(step.sibling.sums, COUNT)),
        "sibling_sums": _entries(header, step.sibling.sums),
        "node_hash": step.node.hash.hex(),
        "node_accounts": str(amount_in(step.node.sums, COUNT)),
        "node_sums": _entries(header, step.node.sums),
    }


def _node(header: Header, node: Node) -> dict[str, Json]:
    return {"hash": node.hash.hex(), "sums": _entries(header, node.sums)}
