"""Reading a JSON object that must have exactly the members of a fixed list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from .canonical import Json
from .core.amounts import LIMIT
from .errors import StatementMember
from .forms import AMOUNT, DATE, MAX_LONG_TEXT, MAX_TEXT, TIME

T = TypeVar("T")
V = TypeVar("V")


class Members:
    """The members of one JSON object, read by name and form.

    Every reader raises `StatementMember`, which names the member, if it is not of that form.
    `where` is the path to the object, such as "header.columns[3]".
    """

    def __init__(self, value: Json, names: frozenset[str], where: str) -> None:
        if not isinstance(value, dict):
            raise StatementMember(expected="an object", found=_kind(value), where=where)
        if value.keys() != names:
            raise StatementMember(
                expected=", ".join(sorted(names)),
                found=", ".join(sorted(value))[:MAX_TEXT],
                where=where,
            )
        self._values = value
        self._where = where

    def place(self, name: str) -> str:
        """The path to a member."""
        return f"{self._where}.{name}" if self._where else name

    def fail(self, name: str, expected: str) -> StatementMember:
        """The error that says that a member is not `expected`."""
        found = repr(self._values[name])
        return StatementMember(expected=expected, found=found[:120], where=self.place(name))

    def object(self, name: str, names: frozenset[str]) -> Members:
        """A member that is an object with exactly these members."""
        return Members(self._values[name], names, self.place(name))

    def items(self, name: str, read: Callable[[Json, str], T], most: int) -> tuple[T, ...]:
        """A member that is a list of at most `most` items, each read by `read(item, where)`."""
        value = self._values[name]
        if not isinstance(value, list) or len(value) > most:
            raise self.fail(name, f"a list of at most {most}")
        return tuple(read(item, f"{self.place(name)}[{i}]") for i, item in enumerate(value))

    def text(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        """A member that is a string of 1 to 200 characters, matching `pattern` whole."""
        return read_text(self._values[name], self.place(name), pattern)

    def long_text(self, name: str) -> str:
        """A member that is a string of at most 2,000 characters, which may be ""."""
        value = self._values[name]
        if not isinstance(value, str) or len(value) > MAX_LONG_TEXT:
            raise self.fail(name, f"a string of at most {MAX_LONG_TEXT} characters")
        return value

    def optional_text(self, name: str, pattern: re.Pattern[str]) -> str | None:
        """A member that is "" (there is none) or a string matching `pattern`."""
        return None if self._values[name] == "" else self.text(name, pattern)

    def time(self, name: str) -> str:
        """A member that is a UTC time, YYYY-MM-DDTHH:MM:SSZ."""
        return self._real(name, self.text(name, TIME))

    def optional_date(self, name: str) -> str | None:
        """A member that is a date, YYYY-MM-DD, or ""."""
        text = self.optional_text(name, DATE)
        return None if text is None else self._real(name, text)

    def _real(self, name: str, text: str) -> str:
        try:
            moment(text)
        except ValueError as error:
            raise self.fail(name, "a day and time that exist") from error
        return text

    def choice(self, name: str, choices: Mapping[str, V]) -> V:
        """The value that a member, one of a few strings, has in `choices`."""
        value = self._values[name]
        if not isinstance(value, str) or value not in choices:
            raise self.fail(name, ", ".join(repr(choice) for choice in choices))
        return choices[value]

    def integer(self, name: str, most: int) -> int:
        """A member that is an integer from 0 to `most`."""
        return _integer(self._values[name], most, self.place(name))

    def flag(self, name: str) -> bool:
        """A member that is true or false."""
        value = self._values[name]
        if not isinstance(value, bool):
            raise self.fail(name, "true or false")
        return value

    def amount(self, name: str) -> int:
        """A member that is an amount: a decimal string below 2**128."""
        return read_amount(self._values[name], self.place(name))

    def octets(self, name: str, size: int) -> bytes:
        """A member that is `size` bytes in lower-case hex."""
        return bytes.fromhex(self.text(name, re.compile(f"[0-9a-f]{{{2 * size}}}")))


def read_text(value: Json, where: str, pattern: re.Pattern[str] | None = None) -> str:
    """A string of 1 to 200 characters, matching `pattern` whole."""
    expected = ""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT:
        expected = f"a string of 1 to {MAX_TEXT} characters"
    elif pattern is None or pattern.fullmatch(value):
        return value
    else:
        expected = f"a string of the form {pattern.pattern}"
    raise StatementMember(expected=expected, found=repr(value)[:120], where=where)


def moment(text: str) -> datetime:
    """The time that YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ states, in UTC, as a naive datetime.

    Raises:
        ValueError: there is no such day or time.
    """
    # Not Python's own parsers: later versions accept more texts, such as 24:00:00.
    day, _, clock = text.removesuffix("Z").partition("T")
    year, month, day_of_month = (int(part) for part in day.split("-"))
    hour, minute, second = (int(part) for part in (clock or "0:0:0").split(":"))
    return datetime(year, month, day_of_month, hour, minute, second)


def read_amount(value: Json, where: str) -> int:
    """The amount, in base units, that a decimal string states."""
    if not isinstance(value, str) or not AMOUNT.fullmatch(value) or int(value) >= LIMIT:
        raise StatementMember(
            expected="an amount below 2^128 as a decimal string",
            found=repr(value)[:120],
            where=where,
        )
    return int(value)


def read_index(value: Json, where: str) -> int:
    """A column index."""
    return _integer(value, 0xFFFF, where)


def _integer(value: Json, most: int, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value > most:
        raise StatementMember(
            expected=f"an integer from 0 to {most}", found=repr(value)[:120], where=where
        )
    return value


def _kind(value: Json) -> str:
    return type(value).__name__
