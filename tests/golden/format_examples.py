"""The worked examples of the format document, all of one sample snapshot.

`python -m tests.golden.format_examples` writes them anew into `site_templates/format.md`, each
into the fence of its name (```` ```example-leaf ````). The same code gives the same page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress.top_tree import top_paths
from proofpress_verify import (
    canonical,
    codes,
    inclusion,
    ladder,
    layout,
    members,
    saved_proof,
    statement,
)
from proofpress_verify.amounts import Sums, encode_sums
from proofpress_verify.codec import (
    CELL_SIZE,
    ENTRY_SIZE,
    POINTER_SIZE,
    decode_place,
)
from proofpress_verify.codes import Code
from proofpress_verify.hashing import HASH_SIZE, Domain, digest, keystream, place_value, xor
from proofpress_verify.ladder import SEALED_SIZE, Node
from proofpress_verify.notes import Kind
from tests.golden.format_sample import BALANCES, CODE_KEY, FILES, SEED, sample, signed_note

DOCUMENT = Path(__file__).parents[2] / "site_templates/format.md"

WIDTH = 64  # hex digits a line

SUMS_EXAMPLES: tuple[Sums, ...] = (
    (),
    ((0, 1),),
    BALANCES["alice"],
    ((0, 255), (2, 256)),
    ((0, 2**53), (3399, 2**128 - 1)),
)
FORMS = {
    "ASSET": statement.ASSET,
    "SNAPSHOT": statement.SNAPSHOT_ID,
    "KIND": statement.KIND,
    "UNITS": statement.UNITS,
    "RELEASE": statement.RELEASE,
    "VERIFIER": statement.VERIFIER,
    "TIME": members._TIME,
    "DATE": members._DATE,
}
FENCE = re.compile(r"^```example-([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> dict[str, str]:
    """The body of every example fence, by its name."""
    return {
        "sums": _sums_example(),
        "saved-proof": _listed(_saved_proof_example()),
        "key": _listed(_key_example()),
        "code": _listed(_code_example()),
        "bucket": _listed(_bucket_example()),
        "forms": _listed((name, pattern.pattern) for name, pattern in FORMS.items()),
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
        "top-path": _listed(_top_path_example()),
        "files": _listed(_files_example()),
        "manifest": sample().manifest.decode(),
        "methodology": FILES["methodology.md"].decode(),
        "disclosures": FILES["disclosures.json"].decode() + "\n",
        "wallets": FILES["wallets.csv"].decode(),
        "statement": statement.encode(sample().statement).decode() + "\n",
        "fingerprint": _listed([("fingerprint", sha256(_statement_bytes()).digest())]),
        "note": signed_note(Kind.STATEMENT, _statement_bytes()).decode(),
        "answers": _answers_example(),
    }


def updated(text: str) -> str:
    """The document with its examples made anew.

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
    """One value; hex goes on in lines of its own, as far in as it began."""
    if not re.fullmatch("[0-9a-f]*", text):
        return f"{start}{text}\n"
    pieces = [text[i : i + WIDTH] for i in range(0, len(text), WIDTH)] or [""]
    return start + ("\n" + " " * len(start)).join(pieces) + "\n"


def show_sums(sums: Sums) -> str:
    return " ".join(f"{column}:{amount}" for column, amount in sums) or "none"


def _header_text() -> str:
    """The header as it stands inside the statement."""
    whole = statement.parse(_statement_bytes())
    if not isinstance(whole, dict):
        raise TypeError("a statement is an object")
    return canonical.encode(whole["header"]).decode()


def _statement_bytes() -> bytes:
    return statement.encode(sample().statement)


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
    yield "publisher id", codes.publisher_id(sample().statement.first_key)


def _code_example() -> Values:
    made, code = sample(), sample().people["alice"].code
    yield "code key", CODE_KEY
    yield "publisher id", made.header.publisher
    yield "generation", 0
    yield "account", '"alice"'
    yield "message", bytes((Domain.CODE,)) + made.header.publisher + bytes(4) + b"alice"
    yield "code", code
    yield "payload", bytes((codes.VERSION,)) + code + made.header.publisher
    yield "code as text", f'"{made.code_text("alice")}"'


