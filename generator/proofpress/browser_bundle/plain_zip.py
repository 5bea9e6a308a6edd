"""Writing ZIP archives with the same bytes on every machine and every run.

The entries keep their order, and have a fixed date and mode. There is no compression, because the
output of zlib differs from version to version.
"""

import io
import zipfile
from collections.abc import Iterable

Entries = list[tuple[str, bytes]]
"""Pairs of a path inside the archive and its content."""


def write_zip(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of an archive of `entries`."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, also when made on Windows
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return written.getvalue()
