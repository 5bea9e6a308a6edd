"""The worked examples of the format document, all of one sample snapshot.

`python -m tests.golden.format_examples` writes them again into `site_templates/format.md`, each
into the fence of its name (```` ```example-leaf ````). The same code gives the same page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from proofpress.keys.codes import format_code
from proofpress.liabilities.reference.shard import branches, node_key, ordering_key
from proofpress.liabilities.top_tree import paths_to_root
from proofpress.site.statement import encode_statement
from proofpress_verify import canonical, code_text, forms, notes, paths, saved_proof, statement
from proofpress_verify.code_text import Code
from proofpress_verify.core import codes, ladder, tree
from proofpress_verify.core.amounts import Sums, encode_sums
from proofpress_verify.core.hashing import HASH_SIZE, Domain, digest, keystream, xor
from proofpress_verify.core.ladder import ENCRYPTED_SIZE
from proofpress_verify.core.shard_file import POINTER_SIZE, decode_pointer
from proofpress_verify.core.tree import Node
from proofpress_verify.decimals import format_units
from proofpress_verify.notes import SignedNoteKind
from proofpress_verify.verdict import Verdict
from proofpress_verify.verify import Copy, verify
from tests.golden.format_sample import (
    BALANCES,
    CODE_KEY,
    FILES,
    LARGE_BITS,
    MANY,
    SEED,
    Sample,
    large_sample,
    sample,
    signed_note,
)

DOCUMENT = Path(__file__).parents[2] / "site_templates/format.md"

WIDTH = 64  # hex digits a line
LARGE_SHARD = 1  # has a sibling on the left, and above it one on the right

SUMS_EXAMPLES: tuple[Sums, ...] = (
    (),
    ((0, 1),),
    BALANCES["alice"],
    ((0, 255), (2, 256)),
    ((0, 2**53), (3399, 2**128 - 1)),
)
FENCE = re.compile(r"^```example-([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> dict[str, str]:
    """The body of every example fence, by its name."""
    return {
        "sums": _sums_example(),
        "saved-proof": _listed(_saved_proof_example()),
        "key": _listed(_key_example()),
        "code": _listed(_code_example()),
        "bucket": _listed(_bucket_example()),
        "forms": _listed((name, pattern.pattern) for name, pattern in forms.NAMED.items()),
        "block": _listed(_block_example()),
        "groups": _listed(_groups_example()),
        "unseen": _unseen_example(),
        "header": _header_text() + "\n",
        "digest": _listed([("D", sample().header_digest)]),
        "snapshot-code": _listed(_snapshot_code_example()),
        "leaf": _listed(_leaf_example()),
        "node": _listed(_node_example()),
        "shape": "".join(_shape_lines(m, i) for m in (1, 2, 3, 5, 6) for i in range(m)),
        "ladder": _listed(_ladder_example()),
        "cell": _listed(_cell_example()),
        "record": _listed(_record_example()),
        "shard-file": _shard_file_example(),
        "opened": _opened_example(),
        "root-path": _listed(_top_path_example()),
        "files": _listed(_files_example()),
        "audit-path": _listed(_audit_path_example()),
        "manifest": sample().manifest.decode(),
        "methodology": FILES["methodology.md"].decode(),
        "disclosures": FILES["disclosures.json"].decode() + "\n",
        "wallets": FILES["wallets.csv"].decode(),
        "statement": encode_statement(sample().statement).decode() + "\n",
        "fingerprint": _listed([("fingerprint", sha256(_statement_bytes()).digest())]),
        "note": signed_note(SignedNoteKind.STATEMENT, _statement_bytes()).decode(),
        "answers": _answers_example(),
        "refusal": _listed(_refusal_example()),
        "remark": _listed(_remark_example()),
    }


def updated(text: str) -> str:
    """The document with its examples made again.

    Raises:
        KeyError: the document has a fence for which there is no example, or the reverse.
    """
    made = examples()
    missing = set(made) ^ {match[1] for match in FENCE.finditer(text)}
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    return FENCE.sub(lambda match: f"```example-{match[1]}\n{made[match[1]]}```", text)


def _listed(values: Iterable[tuple[str, bytes | int | str]]) -> str:
    pairs = list(values)
    width = max(len(name) for name, _ in pairs)
    return "".join(_line_of(name.ljust(width) + " = ", _shown(value)) for name, value in pairs)


def _shown(value: bytes | int | str) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _line_of(start: str, text: str) -> str:
    """One value; long hex continues on separate lines, indented to where it began."""
    if not re.fullmatch("[0-9a-f]*", text):
        return f"{start}{text}\n"
    pieces = [text[i : i + WIDTH] for i in range(0, len(text), WIDTH)] or [""]
    return start + ("\n" + " " * len(start)).join(pieces) + "\n"


def show_sums(sums: Sums) -> str:
    return " ".join(f"{column}:{amount}" for column, amount in sums) or "none"


def _header_text() -> str:
    """The header as it is encoded inside the statement."""
    whole = statement.parse(_statement_bytes())
    if not isinstance(whole, dict):
        raise TypeError("a statement is an object")
    return canonical.encode(whole["header"]).decode()


def _statement_bytes() -> bytes:
    return encode_statement(sample().statement)


# --- one example each ----------------------------------------------------------------

Values = Iterator[tuple[str, bytes | int | str]]


def _sums_example() -> str:
    return _listed((show_sums(sums), encode_sums(sums)) for sums in SUMS_EXAMPLES)


def _key_example() -> Values:
    key = sample().key
    yield "seed", SEED
    yield "public key", key.public
    yield "key name", f'"{key.name}"'
    yield "key id", key.id
    yield "vkey line", f'"{sample().statement.first_key}"'
    yield "publisher id", notes.publisher_id(sample().statement.first_key)


def _code_example() -> Values:
    made, code = sample(), sample().people["alice"].code
    yield "master key", CODE_KEY
    yield "publisher id", made.header.publisher
    yield "generation", 0
    yield "account", '"alice"'
    yield "message", bytes((Domain.CODE,)) + made.header.publisher + bytes(4) + b"alice"
    yield "code", code
    yield "payload", bytes((code_text.VERSION,)) + code + made.header.publisher
    yield "code as text", f'"{made.code_text("alice")}"'


def _bucket_example() -> Values:
    code = sample().people["alice"].code
    yield "code", code
    yield "bucket", codes.bucket(code)
    for bits in (0, 1, 12, 24):
        yield f"shard if p is {bits}", codes.shard_of(code, bits)


def _block_example() -> Values:
    code = sample().people["alice"].code
    for total, bits in ((1_000_000, 10), (MANY, LARGE_BITS)):
        shard = codes.shard_of(code, bits)
        blocks, block = paths.blocks(bits, total), paths.block_of(shard, bits, total)
        own = shard * blocks >> bits
        case = f" if T is {total} and p is {bits}"
        yield f"n{case}", blocks
        yield f"shard{case}", shard
        yield f"block{case}", own
        yield f"shards of the block{case}", f"{block[0]} to {block[-1]}"


def _unseen_example() -> str:
    """The characters that no string contains, five ranges per line."""
    ranges = [f"U+{a:04X}" if a == b else f"U+{a:04X}–U+{b:04X}" for a, b in forms.UNSEEN]
    lines = (ranges[at : at + 5] for at in range(0, len(ranges), 5))
    return "".join(", ".join(line) + "\n" for line in lines)


def _groups_example() -> Values:
    """Of the first account of the chosen shard that holds both, and of the totals."""
    made = large_sample()
    held = (dict(made.people[name].sums) for name in made.names(LARGE_SHARD))
    own = next(sums for sums in held if {2, 3} <= sums.keys())
    for whose, sums in (("account", own), ("totals", dict(enumerate(made.statement.totals)))):
        usdc, usdt = sums[2], sums[3]
        total, decimals = statement.group_sum(made.header, made.header.groups[0], sums)
        yield f"USDC, 2 decimals, {whose}", usdc
        yield f"USDT, 6 decimals, {whose}", usdt
        yield f"USDC in 6 decimals, {whose}", usdc * 10**4
        yield f"USD, 6 decimals, {whose}", total
        yield f"USD as shown, {whose}", format_units(total, decimals)


def _snapshot_code_example() -> Values:
    made, alice = sample(), sample().people["alice"]
    k = made.k("alice")
    yield "code", alice.code
    yield "D", made.header_digest
    yield "k", k
    yield "tag", codes.tag(k)
    yield "account", '"alice"'
    yield "identity", '"alice@example.com"'
    yield "idh", alice.identity_hash
    yield "ident", codes.ident(k, alice.name, alice.identity_hash)
    yield "ident if unbound", codes.ident(k, alice.name, b"")


def _leaf_example() -> Values:
    made, alice = sample(), sample().people["alice"]
    ident = codes.ident(made.k("alice"), alice.name, alice.identity_hash)
    yield "ident", ident
    yield "sums", show_sums(alice.sums)
    yield "enc(sums)", encode_sums(alice.sums)
    yield "leaf", tree.leaf(ident, alice.sums).hash


def _leaves() -> list[Node]:
    made = sample()
    people = [(made.k(name), made.people[name]) for name in made.names()]
    return [
        tree.leaf(codes.ident(k, person.name, person.identity_hash), person.sums)
        for k, person in people
    ]


def _node_example() -> Values:
    left, right = _leaves()[:2]
    parent = tree.parent(left, right)
    yield "left hash", left.hash
    yield "left sums", show_sums(left.sums)
    yield "right hash", right.hash
    yield "right sums", show_sums(right.sums)
    yield "node", parent.hash
    yield "node sums", show_sums(parent.sums)
    yield "empty shard", tree.empty_node(0).hash


def _shape_lines(m: int, position: int) -> str:
    rungs = [
        f"cell {own}, sibling {sibling} on the {'left' if on_left else 'right'} with {leaves}"
        for own, sibling, leaves, on_left in tree.inclusion_path(m, position)
    ]
    return f"m = {m}, leaf {position}: {'; '.join(rungs) or 'is the shard root'}\n"


def _keys() -> list[bytes]:
    """g of all nodes in cell order, the shard root's last."""
    made = sample()
    keys = [ladder.leaf_key(made.k(name), made.shard().salt) for name in made.names()]
    for left, right in branches(len(keys)):
        keys.append(node_key(keys[left], keys[right]))
    return keys


