"""The table of wrong sites that both the command line and the page must answer correctly.

Each is a changed copy of the small exchange's released site, where `ACCOUNT` checks `SNAPSHOT`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import tamper
from tests.generator.exchange import FIRST, SECOND, Exchange

# Its sibling is an account with a balance, for changes of a sibling's sums.
ACCOUNT = "erin"
SNAPSHOT = SECOND


@dataclass(frozen=True)
class WrongSite:
    """A change, whether the publisher signs it, and the required answer and check."""

    name: str
    change: Callable[[Path, str], None]
    signed: bool
    answer: str
    check: str


def _other_snapshot(home: Path, _: str) -> None:
    for name in ("statement.json", "statement.note"):
        shutil.copyfile(home.parent / FIRST / name, home / name)


def _whole_other_snapshot(home: Path, _: str) -> None:
    shutil.rmtree(home)
    shutil.copytree(home.parent / FIRST, home)


def _flip_first(home: Path, code: str) -> None:
    path, _ = tamper.shard_of(home, code)
    tamper.edit_bytes(path, 200)


def _cell(offset: int) -> Callable[[Path, str], None]:
    return lambda home, code: tamper.flip_in_sibling_cell(home, code, offset)


def _statement(edit: Callable[[dict], object]) -> Callable[[Path, str], None]:
    return lambda home, _: tamper.edit_statement(home, edit)


def _more_total(made: dict) -> None:
    made["totals"][1] = str(int(made["totals"][1]) + 1)


def _fewer_decimals(made: dict) -> None:
    for column in made["header"]["columns"]:
        if column["asset"] == "BTC":
            column["decimals"] = 7


def _platform_scope(made: dict) -> None:
    made["header"]["columns"][1]["scope"] = "bonus"


def _cut_file(home: Path, code: str) -> None:
    path, _ = tamper.shard_of(home, code)
    path.write_bytes(path.read_bytes()[:-32])


def _no_file(home: Path, code: str) -> None:
    path, _ = tamper.shard_of(home, code)
    path.unlink()


WRONG_SITES = (
    WrongSite("shard-byte", _flip_first, False, "damaged-copy", "files-root"),
    WrongSite("shard-cut", _cut_file, False, "damaged-copy", "file-size"),
    WrongSite("shard-absent", _no_file, False, "damaged-copy", "file-size"),
    WrongSite("tag-dropped", tamper.drop_tag, False, "damaged-copy", "files-root"),
    WrongSite("total", _statement(_more_total), False, "damaged-copy", "statement-digest"),
    WrongSite("decimals", _statement(_fewer_decimals), False, "damaged-copy", "statement-digest"),
    WrongSite("sibling-sum", tamper.flip_in_sibling_sum, False, "damaged-copy", "files-root"),
    WrongSite("statement-of-another", _other_snapshot, False, "damaged-copy", "snapshot-id"),
    WrongSite("rollback", _whole_other_snapshot, False, "damaged-copy", "snapshot-id"),
    WrongSite("signed-tag-dropped", tamper.drop_tag, True, "not-counted", "tag-absent"),
    WrongSite("signed-total", _statement(_more_total), True, "refused", "totals"),
    WrongSite("signed-decimals", _statement(_fewer_decimals), True, "refused", "shard-header"),
    WrongSite("signed-scope", _statement(_platform_scope), True, "refused", "shard-header"),
    WrongSite("signed-sibling-sum", tamper.flip_in_sibling_sum, True, "refused", "shard-salt"),
    WrongSite("signed-sibling-hash", _cell(40), True, "refused", "shard-salt"),
)


def make_wrong(wrong: WrongSite, exchange: Exchange, site: Path) -> None:
    """Apply the change to `site`, a copy of the exchange's."""
    home = site / "snapshots" / SNAPSHOT
    wrong.change(home, exchange.code(ACCOUNT))
    if wrong.signed:
        tamper.sign(home, exchange.signing_key)
