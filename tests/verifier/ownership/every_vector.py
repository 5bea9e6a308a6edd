"""What the verifier says about every published vector, as plain data.

Runs in CPython and, unchanged, in Pyodide: nothing but the verifier and `ecdsa`.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from proofpress_verify.ownership import der
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.curve import Curve
from proofpress_verify.ownership.lists import read_list

LISTS = ("htx_2026-02-01.csv", "okx_2022-11_sample.csv")
BIP322 = ("bip322_basic.json", "bip322_generated.json")


def said(shared: Path, curve: Curve) -> dict[str, list[str]]:
    """The verdicts, in order, by the file they are about."""
    found = {name: _bip322(shared / "vectors" / name, curve) for name in BIP322}
    found |= {name: _list(shared / "reserves" / name, curve) for name in LISTS}
    found["wycheproof"] = _wycheproof(
        shared / "vectors" / "wycheproof_secp256k1_bitcoin.json", curve
    )
    return found


def _outcome(claim: OwnershipClaim, curve: Curve) -> str:
    outcome = check(claim, curve)
    return f"{outcome.verdict.value} {outcome.rule.value if outcome.rule else outcome.reason}"


def _list(path: Path, curve: Curve) -> list[str]:
    return [_outcome(row.claim, curve) for row in read_list(path.read_bytes())]


def _bip322(path: Path, curve: Curve) -> list[str]:
    kinds = json.loads(path.read_text(encoding="utf-8"))
    return [
        _outcome(OwnershipClaim(test["address"], test["message"], (signature,), "bitcoin"), curve)
        for kind in sorted(kinds.keys() - {"tx_hashes"})
        for test in kinds[kind]
        for signature in test.get("bip322_signatures", [test.get("signature")])
    ]


def _wycheproof(path: Path, curve: Curve) -> list[str]:
    answers = []
    for group in json.loads(path.read_text(encoding="utf-8"))["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["uncompressed"])
        for test in group["tests"]:
            parsed = der.parse(bytes.fromhex(test["sig"]))
            digest = sha256(bytes.fromhex(test["msg"])).digest()
            holds = parsed is not None and curve.verify_ecdsa(key, digest, *parsed)
            answers.append(f"{test['tcId']} {'valid' if holds else 'invalid'}")
    return answers
