"""Where a published site is read from: a folder or an http(s) URL.

Every read has a size limit. Reading over http sends no cookie and no referrer. The only thing that
depends on a code is which block of shards is read, or which shard if the user asks for one file.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.message import Message
from pathlib import Path
from typing import ClassVar

from .forms import SNAPSHOT

MAX_INDEX_SIZE = 4 * 1024 * 1024
TIMEOUT_SECONDS = 60
MAX_COOKIE_NAME = 80
MOST_AT_ONCE = 8

# The second header is for proxies that know only HTTP/1.0.
_PAST_CACHES = {"Cache-Control": "no-cache", "Pragma": "no-cache"}


class SourceError(Exception):
    """A site could not be read; `usage` says that what was asked for is wrong."""

    def __init__(self, text: str, *, usage: bool = False) -> None:
        super().__init__(text)
        self.usage = usage


class Source(ABC):
    """A published site; paths are relative to it and have forward slashes.

    `is_watched` says that a server sees which files are read.
    """

    is_watched: ClassVar[bool]

    @abstractmethod
    def read_optional(self, path: str, most: int) -> bytes | None:
        """The bytes of a file of at most `most` bytes, None if there is no such file.

        Raises:
            SourceError: it is too large or cannot be read.
        """

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file of at most `most` bytes.

        Raises:
            SourceError: it is missing, too large or cannot be read.
        """
        data = self.read_optional(path, most)
        if data is None:
            raise SourceError(f"{path}: not there")
        return data

    def read_among(self, paths: Sequence[str], wanted: str, most: int) -> bytes | None:
        """The bytes of `wanted`, one of `paths`, None if there is no such file.

        All paths are read at the same time, and errors in the others are ignored, so that nothing
        shows which one is needed.
        """
        with ThreadPoolExecutor(min(len(paths), MOST_AT_ONCE)) as pool:
            reading = {path: pool.submit(self._read_or_drop, path, wanted, most) for path in paths}
        return reading[wanted].result()

    def _read_or_drop(self, path: str, wanted: str, most: int) -> bytes | None:
        data = self.read_optional(path, most)
        return data if path == wanted else None

    def afresh(self) -> Source:
        """The same site, read without the caches on the way to it."""
        return self

    def snapshots(self) -> list[str]:
        """The ids of the site's snapshots, newest first, from its latest.json."""
        data = self.read("latest.json", MAX_INDEX_SIZE)
        try:
            listed = json.loads(data)["snapshots"]
            ids = [entry["id"] for entry in listed]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SourceError("latest.json: not a list of snapshots") from error
        if not ids or not all(isinstance(id_, str) and SNAPSHOT.fullmatch(id_) for id_ in ids):
            raise SourceError("latest.json: lists no snapshot, or one with an impossible id")
        return ids

    def newest(self) -> str:
        """The id of the newest snapshot."""
        return self.snapshots()[0]

    def warnings(self) -> list[str]:
        """Warnings about the place itself, not about the files in it."""
        return []


class Folder(Source):
    """A site as a folder."""

    is_watched = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read_optional(self, path: str, most: int) -> bytes | None:
        try:
            with (self._folder / path).open("rb") as file:
                data = file.read(most + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceError(f"{path}: {error.strerror}") from error
        if len(data) > most:
            raise SourceError(f"{path}: more than the {most} bytes allowed")
        return data


class Web(Source):
    """A site at a URL."""

    is_watched = True

    def __init__(self, base: str, *, past_caches: bool = False) -> None:
        self._base = base if base.endswith("/") else base + "/"
        self._headers = {"Accept-Encoding": "identity"} | (_PAST_CACHES if past_caches else {})
        self._cookies: set[str] = set()

    def read_optional(self, path: str, most: int) -> bytes | None:
        # The base begins with http:// or https:// (see open_source), so no other scheme opens.
        request = urllib.request.Request(self._base + path, headers=self._headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                self._note_cookies(response.headers)
                data: bytes = response.read(most + 1)
                _require_whole(path, len(data), response.headers, most)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise SourceError(f"{path}: the server answered {error.code}") from error
        except (http.client.HTTPException, OSError) as error:
            raise SourceError(f"{path}: {error}") from error
        if len(data) > most:
            raise SourceError(f"{path}: more than the {most} bytes allowed")
        return data

    def afresh(self) -> Source:
        return Web(self._base, past_caches=True)

    def warnings(self) -> list[str]:
        """Which cookies the host set with the page that customers open, or with any file so far."""
        with suppress(SourceError):
            self.read_optional("verify/index.html", MAX_INDEX_SIZE)
        if not self._cookies:
            return []
        names = ", ".join(sorted(self._cookies))
        return [
            f"the host sets cookies ({names}), by which it can tell who checks and when; "
            "a site of proofs belongs on a host name without cookies"
        ]

    def _note_cookies(self, headers: Message) -> None:
        for cookie in headers.get_all("Set-Cookie", []):
            name = cookie.partition("=")[0].strip()[:MAX_COOKIE_NAME]
            self._cookies.add(name if name.isprintable() else "unprintable")


def _require_whole(path: str, length: int, headers: Message, most: int) -> None:
    """Check the length, since `read` with a limit does not report a connection that broke off."""
    stated = headers.get("Content-Length", "")
    if stated.isdecimal() and len(stated) < 20 and length < min(int(stated), most + 1):
        raise SourceError(f"{path}: cut off after {length} of {stated} bytes")


def open_source(place: str) -> Source:
    """The site at a folder or an http(s) URL.

    Raises:
        SourceError: neither.
    """
    if place.startswith(("http://", "https://")):
        return Web(place)
    if Path(place).is_dir():
        return Folder(Path(place))
    raise SourceError(f"{place}: neither a folder nor an http(s) URL", usage=True)
