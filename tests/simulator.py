"""A publisher in memory that can publish invalid data at any point of its work.

    Books ──build()──▶ Shards ──state()──▶ Stated ──sign()──▶ Published ──attempt()──▶ Attempt

Each form may be changed before the next step; every later step then uses the change, the
signature included. So a change to the `Books` (the ledger) is one by the publisher, correctly
signed, and a change to a `Published` is one that anyone could make, a mirror too.

All keys are fixed: the same plan gives the same bytes.
"""

from __future__ import annotations

import base64
import copy
import functools
import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests import reference
from tests.reference import Add, Member, Node, Parts, Sums, canonical, h

ORIGIN = "example.com/reserves"
NAME = "Example Exchange"
NOW = "2026-11-01T08:00:00Z"
CODE_KEY = bytes(range(32))

COLUMNS = (
    ("accounts", "count", 0),
    ("BTC", "customer", 8),
    ("USDT", "customer", 6),
    ("USDC", "customer", 6),
    ("BTC", "platform", 8),
)
BTC, USDT, USDC, PLATFORM_BTC = 1, 2, 3, 4
GROUPS = (("USD", (USDT, USDC)),)

Json = dict[str, Any]


@dataclass(frozen=True)
class Signer:
    """An Ed25519 key with the name it signs under."""

    origin: str
    seed: bytes

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.origin.encode() + b"\n\x01" + self.public).digest()[:4]

    @property
    def line(self) -> str:
        public = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.origin}+{self.key_id.hex()}+{public}"

    @cached_property
    def publisher(self) -> bytes:
        return reference.publisher_id(self.line)

    def sign(self, text: bytes) -> bytes:
        return self.private.sign(text)

    def signature_line(self, text: str) -> str:
        signed = base64.b64encode(self.key_id + self.sign(text.encode())).decode()
        return f"\u2014 {self.origin} {signed}\n"

    def note(self, text: str) -> bytes:
        return f"{text}\n{self.signature_line(text)}".encode()


PUBLISHER = Signer(ORIGIN, b"\x11" * 32)
STRANGER = Signer("elsewhere.example/por", b"\x22" * 32)


@dataclass(frozen=True)
class Plan:
    """What an honest ledger is made from; account i is `user-<i>` and holds `balances(i)`.

    With `across`, account i is in shard i mod `across`; otherwise chance decides.
    """

    accounts: int = 8
    prefix_bits: int = 0
    across: int = 0
    columns: tuple[tuple[str, str, int], ...] = COLUMNS
    groups: tuple[tuple[str, tuple[int, ...]], ...] = GROUPS
    bound: bool = False
    snapshot: str = "2026-10-31"
    signer: Signer = PUBLISHER
    balances: Callable[[int], Sums] = field(default_factory=lambda: balances)


def balances(index: int) -> Sums:
    """What account `index` holds if the plan says nothing else: some hold nothing."""
    held = {BTC: 10**8 + index * 12_345, USDT: (index % 3) * 2_500_000, USDC: (index % 5) * 10**6}
    return held if index % 16 != 11 else {}


def little(index: int) -> Sums:
    """Small balances, so that the files of a plan with many accounts stay small."""
    return {BTC: 1000 + index}


def spread(bits: int, **changes: Any) -> Plan:
    """The smallest plan with 2^bits shards that all hold accounts: 100 in each."""
    many = Plan(accounts=100 << bits, prefix_bits=bits, across=1 << bits, balances=little)
    return replace(many, **changes)


LARGE = spread(1)
"""For vectors that need several shards."""

WIDE = spread(2)
"""For vectors that need two levels above the shards."""


@dataclass
class Books:
    """The ledger: accounts and header, before any tree is built.

    `total` is how sums are added up, `salt` overrides every shard's salt.
    """

    signer: Signer
    header: Json
    members: list[Member]
    total: Add = reference.add
    salt: bytes | None = None

    def header_digest(self) -> bytes:
        return h(0x07, canonical(self.header))

    def build(self) -> Shards:
        digest, bits = self.header_digest(), self.header["prefix_bits"]
        piles: list[list[Member]] = [[] for _ in range(1 << bits)]
        for member in self.members:
            piles[reference.shard_of(member.code, bits)].append(member)
        parts = [
            reference.open_parts(digest, number, pile, self.total, self.salt)
            for number, pile in enumerate(piles)
        ]
        made = Shards(self, parts, reference.empty_root())
        made.raise_top()
        return made

    def member(self, index: int) -> Member:
        return self.members[index]

    def change(self, index: int, **changes: Any) -> None:
        self.members[index] = replace(self.members[index], **changes)


