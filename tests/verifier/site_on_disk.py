"""A site in a folder, and the command run on it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from proofpress_verify import cli
from tests import simulator
from tests.simulator import Plan

PLAN = Plan()
PUBLISHED = simulator.publish(PLAN)
CODE = PUBLISHED.attempt(0).code
FINGERPRINT = hashlib.sha256(PUBLISHED.statement).hexdigest()
STATEMENT = "snapshots/2026-10-31/statement.json"
SHARD = "snapshots/2026-10-31/shards/0000/000000.shard"


class Site:
    """A site in a folder, and the command run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = simulator.write_site(folder / "site", PUBLISHED)
        self.code_file = folder / "code.txt"
        self.code_file.write_text(CODE + "\n", encoding="ascii")
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def run(self, *arguments: str) -> int:
        try:
            status = cli.main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return status

    def account(self, *options: str, code_file: str | None = None) -> int:
        code = str(self.code_file) if code_file is None else code_file
        return self.run("account", str(self.folder), "--code-file", code, *options)

    def flip(self, path: str, at: int) -> None:
        data = bytearray((self.folder / path).read_bytes())
        data[at] ^= 1
        (self.folder / path).write_bytes(bytes(data))

    @property
    def said(self) -> str:
        return self.out + self.err


def failed(site: Site, *options: str) -> tuple[str, str, str]:
    """The check that fails for the first snapshot, whom it is attributed to, and where."""
    assert site.run("site", str(site.folder), "--json", *options) == 1
    check = json.loads(site.out)[0]["check"]
    return check["name"], check["attributed_to"], check["where"]