def _ladder_example() -> Values:
    made, keys = sample(), _keys()
    yield "shard root", made.shards[0].root.hash
    yield "salt", made.shard().salt
    for position, name in enumerate(made.names()):
        yield f"k of leaf {position}", made.k(name)
        yield f"g(leaf {position})", keys[position]
    yield "g(node 3)", keys[3]
    yield "g(shard root)", keys[4]


def _cell_example() -> Values:
    made, keys = sample(), _keys()
    shard, key = made.shard(), keys[1]
    cell = shard.nodes[0]
    opened = xor(cell, keystream(Domain.CELL_STREAM, key, ENCRYPTED_SIZE))
    offset, length = decode_pointer(opened[HASH_SIZE:])
    sums = ladder.decrypt_sibling(cell, shard.heap, key, "").sums
    yield "g(leaf 0)", keys[0]
    yield "g(node 3)", keys[3]
    yield "pad of leaf 0", digest(Domain.WRAP_PAD, keys[0])
    yield "wrapped key", shard.wraps[0]
    yield "g(leaf 1)", key
    yield "keystream", keystream(Domain.CELL_STREAM, key, ENCRYPTED_SIZE + length)
    yield "hash of leaf 0", opened[:HASH_SIZE]
    yield "offset", offset
    yield "length", length
    yield "sums of leaf 0", show_sums(sums)
    yield "enc(sums)", encode_sums(sums)
    yield "encrypted 38 bytes", cell
    yield "encrypted chunk", shard.heap[offset : offset + length]
    yield "ordering key", ordering_key(Domain.CELL_STREAM, key)