@dataclass
class Shards:
    """The shards before encryption, with their root paths, before they become files."""

    books: Books
    parts: list[Parts]
    root: Node

    def raise_top(self) -> None:
        """Build the tree over the shard roots and give every shard its path to the root."""
        rows = reference.rows(
            [parts.root for parts in self.parts],
            lambda left, right: reference.join(left, right, self.books.total),
        )
        self.root = rows[-1][0]
        for parts, path in zip(self.parts, reference.top_paths(rows), strict=True):
            parts.top_root = self.root.hash
            parts.top = path if parts.entries else b""
        longest = max(len(reference.top_path(rows, parts.number)) for parts in self.parts)
        for parts in self.parts:
            parts.top = parts.top.ljust(longest, b"\0") if parts.entries else b""

    def state(self) -> Stated:
        bodies = [reference.write(parts) for parts in self.parts]
        leaves = [reference.file_leaf(number, *body) for number, body in enumerate(bodies)]
        rows = reference.file_rows(leaves)
        files = [
            encrypted + rest + reference.audit_path(rows, number)
            for number, (encrypted, rest) in enumerate(bodies)
        ]
        return Stated(self.books, files, _statement(self, rows[-1][0], files))

    def of(self, index: int) -> Parts:
        """The shard that account `index` is in."""
        bits = self.books.header["prefix_bits"]
        return self.parts[reference.shard_of(self.books.member(index).code, bits)]

    def entry(self, index: int) -> reference.Entry:
        """The line of account `index`."""
        tag = self.books.member(index).tag(self.of(index).header_digest)
        return next(entry for entry in self.of(index).entries if entry.tag == tag)

    def siblings(self, index: int) -> list[reference.Cell]:
        """The cells that account `index` decrypts, its own sibling first."""
        return self._way(index)[0]

    def own(self, index: int) -> list[reference.Cell]:
        """The cells that account `index` unwraps, its own leaf's first."""
        return self._way(index)[1]

    def _way(self, index: int) -> tuple[list[reference.Cell], list[reference.Cell]]:
        by_key = {cell.key: cell for cell in self.of(index).cells}
        beside, own = [], []
        key = h(0x15, self.entry(index).secret)
        while key in by_key:
            own.append(by_key[key])
            beside.append(by_key[own[-1].sibling_key])
            key = own[-1].parent_key
        return beside, own


@dataclass
class Stated:
    """The files and the statement as JSON, unsigned."""

    books: Books
    files: list[bytes]
    statement: Json
    kind: str = "statement"

    def sign(self) -> Published:
        data = canonical(self.statement)
        text = f"{self.books.signer.origin}/{self.kind} v0\n{hashlib.sha256(data).hexdigest()}\n"
        return Published(self.books, self.files, data, self.books.signer.note(text))


@dataclass
class Published:
    """A snapshot in bytes."""

    books: Books
    files: list[bytes]
    statement: bytes
    note: bytes

    @property
    def wallets(self) -> bytes:
        """The list that adds up to the reserves it states."""
        return wallet_list(json.loads(self.statement)["reserves"])

    def attempt(self, index: int) -> Attempt:
        """What account `index` does to check its balance."""
        return self.attempt_by(self.books.member(index))

    def attempt_by(self, member: Member) -> Attempt:
        """What the holder of this code does, whether or not the ledger has their account."""
        shard = reference.shard_of(member.code, self.books.header["prefix_bits"])
        code = reference.code_text(member.code, self.books.signer.publisher)
        copies = [(self.files[shard], False)]
        return Attempt(code, self.statement, self.note, copies, self.books.header["snapshot"])


@dataclass
class Attempt:
    """One customer's check: what they typed, and what they were given.

    Each copy of the shard file says whether the publisher itself served it. `snapshot` is
    the snapshot that was chosen, `fingerprint` the statement's digest as seen elsewhere. With a
    saved `proof`, it replaces statement, note and copies; `site` is then the statement
    and note of the publisher's own site, if they are at hand. `older` is the id and statement of
    the snapshot that the place lists next before this one.
    """

    code: str
    statement: bytes
    note: bytes | None
    copies: list[tuple[bytes, bool]]
    snapshot: str
    identity: str = ""
    fingerprint: str = ""
    now: str = NOW
    proof: bytes | None = None
    site: tuple[bytes, bytes] | None = None
    older: tuple[str, bytes] | None = None


def open_books(plan: Plan) -> Books:
    """An honest ledger."""
    books = Books(plan.signer, _header(plan), [])
    digest = books.header_digest()
    for index in range(plan.accounts):
        account = b"user-%d" % index
        code = _code(plan, index, account)
        bound = h(0x1C, code, digest, identity(index).encode()) if plan.bound else b""
        books.members.append(Member(code, account, {0: 1} | plan.balances(index), bound))
    return books


def _header(plan: Plan) -> Json:
    return {
        "columns": [
            dict(zip(("asset", "scope", "decimals"), c, strict=True)) for c in plan.columns
        ],
        "format": 0,
        "groups": [
            {"name": name, "unit": name, "columns": list(columns)} for name, columns in plan.groups
        ],
        "identity": "bound" if plan.bound else "unbound",
        "liabilities_at": "2026-10-31T00:00:00Z",
        "mode": "encrypted",
        "prefix_bits": plan.prefix_bits,
        "publisher": plan.signer.publisher.hex(),
        "reserves_at": "2026-10-31T00:10:00Z",
        "snapshot": plan.snapshot,
    }


