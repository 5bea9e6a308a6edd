"""A TOML file as tables of known keys and types, with errors that name file and key.

A table is a frozen msgspec struct. The structs define what is allowed; this module only checks
it, so that every unknown key gets the same message.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Literal, Union, get_args, get_origin

import msgspec

from proofpress.errors import InputError

MAX_FILE = 1 << 20
MAX_NAMES_LISTED = 40


@dataclass(frozen=True)
class TomlFile:
    """A settings file: reads it, and makes errors that say where in it something is wrong."""

    file: Path

    def fail(self, key: str, what: str, advice: str = "") -> InputError:
        """An error about the value at `key`, for the caller to raise."""
        return InputError(f"{key} {what}", file=self.file, advice=advice)

    def read[T](self, kind: type[T], advice_if_absent: str) -> T:
        """The file as the table `kind`."""
        table = _build(self, _parse_toml(self.file, advice_if_absent), kind, "")
        assert isinstance(table, kind)
        return table


def _parse_toml(file: Path, advice_if_absent: str) -> dict[str, object]:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise InputError("there is no such file", file=file, advice=advice_if_absent) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=file) from error
    if len(data) > MAX_FILE:
        raise InputError(f"is larger than {MAX_FILE} bytes", file=file, advice="Shorten it.")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"line {line} is not UTF-8", file=file, advice="Save it as UTF-8."
        ) from error
    except RecursionError as error:
        raise InputError("is nested too deeply", file=file, advice="Flatten it.") from error
    except ValueError as error:
        raise InputError(f"is not TOML: {error}", file=file, advice="Correct that line.") from error


def _build(source: TomlFile, value: object, kind: object, key: str) -> object:
    """`value` as `kind`: a struct, a dict or tuple of something, or a plain value.

    `key` is the dotted path of the value, empty for the file itself.
    """
    kind = _chosen(kind, value)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _build_struct(source, value, kind, key)
    if get_origin(kind) is dict and isinstance(value, dict):
        item = get_args(kind)[1]
        return {name: _build(source, part, item, join(key, name)) for name, part in value.items()}
    if get_origin(kind) is tuple and isinstance(value, list):
        item = get_args(kind)[0]
        return tuple(
            _build(source, part, item, f"{key}[{index}]") for index, part in enumerate(value, 1)
        )
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise source.fail(key, f"must be {_words(kind)}") from error


def _build_struct(
    source: TomlFile, value: object, kind: type[msgspec.Struct], key: str
) -> msgspec.Struct:
    if not isinstance(value, dict):
        raise source.fail(key, "must be a table")
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            raise source.fail(join(key, name), "is not a known key", nearest(name, fields))
    for name, field in fields.items():
        if field.required and name not in value:
            raise source.fail(join(key, name), "is missing", f"It must be {_words(field.type)}.")
    return kind(
        **{
            name: _build(source, part, fields[name].type, join(key, name))
            for name, part in value.items()
        }
    )


def _chosen(kind: object, value: object) -> object:
    """The type for `value`, if it may be a plain value or a table."""
    parts = _without_none(kind)
    return parts[-1] if isinstance(value, dict) else parts[0]


def _without_none(kind: object) -> tuple[object, ...]:
    """The types that a value may have: the plain one first, a table last."""
    if get_origin(kind) not in (Union, types.UnionType):
        return (kind,)
    return tuple(part for part in get_args(kind) if part is not type(None))


def join(key: str, name: str) -> str:
    """The dotted path of `name` in the table at `key`, quoted where TOML would quote it."""
    shown = name if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) else repr(name[:64])
    return f"{key}.{shown}" if key else shown


def nearest(name: str, known: Iterable[str], what: str = "Known keys") -> str:
    """Advice for an unknown name: the most similar known name, and a list of all known ones."""
    by_lower = {choice.lower(): choice for choice in known}
    close = difflib.get_close_matches(name[:64].lower(), by_lower, 1)
    guess = f"Did you mean {by_lower[close[0]]}? " if close else ""
    listed = sorted(by_lower.values())
    more = ", …" if len(listed) > MAX_NAMES_LISTED else ""
    return f"{guess}{what}: {', '.join(listed[:MAX_NAMES_LISTED])}{more}."


_WORDS: dict[object, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    datetime: "a date and time such as 2026-10-31T00:00:00Z, without quotes",
    date: "a date such as 2026-11-30, without quotes",
}


def _words(kind: object) -> str:
    """A description of a type for the person who writes the TOML file."""
    kind = _without_none(kind)[0]
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "one of " + ", ".join(f'"{choice.value}"' for choice in kind)
    if get_origin(kind) is tuple:
        return "a list"
    return _WORDS.get(kind, "a table")
