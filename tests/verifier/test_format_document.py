"""The format document says what the code does: its tables, its words and its links.

The examples are recomputed in `test_format_examples` and `test_format_verdicts`.
"""

from __future__ import annotations

import re
from pathlib import Path

from markdown import Markdown

import proofpress_verify
from proofpress_verify import bech32, code_text, forms, paths, saved_proof, statement
from proofpress_verify.core import shard_file
from proofpress_verify.core.amounts import LIMIT, MAX_AMOUNT_BYTES, encode_sums
from proofpress_verify.core.errors import ProofError
from proofpress_verify.core.hashing import Domain
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.records import Scope
from proofpress_verify.remarks import Remark
from proofpress_verify.report import cannot_check, internal_fault, report
from proofpress_verify.steps import Step
from proofpress_verify.verdict import Answer, answer_to
from tests.golden import format_examples
from tests.verifier import mutants
from tests.verifier.format_page import TEXT, Values, column, sample_verdicts, section, table


def as_html() -> str:
    return Markdown(extensions=["tables", "fenced_code", "sane_lists", "toc"]).convert(TEXT)


# --- the page as a whole -------------------------------------------------------------


def test_script_makes_the_examples_that_stand_on_the_page():
    assert format_examples.updated(TEXT) == TEXT


def test_every_fence_closes_and_no_html_is_needed():
    html = as_html()
    assert html.count("<pre>") == TEXT.count("\n```") // 2
    assert "```" not in html
    assert "language-example-shard-file" in html


def test_links_lead_to_headings():
    html = as_html()
    for anchor in re.findall(r"\]\(#([^)]*)\)", TEXT):
        assert f'id="{anchor}"' in html


def test_sections_that_the_code_refers_to_exist():
    source = Path(proofpress_verify.__file__).parent
    for path in source.glob("*.py"):
        text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
        for sentence in re.findall(r'[Ff]ormat document, ("[^.;):]*")', text):
            for name in re.findall(r'"([^",]+),?"', sentence):
                assert f"\n## {name}\n" in TEXT, (path.name, name)


OLD_WORDS = re.compile(
    r"\b(spell(s|ed|ing)?|mend(s|ed)?|whose doing|stand(s)?|stood|seal(s|ed)?|lest|somebody|whoever"
    r"|climb(s|ed)?|rungs?|crown|place values?|code key|top path|truths?|lies|floored|shrug"
    r"|two stories|two faces|the books|came to)\b",
    re.IGNORECASE,
)


def test_the_page_uses_the_words_of_the_field():
    found = [match[0] for match in OLD_WORDS.finditer(TEXT)]
    assert found == []


def test_every_term_of_the_glossary_is_used():
    body = TEXT.replace(section("Glossary"), "").lower()
    for row in table("Glossary", "term"):
        for term in row[0].split(", "):
            assert re.search(rf"\b{re.escape(term.lower())}", body), term


# --- tables against the code ---------------------------------------------------------


def test_domain_table_is_the_code_s():
    rows = {(int(row[0], 16), row[1]) for row in table("Domain bytes", "byte")}
    assert rows == {(domain.value, domain.name.lower().replace("_", " ")) for domain in Domain}


ONLY_RE_CHECKING = ("previous", "manifest", "wallets-form", "reserves-list")
"""Checks of whole sites and lists, which are in no check of an account."""


def all_checks() -> list[type[ProofError]]:
    return list(mutants.CHECKS.values())


def test_check_table_is_the_code_s():
    rows = [row[:3] for row in table("Checks", "check")]
    made = [
        [c.check, c.attribution.value, answer_to(c(expected="", found="")).value]
        for c in all_checks()
        if c.check not in ONLY_RE_CHECKING
    ]
    made += [[check, "publisher", "only when re-checking"] for check in ONLY_RE_CHECKING]
    assert sorted(rows) == sorted(made)


def test_every_check_is_named_in_the_order_of_checks():
    listed = section("Order of checks")
    for check in all_checks():
        assert f"`{check.check}`" in listed or check.check in ONLY_RE_CHECKING


def test_every_check_is_defined_in_the_section_that_the_table_names():
    for row in table("Checks", "check"):
        assert f"`{row[0]}`" in section(row[3]), row


def test_steps_stand_in_their_order():
    assert re.findall(r"Step `([a-z-]+)`\.", section("Order of checks")) == [
        step.value for step in Step
    ]


