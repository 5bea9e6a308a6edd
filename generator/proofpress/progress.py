"""What a long build tells whoever waits for it."""

from __future__ import annotations

import time
from typing import Protocol


class Progress(Protocol):
    """Receives the stages of a build as they begin, and how far a long one is."""

    def stage(self, text: str) -> None:
        """A stage begins; `text` names it in a few words."""
        ...

    def advance(self, done: int, total: int | None = None) -> None:
        """So many rows or accounts of the stage are done; `total` is None if unknown."""
        ...


class Silent:
    """Tells nobody."""

    def stage(self, text: str) -> None:
        """See `Progress.stage`."""

    def advance(self, done: int, total: int | None = None) -> None:
        """See `Progress.advance`."""


class Pace:
    """Rate and time left of a stage, in words."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def words(self, done: int, total: int | None) -> str:
        """Such as "1,200,000 of 10,000,000, 400,000 a second, 22 s left"."""
        rate = done / max(time.monotonic() - self._began, 1e-3)
        if total is None:
            return f"{done:,}, {rate:,.0f} a second"
        left = (total - done) / rate if rate else 0.0
        return f"{done:,} of {total:,}, {rate:,.0f} a second, {left:.0f} s left"