def _code(plan: Plan, index: int, account: bytes) -> bytes:
    """The code of the first generation that leads to the shard which the plan names."""
    codes = (
        reference.make_code(CODE_KEY, plan.signer.publisher, generation, account)
        for generation in itertools.count()
    )
    if not plan.across:
        return next(codes)
    wanted = index % plan.across
    return next(code for code in codes if reference.shard_of(code, plan.prefix_bits) == wanted)


def identity(index: int) -> str:
    """What account `index` is bound to where identities are bound."""
    return f"user{index}@mail.example"


def publish(plan: Plan) -> Published:
    """An honest snapshot; changes to it affect no other one."""
    return copy.deepcopy(_publish(plan))


@functools.cache
def _publish(plan: Plan) -> Published:
    return open_books(plan).build().state().sign()


def _statement(shards: Shards, files_root: bytes, files: list[bytes]) -> Json:
    books = shards.books
    totals = [shards.root.sums.get(column, 0) for column in range(len(books.header["columns"]))]
    reserves = _reserves(books.header["columns"], totals)
    wallets = wallet_list(reserves)
    return {
        "data": hashlib.sha256(manifest(files, wallets)).hexdigest(),
        "disclosures": hashlib.sha256(DISCLOSURES).hexdigest(),
        "files": files_root.hex(),
        "first_key": books.signer.line,
        "clamped": [],
        "header": copy.deepcopy(books.header),
        "kinds": _kinds(books.header["columns"]),
        "left_out": [],
        "methodology": hashlib.sha256(METHODOLOGY).hexdigest(),
        "name": NAME,
        "next_due": "2026-11-30",
        "out_of_scope": [],
        "own_issued": [],
        "previous": [],
        "prices": [],
        "proofpress": "0.1.0",
        "reserves": reserves,
        "root": shards.root.hash.hex(),
        "scope_note": "",
        "totals": [str(total) for total in totals],
        "verifier": "0.1.0",
        "wallets": {
            "complete": True,
            "rows": len(reserves),
            "sha256": hashlib.sha256(wallets).hexdigest(),
        },
    }


def _kinds(columns: list[Json]) -> list[Json]:
    """A kind for each scope, named like it."""
    scopes = {column["scope"] for column in columns} - {"count"}
    return [{"kind": scope, "scope": scope} for scope in sorted(scopes)]


def _reserves(columns: list[Json], totals: list[int]) -> list[Json]:
    """Enough of every asset that customers hold."""
    return sorted(
        (
            {
                "asset": c["asset"],
                "decimals": c["decimals"],
                "amount": f"{total}",
                "native": f"{total}",
            }
            for c, total in zip(columns, totals, strict=True)
            if c["scope"] == "customer"
        ),
        key=lambda reserve: str(reserve["asset"]),
    )


METHODOLOGY = b"Balances of main accounts at the moment of the snapshot.\n"
DISCLOSURES = b"{}"
WALLETS_HEAD = (
    "asset,network,address,balance,block_height,block_hash,time,scheme,message,signatures,"
    "public_keys,redeem_script,owners,label,custody,counts_as,form,repeats\n"
)


def wallet_list(reserves: list[Json]) -> bytes:
    """A list that adds up to these reserves: a row for each asset, all of it native."""
    rows = [
        f"{each['asset']},somewhere,at-{number},{_units(each)},,,,,,,,,,,,{each['asset']},native,\n"
        for number, each in enumerate(reserves)
    ]
    return "".join([WALLETS_HEAD, *rows]).encode()


def _units(reserve: Json) -> str:
    """An amount in whole units, with all its decimals."""
    decimals = reserve["decimals"]
    digits = reserve["amount"].zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def shard_path(number: int) -> str:
    name = f"{number:06x}"
    return f"shards/{name[:4]}/{name}.shard"


def attached(wallets: bytes) -> dict[str, bytes]:
    """The other files of a snapshot besides the shards."""
    return {
        "disclosures.json": DISCLOSURES,
        "methodology.md": METHODOLOGY,
        "wallets.csv": wallets,
    }


def manifest(files: list[bytes], wallets: bytes) -> bytes:
    """The data manifest: every file of the snapshot but statement and note."""
    named = {shard_path(number): file for number, file in enumerate(files)}
    named |= attached(wallets)
    return "".join(
        f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(named.items())
    ).encode()


def write_site(folder: Path, published: Published) -> Path:
    """Write a snapshot as a site, without pages; returns `folder`."""
    snapshot = json.loads(published.statement)["header"]["snapshot"]
    named = {shard_path(number): file for number, file in enumerate(published.files)}
    named |= {"statement.json": published.statement, "statement.note": published.note}
    named |= attached(published.wallets)
    named["SHA256SUMS"] = manifest(published.files, published.wallets)
    for path, data in named.items():
        place = folder / "snapshots" / snapshot / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    listed = {"snapshots": [{"id": snapshot}]}
    (folder / "latest.json").write_text(json.dumps(listed), encoding="ascii")
    return folder