def _bucket_example() -> Values:
    code = sample().people["alice"].code
    yield "code", code
    yield "bucket", codes.bucket(code)
    for bits in (0, 1, 12, 24):
        yield f"shard if p is {bits}", codes.shard_of(code, bits)
    block = codes.block_of(codes.shard_of(code, 12), 12, 3_000_000)
    yield "block if p is 12 and T is 3,000,000", f"{block[0]} to {block[-1]}"


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
    yield "leaf", inclusion.leaf(ident, alice.sums).hash


def _leaves() -> list[Node]:
    made = sample()
    people = [(made.k(name), made.people[name]) for name in made.names()]
    return [
        inclusion.leaf(codes.ident(k, person.name, person.identity_hash), person.sums)
        for k, person in people
    ]


def _node_example() -> Values:
    left, right = _leaves()[:2]
    parent = inclusion.parent(left, right)
    yield "left hash", left.hash
    yield "left sums", show_sums(left.sums)
    yield "right hash", right.hash
    yield "right sums", show_sums(right.sums)
    yield "node", parent.hash
    yield "node sums", show_sums(parent.sums)
    yield "empty shard", inclusion.empty_shard().hash


def _shape_lines(m: int, position: int) -> str:
    rungs = [
        f"cell {rung.own}, sibling {rung.sibling} on the "
        f"{'left' if rung.sibling_left else 'right'} with {rung.sibling_leaves}"
        for rung in layout.climb(m, position)
    ]
    return f"m = {m}, leaf {position}: {'; '.join(rungs) or 'is the shard root'}\n"


def _keys() -> list[bytes]:
    """g of all nodes in cell order, the shard root's last."""
    made = sample()
    keys = [ladder.leaf_key(made.k(name), made.shard().salt) for name in made.names()]
    for left, right in layout.branches(len(keys)):
        keys.append(ladder.node_key(keys[left], keys[right]))
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
    cell = shard.cell(0)
    opened = xor(cell.sealed, keystream(Domain.CELL_STREAM, key, SEALED_SIZE))
    offset, length = decode_place(opened[HASH_SIZE:])
    sums = ladder.open_sibling(cell, shard.heap, key, "").sums
    yield "g(leaf 0)", keys[0]
    yield "g(node 3)", keys[3]
    yield "pad of leaf 0", digest(Domain.WRAP_PAD, keys[0])
    yield "wrap", cell.wrap
    yield "g(leaf 1)", key
    yield "keystream", keystream(Domain.CELL_STREAM, key, SEALED_SIZE + length)
    yield "hash of leaf 0", opened[:HASH_SIZE]
    yield "offset", offset
    yield "length", length
    yield "sums of leaf 0", show_sums(sums)
    yield "enc(sums)", encode_sums(sums)
    yield "sealed 38 bytes", cell.sealed
    yield "sealed chunk", shard.heap[offset : offset + length]
    yield "place value", place_value(Domain.CELL_STREAM, key)


def _record_example() -> Values:
    made = sample()
    shard, position = made.shard(), made.names().index("alice")
    secret = made.k("alice") + shard.salt
    offset, length = _record_place(secret, shard.pointer(position))
    stream = keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE + length)
    sealed = shard.heap[offset : offset + length]
    yield "k", made.k("alice")
    yield "salt", shard.salt
    yield "keystream", stream
    yield "offset", offset
    yield "length", length
    yield "record", xor(sealed, stream[POINTER_SIZE:])
    yield "pointer, sealed", shard.pointer(position)
    yield "record, sealed", sealed
    yield "place value", place_value(Domain.RECORD_STREAM, secret)


def _record_place(secret: bytes, pointer: bytes) -> tuple[int, int]:
    return decode_place(xor(pointer, keystream(Domain.RECORD_STREAM, secret, POINTER_SIZE)))


def _top_path_example() -> Values:
    made = sample()
    sibling, root = made.top.siblings(0)[0], made.top.root
    plain = top_paths(made.top)[0]
    yield "g(shard root)", made.shards[0].root_key
    yield "root", root.hash
    yield "sibling hash", sibling.hash
    yield "sibling sums", show_sums(sibling.sums)
    yield "top path, opened", plain
    yield "keystream", ladder.top_stream(made.shards[0].root_key, root.hash, len(plain))
    yield "top path, sealed", made.shard().top_path
    yield "root sums", show_sums(root.sums)


