"""The sample snapshots of the format document, with fixed keys.

The sample has three accounts in one shard and is on the page complete. The larger sample, a
month later, is as small as four shards can be; parts of it are on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proofpress.encoding.codes import derive_code, format_code
from proofpress.encoding.notes import format_signature, note_text
from proofpress.encoding.statement import encode_statement, header_digest
from proofpress.reserves.canonical import format_wallets
from proofpress.reserves.wallets import Custody, HoldingForm, Wallet
from proofpress.shards import Account, Shard, build_shard
from proofpress.top_tree import PerfectTree, build_file_tree, build_top_tree, seal_rest, top_paths
from proofpress_verify import notes
from proofpress_verify.code_text import Code
from proofpress_verify.core import codes, tree
from proofpress_verify.core.amounts import Sums
from proofpress_verify.core.shard_file import LEAST_ACCOUNTS, ShardFile, parse_shard
from proofpress_verify.core.tree import Node
from proofpress_verify.decimals import parse_decimal
from proofpress_verify.notes import SignedNoteKind, VerificationKey
from proofpress_verify.paths import shard_path
from proofpress_verify.records import (
    COUNT_COLUMN,
    ClampedColumn,
    Column,
    Group,
    Header,
    KindClaim,
    LeftOut,
    OutOfScope,
    PreviousStatement,
    Price,
    ReserveClaim,
    Scope,
    Statement,
    WalletListClaim,
)

ORIGIN = "reserves.example.com"
SEED = bytes(range(32, 64))
CODE_KEY = bytes(range(30, 62))
"""One under which shard 0 has bob, alice and carol, in this order: the page's prose says so."""

BALANCES: dict[str, Sums] = {
    "alice": ((0, 1), (1, 150_000_000), (3, 2_500_250_000)),
    "bob": ((0, 1), (2, 40_000_000)),
    "carol": ((0, 1),),
}
MANY = 520  # chance gives 130 accounts a shard, and hardly ever fewer than 100
LARGE_BITS = 2


def _wallet(asset: str, form: HoldingForm, network: str, address: str, balance: str) -> Wallet:
    units, decimals = parse_decimal(balance)
    return Wallet(
        asset=asset,
        network=network,
        address=address,
        balance=units,
        decimals=decimals,
        block_height=None,
        block_hash="",
        time="",
        scheme="",
        message="",
        signatures=(),
        public_keys=(),
        redeem_script="",
        owners=(),
        label="cold store" if form is HoldingForm.NATIVE else "",
        custody=Custody.SELF if form is HoldingForm.NATIVE else Custody.CONTRACT,
        counts_as={"jUSDT": "USDT"}.get(asset, asset),
        form=form,
        repeats="lent on, and can be called back" if form is HoldingForm.LENT else "",
    )


WALLETS = (
    _wallet("BTC", HoldingForm.NATIVE, "bitcoin", "bc1qexample", "22.00000000"),
    _wallet("USDC", HoldingForm.NATIVE, "ethereum", "0x" + "1d" * 20, "50"),
    replace(
        _wallet("USDT", HoldingForm.NATIVE, "tron", "TDToUxX8sH4z6moQpK3ZLAN24eupu2ivA4", "1000.0"),
        repeats="this key also holds what it has lent",
    ),
    _wallet("jUSDT", HoldingForm.LENT, "tron", "TDToUxX8sH4z6moQpK3ZLAN24eupu2ivA4", "1600"),
)
FILES = {
    "disclosures.json": b'{"cadence":["At the end of each month."]}',
    "methodology.md": b"Balances of main accounts at the moment of the snapshot.\n",
    "wallets.csv": format_wallets(WALLETS),
}


@dataclass(frozen=True)
class Sample:
    """A sample snapshot; `top` is the tree over the shard roots, `file_tree` that over files."""

    key: VerificationKey
    statement: Statement
    people: dict[str, Account]
    shards: tuple[Shard, ...]
    top: PerfectTree[Node]
    files: tuple[bytes, ...]
    file_tree: PerfectTree[bytes]
    manifest: bytes

    @property
    def header(self) -> Header:
        return self.statement.header

    @property
    def header_digest(self) -> bytes:
        return header_digest(self.header)

    def k(self, name: str) -> bytes:
        return codes.snapshot_code(self.people[name].code, self.header_digest)

    def code_text(self, name: str) -> str:
        return format_code(Code(self.people[name].code, self.header.publisher))

    def shard(self, number: int = 0) -> ShardFile:
        return parse_shard(self.files[number], self.header.prefix_bits)

    def names(self, number: int = 0) -> list[str]:
        """Who is in a shard, in the order of the leaves."""
        bits = self.header.prefix_bits
        inside = [n for n, a in self.people.items() if codes.shard_of(a.code, bits) == number]
        return sorted(inside, key=lambda name: codes.tag(self.k(name)))


@cache
def sample() -> Sample:
    """The sample: three accounts, one shard."""
    header = _header(notes.publisher_id(key_line(_key())))
    previous = PreviousStatement("2026-09", sha256(b"the statement before").digest())
    return _build(header, BALANCES, previous)


