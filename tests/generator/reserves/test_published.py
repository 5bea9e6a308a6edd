"""Published lists: blocks, columns and cells, and errors that name their place."""

from __future__ import annotations

import pytest

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets, parse_wallets
from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.wallets import NoteKind
from tests.generator.reserves.lists import EVM, HTX_HEAD, OKX_HEAD, OTHER, htx, okx, one


@pytest.mark.parametrize("name", ["htx_2026-02-01.csv", "okx_2022-11_sample.csv"])
def test_a_published_list_survives_the_canonical_encoding(published, name: str) -> None:
    read = read_htx if name.startswith("htx") else read_okx
    rows = read(published(name), name, {}, complete=True).rows
    assert parse_wallets(format_wallets(rows)) == rows


def test_cells_are_cleaned_where_that_is_safe() -> None:
    wallets = htx(
        "Coin, Address ,Balance,Snapshot_Height,Signature,MESSAGE,Remark\r\n"
        f"ETH,{EVM}, 005.2834 ,16005122,null,hello,x\r\n"
        ",,,,,,\r\n"
        f"ETH,{OTHER},0,-\r\n"
    )
    first, second = wallets.rows
    assert (first.balance, first.decimals, first.block_height) == (52834, 4, 16005122)
    assert (first.message, first.signatures) == ("hello", ())
    assert (second.balance, second.block_height) == (0, None)
    assert one(wallets, NoteKind.UNREAD_COLUMN).text == "The column 'Remark' is not read."


@pytest.mark.parametrize(
    ("read", "text", "row", "column", "says", "advises"),
    [
        (htx, "", None, None, "no rows with addresses", "a row for each address"),
        (htx, "coin,snapshot height,balance\nBTC,1,2\n", None, None, "no rows with", "header"),
        (htx, "BTC,1,2,3\n" + HTX_HEAD, None, None, "line 1 comes before", "names the columns"),
        (htx, "coin,address\nBTC,x\n", None, None, "no column for balance", "at least"),
        (htx, "coin,address,balance,amount\n", None, None, "'balance' twice", "Rename"),
        (htx, f"{HTX_HEAD},{EVM},-,1,-,-\n", 1, "coin", "the cell is empty", "Every row"),
        (htx, f"{HTX_HEAD}ETH,-,-,1,-,-\n", 1, "address", "the cell is empty", "Every row"),
        (htx, f"{HTX_HEAD}ETH,a b,-,1,-,-\n", 1, "address", "contains blanks", "as published"),
        (htx, f"{HTX_HEAD}ETH,{EVM},7a,1,-,-\n", 1, "snapshot height", "'7a'", "or -"),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,-5,-,-\n", 1, "balance", "'-5'", "plain number"),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,1.2E+09,-,-\n", 1, "balance", "(line 2", "spreadsheet"),
        (htx, f'{HTX_HEAD}ETH,{EVM},1,"1,000",-,-\n', 1, "balance", "'1,000'", "thousands"),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,1,000,-,-\n", None, None, "7 cells under 6", "quotes"),
        (
            htx,
            f"{HTX_HEAD}ETH,{EVM},1,\u0661,-,-\n",
            1,
            "balance",
            "is not a plain",
            "plain number",
        ),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,1,a\x07,-\n", None, None, "U+0007", "Remove it"),
        (okx, f"{OKX_HEAD}ETH,{EVM},0.5,m,s,,\n", 1, "amount", "base units", "snapshot height"),
        (okx, f"{OKX_HEAD}FOO-ERC20,{EVM},5,m,s,,\n", 1, "coin", "decimals of", "[wallets.forms"),
    ],
)
def test_wrong_lists_are_told_what_where_and_what_to_do(
    read, text, row, column, says, advises
) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    error = caught.value
    assert (error.file, error.row, error.column) == ("list.csv", row, column)
    assert says in error.what
    assert advises in error.advice
