"""The liability proof once more, slow and obvious, to compare the real code with.

Written from the protocol's text with hashlib, json and recursion, without code of the verifier or
the generator. A shard has three forms: `Member`s, the accounts that enter it; `Parts`, everything
its file says, not yet encrypted; and bytes. A simulator may change the parts in between and so
publish invalid data that is otherwise well formed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32M = 0x2BC830A3
PUBLISHER_SIZE = 20
CODE_LENGTH = 76

Sums = dict[int, int]


# Bytes.


def h(domain: int, *parts: bytes) -> bytes:
    """H(domain ‖ parts)."""
    return hashlib.sha256(bytes([domain]) + b"".join(parts)).digest()


def u8(number: int) -> bytes:
    return number.to_bytes(1, "big")


def u16(number: int) -> bytes:
    return number.to_bytes(2, "big")


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def stream(domain: int, key: bytes, size: int) -> bytes:
    """The first `size` bytes of H(domain ‖ key ‖ u32 0) ‖ H(domain ‖ key ‖ u32 1) ‖ …."""
    made = b""
    for counter in count():
        if len(made) >= size:
            return made[:size]
        made += h(domain, key, u32(counter))
    raise AssertionError


def ordering_key(domain: int, key: bytes) -> bytes:
    return h(domain, key, b"\xff\xff\xff\xff")


def enc(sums: Sums) -> bytes:
    """enc(sums): zero is absent, columns ascend, amounts have no leading zero bytes."""
    held = sorted((column, amount) for column, amount in sums.items() if amount)
    return u16(len(held)) + b"".join(u16(column) + encode(amount) for column, amount in held)


def encode(amount: int) -> bytes:
    digits = f"{amount:x}"
    amount_bytes = bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
    return u8(len(amount_bytes)) + amount_bytes


def add(left: Sums, right: Sums) -> Sums:
    return {
        column: left.get(column, 0) + right.get(column, 0) for column in sorted({*left, *right})
    }


def canonical(value: object) -> bytes:
    """Canonical JSON of a value whose strings need no escapes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# Codes.


def make_code(code_key: bytes, publisher: bytes, generation: int, account: bytes) -> bytes:
    message = b"\x20" + publisher + u32(generation) + account
    return hmac.digest(code_key, message, "sha256")[:20]


def publisher_id(vkey: str) -> bytes:
    return hashlib.sha256(vkey.encode()).digest()[:PUBLISHER_SIZE]


def bech32m(prefix: str, fives: Sequence[int], constant: int = BECH32M) -> str:
    """`prefix`, "1", the values and their checksum (BIP-350; `constant` 1 is BIP-173)."""
    checksum = _polymod([*_expand(prefix), *fives, 0, 0, 0, 0, 0, 0]) ^ constant
    tail = [(checksum >> shift) & 31 for shift in (25, 20, 15, 10, 5, 0)]
    return prefix + "1" + "".join(ALPHABET[five] for five in [*fives, *tail])


def is_bech32m(text: str) -> bool:
    """Whether BIP-350 calls `text` valid."""
    if text not in (text.lower(), text.upper()) or not 8 <= len(text) <= 90:
        return False
    prefix, one, tail = text.lower().rpartition("1")
    if not one or not prefix or len(tail) < 6:
        return False
    if any(not 33 <= ord(letter) <= 126 for letter in prefix):
        return False
    if any(letter not in ALPHABET for letter in tail):
        return False
    return _polymod(_expand(prefix) + [ALPHABET.index(letter) for letter in tail]) == BECH32M


def _expand(prefix: str) -> list[int]:
    return [ord(x) >> 5 for x in prefix] + [0] + [ord(x) & 31 for x in prefix]


def _polymod(values: Sequence[int]) -> int:
    generators = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    state = 1
    for value in values:
        carry = state >> 25
        state = ((state & 0x1FFFFFF) << 5) ^ value
        for bit in range(5):
            if (carry >> bit) & 1:
                state ^= generators[bit]
    return state