@cache
def large_sample() -> Sample:
    """The larger sample: the month after, four shards, and USDC in hundredths."""
    small = sample()
    columns = tuple(
        replace(c, decimals=2) if c.asset == "USDC" else c for c in small.header.columns
    )
    header = replace(
        small.header,
        snapshot="2026-11",
        liabilities_at="2026-11-30T00:00:00Z",
        reserves_at="2026-11-30T00:10:00Z",
        columns=columns,
        prefix_bits=LARGE_BITS,
    )
    before = PreviousStatement("2026-10", sha256(encode_statement(small.statement)).digest())
    made = _build(header, {f"user-{i}": _many_balances(i) for i in range(MANY)}, before)
    assert all(shard.leaves >= LEAST_ACCOUNTS for shard in map(made.shard, range(1 << LARGE_BITS)))
    return made


def _many_balances(index: int) -> Sums:
    held = {1: 100_000 + index, 2: index % 50 * 125, 3: index % 7 * 1_500_001}
    return ((0, 1), *((column, amount) for column, amount in held.items() if amount))


def _build(header: Header, balances: dict[str, Sums], previous: PreviousStatement) -> Sample:
    key, bits = _key(), header.prefix_bits
    d = header_digest(header)
    people = {name: _account(name, sums, header) for name, sums in balances.items()}
    shards = tuple(
        build_shard(d, i, [a for a in people.values() if codes.shard_of(a.code, bits) == i])
        for i in range(1 << bits)
    )
    top = build_top_tree([shard.root for shard in shards])
    paths = top_paths(top)
    rests = [
        seal_rest(path, top.root.hash, s.root_key, len(s.sealed))
        for path, s in zip(paths, shards, strict=True)
    ]
    file_tree = build_file_tree(
        [tree.file_leaf(i, s.sealed, rests[i]) for i, s in enumerate(shards)]
    )
    files = tuple(
        b"".join((s.sealed, rests[i], *file_tree.siblings(i))) for i, s in enumerate(shards)
    )
    manifest = _manifest(files)
    claimed = _statement(header, top.root, file_tree.root, manifest, previous)
    return Sample(key, claimed, people, shards, top, files, file_tree, manifest)


def _key() -> VerificationKey:
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return notes.parse_key(notes.format_key(ORIGIN, public))


def key_line(key: VerificationKey) -> str:
    return notes.format_key(key.name, key.public)


def _header(publisher: bytes) -> Header:
    return Header(
        publisher=publisher,
        snapshot="2026-10",
        liabilities_at="2026-10-31T00:00:00Z",
        reserves_at="2026-10-31T00:10:00Z",
        columns=(
            COUNT_COLUMN,
            Column("BTC", Scope.CUSTOMER, 8),
            Column("USDC", Scope.CUSTOMER, 6),
            Column("USDT", Scope.CUSTOMER, 6),
            Column("BTC", Scope.PLATFORM, 8),
        ),
        groups=(Group("USD", "USD", (2, 3)),),
        prefix_bits=0,
        identity_bound=True,
    )


def _identity(name: str) -> bytes:
    return f"{name}@example.com".encode()


def _account(name: str, sums: Sums, header: Header) -> Account:
    code = derive_code(CODE_KEY, header.publisher, 0, name.encode())
    idh = codes.identity_hash(code, header_digest(header), _identity(name))
    return Account(code, name.encode(), idh, sums)


def _manifest(shard_files: tuple[bytes, ...]) -> bytes:
    files = FILES | {shard_path(i): data for i, data in enumerate(shard_files)}
    return "".join(
        f"{sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())
    ).encode()


def _statement(
    header: Header, root: Node, files: bytes, manifest: bytes, previous: PreviousStatement
) -> Statement:
    return Statement(
        header=header,
        name="Example Exchange",
        first_key=key_line(_key()),
        root=root.hash,
        totals=tuple(dict(root.sums).get(i, 0) for i in range(len(header.columns))),
        files=files,
        data=sha256(manifest).digest(),
        wallets=WalletListClaim(sha256(FILES["wallets.csv"]).digest(), 4, True),
        reserves=(
            ReserveClaim("BTC", 8, 2_200_000_000, 2_200_000_000),
            ReserveClaim("USDC", 6, 50_000_000, 50_000_000),
            ReserveClaim("USDT", 6, 2_600_000_000, 1_000_000_000),
        ),
        own_issued=("USDC",),
        prices=(
            Price("BTC", "64250.5", "Example Index", "2026-10-31T00:00:00Z"),
            Price("USDT", "0.9996", "Example Index", "2026-10-31T00:00:00Z"),
        ),
        kinds=(
            KindClaim("bonus", None),
            KindClaim("customer", Scope.CUSTOMER),
            KindClaim("house", Scope.PLATFORM),
        ),
        clamped=(ClampedColumn(3, 1, 250_000),),
        left_out=(LeftOut("bonus", "USDT", 6, 2, 15_000_000),),
        out_of_scope=(OutOfScope("OLD", 3, "12.5"),),
        scope_note="Balances of the house are now shown.",
        disclosures=sha256(FILES["disclosures.json"]).digest(),
        methodology=sha256(FILES["methodology.md"]).digest(),
        next_due="2026-11-30",
        previous=previous,
        proofpress="0.1.0",
        verifier="0.1.0",
    )


def signed_note(kind: SignedNoteKind, data: bytes) -> bytes:
    text = note_text(ORIGIN, kind, sha256(data).digest())
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(text.encode())
    return f"{text}\n{format_signature(sample().key, signature)}".encode()
