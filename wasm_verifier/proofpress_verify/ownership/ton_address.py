"""Addresses of TON: a raw form, and a form in base64 with flags for transfers.

The 36 bytes of the second form are  flags ‖ workchain ‖ 32 bytes ‖ CRC-16 (XMODEM) of the others.
The flags concern a transfer, not the account.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import crc_hqx

_RAW = re.compile(r"(-?[0-9]{1,10}):([0-9a-fA-F]{64})", re.ASCII)
_BASE64 = re.compile(r"[0-9A-Za-z+/_-]{48}", re.ASCII)
_FLAGS = (0x11, 0x51, 0x91, 0xD1)


def raw_form(address: str) -> str | None:
    """Workchain and account, as in `0:83df…`; None if the text is not an address of TON."""
    raw = _RAW.fullmatch(address)
    if raw is not None:
        return f"{int(raw[1])}:{raw[2].lower()}"
    if not _BASE64.fullmatch(address):
        return None
    data = b64decode(address.replace("-", "+").replace("_", "/"))
    if data[0] not in _FLAGS or crc_hqx(data[:34], 0) != int.from_bytes(data[34:], "big"):
        return None
    return f"{int.from_bytes(data[1:2], 'big', signed=True)}:{data[2:34].hex()}"