def fives(data: bytes) -> list[int]:
    """The bits of `data` in fives, the last filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]


def octets(fives: Sequence[int]) -> bytes:
    """The whole bytes of these fives, without the bits that filled up the last one."""
    bits = "".join(f"{five:05b}" for five in fives)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def code_text(code: bytes, publisher: bytes, version: int = 0) -> str:
    return bech32m("por", fives(u8(version) + code + publisher))


def bits_of(data: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in data)


def shard_of(code: bytes, prefix_bits: int) -> int:
    return int(bits_of(h(0x10, code))[:prefix_bits] or "0", 2)


# The tree's shape.


@dataclass(frozen=True, eq=False)
class Spot:
    """A place in the tree inside a shard: a leaf with its position, or a place above two."""

    position: int = -1
    children: tuple[Spot, ...] = ()

    @property
    def leaves(self) -> int:
        """The number of leaves at or under it."""
        return sum(child.leaves for child in self.children) if self.children else 1


def grow(m: int) -> Spot:
    """The tree of m leaves.

    For c with c < m <= 2c, the first 2(m-c) leaves form pairs, the other 2c-m are single,
    and a perfect tree over c nodes is above them.
    """
    leaves = [Spot(position) for position in range(m)]
    if m == 1:
        return leaves[0]
    c = 1
    while not c < m <= 2 * c:
        c *= 2
    paired = 2 * (m - c)
    pairs = [Spot(children=(leaves[i], leaves[i + 1])) for i in range(0, paired, 2)]
    return perfect(pairs + leaves[paired:])


def perfect(row: list[Spot]) -> Spot:
    if len(row) == 1:
        return row[0]
    half = len(row) // 2
    return Spot(children=(perfect(row[:half]), perfect(row[half:])))


def with_cells(root: Spot) -> list[Spot]:
    """The spots that have a cell, in their order in the file."""
    leaves = sorted(_leaves(root), key=lambda leaf: leaf.position)
    if not root.children:
        return []
    rows = _rows(root)
    lowest = [spot for spot in rows[-1] if spot.children]
    upper = [spot for row in reversed(rows[1:-1]) for spot in row]
    return leaves + (lowest if len(rows) > 1 else []) + upper


def _leaves(spot: Spot) -> list[Spot]:
    return [x for child in spot.children for x in _leaves(child)] or [spot]


def _rows(root: Spot) -> list[list[Spot]]:
    """The rows of the perfect tree of c, the root first."""
    rows = [[root]]
    c = 1
    while 2 * c < root.leaves:
        c *= 2
        rows.append([child for spot in rows[-1] for child in spot.children])
    return rows


def parents(root: Spot) -> dict[Spot, Spot]:
    above = dict.fromkeys(root.children, root)
    for child in root.children:
        above |= parents(child)
    return above


def beside(spot: Spot, parent: Spot) -> Spot:
    left, right = parent.children
    return right if spot is left else left


# Hashes, sums and keys.


@dataclass(frozen=True)
class Member:
    """An account as it enters a shard; `sums` include column 0."""

    code: bytes
    account: bytes
    sums: Sums
    identity_hash: bytes = b""

    def snapshot_code(self, header_digest: bytes) -> bytes:
        return h(0x11, self.code, header_digest)[:20]

    def tag(self, header_digest: bytes) -> bytes:
        return h(0x12, self.snapshot_code(header_digest))[:16]

    def leaf(self, header_digest: bytes) -> Node:
        k = self.snapshot_code(header_digest)
        ident = h(0x13, k, u8(len(self.account)), self.account, self.identity_hash)
        return Node(h(0x04, ident, enc(self.sums)), self.sums)

    def record(self) -> bytes:
        return u8(len(self.account)) + self.account + self.identity_hash + enc(self.sums)


@dataclass(frozen=True)
class Node:
    """A hash and the sums it commits to."""

    hash: bytes
    sums: Sums


Add = Callable[[Sums, Sums], Sums]


def join(left: Node, right: Node, total: Add = add) -> Node:
    hashed = h(0x05, left.hash, right.hash, enc(left.sums), enc(right.sums))
    return Node(hashed, total(left.sums, right.sums))


def empty_root() -> Node:
    return Node(h(0x06), {})


def node_at(spot: Spot, leaves: Sequence[Node], total: Add = add) -> Node:
    if not spot.children:
        return leaves[spot.position]
    left, right = (node_at(child, leaves, total) for child in spot.children)
    return join(left, right, total)


def key_at(spot: Spot, leaf_keys: Sequence[bytes]) -> bytes:
    """g of a spot."""
    if not spot.children:
        return leaf_keys[spot.position]
    left, right = (key_at(child, leaf_keys) for child in spot.children)
    return h(0x16, left, right)


# A shard in the clear.


@dataclass
class Entry:
    """A leaf's line: its tag, k ‖ salt, and its record; `place` overrides the pointer."""

    tag: bytes
    secret: bytes
    record: bytes
    place: tuple[int, int] | None = None


