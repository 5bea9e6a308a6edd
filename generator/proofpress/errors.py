"""Errors with a cause outside proofpress. Their messages tell an engineer how to fix it.

`InputError` is for everything that comes from outside: the command line prints it and exits
with code 2, and nothing is left half-written. Any other exception is a bug in proofpress
itself and is shown as one.
"""

from __future__ import annotations

from pathlib import Path


class ProofpressError(Exception):
    """Base of the errors that proofpress raises on purpose."""


class InputError(ProofpressError):
    """Bad input: what is wrong, where it is, and what to do about it.

    `row` counts data rows from 1 (the header of a CSV is not a row); `column` is the
    column's name as written in the file.
    """

    def __init__(
        self,
        what: str,
        *,
        file: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
        advice: str = "",
    ) -> None:
        self.what = what
        self.file = None if file is None else str(file)
        self.row = row
        self.column = column
        self.advice = advice
        super().__init__(self._text())

    def _text(self) -> str:
        places = [
            self.file,
            None if self.row is None else f"row {self.row}",
            None if self.column is None else f"column {self.column!r}",
        ]
        where = ", ".join(place for place in places if place is not None)
        lead = f"{where}: {self.what}" if where else self.what
        return f"{lead}\n{self.advice}" if self.advice else lead


class StateError(ProofpressError):
    """The publisher's folder is not in a state that allows this step (exit code 2)."""
