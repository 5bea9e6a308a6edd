"""Writing wheels: the same bytes on every machine and every run.

Entries in the order given, one fixed date and mode, and no compression, for zlib's output differs
from version to version.
"""

import base64
import hashlib
import io
import zipfile

Entries = list[tuple[str, bytes]]
"""Paths inside the wheel, and what lies there."""


def write_wheel(entries: Entries, dist_info: str) -> bytes:
    """The bytes of a wheel of `entries` and the RECORD that lists them."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as wheel:
        for name, content in [*entries, (f"{dist_info}/RECORD", _record(entries, dist_info))]:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, also when made on Windows
            entry.external_attr = 0o100644 << 16
            wheel.writestr(entry, content)
    return archive.getvalue()


def record_digest(content: bytes) -> str:
    """A file's SHA-256 as a RECORD spells it, without the name of the function."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _record(entries: Entries, dist_info: str) -> bytes:
    lines = [f"{name},sha256={record_digest(content)},{len(content)}" for name, content in entries]
    return "\n".join([*lines, f"{dist_info}/RECORD,,", ""]).encode()