@dataclass
class Cell:
    """A cell before encryption: three keys, the hash and enc(sums); `place` overrides the place."""

    key: bytes
    parent_key: bytes
    sibling_key: bytes
    hash: bytes
    chunk: bytes
    place: tuple[int, int] | None = None


@dataclass
class Parts:
    """All that a shard file says, not encrypted; `filler` overrides the zero bytes."""

    header_digest: bytes
    number: int
    salt: bytes
    root: Node
    root_key: bytes
    entries: list[Entry]
    cells: list[Cell]
    version: int = 0
    top: bytes = b""
    top_root: bytes = b""
    filler: bytes | None = None
    appended: bytes = b""


def open_parts(
    header_digest: bytes,
    number: int,
    members: Sequence[Member],
    total: Add = add,
    salt: bytes | None = None,
) -> Parts:
    """What the file of a shard with these members says, except the path above it."""
    if not members:
        root = empty_root()
        return Parts(header_digest, number, h(0x14, root.hash), root, b"", [], [])
    ranked = sorted(members, key=lambda member: member.tag(header_digest))
    tree = grow(len(ranked))
    nodes = [member.leaf(header_digest) for member in ranked]
    root = node_at(tree, nodes, total)
    salt = h(0x14, root.hash) if salt is None else salt
    secrets = [member.snapshot_code(header_digest) + salt for member in ranked]
    keys = [h(0x15, secret) for secret in secrets]
    entries = [
        Entry(member.tag(header_digest), secret, member.record())
        for member, secret in zip(ranked, secrets, strict=True)
    ]
    cells = [_cell(spot, parent, nodes, keys, total) for spot, parent in _with_parents(tree)]
    return Parts(header_digest, number, salt, root, key_at(tree, keys), entries, cells)


def _with_parents(tree: Spot) -> list[tuple[Spot, Spot]]:
    above = parents(tree)
    return [(spot, above[spot]) for spot in with_cells(tree)]


def _cell(spot: Spot, parent: Spot, nodes: list[Node], keys: list[bytes], total: Add) -> Cell:
    node = node_at(spot, nodes, total)
    return Cell(
        key_at(spot, keys),
        key_at(parent, keys),
        key_at(beside(spot, parent), keys),
        node.hash,
        enc(node.sums),
    )


# A shard in bytes.


def write(parts: Parts) -> tuple[bytes, bytes]:
    """The file up to the end of the heap, and from there to the end of the filler."""
    encrypted = write_encrypted(parts)
    top = b""
    if parts.root_key:
        key = parts.root_key + parts.top_root
        top = xor(parts.top, stream(0x1A, key, len(parts.top)))
    size = len(encrypted) + 4 + len(top)
    filler = bytes(-size % 4096) if parts.filler is None else parts.filler
    return encrypted, u32(len(top)) + top + filler + parts.appended


def write_encrypted(parts: Parts) -> bytes:
    records = [
        (ordering_key(0x19, entry.secret), _encrypted_record(entry)) for entry in parts.entries
    ]
    chunks = [
        (ordering_key(0x18, cell.sibling_key), _encrypted_chunk(cell)) for cell in parts.cells
    ]
    places, heap = write_heap(records + chunks)
    lines = [_line(entry, places.pop(0)) for entry in parts.entries]
    cells = [_encrypted_cell(cell, places.pop(0)) for cell in parts.cells]
    fixed = u8(parts.version) + parts.header_digest + u32(parts.number)
    sizes = u32(len(parts.entries)) + parts.salt + u32(len(heap))
    return b"".join([fixed, sizes, *lines, *cells, heap])