def _record_example() -> Values:
    made = sample()
    shard, position = made.shard(), made.names().index("alice")
    yield "leaf", position
    secret = made.k("alice") + shard.salt
    offset, length = _record_place(secret, shard.pointers[position])
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE + length)
    encrypted = shard.heap[offset : offset + length]
    yield "k", made.k("alice")
    yield "salt", shard.salt
    yield "keystream", stream
    yield "offset", offset
    yield "length", length
    yield "record", xor(encrypted, stream[POINTER_SIZE:])
    yield "pointer, encrypted", shard.pointers[position]
    yield "record, encrypted", encrypted
    yield "ordering key", ordering_key(Domain.RECORD_STREAM, secret)


def _record_place(secret: bytes, pointer: bytes) -> tuple[int, int]:
    return decode_pointer(xor(pointer, keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE)))


def _top_path_example() -> Values:
    made, number = large_sample(), LARGE_SHARD
    shard, root = made.shards[number], made.top.root
    yield "shard", number
    yield "shard root", shard.root.hash
    yield "shard root sums", show_sums(shard.root.sums)
    yield "g(shard root)", shard.root_key
    yield "root", root.hash
    plain = paths_to_root(made.top)[number]
    yield "root path, decrypted", plain
    yield "keystream", ladder.root_path_stream(shard.root_key, root.hash, len(plain))
    yield "root path, encrypted", made.shard(number).root_path
    yield from _top_levels(made, number)


