"""Progress of a long build, for the person who waits for it."""

from __future__ import annotations

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
    """Ignores everything."""

    def stage(self, text: str) -> None:
        """See `Progress.stage`."""

    def advance(self, done: int, total: int | None = None) -> None:
        """See `Progress.advance`."""