def _files_example() -> Values:
    made, shard = sample(), sample().shard()
    yield "shard", shard.shard
    yield "SHA-256 of part A", sha256(shard.sealed).digest()
    yield "SHA-256 of part B", sha256(shard.rest).digest()
    yield "file leaf 0", made.file_tree.levels[0][0]
    yield "file leaf 1", made.file_tree.levels[0][1]
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
    for i in range(len(shard.entries) // ENTRY_SIZE):
        yield _Piece(f"leaf {i}: tag", shard.tag(i))
        yield _Piece(f"leaf {i}: pointer, sealed", shard.pointer(i))
    for i in range(len(shard.cells) // CELL_SIZE):
        yield _Piece(f"cell {i}: wrap", shard.cell(i).wrap)
        yield _Piece(f"cell {i}: hash, place, sealed", shard.cell(i).sealed)
    for what, offset, length in _heap_parts():
        yield _Piece(f"heap: {what}", shard.heap[offset : offset + length])
    yield _Piece("top length", len(shard.top_path).to_bytes(4, "big"))
    yield _Piece("top path, sealed", shard.top_path)
    yield _Piece("filler", shard.filler)
    for level, sibling in enumerate(shard.audit_path):
        yield _Piece(f"audit path, level {level}", sibling)


def _sibling_of(cell: int) -> int:
    """The sibling of a cell's node, from the branches of the sample's three leaves."""
    for left, right in layout.branches(3):
        if cell in (left, right):
            return left + right - cell
    raise ValueError(f"cell {cell} has no sibling")


def _heap_parts() -> list[tuple[str, int, int]]:
    """(what, offset, length) of the parts of the sample's heap, as they stand."""
    made, shard, keys = sample(), sample().shard(), _keys()
    parts = []
    for i, name in enumerate(made.names()):
        place = _record_place(made.k(name) + shard.salt, shard.pointer(i))
        parts.append((f"record of leaf {i}", *place))
    for cell in range(4):
        stream = keystream(Domain.CELL_STREAM, keys[_sibling_of(cell)], SEALED_SIZE)
        place = decode_place(xor(shard.cell(cell).sealed, stream)[HASH_SIZE:])
        parts.append((f"chunk of cell {cell}", *place))
    return sorted(parts, key=lambda part: part[1])


def _opened_example() -> str:
    made, shard, keys = sample(), sample().shard(), _keys()
    lines = []
    for i, name in enumerate(made.names()):
        record = ladder.open_record(shard, i, made.k(name), identity_bound=True)
        lines.append(f"leaf {i}: account {name}, sums {show_sums(record.sums)}\n")
    for cell in range(4):
        node = ladder.open_sibling(shard.cell(cell), shard.heap, keys[_sibling_of(cell)], "")
        lines.append(f"cell {cell}: hash {node.hash.hex()}, sums {show_sums(node.sums)}\n")
    return "".join(lines)


def _answers_example() -> str:
    """Codes of shard 0 and what they come to; the stranger's was never issued."""
    made, stranger = sample(), b"a code not issued   "
    verified = [(made.code_text(name), f"verified: account {name}") for name in made.names()]
    absent = codes.format_code(Code(stranger, made.header.publisher))
    other = codes.format_code(Code(made.people["alice"].code, bytes(codes.PUBLISHER_SIZE)))
    refused = [(absent, "not-counted: tag-absent"), (other, "code-not-usable: code-publisher")]
    return "".join(f"{code}\n    {answer}\n" for code, answer in (*verified, *refused))


def _saved_proof_example() -> list[tuple[str, str | bytes]]:
    made = sample()
    data = statement.encode(made.statement)
    spelled = canonical.encode(
        {
            "about": "",
            "file": _base64(made.files[0]),
            "format": 0,
            "k": made.k("alice").hex(),
            "kind": saved_proof.KIND,
            "note": _base64(signed_note(Kind.STATEMENT, data)),
            "says": [],
            "shard": 0,
            "statement": _base64(data),
        }
    )
    return [
        ("k", made.k("alice")),
        ("length", str(len(spelled))),
        ("SHA-256", sha256(spelled).digest()),
    ]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


if __name__ == "__main__":
    DOCUMENT.write_text(updated(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