def test_verdict_and_remark_tables_are_the_code_s():
    rows = {row[0]: row[1] for row in table("Verdicts", "verdict")}
    assert set(rows) == {answer.value for answer in Answer} | {"internal-fault"}
    remarks = {row[0]: row[1] for row in table("Verdicts", "remark")}
    assert remarks == {r.value: "info" if r.informs else "caution" for r in Remark}


def test_scope_kind_and_member_tables_are_the_code_s():
    assert column("Columns", "scope") == [scope.value for scope in Scope]
    assert column("Signatures", "kind") == [kind.value for kind in SignedNoteKind]
    assert column("Header", "member") == sorted(statement._HEADER)
    assert column("Statement", "member") == sorted(statement._STATEMENT)


def test_limits_are_the_code_s():
    limits = dict(row[:2] for row in table("Limits", "what"))
    shard = next(limit for what, limit in limits.items() if what.startswith("shard file"))
    assert int(shard) <= shard_file.MAX_SHARD_SIZE
    assert {what: int(limit) for what, limit in limits.items() if limit != shard} == {
        "statement.json": forms.MAX_STATEMENT_SIZE,
        "statement.note": forms.MAX_NOTE_SIZE,
        "signature lines in a note": forms.MAX_SIGNATURES,
        "columns, column 0 included": forms.MAX_COLUMNS,
        "decimals": forms.MAX_DECIMALS,
        "amount": MAX_AMOUNT_BYTES,
        "account name": shard_file.MAX_ACCOUNT_BYTES,
        "prefix bits p": forms.MAX_PREFIX_BITS,
        "accounts of a shard that is not empty, if p > 0": shard_file.LEAST_ACCOUNTS,
        "accounts of a block": paths.BLOCK_ACCOUNTS,
        "days from the snapshot to next_due": forms.MAX_AGE.days,
        "saved proof": forms.MAX_SAVED_PROOF_SIZE,
        "bytes {, [ and , of a saved proof": forms.MAX_SAVED_PROOF_MARKS,
        "lines of says": forms.MAX_SAID_LINES,
        "line of says": forms.MAX_SAID_LINE,
        "depth of canonical JSON": forms.MAX_DEPTH,
        "other lists of a statement": forms.MAX_LIST,
    }


def test_the_longest_saved_proof_has_the_marks_of_the_limit():
    lines = forms.MAX_SAID_LINES
    most = forms.MAX_LONG_TEXT + lines * forms.MAX_SAID_LINE + lines + len(saved_proof._MEMBERS)
    assert most == forms.MAX_SAVED_PROOF_MARKS


def test_longest_sums_fit_the_length_of_a_place():
    longest = len(encode_sums(tuple((i, LIMIT - 1) for i in range(forms.MAX_COLUMNS))))
    assert f"{longest:,} bytes" in section("Limits")
    assert longest + 1 + shard_file.MAX_ACCOUNT_BYTES + 32 < 2**16


def test_forms_are_the_code_s():
    made = Values("forms").texts
    assert made == {name: form.pattern for name, form in forms.NAMED.items()}
    assert f"1 to {forms.MAX_TEXT} characters" in TEXT
    assert f"string of at most {forms.MAX_LONG_TEXT} characters" in TEXT


def test_bech32m_constants_are_the_code_s():
    text = section("Primitives")
    assert f"`{bech32.ALPHABET}`" in text
    assert ", ".join(f"{g:08x}" for g in bech32.GENERATOR) in text
    assert f"constant = {bech32.BECH32M:08x}" in text
    assert ", ".join(map(str, code_text.EXPANDED_PREFIX)) in text


def test_report_table_lists_every_member():
    listed = set(re.findall(r"`([a-z_]+)`", section("Report")))
    for made in (*map(report, sample_verdicts()), internal_fault(""), cannot_check("", "")):
        assert set(keys_of(made)) <= listed


def keys_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [key for item in value for key in keys_of(item)]
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in keys_of(item))]
    return []


def test_offsets_of_the_shard_file_table_are_the_code_s():
    offsets = column("Shard file", "offset")
    assert offsets[5:7] == [str(shard_file.FIXED_SIZE - 4), f"{shard_file.FIXED_SIZE}"]
    assert f"{shard_file.ENTRY_SIZE}·m" in section("Shard file")
    assert f"{shard_file.CELL_SIZE}·max(0, 2m − 2)" in section("Shard file")
