"""Writing wheels: archives of `plain_zip` with the RECORD that lists their files."""

import base64
import hashlib

from proofpress.browser_bundle.plain_zip import Entries, write_zip


def write_wheel(entries: Entries, dist_info: str) -> bytes:
    """The bytes of a wheel with `entries` and their RECORD."""
    return write_zip([*entries, (f"{dist_info}/RECORD", _record(entries, dist_info))])


def _digest(content: bytes) -> str:
    """A file's SHA-256 as RECORD encodes it, without the prefix `sha256=`."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _record(entries: Entries, dist_info: str) -> bytes:
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in entries]
    return "\n".join([*lines, f"{dist_info}/RECORD,,", ""]).encode()
