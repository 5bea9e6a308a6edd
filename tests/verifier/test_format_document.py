"""The format document says what the code does: each of its examples and tables is recomputed.

Inputs and results are both read from the page, so the page cannot be wrong even where the
script that wrote its examples is.
"""

from __future__ import annotations

import base64
import dataclasses
import hmac
import json
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from markdown import Markdown

import proofpress_verify
from proofpress.keys.codes import derive_code, format_code
from proofpress.liabilities.reference.shard import (
    branches,
    encode_pointer,
    encode_record,
    node_key,
    ordering_key,
)
from proofpress.liabilities.top_tree import encode_root_path
from proofpress.reserves.canonical import parse_wallets
from proofpress.site.statement import encode_statement, header_digest
from proofpress_verify import (
    bech32,
    code_text,
    forms,
    meaning,
    notes,
    paths,
    saved_proof,
    statement,
    verify,
)
from proofpress_verify.code_text import Code
from proofpress_verify.core import codes, ladder, shard_file, tree
from proofpress_verify.core.amounts import LIMIT, MAX_AMOUNT_BYTES, Sums, decode_sums, encode_sums
from proofpress_verify.core.errors import ProofError
from proofpress_verify.core.hashing import Domain, digest, keystream, xor
from proofpress_verify.core.tree import Node
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.records import Scope
from proofpress_verify.remarks import Remark
from proofpress_verify.report import cannot_check, internal_fault, report
from proofpress_verify.steps import Step
from proofpress_verify.verdict import Answer, Verdict, answer_to
from proofpress_verify.verify import Copy
from proofpress_verify.verify_saved import verify_saved
from tests.golden import format_examples
from tests.verifier import mutants

TEXT = format_examples.DOCUMENT.read_text(encoding="utf-8")
BODIES: dict[str, str] = dict(format_examples.FENCE.findall(TEXT))


# --- reading the page ----------------------------------------------------------------


class Values:
    """The `name = value` lines of an example; hex may go on in indented lines."""

    def __init__(self, example: str) -> None:
        joined = re.sub(r"\n +", "", BODIES[example])
        pairs = (line.split(" = ", 1) for line in joined.splitlines())
        self.texts = {name.strip(): value for name, value in pairs}

    def octets(self, name: str) -> bytes:
        return bytes.fromhex(self.texts[name])

    def number(self, name: str) -> int:
        return int(self.texts[name])

    def text(self, name: str) -> str:
        quoted = self.texts[name]
        assert quoted[0] == quoted[-1] == '"'
        return quoted[1:-1]

    def sums(self, name: str) -> Sums:
        return read_sums(self.texts[name])


def read_sums(text: str) -> Sums:
    pairs = (entry.split(":") for entry in text.split() if text != "none")
    return tuple((int(column), int(amount)) for column, amount in pairs)


def section(heading: str) -> str:
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    assert match, heading
    return match[1]


