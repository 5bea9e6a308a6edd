"""Reading a wallet list in whichever format the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canonical import parse_wallets
from .htx import read_htx
from .notes import notes_on
from .okx import read_okx
from .table_text import read_capped
from .wallets import WalletList

if TYPE_CHECKING:
    from pathlib import Path

    from .settings import WalletSettings


def read_wallets(path: Path, settings: WalletSettings) -> WalletList:
    """The list at `path`, every row of it, with what was odd about it.

    Raises:
        InputError: the file cannot be read or is no list of the format; says where and
            what to do.
    """
    data = read_capped(path)
    if settings.format == "htx":
        return read_htx(data, str(path), settings.forms, complete=settings.complete)
    if settings.format == "okx":
        return read_okx(data, str(path), settings.forms, complete=settings.complete)
    rows = parse_wallets(data, str(path))
    return WalletList(rows, settings.complete, notes=notes_on(rows))
