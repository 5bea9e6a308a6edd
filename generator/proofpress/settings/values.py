"""Single values of a settings file: names, texts, links, paths, times.

Each function raises an InputError that names the file and the key if the value breaks its rule.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from proofpress.settings.toml_file import TomlFile

MAX_NAME = 80
MAX_URL = 2048
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"

_URL = re.compile(r"https?://[\x21-\x7e]+")
# With a final slash, so that a relative path can be appended.
_SITE_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?/([A-Za-z0-9._~-]+/)*")


def matching(source: TomlFile, key: str, text: str, form: re.Pattern[str], rule: str) -> str:
    """A text that matches `form`; `rule` describes the form in words."""
    if not form.fullmatch(text):
        raise source.fail(key, f"cannot be {text[:MAX_NAME]!r}", f"The rule: {rule}.")
    return text


def plain_text(source: TomlFile, key: str, text: str) -> str:
    """One line of text for people to read."""
    if not text.isprintable() or text != text.strip() or not 0 < len(text) <= MAX_NAME:
        rule = f"1 to {MAX_NAME} printable characters, no leading or trailing space"
        raise source.fail(key, f"cannot be {text[:MAX_NAME]!r}", f"The rule: {rule}.")
    return text


def url(source: TomlFile, key: str, text: str) -> str:
    """A link to a page."""
    rule = f"a link that begins with https:// or http://, at most {MAX_URL} characters, no spaces"
    return matching(source, key, text if len(text) <= MAX_URL else "", _URL, rule)


def site_url(source: TomlFile, text: str | None) -> str | None:
    """The address of the site itself, if it is given."""
    if text is None:
        return None
    rule = (
        f"https:// and the site's whole address with a final slash, at most {MAX_URL} characters, "
        "as in https://example.com/reserves/"
    )
    return matching(source, "site_url", text if len(text) <= MAX_URL else "", _SITE_URL, rule)


def path_in(source: TomlFile, key: str, folder: Path, text: str) -> Path:
    """A path below the publisher's folder, or an absolute one."""
    path = Path(text)
    if not text or not text.isprintable():
        raise source.fail(key, f"cannot be {text[:MAX_NAME]!r}", "Name a file.")
    if ".." in path.parts and not path.is_absolute():
        advice = "Write a path inside the folder, or an absolute one."
        raise source.fail(key, "leads out of the publisher's folder by '..'", advice)
    return (folder / path).absolute()


def optional_path_in(source: TomlFile, key: str, folder: Path, text: str | None) -> Path | None:
    """As `path_in`, for a path that may be left out."""
    return None if text is None else path_in(source, key, folder, text)


def moment(source: TomlFile, key: str, moment: datetime) -> str:
    """A time in the form of statements: UTC, whole seconds, `YYYY-MM-DDTHH:MM:SSZ`."""
    if moment.tzinfo is None:
        advice = "End it with Z for UTC, as in 2026-10-31T00:00:00Z."
        raise source.fail(key, "has no time zone", advice)
    if moment.microsecond:
        raise source.fail(key, "has a fraction of a second", "Give whole seconds.")
    return moment.astimezone(UTC).strftime(TIME_FORM)
