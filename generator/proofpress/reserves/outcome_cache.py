"""What became of the signatures of whole lists, remembered beside the publisher's state.

Each build shows every list since the first snapshot, and lists never change: `state/signatures/`
holds, by the digest of a `wallets.csv`, what its signatures came to. What is remembered counts
only for the very same verifier and curve library, and only if the file is whole; in any other case
the list is checked again. So the folder may be deleted at any time. It is never published.
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


class _Remembered(msgspec.Struct, frozen=True):
    """One list's file: `rows` are places in `outcomes`, of which a list has few."""

    rules: str
    outcomes: tuple[Outcome, ...]
    rows: tuple[int, ...]


class OutcomeCache:
    """The outcomes of lists, worked out where they are not remembered."""

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
        """What is remembered, or None where there is nothing, or nothing that counts."""
        try:
            seal, _, data = path.read_bytes().partition(b"\n")
            found = msgspec.json.decode(data, type=_Remembered)
            if seal != _seal(path, data) or found.rules != self._rules or len(found.rows) != rows:
                return None
            return tuple(found.outcomes[place] for place in found.rows)
        except (OSError, msgspec.MsgspecError, IndexError):
            return None

    def _write(self, path: Path, outcomes: Sequence[Outcome]) -> None:
        distinct = {outcome: place for place, outcome in enumerate(dict.fromkeys(outcomes))}
        rows = tuple(distinct[outcome] for outcome in outcomes)
        data = msgspec.json.encode(_Remembered(self._rules, tuple(distinct), rows))
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(_seal(path, data) + b"\n" + data)
        new.rename(path)


def _seal(path: Path, data: bytes) -> bytes:
    """A disk that flips a bit, or a file under another's name, must not change a page."""
    return sha256(path.name.encode() + data).hexdigest().encode()


def _rules() -> str:
    """All that an outcome depends on beside its list."""
    _, wheel = resources.verifier_wheel()
    return f"{sha256(wheel).hexdigest()} {__version__} {library()}"
