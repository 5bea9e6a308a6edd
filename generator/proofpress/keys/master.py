"""The master key, from which the code of every account is derived. Format document, "Codes".

A backend that shows customers their codes needs only this key.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proofpress.errors import InputError
from proofpress.keys.codes import derive_code, format_code
from proofpress.keys.secret_file import RESTORE, read_secret, write_secret
from proofpress_verify.code_text import Code

MASTER_KEY_SIZE = 32

_FILE = re.compile(r"proofpress-code-key-v0:([0-9a-f]{64})\n?")


@dataclass(frozen=True)
class MasterKey:
    """The 32 secret bytes from which every account's code is derived."""

    secret: bytes = field(repr=False)

    def code(self, publisher: bytes, account: bytes, generation: int = 0) -> bytes:
        """The 20 bytes of an account's code."""
        return derive_code(self.secret, publisher, generation, account)


@dataclass(frozen=True)
class CodeDerivation:
    """How the codes of accounts are derived in one snapshot.

    `publisher` is the publisher id; `generations` lists the accounts whose code was renewed.
    """

    key: MasterKey
    publisher: bytes
    generations: Mapping[str, int]

    def code(self, account: str) -> bytes:
        """The 20 secret bytes of an account's code."""
        generation = self.generations.get(account, 0)
        return self.key.code(self.publisher, account.encode("ascii"), generation)


def code_text(code: bytes, publisher: bytes) -> str:
    """The code as the customer gets it: `por1…`."""
    return format_code(Code(code, publisher))


def create_master_key(path: Path) -> MasterKey:
    """Make a new master key in a file that must not exist yet."""
    key = MasterKey(secrets.token_bytes(MASTER_KEY_SIZE))
    write_secret(path, f"proofpress-code-key-v0:{key.secret.hex()}\n")
    return key


def read_master_key(path: Path) -> MasterKey:
    """The master key in a file.

    Raises:
        InputError: absent, readable by others, or not a master key.
    """
    match = _FILE.fullmatch(read_secret(path))
    if match is None:
        raise InputError("not a proofpress master key", file=path, advice=RESTORE)
    return MasterKey(bytes.fromhex(match[1]))
