"""Read the texts and attestations that the settings name, for publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from proofpress.disclosures.record import Attachment, Disclosures, Held, OtherReserve, Topic
from proofpress.errors import InputError
from proofpress.settings.disclosures import DisclosureTable, OtherReserveTable
from proofpress_verify.forms import ASSET

MAX_TEXT = 256 * 1024
MAX_ATTACHMENT = 32 * 1024 * 1024
MAX_RESERVES = 200
MAX_WORDS = 200
FOLDER = "attachments"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(pdf|txt|csv|json|md|png|jpg|asc|sig|p7s|zip)")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?")


@dataclass(frozen=True)
class Collected:
    """The disclosures to publish: the record, and the files by path in the snapshot."""

    disclosed: Disclosures
    files: dict[str, bytes]


def collect(table: DisclosureTable | None, folder: Path, settings: str) -> Collected:
    """Read what the table names, relative to the publisher's folder.

    `settings` is the name of the settings file, for messages.

    Raises:
        InputError: a file cannot be read, is too large, or has a name that is not safe.
    """
    if table is None:
        return Collected(Disclosures(), {})
    if len(table.reserves) > MAX_RESERVES:
        raise InputError(f"more than {MAX_RESERVES} disclosures.reserves", file=settings)
    texts = {
        topic: _text(getattr(table, topic.value), folder, topic, settings)
        for topic in Topic
        if getattr(table, topic.value).strip()
    }
    files: dict[str, bytes] = {}
    reserves = tuple(
        _reserve(row, folder, files, f"disclosures.reserves[{number}]", settings)
        for number, row in enumerate(table.reserves, 1)
    )
    return Collected(Disclosures(texts, reserves), files)


def _text(written: str, folder: Path, topic: Topic, settings: str) -> str:
    text = written
    if written.endswith(".md") and "\n" not in written and " " not in written:
        data = _read(folder, written, MAX_TEXT, f"disclosures.{topic.value}", settings)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                f"not UTF-8 at byte {error.start}", file=folder / written, advice="Save as UTF-8."
            ) from error
    if len(text) > MAX_TEXT:
        raise InputError(
            f"disclosures.{topic.value} is longer than {MAX_TEXT:,} characters", file=settings
        )
    return text.replace("\r\n", "\n").expandtabs(4).strip("\n ")


def _reserve(
    row: OtherReserveTable, folder: Path, files: dict[str, bytes], key: str, settings: str
) -> OtherReserve:
    for name in ("what", "counterparty"):
        _check_words(getattr(row, name), f"{key}.{name}", settings)
    if bool(row.asset) != bool(row.amount):
        raise InputError(f"{key} needs both asset and amount, or neither", file=settings)
    if row.asset and not (ASSET.fullmatch(row.asset) and _AMOUNT.fullmatch(row.amount)):
        raise InputError(
            f"{key}: {row.amount[:40]!r} {row.asset[:40]!r} is not an amount",
            file=settings,
            advice='Write whole units as in amount = "2500000.50" and asset = "USD".',
        )
    attached = None
    if row.attestation is not None:
        attached = _attach(row.attestation, folder, files, f"{key}.attestation", settings)
    return OtherReserve(
        row.what, Held(row.held), row.counterparty, row.asset, _shortest(row.amount), attached
    )


def _shortest(amount: str) -> str:
    return amount.rstrip("0").rstrip(".") if "." in amount else amount


def _check_words(text: str, key: str, settings: str) -> None:
    if not text.isprintable() or text != text.strip() or not 0 < len(text) <= MAX_WORDS:
        raise InputError(
            f"{key} cannot be {text[:80]!r}",
            file=settings,
            advice=f"The rule: 1 to {MAX_WORDS} printable characters, "
            "no leading or trailing space.",
        )


def _attach(
    written: str, folder: Path, files: dict[str, bytes], key: str, settings: str
) -> Attachment:
    name = Path(written).name
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{key}: a file named {name[:80]!r} cannot be published",
            file=settings,
            advice="Use letters, digits, '_' and '-', and one ending such as .pdf or .txt.",
        )
    data = _read(folder, written, MAX_ATTACHMENT, key, settings)
    path = f"{FOLDER}/{name}"
    if files.setdefault(path, data) != data:
        raise InputError(
            f"{key}: two different files are named {name}",
            file=settings,
            advice="Give each attachment its own name.",
        )
    return Attachment(path, sha256(data).hexdigest(), len(data))


def _read(folder: Path, written: str, most: int, key: str, settings: str) -> bytes:
    path = Path(written)
    if ".." in path.parts and not path.is_absolute():
        raise InputError(
            f"{key} leads out of the publisher's folder by '..'",
            file=settings,
            advice="Write a path inside the folder, or an absolute one.",
        )
    try:
        with (folder / path).open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "not a path"
        raise InputError(f"{key} cannot be read: {what}", file=folder / path) from error
    if len(data) > most:
        raise InputError(f"{key} is larger than {most:,} bytes", file=folder / path)
    return data