def _top_levels(made: Sample, number: int) -> Values:
    """Each sibling above a shard with its side, and the node above both."""
    for level, sibling in enumerate(made.top.siblings(number)):
        node = made.top.levels[level + 1][number >> level + 1]
        yield f"sibling {level}, side", _side(number, level)
        yield f"sibling {level}, hash", sibling.hash
        yield f"sibling {level}, sums", show_sums(sibling.sums)
        yield f"node {level + 1}, hash", node.hash
        yield f"node {level + 1}, sums", show_sums(node.sums)


def _side(number: int, level: int) -> str:
    return "left" if number >> level & 1 else "right"


def _files_example() -> Values:
    yield from _file_leaf(sample(), 0)
    yield "files root", sample().file_tree.root


def _file_leaf(made: Sample, number: int) -> Values:
    shard = made.shard(number)
    yield "shard", number
    yield "SHA-256 of part A", sha256(shard.part_a).digest()
    yield "SHA-256 of part B", sha256(shard.part_b).digest()
    yield "file leaf", made.file_tree.levels[0][number]


def _audit_path_example() -> Values:
    made, number = large_sample(), LARGE_SHARD
    yield from _file_leaf(made, number)
    yield "audit path", b"".join(made.shard(number).siblings)
    for level, sibling in enumerate(made.shard(number).siblings):
        yield f"sibling {level}, side", _side(number, level)
        yield f"sibling {level}", sibling
        yield f"node {level + 1}", made.file_tree.levels[level + 1][number >> level + 1]
    yield "files root", made.file_tree.root


@dataclass(frozen=True)
class _Piece:
    what: str
    data: bytes


def _shard_file_example() -> str:
    text, offset = "", 0
    for piece in _pieces():
        start = f"{offset:>5} {len(piece.data):>5}  {piece.what:<28}  "
        filler = piece.what == "filler"
        text += f"{start}zero bytes\n" if filler else _line_of(start, piece.data.hex())
        offset += len(piece.data)
    return text


def _pieces() -> Iterator[_Piece]:
    shard = sample().shard()
    yield _Piece("version", bytes((shard.version,)))
    yield _Piece("D", shard.header_digest)
    yield _Piece("shard", shard.shard.to_bytes(4, "big"))
    yield _Piece("m", shard.leaves.to_bytes(4, "big"))
    yield _Piece("salt", shard.salt)
    yield _Piece("heap length", len(shard.heap).to_bytes(4, "big"))
    for i in range(shard.leaves):
        yield _Piece(f"leaf {i}: tag", shard.tags[i])
        yield _Piece(f"leaf {i}: pointer, encrypted", shard.pointers[i])
    for i in range(len(shard.nodes)):
        yield _Piece(f"cell {i}: wrapped key", shard.wraps[i])
        yield _Piece(f"cell {i}: hash and place, encrypted", shard.nodes[i])
    for what, offset, length in _heap_parts():
        yield _Piece(f"heap: {what}", shard.heap[offset : offset + length])
    yield _Piece("root path length", len(shard.root_path).to_bytes(4, "big"))
    yield _Piece("filler", shard.filler)


def _sibling_of(cell: int) -> int:
    """The sibling of a cell's node, from the branches of the sample's three leaves."""
    for left, right in branches(3):
        if cell in (left, right):
            return left + right - cell
    raise ValueError(f"cell {cell} has no sibling")


