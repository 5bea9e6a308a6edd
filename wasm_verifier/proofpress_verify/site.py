"""Re-checking everything public of a snapshot from its files alone.

In sealed mode the sums inside a shard can be checked by code holders and auditors only;
what anyone can check is here: the signature, the manifest's digests, that every shard
file is the signed one and well-formed, and that the shards' leaves add up to the total
number of accounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

from . import inclusion, layout, statement
from .amounts import COUNT
from .canonical import Json
from .codec import MAX_SHARD_SIZE, check_form, parse_shard
from .errors import (
    FilesRoot,
    PreviousStatement,
    ProofError,
    SnapshotId,
    StatementDigest,
    TopPathForm,
    TotalsMismatch,
)
from .notes import MAX_NOTE_SIZE
from .sources import Source, SourceError
from .statement import MAX_STATEMENT_SIZE
from .verify import Claim, Step, check_claim

MAX_MANIFEST_SIZE = 4 * 1024 * 1024 * 1024
MAX_FILE_SIZE = 1024 * 1024 * 1024
WALLETS = "wallets.csv"
METHODOLOGY = "methodology.md"
DISCLOSURES = "disclosures.json"
MOST_WARNINGS = 20

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")

NOT_CHECKED = (
    "the sums inside the shards are sealed: they are checked by every customer with a code, "
    "and by an auditor with the ledger"
)


@dataclass(frozen=True)
class SiteResult:
    """What re-checking one snapshot came to: `failure` is None if everything public held.

    `warnings` say what is unlikely but not against the format.
    """

    snapshot: str
    files: int
    accounts: int
    draft: bool
    failure: ProofError | None
    warnings: tuple[str, ...] = ()


def check_snapshot(source: Source, snapshot: str, most_shards: int | None = None) -> SiteResult:
    """Re-check one snapshot.

    `most_shards` bounds how many shard files are read, spread over all of them; whether
    their accounts add up shows only if all are (None).

    Raises:
        SourceError: a file is absent or unreadable.
    """
    statement_data = source.read(layout.statement_path(snapshot), MAX_STATEMENT_SIZE)
    note = source.read_optional(layout.note_path(snapshot), MAX_NOTE_SIZE)
    try:
        steps: list[Step] = []
        claim = check_claim(statement_data, note, steps)
        if claim.header.snapshot != snapshot:
            raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
        _check_previous(source, claim)
        shards = range(0, 1 << claim.header.prefix_bits, _stride(claim, most_shards))
        files = _check_manifest(source, snapshot, claim, shards)
        leaves = _check_shards(source, snapshot, claim, shards)
    except ProofError as error:
        return SiteResult(snapshot, 0, 0, False, error)
    accounts = claim.statement.totals[COUNT]
    warnings = unlikely_sizes(leaves, accounts, 1 << claim.header.prefix_bits)
    return SiteResult(snapshot, files, accounts, claim.draft, None, warnings)


def _stride(claim: Claim, most_shards: int | None) -> int:
    count = 1 << claim.header.prefix_bits
    return 1 if most_shards is None else max(1, -(-count // most_shards))


def _check_previous(source: Source, claim: Claim) -> None:
    """Check that the statement before this one, where at hand, is the one it names."""
    previous = claim.statement.previous
    if previous is None:
        _check_first(source, claim)
        return
    data = source.read_optional(layout.statement_path(previous.snapshot), MAX_STATEMENT_SIZE)
    if data is None:
        return
    digest = sha256(data).digest()
    if digest != previous.sha256:
        raise PreviousStatement(
            expected=previous.sha256.hex(), found=digest.hex(), where=previous.snapshot
        )
    before = statement.decode(statement.parse(data)).header.liabilities_at
    if before >= claim.header.liabilities_at:
        raise PreviousStatement(
            expected=f"a moment before {claim.header.liabilities_at}",
            found=before,
            where=previous.snapshot,
        )


def _check_first(source: Source, claim: Claim) -> None:
    """Check that no older statement is at hand beside one that says it is the first."""
    try:
        listed = source.snapshots()
    except SourceError:  # a single snapshot without a list
        return
    for snapshot in listed:
        older = _released(source, snapshot)
        if (
            older is not None
            and older.header.publisher == claim.header.publisher
            and older.header.liabilities_at < claim.header.liabilities_at
        ):
            raise PreviousStatement(
                expected=f"the statement of {snapshot}", found="none", where=claim.header.snapshot
            )


def _released(source: Source, snapshot: str) -> Claim | None:
    """A released snapshot's claim; None if it is a draft, or not whole: its own check says so."""
    data = source.read_optional(layout.statement_path(snapshot), MAX_STATEMENT_SIZE)
    note = source.read_optional(layout.note_path(snapshot), MAX_NOTE_SIZE)
    try:
        claim = check_claim(data or b"", note, [])
    except ProofError:
        return None
    return None if claim.draft else claim


def _check_manifest(source: Source, snapshot: str, claim: Claim, shards: range) -> int:
    path = f"snapshots/{snapshot}/SHA256SUMS"
    manifest = source.read_optional(path, MAX_MANIFEST_SIZE) or b""
    digest = sha256(manifest).digest()
    if digest != claim.statement.data:
        raise StatementDigest(
            expected=claim.statement.data.hex(), found=digest.hex(), where="SHA256SUMS"
        )
    listed = _read_manifest(manifest)
    passed_over = {
        layout.shard_path(shard)
        for shard in range(1 << claim.header.prefix_bits)
        if shard not in shards
    }
    for path, expected in listed.items():
        if path in passed_over:
            continue
        data = source.read_optional(f"snapshots/{snapshot}/{path}", MAX_FILE_SIZE)
        found = "no such file" if data is None else sha256(data).hexdigest()
        if found != expected:
            raise StatementDigest(expected=expected, found=found, where=path)
    _check_named(claim, listed)
    return len(listed)


