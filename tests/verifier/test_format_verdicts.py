"""The examples of the format document about statements and verdicts are recomputed."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proofpress.reserves.canonical import parse_wallets
from proofpress.site.statement import encode_statement
from proofpress_verify import meaning, notes, paths, statement, verify
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.remarks import Remark
from proofpress_verify.steps import Step
from proofpress_verify.verify import Copy
from proofpress_verify.verify_saved import verify_saved
from tests.golden import format_examples
from tests.verifier.format_page import (
    BODIES,
    Values,
    answers,
    check,
    column,
    sample_file,
    sample_verdicts,
    section,
    statement_bytes,
)


def test_manifest():
    decoded = statement.decode(statement.parse(statement_bytes()))
    assert sha256(BODIES["manifest"].encode()).digest() == decoded.data
    pairs = (line.split("  ") for line in BODIES["manifest"].splitlines())
    listed = {path: listed_digest for listed_digest, path in pairs}
    assert list(listed) == sorted(listed)
    for path, data in {
        "methodology.md": BODIES["methodology"].encode(),
        "disclosures.json": BODIES["disclosures"].removesuffix("\n").encode(),
        "wallets.csv": BODIES["wallets"].encode(),
        paths.shard_path(0): sample_file(),
    }.items():
        assert sha256(data).hexdigest() == listed[path]
    assert decoded.disclosures.hex() == listed["disclosures.json"]
    assert (decoded.methodology.hex(), decoded.wallets.sha256.hex()) == (
        listed["methodology.md"],
        listed["wallets.csv"],
    )
    assert len(parse_wallets(BODIES["wallets"].encode())) == decoded.wallets.rows


def test_statement_is_canonical_and_means_something():
    data = statement_bytes()
    decoded = statement.decode(statement.parse(data))
    meaning.check_meaning(decoded)
    assert encode_statement(decoded) == data
    assert sha256(data).digest() == Values("fingerprint").octets("fingerprint")


def test_note():
    key = notes.parse_key(Values("key").text("vkey line"))
    note = notes.parse_note(BODIES["note"].encode())
    notes.check_signature(note, key)
    fingerprint = Values("fingerprint").octets("fingerprint")
    assert notes.parse_text(note.text, key.name) == (SignedNoteKind.STATEMENT, fingerprint)


def test_answers():
    for (_, said), verdict in zip(answers().items(), sample_verdicts(), strict=True):
        assert said == format_examples.told(verdict)


def test_refusal():
    """Signed anew with the seed on the page, since the changed statement is not printed."""
    values, decoded = Values("refusal"), statement.decode(statement.parse(statement_bytes()))
    totals = list(decoded.totals)
    totals[1] -= 1
    assert totals[1] == values.number("total signed")
    data = encode_statement(dataclasses.replace(decoded, totals=tuple(totals)))
    assert sha256(data).digest() == values.octets("fingerprint")
    code = Values("code").text("code as text")
    verdict = verify.verify(code, data, signed(data), [Copy(sample_file())])
    assert verdict.answer.value == values.text("verdict")
    assert verdict.failure
    for name in ("check", "expected", "found", "where"):
        assert getattr(verdict.failure, name) == values.text(name)
    assert verdict.failure.check == "totals"


def signed(data: bytes) -> bytes:
    """A note of the sample's publisher over a statement."""
    values = Values("key")
    private = Ed25519PrivateKey.from_private_bytes(values.octets("seed"))
    name = values.text("key name")
    text = f"{name}/statement v0\n{sha256(data).hexdigest()}\n"
    blob = values.octets("key id") + private.sign(text.encode())
    return f"{text}\n\u2014 {name} {base64.b64encode(blob).decode()}\n".encode()


def test_remark():
    said = Values("remark").texts
    for name, answer in said.items():
        verdict = check(Values("code").text("code as text"), now=name.split()[-1])
        remarks = " ".join(remark.value for remark in verdict.remarks)
        assert f"{verdict.answer.value}, {remarks}" == answer
    assert ["stale" in answer for answer in said.values()] == [False, True]


def test_identity_of_the_sample_is_what_the_page_says():
    typed = Values("snapshot-code").text("identity")
    verdict = check(Values("code").text("code as text"), identity=f" {typed.upper()} ")
    assert verdict.steps[-1] is Step.IDENTITY


def test_saved_proof_of_the_sample():
    """Spelled as the page says, from the page's own parts, and checked without the code."""
    values = Values("saved-proof")
    encoded = {
        "about": "",
        "file": base64.b64encode(sample_file()).decode(),
        "format": 0,
        "k": values.texts["k"],
        "kind": "proofpress saved proof",
        "note": base64.b64encode(BODIES["note"].encode()).decode(),
        "says": [],
        "shard": 0,
        "statement": base64.b64encode(statement_bytes()).decode(),
    }
    assert column("Saved proofs", "member") == sorted(encoded)
    data = json.dumps(encoded, separators=(",", ":")).encode()
    assert (len(data), sha256(data).digest()) == (values.number("length"), values.octets("SHA-256"))
    verdict = verify_saved(data, fingerprint=Values("fingerprint").texts["fingerprint"])
    assert verdict.finding is not None
    assert verdict.finding.account == "alice"
    assert verdict.remarks == (
        Remark.NOT_NATIVE,
        Remark.SAVED_PROOF,
        Remark.IDENTITY_NOT_SHOWN,
    )


def test_path_example_is_the_code_s():
    shown = re.search(r"Shard (\d+) of snapshot ([0-9a-z-]+) is `([^`]+)`", section("Paths"))
    assert shown
    assert shown[3] == f"snapshots/{shown[2]}/{paths.shard_path(int(shown[1]))}"