def _heap_parts() -> list[tuple[str, int, int]]:
    """(what, offset, length) of the parts of the sample's heap, in order."""
    made, shard, keys = sample(), sample().shard(), _keys()
    parts = []
    for i, name in enumerate(made.names()):
        place = _record_place(made.k(name) + shard.salt, shard.pointers[i])
        parts.append((f"record of leaf {i}", *place))
    for cell in range(4):
        stream = keystream(Domain.CELL_STREAM, keys[_sibling_of(cell)], ENCRYPTED_SIZE)
        place = decode_pointer(xor(shard.nodes[cell], stream)[HASH_SIZE:])
        parts.append((f"chunk of cell {cell}", *place))
    return sorted(parts, key=lambda part: part[1])


def _opened_example() -> str:
    made, shard, keys = sample(), sample().shard(), _keys()
    lines = []
    for i, name in enumerate(made.names()):
        record = ladder.decrypt_record(shard, i, made.k(name), identity_bound=True)
        lines.append(f"leaf {i}: account {name}, sums {show_sums(record.sums)}\n")
    for cell in range(4):
        node = ladder.decrypt_sibling(shard.nodes[cell], shard.heap, keys[_sibling_of(cell)], "")
        lines.append(f"cell {cell}: hash {node.hash.hex()}, sums {show_sums(node.sums)}\n")
    return "".join(lines)


def _answers_example() -> str:
    """The sample's codes and their answers; the stranger's was never issued."""
    made, stranger = sample(), b"a code not issued   "
    issued = [made.code_text(name) for name in made.people]
    absent = format_code(Code(stranger, made.header.publisher))
    other = format_code(Code(made.people["alice"].code, bytes(notes.PUBLISHER_SIZE)))
    data = encode_statement(made.statement)
    codes_ = (*issued, absent, other)
    return "".join(f"{code}\n    {told(_check(data, code=code))}\n" for code in codes_)


def told(verdict: Verdict) -> str:
    """A verdict in one line: what was found and remarked, or which check failed."""
    if verdict.failure is not None:
        return f"{verdict.answer.value}: {verdict.failure.check}"
    found = verdict.finding.account if verdict.finding else ""
    remarks = ", ".join(remark.value for remark in verdict.remarks)
    return f"{verdict.answer.value}: account {found}; {remarks}"


REFUSED_TOTAL = 1  # the column whose total is lowered by one unit


def _refusal_example() -> Values:
    """The sample with one total lowered, signed by its publisher."""
    claimed = sample().statement
    totals = list(claimed.totals)
    totals[REFUSED_TOTAL] -= 1
    data = encode_statement(replace(claimed, totals=tuple(totals)))
    verdict = _check(data, "")
    failure = verdict.failure
    if failure is None:
        raise ValueError("a changed total is refused")
    yield "total signed", totals[REFUSED_TOTAL]
    yield "fingerprint", sha256(data).digest()
    yield "verdict", f'"{verdict.answer.value}"'
    yield "check", f'"{failure.check}"'
    yield "expected", f'"{failure.expected}"'
    yield "found", f'"{failure.found}"'
    yield "where", f'"{failure.where}"'


def _remark_example() -> Values:
    due = sample().statement.next_due
    day_after = (date.fromisoformat(str(due)) + timedelta(days=1)).isoformat()
    for now in (f"{due}T23:59:59Z", f"{day_after}T00:00:00Z"):
        verdict = _check(_statement_bytes(), now)
        remarks = " ".join(remark.value for remark in verdict.remarks)
        yield f"checked at {now}", f"{verdict.answer.value}, {remarks}"


def _check(data: bytes, now: str = "", code: str = "") -> Verdict:
    """The answer to the holder of a code, by default alice's, with this statement."""
    note, copies = signed_note(SignedNoteKind.STATEMENT, data), [Copy(sample().files[0])]
    return verify(code or sample().code_text("alice"), data, note, copies, now=now)


def _saved_proof_example() -> list[tuple[str, str | bytes]]:
    made = sample()
    data = encode_statement(made.statement)
    encoded = canonical.encode(
        {
            "about": "",
            "file": _base64(made.files[0]),
            "format": 0,
            "k": made.k("alice").hex(),
            "kind": saved_proof.KIND,
            "note": _base64(signed_note(SignedNoteKind.STATEMENT, data)),
            "says": [],
            "shard": 0,
            "statement": _base64(data),
        }
    )
    return [
        ("k", made.k("alice")),
        ("length", str(len(encoded))),
        ("SHA-256", sha256(encoded).digest()),
    ]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


if __name__ == "__main__":
    DOCUMENT.write_text(updated(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
