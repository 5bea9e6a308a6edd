"""A cache of signature checks in the publisher's folder.

Each build shows every list since the first snapshot, and published lists never change. So
`state/signatures/` keeps the outcomes of each list's signatures, under the digest of its
`wallets.csv`. An entry is used only by the same verifier and curve library that wrote it, and only
if its file is intact; otherwise the list is checked again. The folder may be deleted at any time.
It is never published.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from proofpress import __version__
from proofpress.browser_bundle import resources
from proofpress.reserves.fast_curve import library
from proofpress.reserves.signatures import check_rows
from proofpress.reserves.wallets import Wallet
from proofpress_verify.ownership.outcome import Outcome

FOLDER = Path("state") / "signatures"


class _CacheEntry(msgspec.Struct, frozen=True):
    """One list's file. `outcomes` has each distinct outcome once, `rows` an index for each row."""

    rules: str
    outcomes: tuple[Outcome, ...]
    rows: tuple[int, ...]


class OutcomeCache:
    """The outcomes of lists, from the cache or checked now."""

    def __init__(self, publisher: Path) -> None:
        """`publisher` is the publisher's folder."""
        self._folder = publisher / FOLDER
        self._rules = _rules()

    def outcomes(self, rows: tuple[Wallet, ...], digest: bytes) -> tuple[Outcome, ...]:
        """The outcome of each row of the list whose `wallets.csv` has the SHA-256 `digest`."""
        path = self._folder / f"{digest.hex()}.json"
        known = self._read(path, len(rows))
        if known is None:
            known = tuple(check_rows(rows))
            self._write(path, known)
        return known

    def _read(self, path: Path, rows: int) -> tuple[Outcome, ...] | None:
        """The cached outcomes, or None if there are none or they cannot be used."""
        try:
            checksum, _, data = path.read_bytes().partition(b"\n")
            found = msgspec.json.decode(data, type=_CacheEntry)
            if checksum != _checksum(path, data):
                return None
            if found.rules != self._rules or len(found.rows) != rows:
                return None
            return tuple(found.outcomes[i] for i in found.rows)
        except (OSError, msgspec.MsgspecError, IndexError):
            return None

    def _write(self, path: Path, outcomes: Sequence[Outcome]) -> None:
        distinct = {outcome: i for i, outcome in enumerate(dict.fromkeys(outcomes))}
        rows = tuple(distinct[outcome] for outcome in outcomes)
        data = msgspec.json.encode(_CacheEntry(self._rules, tuple(distinct), rows))
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(_checksum(path, data) + b"\n" + data)
        new.rename(path)


def _checksum(path: Path, data: bytes) -> bytes:
    """Of the name and the content, so that neither a flipped bit nor a renamed file is used."""
    return sha256(path.name.encode() + data).hexdigest().encode()


def _rules() -> str:
    """What an outcome depends on besides its list: verifier, generator and curve library."""
    _, wheel = resources.verifier_wheel()
    return f"{sha256(wheel).hexdigest()} {__version__} {library()}"
