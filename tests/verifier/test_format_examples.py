"""The examples of the format document about codes, trees and shard files are recomputed.

Inputs and results are both read from the page, so the page cannot be wrong even where the
script that wrote its examples is.
"""

from __future__ import annotations

import base64
import hmac
import re
from decimal import Decimal
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proofpress.keys.codes import derive_code, format_code
from proofpress.liabilities.reference.shard import (
    branches,
    encode_pointer,
    encode_record,
    node_key,
    ordering_key,
)
from proofpress.liabilities.top_tree import encode_root_path
from proofpress.site.statement import header_digest
from proofpress_verify import code_text, notes, statement
from proofpress_verify.code_text import Code
from proofpress_verify.core import codes, ladder, shard_file, tree
from proofpress_verify.core.amounts import decode_sums, encode_sums
from proofpress_verify.core.hashing import Domain, digest, keystream, xor
from proofpress_verify.core.tree import Node
from tests.verifier.format_page import (
    BODIES,
    Values,
    read_sums,
    sample_file,
    section,
    statement_bytes,
)


def pieces() -> dict[str, bytes]:
    """The named pieces of the sample's shard file, filler left out."""
    lines = re.sub(r"\n {20,}", "", BODIES["shard-file"]).splitlines()
    found = (re.fullmatch(r" *\d+ +\d+  (\S.*?) {2,}([0-9a-f]+)", line) for line in lines)
    return {match[1]: bytes.fromhex(match[2]) for match in found if match}


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
    encrypted = xor(values.octets("hash of leaf 0") + place, stream[:38])
    assert (stream, encoded) == (values.octets("keystream"), values.octets("enc(sums)"))
    assert (
        encrypted
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