def write_heap(pieces: list[tuple[bytes, bytes]]) -> tuple[list[tuple[int, int]], bytes]:
    """The pieces by ascending ordering key, and (offset, length) of each in the given order."""
    heap = b""
    places = [(0, 0)] * len(pieces)
    for index in sorted(range(len(pieces)), key=lambda index: pieces[index][0]):
        places[index] = (len(heap), len(pieces[index][1]))
        heap += pieces[index][1]
    return places, heap


def _encrypted_record(entry: Entry) -> bytes:
    return xor(entry.record, stream(0x19, entry.secret, 6 + len(entry.record))[6:])


def _encrypted_chunk(cell: Cell) -> bytes:
    return xor(cell.chunk, stream(0x18, cell.sibling_key, 38 + len(cell.chunk))[38:])


def _line(entry: Entry, place: tuple[int, int]) -> bytes:
    pointer = _place(entry.place or place)
    return entry.tag + xor(pointer, stream(0x19, entry.secret, 6))


def _encrypted_cell(cell: Cell, place: tuple[int, int]) -> bytes:
    wrap = xor(cell.parent_key, h(0x17, cell.key))
    return wrap + xor(cell.hash + _place(cell.place or place), stream(0x18, cell.sibling_key, 38))


def _place(place: tuple[int, int]) -> bytes:
    return u32(place[0]) + u16(place[1])


# Above the shards.


def rows[T](leaves: Sequence[T], above: Callable[[T, T], T]) -> list[list[T]]:
    """The rows of a perfect tree, the leaves first."""
    if len(leaves) == 1:
        return [list(leaves)]
    row = [above(leaves[i], leaves[i + 1]) for i in range(0, len(leaves), 2)]
    return [list(leaves), *rows(row, above)]


