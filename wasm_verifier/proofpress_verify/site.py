"""Re-checking everything public of a snapshot from its files alone.

Only code holders and auditors can check the encrypted sums inside a shard. This module checks what
anyone can: the signature, the manifest's digests, that every shard file is the signed one and
well-formed, and that the shards' leaves add up to the total number of accounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

from . import paths
from .canonical import Json, first_difference
from .chain import Chain
from .claim import Claim, check_claim
from .core.amounts import COUNT
from .core.errors import CopyError, ProofError, RootPath, Totals
from .core.proof import check_file
from .core.shard_file import ShardFile, check_form
from .errors import Manifest, SnapshotId, StatementDigest
from .forms import MAX_NOTE_SIZE, MAX_STATEMENT_SIZE
from .ownership.curve import Curve
from .reserves import check_reserves, holdings_of
from .shared_keys import SharedKey
from .sources import Source
from .wallets import check_list, keys_json, shared
from .wallets_csv import FILE as WALLETS
from .words import title

MAX_FILE_SIZE = 1024 * 1024 * 1024
MANIFEST = "SHA256SUMS"
METHODOLOGY = "methodology.md"
DISCLOSURES = "disclosures.json"
MOST_WARNINGS = 20

Manifested = dict[str, str]
"""Path -> SHA-256 in hex."""

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")

NOT_CHECKED = (
    "the sums inside the shards are encrypted: they are checked by every customer with a code, "
    "and by an auditor with the ledger"
)


@dataclass(frozen=True)
class SiteResult:
    """The result of re-checking one snapshot: `failure` is None if every public check passed.

    `warnings` are about what the format allows although it is unlikely. `shared_keys` are the keys
    that back one asset in several rows of the wallet list, or None if no signatures were checked.
    """

    snapshot: str
    files: int
    accounts: int
    draft: bool
    failure: ProofError | None
    warnings: tuple[str, ...] = ()
    shared_keys: tuple[SharedKey, ...] | None = None


def check_snapshot(
    source: Source,
    snapshot: str,
    most_shards: int | None = None,
    *,
    chain: Chain | None = None,
    curve: Curve | None = None,
) -> SiteResult:
    """Re-check one snapshot.

    `chain` remembers the other statements of the site between several calls. `most_shards` limits
    how many shard files are read; these are spread over all of them. Only if all are read (None)
    is it checked whether their accounts add up. With a `curve`, the signatures of the wallet list
    are checked too, to find the keys that back one asset in several rows.

    Raises:
        SourceError: a file is missing or cannot be read.
    """
    statement_data = source.read(paths.statement_path(snapshot), MAX_STATEMENT_SIZE)
    note = source.read_optional(paths.note_path(snapshot), MAX_NOTE_SIZE)
    try:
        claim = check_claim(statement_data, note)
        if claim.header.snapshot != snapshot:
            raise SnapshotId(expected=snapshot, found=claim.header.snapshot)
        (chain or Chain(source)).check(claim)
        shards = range(0, 1 << claim.header.prefix_bits, _stride(claim, most_shards))
        most = most_manifest_bytes(claim.header.prefix_bits)
        manifest = source.read_optional(f"snapshots/{snapshot}/{MANIFEST}", most)
        listed = _check_manifest(manifest, claim)
        _check_others(source, snapshot, claim, listed)
        wallets = _read_listed(source, snapshot, WALLETS, listed)
        shared_keys = _check_wallets(claim, wallets, curve)
        leaves = _check_shards(source, snapshot, claim, shards, listed)
    except ProofError as error:
        return SiteResult(snapshot, 0, 0, False, error)
    accounts = claim.statement.totals[COUNT]
    warnings = unlikely_sizes(leaves, accounts, 1 << claim.header.prefix_bits)
    return SiteResult(snapshot, len(listed), accounts, claim.draft, None, warnings, shared_keys)


def _stride(claim: Claim, most_shards: int | None) -> int:
    count = 1 << claim.header.prefix_bits
    return 1 if most_shards is None else max(1, -(-count // most_shards))


def most_manifest_bytes(prefix_bits: int) -> int:
    """The size limit of a data manifest: all shards, 10,000 other files, 200 bytes for each line.

    It follows from the signed header, so a site cannot make its reader load more than a manifest
    can need. A shard's line has 92 bytes; the rest is room for attachments with long names.
    """
    return 200 * ((1 << prefix_bits) + 10_000)


def _check_manifest(data: bytes | None, claim: Claim) -> Manifested:
    """What the manifest lists, if it is the signed one: the SHA-256 of each path, in hex.

    Once its digest has been compared, everything that is wrong in it was signed.
    """
    found = "no such file" if data is None else sha256(data).hexdigest()
    if data is None or found != claim.statement.data.hex():
        raise StatementDigest(expected=claim.statement.data.hex(), found=found, where=MANIFEST)
    listed = _read_manifest(data)
    _check_named(claim, listed)
    return listed


def _read_manifest(manifest: bytes) -> Manifested:
    """Parse a manifest: each path once, in order, and none outside the snapshot."""
    listed: Manifested = {}
    for line in manifest.decode("ascii", "replace").split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None or {"", ".", ".."}.intersection(match[2].split("/")):
            raise Manifest(expected="a line of a manifest", found=repr(line[:120]), where=MANIFEST)
        listed[match[2]] = match[1]
    canonical = "".join(f"{digest}  {path}\n" for path, digest in sorted(listed.items())).encode()
    if canonical != manifest:
        number = manifest[: first_difference(canonical, manifest)].count(b"\n") + 1
        raise Manifest(
            expected="one line a file, paths ascending",
            found=f"line {number} out of order, repeated or not ended",
            where=MANIFEST,
        )
    return listed


def _check_named(claim: Claim, listed: Manifested) -> None:
    """Check that the manifest lists what the statement names."""
    named = {
        WALLETS: claim.statement.wallets.sha256.hex(),
        METHODOLOGY: claim.statement.methodology.hex(),
        DISCLOSURES: claim.statement.disclosures.hex(),
    }
    for path, expected in named.items():
        if listed.get(path) != expected:
            raise Manifest(expected=expected, found=listed.get(path, "no such line"), where=path)
    for shard in range(1 << claim.header.prefix_bits):
        path = paths.shard_path(shard)
        if path not in listed:
            raise Manifest(expected="a line for each shard file", found="no such line", where=path)


def _read_listed(source: Source, snapshot: str, path: str, listed: Manifested) -> bytes:
    """A file that the manifest lists, after its digest has been compared."""
    data = source.read_optional(f"snapshots/{snapshot}/{path}", MAX_FILE_SIZE)
    found = "no such file" if data is None else sha256(data).hexdigest()
    if data is None or found != listed[path]:
        raise StatementDigest(expected=listed[path], found=found, where=path)
    return data


def _check_others(source: Source, snapshot: str, claim: Claim, listed: Manifested) -> None:
    """Check the digests of all files whose content is not checked."""
    shards = {paths.shard_path(shard) for shard in range(1 << claim.header.prefix_bits)}
    for path in listed:
        if path != WALLETS and path not in shards:
            _read_listed(source, snapshot, path, listed)


def _check_wallets(claim: Claim, data: bytes, curve: Curve | None) -> tuple[SharedKey, ...] | None:
    """Check that the stated reserves are the sums of the signed list."""
    holdings = holdings_of(data)
    check_reserves(claim.statement, holdings)
    if curve is None:
        return None
    return shared(check_list(data, curve)) if holdings else ()


def _check_shards(
    source: Source, snapshot: str, claim: Claim, shards: range, listed: Manifested
) -> dict[int, int]:
    """Check the shard files; returns how many accounts each has."""
    leaves: dict[int, int] = {}
    lengths: set[int] = set()
    for shard in shards:
        path = paths.shard_path(shard)
        file = _signed_file(_read_listed(source, snapshot, path, listed), shard, claim)
        check_form(file, claim.header_digest, shard)
        leaves[shard] = file.leaves
        if file.leaves:
            lengths.add(len(file.root_path))
    if len(lengths) > 1:
        raise RootPath(expected="root paths of one length", found=str(sorted(lengths)))
    if shards.step > 1:
        return leaves
    accounts = sum(leaves.values())
    if accounts != claim.statement.totals[COUNT]:
        raise Totals(expected=f"{claim.statement.totals[COUNT]} accounts", found=f"{accounts}")
    return leaves


def _signed_file(data: bytes, shard: int, claim: Claim) -> ShardFile:
    """The shard file in bytes whose digest is the one in the signed manifest.

    If it is not the file that the statement commits to, two digests that the publisher signed
    contradict each other.
    """
    try:
        return check_file(data, shard, claim.terms)
    except CopyError as error:
        raise Manifest(
            expected=f"{error.check}: {error.expected}",
            found=f"{error.found} in the file that {MANIFEST} lists",
            where=paths.shard_path(shard),
        ) from error


# Format document, "Re-checking a snapshot".
def unlikely_sizes(leaves: dict[int, int], accounts: int, shards: int) -> tuple[str, ...]:
    """A warning for each shard whose number of accounts is unlikely to be chance.

    Codes spread accounts evenly, so the number in a shard is binomially distributed. A publisher
    that tries generations of a code until it leads to a chosen shard can set accounts apart.
    """
    mean = accounts / shards
    far = [(shard, m) for shard, m in leaves.items() if abs(m - mean) > 6 * sqrt(mean) + 1]
    warnings = [
        f"shard {shard} has {m} accounts where chance gives about {mean:.0f}: "
        "code generations may have been chosen to place accounts"
        for shard, m in far[:MOST_WARNINGS]
    ]
    more = len(far) - len(warnings)
    return (*warnings, *([f"the same is true of {more} more shards"] if more else []))


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
    if result.shared_keys is not None:
        made["shared_keys"] = keys_json(result.shared_keys)
    if result.failure is not None:
        made["check"] = {
            "name": result.failure.check,
            "expected": result.failure.expected,
            "found": result.failure.found,
            "where": result.failure.where,
            "attributed_to": result.failure.attribution.value,
        }
    return made


def result_lines(result: SiteResult) -> list[str]:
    """A result for people."""
    if result.failure is not None:
        return [f"{result.snapshot}: {title(result.failure)}", f"  {result.failure}"]
    state = "draft" if result.draft else "released"
    return [
        f"{result.snapshot}: all public checks passed ({state}; {result.files} files, "
        f"{result.accounts} accounts)",
        *(f"  warning: {warning}" for warning in result.warnings),
        *_keys_lines(result.shared_keys),
        f"  not checked here: {NOT_CHECKED}",
    ]


def _keys_lines(keys: tuple[SharedKey, ...] | None) -> list[str]:
    if keys is None:
        return [
            "  not checked here: whether one key backs several rows (it takes the package ecdsa)"
        ]
    return [f"  wallet list: {key.text}" for key in keys]