def table(heading: str, first: str) -> list[list[str]]:
    """The rows of the table of a section whose head begins with `first`, without backticks."""
    (body,) = re.findall(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", section(heading), re.M)
    return [
        [cell.strip().replace("`", "") for cell in row.strip("|").split("|")]
        for row in body.splitlines()
    ]


def column(heading: str, first: str, index: int = 0) -> list[str]:
    return [row[index] for row in table(heading, first)]


def as_html() -> str:
    return Markdown(extensions=["tables", "fenced_code", "sane_lists", "toc"]).convert(TEXT)


def sample_file() -> bytes:
    """The sample's shard file, put together from its annotated lines, offsets checked."""
    data = b""
    for line in re.sub(r"\n {20,}", "", BODIES["shard-file"]).splitlines():
        match = re.fullmatch(r" *(\d+) +(\d+)  (\S.*?) {2,}(zero bytes|[0-9a-f]+)", line)
        assert match, line
        piece = bytes(int(match[2])) if match[4] == "zero bytes" else bytes.fromhex(match[4])
        assert (int(match[1]), int(match[2])) == (len(data), len(piece)), line
        data += piece
    return data


def pieces() -> dict[str, bytes]:
    """The named pieces of the sample's shard file, filler left out."""
    lines = re.sub(r"\n {20,}", "", BODIES["shard-file"]).splitlines()
    found = (re.fullmatch(r" *\d+ +\d+  (\S.*?) {2,}([0-9a-f]+)", line) for line in lines)
    return {match[1]: bytes.fromhex(match[2]) for match in found if match}


def statement_bytes() -> bytes:
    return BODIES["statement"].removesuffix("\n").encode()


def answers() -> dict[str, str]:
    lines = BODIES["answers"].splitlines()
    return dict(zip(lines[::2], (line.strip() for line in lines[1::2]), strict=True))


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


# --- examples ------------------------------------------------------------------------


def test_sums():
    for name, encoded in Values("sums").texts.items():
        assert encode_sums(read_sums(name)).hex() == encoded
        assert decode_sums(bytes.fromhex(encoded), "") == read_sums(name)


def test_key():
    values = Values("key")
    private = Ed25519PrivateKey.from_private_bytes(values.octets("seed"))
    public = private.public_key().public_bytes_raw()
    line, name = values.text("vkey line"), values.text("key name")
    blob = base64.b64encode(b"\x01" + public).decode()
    assert public == values.octets("public key")
    assert line == f"{name}+{values.texts['key id']}+{blob}"
    assert notes.parse_key(line) == notes.VerificationKey(name, values.octets("key id"), public)
    assert notes.publisher_id(line) == values.octets("publisher id")


def test_code():
    values = Values("code")
    account = values.text("account").encode()
    publisher, key = values.octets("publisher id"), values.octets("master key")
    code = derive_code(key, publisher, values.number("generation"), account)
    assert code == values.octets("code")
    message = values.octets("message")
    assert hmac.new(key, message, sha256).digest()[:20] == code
    assert values.octets("payload") == b"\x00" + code + publisher
    assert format_code(Code(code, publisher)) == values.text("code as text")
    assert code_text.parse_code(values.text("code as text")) == Code(code, publisher)


def test_bucket():
    values = Values("bucket")
    code = values.octets("code")
    assert codes.bucket(code) == values.octets("bucket")
    for bits in (0, 1, 12, 24):
        assert codes.shard_of(code, bits) == values.number(f"shard if p is {bits}")


@pytest.mark.parametrize(("total", "bits"), [(1_000_000, 10), (520, 2)])
def test_block(total: int, bits: int):
    """Every shard of the block leads to its number, and those beside it lead to others."""
    values, case = Values("block"), f" if T is {total} and p is {bits}"
    blocks = min(2**bits, max(1, total // 4000))
    assert values.number(f"n{case}") == blocks
    shard = codes.shard_of(Values("bucket").octets("code"), bits)
    own = shard * blocks // 2**bits
    assert (values.number(f"shard{case}"), values.number(f"block{case}")) == (shard, own)
    first, last = map(int, values.texts[f"shards of the block{case}"].split(" to "))
    assert first <= shard <= last
    inside = [s for s in range(2**bits) if s * blocks // 2**bits == own]
    assert inside == list(range(first, last + 1))


def test_accounts_of_the_larger_sample_are_those_of_its_totals():
    assert Values("root-path").sums("node 2, sums")[0] == (0, 520)


@pytest.mark.parametrize("whose", ["account", "totals"])
def test_groups(whose: str):
    values = Values("groups")
    usdc = values.number(f"USDC, 2 decimals, {whose}") * 10**4
    usd = usdc + values.number(f"USDT, 6 decimals, {whose}")
    assert values.number(f"USDC in 6 decimals, {whose}") == usdc
    assert values.number(f"USD, 6 decimals, {whose}") == usd
    assert Decimal(values.texts[f"USD as shown, {whose}"]) == Decimal(usd).scaleb(-6)


def test_totals_of_the_group_are_those_at_the_root():
    values, totals = Values("groups"), dict(Values("root-path").sums("node 2, sums"))
    assert values.number("USDC, 2 decimals, totals") == totals[2]
    assert values.number("USDT, 6 decimals, totals") == totals[3]


def test_header_and_d():
    text = BODIES["header"].removesuffix("\n").encode()
    decoded = statement.decode(statement.parse(statement_bytes()))
    assert digest(Domain.HEADER, text) == Values("digest").octets("D")
    assert header_digest(decoded.header) == Values("digest").octets("D")
    assert b'"header":' + text in statement_bytes()


def test_snapshot_code():
    values = Values("snapshot-code")
    code, header_digest = values.octets("code"), values.octets("D")
    k, account = codes.snapshot_code(code, header_digest), values.text("account").encode()
    idh = codes.identity_hash(code, header_digest, values.text("identity").encode())
    assert k == values.octets("k")
    assert codes.tag(k) == values.octets("tag")
    assert idh == values.octets("idh")
    assert codes.ident(k, account, idh) == values.octets("ident")
    assert codes.ident(k, account, b"") == values.octets("ident if unbound")


def test_leaf():
    values = Values("leaf")
    assert encode_sums(values.sums("sums")) == values.octets("enc(sums)")
    made = tree.leaf(values.octets("ident"), values.sums("sums"))
    assert made.hash == values.octets("leaf")


def test_node():
    values = Values("node")
    left = Node(values.octets("left hash"), values.sums("left sums"))
    right = Node(values.octets("right hash"), values.sums("right sums"))
    node = Node(values.octets("node"), values.sums("node sums"))
    assert tree.parent(left, right) == node
    assert tree.empty_node(0).hash == values.octets("empty shard")


def test_shape():
    for line in BODIES["shape"].splitlines():
        match = re.fullmatch(r"m = (\d), leaf (\d): (.*)", line)
        assert match, line
        found = re.findall(r"cell (\d+), sibling (\d+) on the (left|right) with (\d+)", match[3])
        levels = tree.inclusion_path(int(match[1]), int(match[2]))
        assert found == [
            (str(own), str(sibling), "left" if on_left else "right", str(leaves))
            for own, sibling, leaves, on_left in levels
        ]


def picture(m: int) -> list[str]:
    """The labels of the picture for m, from top to bottom."""
    match = re.search(rf"^m = {m} (.*?)(?=\n\n|\n```)", section("Tree"), re.M | re.S)
    assert match
    lines = (re.split(" {4,}c = ", line)[0] for line in match[1].splitlines())
    return [line.split()[-1] for line in lines]


@pytest.mark.parametrize("m", [1, 2, 3, 5, 6])
def test_picture(m: int):
    children = dict(enumerate(branches(m), m))

    def labels(node: int) -> list[str]:
        name = "root" if node == 2 * m - 2 and m > 1 else str(node)
        return [name, *(x for child in children.get(node, ()) for x in labels(child))]

    assert picture(m) == labels(2 * m - 2)


def test_ladder():
    values = Values("ladder")
    salt = values.octets("salt")
    assert ladder.salt(values.octets("shard root")) == salt
    keys = [ladder.leaf_key(values.octets(f"k of leaf {i}"), salt) for i in range(3)]
    assert keys == [values.octets(f"g(leaf {i})") for i in range(3)]
    pair = node_key(keys[0], keys[1])
    assert pair == values.octets("g(node 3)")
    assert node_key(pair, keys[2]) == values.octets("g(shard root)")


def test_the_only_shards_root_is_the_root():
    pair = Node(Values("node").octets("node"), Values("node").sums("node sums"))
    third = re.search(r"cell 2: hash (\w+), sums (.*)", BODIES["opened"])
    assert third
    made = tree.parent(pair, Node(bytes.fromhex(third[1]), read_sums(third[2])))
    decoded = statement.decode(statement.parse(statement_bytes()))
    assert made.hash == Values("ladder").octets("shard root") == decoded.root
    assert dict(made.sums) == {i: total for i, total in enumerate(decoded.totals) if total}


def test_cell():
    values = Values("cell")
    key, encoded = values.octets("g(leaf 1)"), encode_sums(values.sums("sums of leaf 0"))
    assert digest(Domain.WRAP_PAD, values.octets("g(leaf 0)")) == values.octets("pad of leaf 0")
    wrapped = ladder.wrap(values.octets("g(leaf 0)"), values.octets("g(node 3)"))
    assert wrapped == values.octets("wrapped key") == pieces()["cell 0: wrapped key"]
    stream = keystream(Domain.CELL_STREAM, key, 38 + len(encoded))
    place = encode_pointer(values.number("offset"), values.number("length"))
    sealed = xor(values.octets("hash of leaf 0") + place, stream[:38])
    assert (stream, encoded) == (values.octets("keystream"), values.octets("enc(sums)"))
    assert (
        sealed
        == values.octets("encrypted 38 bytes")
        == pieces()["cell 0: hash and place, encrypted"]
    )
    assert xor(encoded, stream[38:]) == values.octets("encrypted chunk")
    assert values.octets("encrypted chunk") == pieces()["heap: chunk of cell 0"]
    assert ordering_key(Domain.CELL_STREAM, key) == values.octets("ordering key")


def test_record():
    values = Values("record")
    secret = values.octets("k") + values.octets("salt")
    plain = values.octets("record")
    stream = keystream(Domain.RECORD_STREAM, secret, 6 + len(plain))
    place = encode_pointer(values.number("offset"), values.number("length"))
    assert stream == values.octets("keystream")
    assert encode_record(shard_file.decode_record(plain, identity_bound=True)) == plain
    assert xor(place, stream[:6]) == values.octets("pointer, encrypted")
    assert xor(plain, stream[6:]) == values.octets("record, encrypted")
    leaf = values.number("leaf")
    assert values.octets("record, encrypted") == pieces()[f"heap: record of leaf {leaf}"]
    assert values.octets("pointer, encrypted") == pieces()[f"leaf {leaf}: pointer, encrypted"]
    assert values.octets("k") == Values("ladder").octets(f"k of leaf {leaf}")
    assert ordering_key(Domain.RECORD_STREAM, secret) == values.octets("ordering key")


def test_shard_file_parses_into_the_pieces_that_it_names():
    file, named = shard_file.parse_shard(sample_file(), 0), pieces()
    shard_file.check_form(file, Values("digest").octets("D"), 0)
    assert (file.leaves, file.shard, file.salt) == (3, 0, named["salt"])
    for i in range(3):
        assert file.tags[i] == named[f"leaf {i}: tag"]
        assert file.pointers[i] == named[f"leaf {i}: pointer, encrypted"]
    for i in range(4):
        cell = (named[f"cell {i}: wrapped key"], named[f"cell {i}: hash and place, encrypted"])
        assert (file.wraps[i], file.nodes[i]) == cell
    assert file.heap == b"".join(v for name, v in named.items() if name.startswith("heap: "))
    assert (file.root_path, file.siblings) == (b"", ())


def test_opened():
    keys = Values("ladder")
    names = ["g(leaf 0)", "g(leaf 1)", "g(leaf 2)", "g(node 3)"]
    siblings = {0: 1, 1: 0, 2: 3, 3: 2}
    file = shard_file.parse_shard(sample_file(), 0)
    for line in BODIES["opened"].splitlines():
        match = re.fullmatch(r"(leaf|cell) (\d): (?:account|hash) (\w+), sums (.*)", line)
        assert match, line
        index, sums = int(match[2]), read_sums(match[4])
        if match[1] == "cell":
            key = keys.octets(names[siblings[index]])
            opened = ladder.decrypt_sibling(file.nodes[index], file.heap, key, "")
            assert opened == Node(bytes.fromhex(match[3]), sums)
        else:
            record = ladder.decrypt_record(file, index, keys.octets(f"k of leaf {index}"), True)
            assert (record.account.decode(), record.sums) == (match[3], sums)


def sides(shard: int) -> list[tuple[int, bool]]:
    """The levels above a shard, and whether the sibling is on the left."""
    return [(level, shard >> level & 1 == 1) for level in range(2)]


def test_top_path():
    values = Values("root-path")
    siblings = [
        Node(values.octets(f"sibling {level}, hash"), values.sums(f"sibling {level}, sums"))
        for level in range(2)
    ]
    plain, root = values.octets("root path, decrypted"), values.octets("root")
    assert encode_root_path(siblings).ljust(len(plain), b"\0") == plain
    assert shard_file.decode_root_path(plain, 2) == tuple(siblings)
    stream = ladder.root_path_stream(values.octets("g(shard root)"), root, len(plain))
    assert stream == values.octets("keystream")
    assert xor(plain, stream) == values.octets("root path, encrypted")
    node = Node(values.octets("shard root"), values.sums("shard root sums"))
    for (level, left), sibling in zip(sides(values.number("shard")), siblings, strict=True):
        assert values.texts[f"sibling {level}, side"] == ("left" if left else "right")
        pair = (sibling, node) if left else (node, sibling)
        node = tree.parent(*pair)
        assert node.hash == values.octets(f"node {level + 1}, hash")
        assert node.sums == values.sums(f"node {level + 1}, sums")
    assert node.hash == root


def test_the_larger_samples_path_has_a_sibling_on_each_side():
    for name in ("root-path", "audit-path"):
        texts = Values(name).texts
        assert {texts["sibling 0, side"], texts["sibling 1, side"]} == {"left", "right"}


def file_leaf(values: Values) -> bytes:
    """The leaf of a file from the digests of its parts."""
    shard = values.number("shard").to_bytes(4, "big")
    parts = values.octets("SHA-256 of part A") + values.octets("SHA-256 of part B")
    return digest(Domain.FILE_LEAF, shard + parts)


def test_files():
    values, file = Values("files"), shard_file.parse_shard(sample_file(), 0)
    assert sha256(file.part_a).digest() == values.octets("SHA-256 of part A")
    assert sha256(file.part_b).digest() == values.octets("SHA-256 of part B")
    decoded = statement.decode(statement.parse(statement_bytes()))
    assert file_leaf(values) == values.octets("file leaf") == values.octets("files root")
    assert decoded.files == values.octets("files root")
    assert tree.file_leaf(0, file.part_a, file.part_b) == decoded.files


def test_audit_path():
    values = Values("audit-path")
    node, path = values.octets("file leaf"), values.octets("audit path")
    assert file_leaf(values) == node
    for level, left in sides(values.number("shard")):
        sibling = path[32 * level : 32 * level + 32]
        assert sibling == values.octets(f"sibling {level}")
        assert values.texts[f"sibling {level}, side"] == ("left" if left else "right")
        node = digest(Domain.FILE_NODE, (sibling + node) if left else (node + sibling))
        assert node == values.octets(f"node {level + 1}")
    assert node == values.octets("files root")


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


def check(code: str, identity: str = "", now: str = "") -> Verdict:
    note, copies = BODIES["note"].encode(), [Copy(sample_file())]
    return verify.verify(code, statement_bytes(), note, copies, identity=identity, now=now)


def sample_verdicts() -> list[Verdict]:
    return [check(code) for code in answers()]


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
    spelled = {
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
    assert column("Saved proofs", "member") == sorted(spelled)
    data = json.dumps(spelled, separators=(",", ":")).encode()
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
