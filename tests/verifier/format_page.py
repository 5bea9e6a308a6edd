"""Reading the format document: its sections, its tables and the values of its examples."""

from __future__ import annotations

import re

from proofpress_verify import verify
from proofpress_verify.core.amounts import Sums
from proofpress_verify.verdict import Verdict
from proofpress_verify.verify import Copy
from tests.golden import format_examples

TEXT = format_examples.DOCUMENT.read_text(encoding="utf-8")
BODIES: dict[str, str] = dict(format_examples.FENCE.findall(TEXT))


class Values:
    """The `name = value` lines of an example; hex may go on in indented lines."""

    def __init__(self, example: str) -> None:
        joined = re.sub(r"\n +", "", BODIES[example])
        pairs = (line.split(" = ", 1) for line in joined.splitlines())
        self.texts = {name.strip(): value for name, value in pairs}

    def octets(self, name: str) -> bytes:
        return bytes.fromhex(self.texts[name])

    def number(self, name: str) -> int:
        return int(self.texts[name])

    def text(self, name: str) -> str:
        quoted = self.texts[name]
        assert quoted[0] == quoted[-1] == '"'
        return quoted[1:-1]

    def sums(self, name: str) -> Sums:
        return read_sums(self.texts[name])


def read_sums(text: str) -> Sums:
    pairs = (entry.split(":") for entry in text.split() if text != "none")
    return tuple((int(column), int(amount)) for column, amount in pairs)


def section(heading: str) -> str:
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    assert match, heading
    return match[1]


def table(heading: str, first: str) -> list[list[str]]:
    """The rows of the table of a section whose head begins with `first`, without backticks."""
    (body,) = re.findall(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", section(heading), re.M)
    return [
        [cell.strip().replace("`", "") for cell in row.strip("|").split("|")]
        for row in body.splitlines()
    ]


def column(heading: str, first: str, index: int = 0) -> list[str]:
    return [row[index] for row in table(heading, first)]


def sample_file() -> bytes:
    """The sample's shard file, put together from its annotated lines, offsets checked."""
    data = b""
    for line in re.sub(r"\n {20,}", "", BODIES["shard-file"]).splitlines():
        match = re.fullmatch(r" *(\d+) +(\d+)  (\S.*?) {2,}(zero bytes|[0-9a-f]+)", line)
        assert match, line
        piece = bytes(int(match[2])) if match[4] == "zero bytes" else bytes.fromhex(match[4])
        assert (int(match[1]), int(match[2])) == (len(data), len(piece)), line
        data += piece
    return data


def statement_bytes() -> bytes:
    return BODIES["statement"].removesuffix("\n").encode()


def answers() -> dict[str, str]:
    lines = BODIES["answers"].splitlines()
    return dict(zip(lines[::2], (line.strip() for line in lines[1::2]), strict=True))


def check(code: str, identity: str = "", now: str = "") -> Verdict:
    note, copies = BODIES["note"].encode(), [Copy(sample_file())]
    return verify.verify(code, statement_bytes(), note, copies, identity=identity, now=now)


def sample_verdicts() -> list[Verdict]:
    return [check(code) for code in answers()]
