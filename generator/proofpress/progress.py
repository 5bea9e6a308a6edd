"""What a long build tells whoever waits for it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives the stages of a build as they begin."""

    def stage(self, text: str) -> None:
        """A stage begins; `text` names it in a few words."""
        ...


class Silent:
    """Tells nobody."""

    def stage(self, text: str) -> None:
        """See `Progress.stage`."""