def siblings[T](made: list[list[T]], leaf: int) -> list[T]:
    """The siblings on the path from a leaf to the root, the leaf's own first."""
    if len(made) == 1:
        return []
    neighbour = leaf + 1 if leaf % 2 == 0 else leaf - 1
    return [made[0][neighbour], *siblings(made[1:], leaf // 2)]


def top_path(made: list[list[Node]], shard: int) -> bytes:
    """The bare path; in a file, zero bytes follow up to the length of the longest path."""
    return b"".join(node.hash + enc(node.sums) for node in siblings(made, shard))


def top_paths(made: list[list[Node]]) -> list[bytes]:
    bare = [top_path(made, shard) for shard in range(len(made[0]))]
    return [path + bytes(max(map(len, bare)) - len(path)) for path in bare]


def file_leaf(number: int, encrypted: bytes, rest: bytes) -> bytes:
    return h(0x08, u32(number), hashlib.sha256(encrypted).digest(), hashlib.sha256(rest).digest())


def file_node(left: bytes, right: bytes) -> bytes:
    return h(0x09, left, right)


def file_rows(leaves: Sequence[bytes]) -> list[list[bytes]]:
    return rows(leaves, file_node)


def audit_path(made: list[list[bytes]], number: int) -> bytes:
    path: list[bytes] = siblings(made, number)
    return b"".join(path)


# A customer decrypts a shard file.


def dec(data: bytes) -> tuple[Sums, bytes]:
    """The sums at the start of `data`, trusted to be well encoded, and what follows them."""
    entries, data = int.from_bytes(data[:2], "big"), data[2:]
    sums: Sums = {}
    for _ in range(entries):
        column, size = int.from_bytes(data[:2], "big"), data[2]
        sums[column] = int.from_bytes(data[3 : 3 + size], "big")
        data = data[3 + size :]
    return sums, data


@dataclass(frozen=True)
class Opening:
    """What one code decrypts: its record, each sibling on its path, and the root reached."""

    account: bytes
    identity_hash: bytes
    sums: Sums
    position: int
    in_shard: tuple[Node, ...]
    shard_root: Node
    above: tuple[Node, ...]
    root: Node


@dataclass(frozen=True)
class File:
    """A shard file cut into parts, trusted to be well formed."""

    number: int
    salt: bytes
    lines: list[bytes]
    cells: list[bytes]
    heap: bytes
    top: bytes

    def encrypted_at(self, place: bytes) -> bytes:
        offset, size = int.from_bytes(place[:4], "big"), int.from_bytes(place[4:], "big")
        return self.heap[offset : offset + size]


def cut(data: bytes) -> File:
    m, heap_size = (int.from_bytes(data[at : at + 4], "big") for at in (37, 73))
    lines, data_behind = _take(data[77:], m, 22)
    cells, data_behind = _take(data_behind, max(0, 2 * m - 2), 70)
    heap, rest = data_behind[:heap_size], data_behind[heap_size:]
    top = rest[4 : 4 + int.from_bytes(rest[:4], "big")]
    return File(int.from_bytes(data[33:37], "big"), data[41:73], lines, cells, heap, top)


def _take(data: bytes, number: int, size: int) -> tuple[list[bytes], bytes]:
    return [data[i * size : (i + 1) * size] for i in range(number)], data[number * size :]


def open_file(data: bytes, k: bytes, root: bytes, bound: bool = False) -> Opening:
    """Decrypt an honest file with the snapshot code k and the published root's hash."""
    file = cut(data)
    position = [line[:16] for line in file.lines].index(h(0x12, k)[:16])
    account, idh, sums = _open_record(file, position, k + file.salt, bound)
    ident = h(0x13, k, u8(len(account)), account, idh)
    leaf = Node(h(0x04, ident, enc(sums)), sums)
    met, shard_root, root_key = _climb(file, position, leaf, h(0x15, k, file.salt))
    above = _open_top(file, root_key + root)
    reached = shard_root
    for level, sibling in enumerate(above):
        right = file.number // 2**level % 2 == 1
        reached = join(sibling, reached) if right else join(reached, sibling)
    return Opening(account, idh, sums, position, met, shard_root, above, reached)


def _open_record(
    file: File, position: int, secret: bytes, bound: bool
) -> tuple[bytes, bytes, Sums]:
    place = xor(file.lines[position][16:], stream(0x19, secret, 6))
    encrypted = file.encrypted_at(place)
    record = xor(encrypted, stream(0x19, secret, 6 + len(encrypted))[6:])
    account, behind = record[1 : 1 + record[0]], record[1 + record[0] :]
    idh, behind = (behind[:32], behind[32:]) if bound else (b"", behind)
    return account, idh, dec(behind)[0]


def _climb(
    file: File, position: int, node: Node, key: bytes
) -> tuple[tuple[Node, ...], Node, bytes]:
    tree = grow(len(file.lines))
    above = parents(tree)
    cells = dict(zip(with_cells(tree), file.cells, strict=True))
    spot = next(leaf for leaf in _leaves(tree) if leaf.position == position)
    met = []
    while spot in above:
        sibling = beside(spot, above[spot])
        opened = open_cell(file, cells[sibling], key)
        node = join(node, opened) if spot is above[spot].children[0] else join(opened, node)
        key = xor(cells[spot][:32], h(0x17, key))
        spot = above[spot]
        met.append(opened)
    return tuple(met), node, key


def open_cell(file: File, cell: bytes, key: bytes) -> Node:
    plain = xor(cell[32:], stream(0x18, key, 38))
    encrypted = file.encrypted_at(plain[32:])
    return Node(plain[:32], dec(xor(encrypted, stream(0x18, key, 38 + len(encrypted))[38:]))[0])


def _open_top(file: File, key: bytes) -> tuple[Node, ...]:
    plain = xor(file.top, stream(0x1A, key, len(file.top)))
    above = []
    while any(plain):
        sums, behind = dec(plain[32:])
        above.append(Node(plain[:32], sums))
        plain = behind
    return tuple(above)