def _read_manifest(manifest: bytes) -> dict[str, str]:
    """Path -> SHA-256 in hex; each path once and in order, none leading out of the snapshot."""
    listed: dict[str, str] = {}
    for line in manifest.decode("ascii", "replace").split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None or {"", ".", ".."}.intersection(match[2].split("/")):
            raise StatementDigest(expected="a line of a manifest", found=repr(line[:120]))
        listed[match[2]] = match[1]
    spelled = "".join(f"{digest}  {path}\n" for path, digest in sorted(listed.items()))
    if spelled.encode() != manifest:
        raise StatementDigest(
            expected="one line a file, paths ascending",
            found="another spelling",
            where="SHA256SUMS",
        )
    return listed


def _check_named(claim: Claim, listed: dict[str, str]) -> None:
    """Check that what the statement names is what the manifest lists."""
    named = {
        WALLETS: claim.statement.wallets.sha256.hex(),
        METHODOLOGY: claim.statement.methodology.hex(),
        DISCLOSURES: claim.statement.disclosures.hex(),
    }
    for path, expected in named.items():
        if listed.get(path) != expected:
            raise StatementDigest(
                expected=expected, found=listed.get(path, "no such file"), where=path
            )
    for shard in range(1 << claim.header.prefix_bits):
        if layout.shard_path(shard) not in listed:
            raise StatementDigest(
                expected=f"{layout.shard_path(shard)} in the manifest", found="no such line"
            )


def _check_shards(source: Source, snapshot: str, claim: Claim, shards: range) -> dict[int, int]:
    """Check the shard files; returns how many accounts each has."""
    leaves: dict[int, int] = {}
    nodes: list[bytes] = []
    lengths: set[int] = set()
    for shard in shards:
        path = f"snapshots/{snapshot}/{layout.shard_path(shard)}"
        file = parse_shard(source.read(path, MAX_SHARD_SIZE), claim.header.prefix_bits)
        leaf = inclusion.file_leaf(shard, file.sealed, file.rest)
        root = inclusion.climb_files(shard, leaf, file.audit_path)
        if root != claim.statement.files:
            raise FilesRoot(expected=claim.statement.files.hex(), found=root.hex(), where=path)
        check_form(file, claim.header_digest, shard)
        nodes.append(leaf)
        leaves[shard] = file.leaves
        if file.leaves:
            lengths.add(len(file.top_path))
    if len(lengths) > 1:
        raise TopPathForm(expected="top paths of one length", found=str(sorted(lengths)))
    if shards.step > 1:
        return leaves
    while len(nodes) > 1:
        nodes = [inclusion.file_node(a, b) for a, b in zip(nodes[::2], nodes[1::2], strict=True)]
    if nodes[0] != claim.statement.files:
        raise FilesRoot(expected=claim.statement.files.hex(), found=nodes[0].hex())
    accounts = sum(leaves.values())
    if accounts != claim.statement.totals[COUNT]:
        raise TotalsMismatch(
            expected=f"{claim.statement.totals[COUNT]} accounts", found=f"{accounts}"
        )
    return leaves


def unlikely_sizes(leaves: dict[int, int], accounts: int, shards: int) -> tuple[str, ...]:
    """A warning for each shard whose number of accounts chance hardly gives.

    Codes spread accounts evenly, so that a shard's number is binomial. A publisher that tries
    generations of a code until it leads to a chosen shard can set accounts apart. Beyond six
    standard deviations, chance gives one shard in some hundred million.
    """
    mean = accounts / shards
    far = [(shard, m) for shard, m in leaves.items() if abs(m - mean) > 6 * sqrt(mean) + 1]
    said = [
        f"shard {shard} has {m} accounts where chance gives about {mean:.0f}: "
        "code generations may have been chosen to place accounts"
        for shard, m in far[:MOST_WARNINGS]
    ]
    more = len(far) - len(said)
    return (*said, *([f"the same holds for {more} more shards"] if more else []))


def result_json(result: SiteResult) -> Json:
    """A result for scripts."""
    made: dict[str, Json] = {
        "snapshot": result.snapshot,
        "holds": result.failure is None,
        "files": result.files,
        "accounts": result.accounts,
        "draft": result.draft,
        "not_checked": NOT_CHECKED,
        "warnings": [*result.warnings],
    }
    if result.failure is not None:
        made["check"] = {
            "name": result.failure.check,
            "expected": result.failure.expected,
            "found": result.failure.found,
            "where": result.failure.where,
            "whose": result.failure.whose.value,
        }
    return made


def result_lines(result: SiteResult) -> list[str]:
    """A result for people."""
    if result.failure is not None:
        return [f"{result.snapshot}: {result.failure.title}", f"  {result.failure}"]
    state = "draft" if result.draft else "released"
    return [
        f"{result.snapshot}: holds ({state}; {result.files} files, {result.accounts} accounts)",
        *(f"  warning: {warning}" for warning in result.warnings),
        f"  not checked here: {NOT_CHECKED}",
    ]
