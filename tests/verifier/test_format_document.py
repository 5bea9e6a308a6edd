"""The format document says what the code does: each of its examples and tables is recomputed.

Inputs and results are both read from the page, so the page cannot be wrong even where the
script that wrote its examples is.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from markdown import Markdown

import proofpress_verify
from proofpress.reserves.canonical import parse_wallets
from proofpress_verify import (
    canonical,
    codec,
    codes,
    errors,
    inclusion,
    ladder,
    layout,
    members,
    notes,
    saved_proof,
    statement,
    verify,
)
from proofpress_verify.amounts import LIMIT, MAX_AMOUNT_BYTES, Sums, decode_sums, encode_sums
from proofpress_verify.codes import Code
from proofpress_verify.hashing import Domain, digest, keystream, place_value, xor
from proofpress_verify.ladder import Node
from proofpress_verify.notes import Kind
from proofpress_verify.records import Scope
from proofpress_verify.report import cannot_check, internal_fault, report
from proofpress_verify.verify import Answer, Copy, Remark, Step, Verdict
from tests.golden import format_examples

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


def shard_file() -> bytes:
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


# --- tables against the code ---------------------------------------------------------


def test_domain_table_is_the_code_s():
    rows = {(int(row[0], 16), row[1]) for row in table("Domain bytes", "byte")}
    assert rows == {(domain.value, domain.name.lower().replace("_", " ")) for domain in Domain}


def all_checks() -> list[type[errors.ProofError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [c for c in found if issubclass(c, errors.ProofError) and "check" in vars(c)]


def test_check_table_is_the_code_s():
    rows = [row[:3] for row in table("Order of checks", "check")]
    made = [
        [c.check, c.whose.value, verify._answer(c(expected="", found="")).value]
        for c in all_checks()
        if c is not errors.PreviousStatement
    ]
    made.append(["previous", "publisher", "only when re-checking"])
    assert sorted(rows) == sorted(made)


def test_every_check_is_named_in_the_order_of_checks():
    listed = section("Order of checks").split("Whose doing")[0]
    for check in all_checks():
        assert f"`{check.check}`" in listed or check is errors.PreviousStatement


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
    assert column("Signatures", "kind") == [kind.value for kind in Kind]
    assert column("Header", "member") == sorted(statement._HEADER)
    assert column("Statement", "member") == sorted(statement._STATEMENT)


def test_limits_are_the_code_s():
    limits = dict(row[:2] for row in table("Limits", "what"))
    shard = next(limit for what, limit in limits.items() if what.startswith("shard file"))
    assert int(shard) <= codec.MAX_SHARD_SIZE
    assert {what: int(limit) for what, limit in limits.items() if limit != shard} == {
        "statement.json": statement.MAX_STATEMENT_SIZE,
        "statement.note": notes.MAX_NOTE_SIZE,
        "signature lines in a note": notes.MAX_SIGNATURES,
        "columns, column 0 included": statement.MAX_COLUMNS,
        "decimals": statement.MAX_DECIMALS,
        "amount": MAX_AMOUNT_BYTES,
        "account name": codec.MAX_ACCOUNT_BYTES,
        "prefix bits p": codes.MAX_PREFIX_BITS,
        "saved proof": saved_proof.MAX_SIZE,
        "lines of says": saved_proof.MAX_LINES,
        "line of says": saved_proof.MAX_LINE,
        "depth of canonical JSON": canonical.MAX_DEPTH,
        "other lists of a statement": statement.MAX_LIST,
    }


def test_longest_sums_fit_the_length_of_a_place():
    longest = len(encode_sums(tuple((i, LIMIT - 1) for i in range(statement.MAX_COLUMNS))))
    assert f"{longest:,} bytes" in section("Limits")
    assert longest + 1 + codec.MAX_ACCOUNT_BYTES + 32 < 2**16


def test_forms_are_the_code_s():
    made = Values("forms").texts
    assert made == {name: form.pattern for name, form in format_examples.FORMS.items()}
    assert f"1 to {members.MAX_TEXT} characters" in TEXT
    assert f"string of at most {members.MAX_LONG_TEXT} characters" in TEXT


def test_bech32m_constants_are_the_code_s():
    text = section("Primitives")
    assert f"`{codes.ALPHABET}`" in text
    assert ", ".join(f"{g:08x}" for g in codes._GENERATOR) in text
    assert f"constant = {codes._BECH32M:08x}" in text
    assert ", ".join(map(str, codes._expanded_prefix())) in text


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
    assert offsets[5:7] == [str(codec.FIXED_SIZE - 4), f"{codec.FIXED_SIZE}"]
    assert f"{codec.ENTRY_SIZE}·m" in section("Shard file")
    assert f"{codec.CELL_SIZE}·max(0, 2m − 2)" in section("Shard file")


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
    assert codes.publisher_id(line) == values.octets("publisher id")


def test_code():
    values = Values("code")
    account = values.text("account").encode()
    publisher, key = values.octets("publisher id"), values.octets("code key")
    code = codes.derive_code(key, publisher, values.number("generation"), account)
    assert code == values.octets("code")
    message = values.octets("message")
    assert hmac.new(key, message, sha256).digest()[:20] == code
    assert values.octets("payload") == b"\x00" + code + publisher
    assert codes.format_code(Code(code, publisher)) == values.text("code as text")
    assert codes.parse_code(values.text("code as text")) == Code(code, publisher)


def test_bucket_and_block():
    values = Values("bucket")
    code = values.octets("code")
    assert codes.bucket(code) == values.octets("bucket")
    for bits in (0, 1, 12, 24):
        assert codes.shard_of(code, bits) == values.number(f"shard if p is {bits}")
    block = codes.block_of(codes.shard_of(code, 12), 12, 3_000_000)
    said = values.texts["block if p is 12 and T is 3,000,000"]
    assert said.strip(chr(34)) == f"{block[0]} to {block[-1]}"


def test_header_and_d():
    text = BODIES["header"].removesuffix("\n").encode()
    decoded = statement.decode(statement.parse(statement_bytes()))
    assert digest(Domain.HEADER, text) == Values("digest").octets("D")
    assert statement.header_digest(decoded.header) == Values("digest").octets("D")
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
    made = inclusion.leaf(values.octets("ident"), values.sums("sums"))
    assert made.hash == values.octets("leaf")


def test_node():
    values = Values("node")
    left = Node(values.octets("left hash"), values.sums("left sums"))
    right = Node(values.octets("right hash"), values.sums("right sums"))
    node = Node(values.octets("node"), values.sums("node sums"))
    assert inclusion.parent(left, right) == node
    assert inclusion.empty_shard().hash == values.octets("empty shard")


def test_shape():
    for line in BODIES["shape"].splitlines():
        match = re.fullmatch(r"m = (\d), leaf (\d): (.*)", line)
        assert match, line
        found = re.findall(r"cell (\d+), sibling (\d+) on the (left|right) with (\d+)", match[3])
        rungs = layout.climb(int(match[1]), int(match[2]))
        sides = [(r, "left" if r.sibling_left else "right") for r in rungs]
        made = [(str(r.own), str(r.sibling), s, str(r.sibling_leaves)) for r, s in sides]
        assert found == made


def picture(m: int) -> list[str]:
    """The labels of the picture for m, from top to bottom."""
    match = re.search(rf"^m = {m} (.*?)(?=\n\n|\n```)", section("Tree"), re.M | re.S)
    assert match
    lines = (re.split(" {4,}c = ", line)[0] for line in match[1].splitlines())
    return [line.split()[-1] for line in lines]


@pytest.mark.parametrize("m", [1, 2, 3, 5, 6])
def test_picture(m: int):
    children = dict(enumerate(layout.branches(m), m))

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
    pair = ladder.node_key(keys[0], keys[1])
    assert pair == values.octets("g(node 3)")
    assert ladder.node_key(pair, keys[2]) == values.octets("g(shard root)")


def test_cell():
    values = Values("cell")
    key, encoded = values.octets("g(leaf 1)"), encode_sums(values.sums("sums of leaf 0"))
    assert digest(Domain.WRAP_PAD, values.octets("g(leaf 0)")) == values.octets("pad of leaf 0")
    wrapped = ladder.wrap(values.octets("g(leaf 0)"), values.octets("g(node 3)"))
    assert wrapped == values.octets("wrap") == pieces()["cell 0: wrap"]
    stream = keystream(Domain.CELL_STREAM, key, 38 + len(encoded))
    place = codec.encode_place(values.number("offset"), values.number("length"))
    sealed = xor(values.octets("hash of leaf 0") + place, stream[:38])
    assert (stream, encoded) == (values.octets("keystream"), values.octets("enc(sums)"))
    assert sealed == values.octets("sealed 38 bytes") == pieces()["cell 0: hash, place, sealed"]
    assert xor(encoded, stream[38:]) == values.octets("sealed chunk")
    assert values.octets("sealed chunk") == pieces()["heap: chunk of cell 0"]
    assert place_value(Domain.CELL_STREAM, key) == values.octets("place value")


def test_record():
    values = Values("record")
    secret = values.octets("k") + values.octets("salt")
    plain = values.octets("record")
    stream = keystream(Domain.RECORD_STREAM, secret, 6 + len(plain))
    place = codec.encode_place(values.number("offset"), values.number("length"))
    assert stream == values.octets("keystream")
    assert codec.encode_record(codec.decode_record(plain, identity_bound=True)) == plain
    assert xor(place, stream[:6]) == values.octets("pointer, sealed")
    assert xor(plain, stream[6:]) == values.octets("record, sealed")
    assert values.octets("record, sealed") == pieces()["heap: record of leaf 1"]
    assert place_value(Domain.RECORD_STREAM, secret) == values.octets("place value")


def test_shard_file_parses_into_the_pieces_that_it_names():
    file, named = codec.parse_shard(shard_file(), 1), pieces()
    codec.check_form(file, Values("digest").octets("D"), 0)
    assert (file.leaves, file.shard, file.salt) == (3, 0, named["salt"])
    for i in range(3):
        assert file.tag(i) == named[f"leaf {i}: tag"]
        assert file.pointer(i) == named[f"leaf {i}: pointer, sealed"]
    for i in range(4):
        cell = codec.Cell(named[f"cell {i}: wrap"], named[f"cell {i}: hash, place, sealed"])
        assert file.cell(i) == cell
    assert file.heap == b"".join(v for name, v in named.items() if name.startswith("heap: "))
    assert (file.top_path, file.audit_path) == (
        named["top path, sealed"],
        (named["audit path, level 0"],),
    )


def test_opened():
    keys = Values("ladder")
    names = ["g(leaf 0)", "g(leaf 1)", "g(leaf 2)", "g(node 3)"]
    siblings = {0: 1, 1: 0, 2: 3, 3: 2}
    file = codec.parse_shard(shard_file(), 1)
    for line in BODIES["opened"].splitlines():
        match = re.fullmatch(r"(leaf|cell) (\d): (?:account|hash) (\w+), sums (.*)", line)
        assert match, line
        index, sums = int(match[2]), read_sums(match[4])
        if match[1] == "cell":
            key = keys.octets(names[siblings[index]])
            opened = ladder.open_sibling(file.cell(index), file.heap, key, "")
            assert opened == Node(bytes.fromhex(match[3]), sums)
        else:
            record = ladder.open_record(file, index, keys.octets(f"k of leaf {index}"), True)
            assert (record.account.decode(), record.sums) == (match[3], sums)


def test_top_path():
    values = Values("top-path")
    sibling = Node(values.octets("sibling hash"), values.sums("sibling sums"))
    bare = codec.encode_top_path([(sibling.hash, sibling.sums)])
    plain = bare.ljust(len(pieces()["top path, sealed"]), b"\0")
    root = values.octets("root")
    stream = ladder.top_stream(values.octets("g(shard root)"), root, len(plain))
    assert (plain, stream) == (values.octets("top path, opened"), values.octets("keystream"))
    assert xor(plain, stream) == values.octets("top path, sealed") == pieces()["top path, sealed"]
    opened = [codec.decode_top_path(plain, 1)[0]]
    assert opened == [(sibling.hash, sibling.sums)]
    below = Node(Values("node").octets("node"), Values("node").sums("node sums"))
    carol = re.search(r"cell 2: hash (\w+), sums (.*)", BODIES["opened"])
    assert carol
    leaf = Node(bytes.fromhex(carol[1]), read_sums(carol[2]))
    made = inclusion.parent(inclusion.parent(below, leaf), sibling)
    assert made == Node(root, values.sums("root sums"))


def test_files():
    values = Values("files")
    file = codec.parse_shard(shard_file(), 1)
    assert sha256(file.sealed).digest() == values.octets("SHA-256 of part A")
    assert sha256(file.rest).digest() == values.octets("SHA-256 of part B")
    leaf = inclusion.file_leaf(values.number("shard"), file.sealed, file.rest)
    assert leaf == values.octets("file leaf 0")
    assert file.audit_path == (values.octets("file leaf 1"),)
    assert inclusion.file_node(leaf, file.audit_path[0]) == values.octets("files root")


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
        layout.shard_path(0): shard_file(),
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
    statement.check_meaning(decoded)
    assert statement.encode(decoded) == data
    assert sha256(data).digest() == Values("fingerprint").octets("fingerprint")


def test_note():
    key = notes.parse_key(Values("key").text("vkey line"))
    note = notes.parse_note(BODIES["note"].encode())
    notes.check_signature(note, key)
    fingerprint = Values("fingerprint").octets("fingerprint")
    assert notes.parse_text(note.text, key.name) == (Kind.STATEMENT, fingerprint)


def check(code: str, identity: str = "") -> Verdict:
    note, copies = BODIES["note"].encode(), [Copy(shard_file())]
    return verify.verify(code, statement_bytes(), note, copies, identity=identity)


def sample_verdicts() -> list[Verdict]:
    return [check(code) for code in answers()]


def test_answers():
    for (_, said), verdict in zip(answers().items(), sample_verdicts(), strict=True):
        answer, what = said.split(": ")
        found = verdict.finding.account if verdict.finding else ""
        failed = verdict.failure.check if verdict.failure else ""
        assert (verdict.answer.value, f"account {found}" if found else failed) == (answer, what)


def test_identity_of_the_sample_is_what_the_page_says():
    typed = Values("snapshot-code").text("identity")
    verdict = check(Values("code").text("code as text"), identity=f" {typed.upper()} ")
    assert verdict.steps[-1] is Step.IDENTITY


def test_saved_proof_of_the_sample():
    """Spelled as the page says, from the page's own parts, and checked without the code."""
    values = Values("saved-proof")
    spelled = {
        "about": "",
        "file": base64.b64encode(shard_file()).decode(),
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
    verdict = verify.verify_saved(data, fingerprint=Values("fingerprint").texts["fingerprint"])
    assert verdict.answer is Answer.VERIFIED
    assert verdict.finding is not None
    assert verdict.finding.account == "alice"


def test_path_example_is_the_code_s():
    shown = re.search(r"Shard (\d+) of snapshot ([0-9a-z-]+) is `([^`]+)`", section("Paths"))
    assert shown
    assert shown[3] == f"snapshots/{shown[2]}/{layout.shard_path(int(shown[1]))}"
