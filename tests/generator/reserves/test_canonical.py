"""`wallets.csv`: one spelling, an exact round trip, no formulas, nothing hidden."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets, parse_wallets
from proofpress.reserves.table_text import read_capped
from proofpress.reserves.wallets import Custody, HoldingForm
from proofpress_verify.forms import ASSET, UNSEEN_CHARACTER
from proofpress_verify.ownership import tables
from proofpress_verify.ownership.lists import WALLETS_HEADER

from .conftest import wallet

HEAD = ",".join(WALLETS_HEADER) + "\n"
PLAIN = "BTC,bitcoin,143gLvWYUojXaWZRrxquRKpVNTkhmr415B,1.50,,,,,,,,,,,,BTC,native,\n"

words = st.text(st.characters(codec="ascii", min_codepoint=0x21, max_codepoint=0x7E), min_size=1)
texts = st.text(st.characters(codec="utf-8")).filter(lambda text: not UNSEEN_CHARACTER.search(text))
rows = st.builds(
    wallet,
    asset=st.from_regex(ASSET.pattern, fullmatch=True),
    network=st.from_regex(r"[0-9a-z][0-9a-z.-]{0,31}", fullmatch=True),
    address=words,
    balance=st.integers(0, 2**128 - 1),
    decimals=st.integers(0, 38),
    block_height=st.none() | st.integers(0, 10**18 - 1),
    block_hash=st.from_regex(r"[0-9A-Za-z]{0,64}", fullmatch=True),
    time=st.sampled_from(("", "2026-10-31T00:00:00Z")),
    scheme=st.from_regex(r"[0-9a-z-]{0,32}", fullmatch=True),
    message=texts,
    signatures=st.lists(words, max_size=3).map(tuple),
    public_keys=st.lists(words, max_size=3).map(tuple),
    redeem_script=st.binary(max_size=40).map(bytes.hex),
    owners=st.lists(words, max_size=2).map(tuple),
    label=texts,
    custody=st.sampled_from(Custody),
    form=st.sampled_from(HoldingForm),
    repeats=texts.map(lambda text: text[:200]),
)


def test_a_plain_row_is_spelled_plainly(make_wallet) -> None:
    assert format_wallets((make_wallet(),)).decode() == HEAD + PLAIN


@given(st.lists(rows, max_size=3).map(tuple))
@example((wallet(balance=None, decimals=0),))
@example((wallet(message="'=1+1"), wallet(message="''"), wallet(message='"'), wallet(message="'")))
def test_what_is_written_is_read(listed) -> None:
    assert parse_wallets(format_wallets(listed)) == listed


@given(st.lists(rows, min_size=1, max_size=2).map(tuple))
def test_no_cell_becomes_a_formula(listed) -> None:
    for cells in csv.reader(io.StringIO(format_wallets(listed).decode(), newline="")):
        assert not any(cell[:1] in tuple("=+-@\t\r＝＋－＠") for cell in cells if cell)  # noqa: RUF001


@given(st.text(max_size=80) | st.text(alphabet=",\"'=-\n.19aBTC", max_size=80))
def test_only_the_modules_own_error_comes_out(text: str) -> None:
    for data in (text.encode("utf-8", "surrogatepass"), (HEAD + text).encode("utf-8", "replace")):
        try:
            parse_wallets(data)
        except InputError:
            continue


@given(rows, st.integers(0), st.integers(0, 255))
def test_a_changed_byte_is_another_list_or_refused(row, place: int, byte: int) -> None:
    data = format_wallets((row,))
    place %= len(data)
    changed = data[:place] + bytes((byte,)) + data[place + 1 :]
    try:
        read = parse_wallets(changed)
    except InputError:
        return
    assert format_wallets(read) == changed


def with_cell(column: str, cell: str) -> str:
    cells = dict(zip(WALLETS_HEADER, next(csv.reader([PLAIN])), strict=True)) | {column: cell}
    return HEAD + ",".join(cells.values()) + "\n"


@pytest.mark.parametrize(
    ("text", "row", "column", "says", "advises"),
    [
        ("\ufeff" + HEAD, None, None, "byte order mark", "Save without it"),
        (HEAD.replace("\n", "\r\n"), None, None, "CR LF", "LF only"),
        (HEAD.rstrip("\n"), None, None, "does not end with LF", ""),
        ("coin,address\n", None, None, "the header is", "The first line must be: asset,"),
        (HEAD + "BTC,bitcoin\n", 1, None, "2 cells instead of 18", "in quotes"),
        (HEAD + PLAIN + "\n", 2, None, "0 cells instead of 18", "no blank line"),
        (HEAD + PLAIN.replace("1.50", '"1.50"'), 1, None, "another way", "Quote cells only"),
        (HEAD + "BTC", None, None, "does not end with LF", ""),
        (HEAD + 'BTC,"bit\n', None, None, "line 2 is not CSV", "double its quotes"),
        (HEAD + "\x00" + PLAIN, None, None, "U+0000", "Remove it"),
        (with_cell("label", "a\u202eb"), None, None, "U+202E", "Remove it"),
        (with_cell("label", "a\tb"), None, None, "U+0009", "Remove it"),
        (with_cell("label", "=1+1"), 1, None, "another way", ""),
        (with_cell("label", "'a"), 1, None, "another way", ""),
        (with_cell("asset", ""), 1, "asset", "no asset", "ticker"),
        (with_cell("asset", "'=BTC"), 1, "asset", "'=BTC' is no asset", "ticker"),
        (with_cell("network", "Bitcoin"), 1, "network", "is no network", "bitcoin"),
        (with_cell("address", "1 2"), 1, "address", "is no address", "without blanks"),
        (with_cell("balance", "1,5"), 1, None, "19 cells", "in quotes"),
        (with_cell("balance", "01"), 1, "balance", "'01' is no balance", "plain number"),
        (with_cell("balance", "1e9"), 1, "balance", "'1e9' is no balance", "plain number"),
        (with_cell("balance", "'-1"), 1, "balance", "'-1' is no balance", "plain number"),
        (with_cell("balance", "１"), 1, "balance", "is no balance", "plain number"),  # noqa: RUF001
        (with_cell("balance", str(2**128)), 1, "balance", "is no balance", "below 2^128"),
        (with_cell("balance", "9" * 5000), 1, "balance", "is no balance", "below 2^128"),
        (with_cell("balance", "0." + "0" * 38 + "1"), 1, "balance", "is no balance", ""),
        (with_cell("block_height", "-"), 1, "block_height", "is no block_height", "or nothing"),
        (with_cell("block_height", "007"), 1, "block_height", "is no block_height", "or nothing"),
        (with_cell("time", "2026-10-31"), 1, "time", "is no time", "Write UTC"),
        (with_cell("time", "2026-02-30T00:00:00Z"), 1, "time", "is no time", "Write UTC"),
        (with_cell("scheme", "BIP322"), 1, "scheme", "is no scheme", "bip322"),
        (with_cell("signatures", "a  b"), 1, "signatures", "is no signatures", "one blank"),
        (with_cell("redeem_script", "52AE"), 1, "redeem_script", "is no redeem_script", "lower"),
        (with_cell("custody", "me"), 1, "custody", "is no custody", "third-party"),
        (with_cell("counts_as", ""), 1, "counts_as", "no counts_as", "ticker"),
        (with_cell("form", "real"), 1, "form", "'real' is no form", "wrapped"),
        (with_cell("repeats", "a" * 201), 1, "repeats", "is no repeats", "200 characters"),
        (with_cell("label", "a" * 16384), 1, "label", "longer than 16384", ""),
        (with_cell("label", "a" * 16385), None, None, "longer than 16384", ""),
    ],
)
def test_wrong_lists_are_told_what_where_and_what_to_do(text, row, column, says, advises) -> None:
    with pytest.raises(InputError) as caught:
        parse_wallets(text.encode(), "wallets/2026-10.csv")
    error = caught.value
    assert (error.file, error.row, error.column) == ("wallets/2026-10.csv", row, column)
    assert says in error.what
    assert advises in error.advice


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(InputError, match="not UTF-8 at byte 2"):
        parse_wallets(b"as\xffset\n")


def test_a_row_that_cannot_be_spelled_is_not_published(make_wallet) -> None:
    for bad in (
        {"balance": -1},
        {"balance": 2**128},
        {"decimals": 39},
        {"message": "two\nlines"},
        {"signatures": ("a b",)},
        {"owners": ("",)},
        {"block_height": -1},
    ):
        with pytest.raises(InputError):
            format_wallets((make_wallet(**bad),))


def test_caps_hold_before_parsing(monkeypatch, tmp_path, make_wallet) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert len(parse_wallets((HEAD + PLAIN * 2).encode())) == 2
    with pytest.raises(InputError, match="more than 2 rows"):
        parse_wallets((HEAD + PLAIN * 3).encode())
    with pytest.raises(InputError, match="3 wallets"):
        format_wallets((make_wallet(),) * 3)
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 10)
    path = tmp_path / "wallets.csv"
    path.write_text(HEAD)
    with pytest.raises(InputError, match="more than the 10 allowed"):
        read_capped(path)
    with pytest.raises(InputError, match="more than 10 bytes"):
        parse_wallets(HEAD.encode())
    with pytest.raises(InputError, match="more than 10 bytes"):
        format_wallets(())
