"""The table of wrong ledgers: each is refused with what, where and what to do."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from proofpress.errors import InputError
from tests.generator.ledger.files import csv_file, read, settings

LONG = '[[ledger]]\npath = "books.csv"\n'
WIDE = '[[ledger]]\npath = "books.csv"\nshape = "wide"\naccount = "id"\n'
PATTERN = WIDE + 'equity = "e_{asset}"\n'
HEAD = "account,asset,amount\n"
GOOD = "a,BTC,1\n"


@dataclass(frozen=True)
class Bad:
    """A ledger's bytes, how it is read, and what the message must contain."""

    name: str
    text: str | bytes
    what: str
    advice: str
    row: int | None = None
    column: str | None = None
    ledger: str = LONG
    snapshot: str = ""
    file: str = "books.csv"


def amount(name: str, cell: str, what: str, advice: str, ledger: str = LONG) -> Bad:
    return Bad(name, f"{HEAD}{GOOD}b,BTC,{cell}\n", what, advice, 2, "amount", ledger)


def account(name: str, cell: str | bytes, what: str, advice: str) -> Bad:
    spelled = cell if isinstance(cell, bytes) else cell.encode()
    return Bad(
        name, HEAD.encode() + GOOD.encode() + spelled + b",BTC,1\n", what, advice, 2, "account"
    )


BASE = LONG + 'units = "base"\n'
KIND = LONG + 'kind = "kind"\n'
DISCLOSE = 'assets_without_column = "disclose"\n'

CASES = [
    amount("empty", "", "the amount is empty", "Write 0, or leave the row out"),
    amount("nan", "NaN", "'NaN' is not a number", "Write 0"),
    amount("null", "NULL", "'NULL' is not a number", "Write 0"),
    amount("infinite", "-inf", "'-inf' is not a number", "Write 0"),
    amount("exponent", "1e-05", "'1e-05' is in scientific notation", "not as a float"),
    amount("thousands", '"1,000.50"', "has a separator between its digits", "Write 1234567.89"),
    amount("comma", '"1,5"', "has a separator between its digits", "a point before the fraction"),
    amount("underscore", "1_000", "has a separator between its digits", "Write 1234567.89"),
    amount("blanks", " 1", "' 1' has whitespace around it", "Trim the amounts"),
    amount("no-whole-part", ".5", "'.5' is not a decimal number", "-12.5 or 0.001"),
    amount("no-fraction", "5.", "'5.' is not a decimal number", "-12.5 or 0.001"),
    amount("two-points", "1.2.3", "is not a decimal number", "-12.5 or 0.001"),
    amount("hex", "0x10", "is not a decimal number", "-12.5 or 0.001"),
    amount("words", "much", "'much' is not a decimal number", "-12.5 or 0.001"),
    amount("formula", '"=1+1"', "'=1+1' is not a decimal number", "-12.5 or 0.001"),
    amount("unicode-minus", "\u22121", r"'\u22121' is not a decimal number", "-12.5"),
    amount("unicode-digits", "\u0661", r"'\u0661' is not a decimal number", "-12.5"),
    amount("money", "$5", "is not a decimal number", "-12.5"),
    amount("nul", "1\0", r"'1\x00' is not a decimal number", "-12.5"),
    amount(
        "too-fine", "0.123456789", "'0.123456789' has 9 decimals, BTC has 8", "raise the decimals"
    ),
    amount("too-large", "1" + "0" * 30, "is too large", "less than 10^38 base units"),
    amount("too-large-negative", "-" + "9" * 60, "is too large", "less than 10^38 base units"),
    amount("endless-digits", "9" * 5000, "is too large", "less than 10^38 base units"),
    amount("fraction-of-base-unit", "1.5", "is not an integer", 'Set units = "decimal"', BASE),
    account("no-account", "", "the account is empty", "Every row needs its account"),
    account("blank-first", " b", "' b' has a leading, trailing or double space", "Trim it"),
    account("blank-last", "b ", "'b ' has a leading, trailing or double space", "Trim it"),
    account(
        "blanks-doubled", "b  c", "has a leading, trailing or double space", "use single spaces"
    ),
    account("only-blank", " ", "' ' has a leading, trailing", "Trim it"),
    account("not-ascii", "zo\u00eb", r"'zo\xeb' holds a character", "printable ASCII"),
    account("tab", "a\tb", r"'a\tb' holds a character", "printable ASCII"),
    account("nul-in-account", b"a\0b", r"'a\x00b' holds a character", "printable ASCII"),
    account("escape-sequence", b"\x1b[2J", r"'\x1b[2J' holds a character", "printable ASCII"),
    account("long-account", "x" * 256, "the account is 256 bytes long", "at most 255 bytes"),
    Bad("no-asset", f"{HEAD}{GOOD}b,,1\n", "the asset is empty", "BTC, ETH", 2, "asset"),
    Bad(
        "strange-asset",
        f"{HEAD}{GOOD}b,DOGE,1\nc,XRP,1\nd,XRP,2\n",
        "the asset 'DOGE' has no column",
        "Assets without a column: XRP (2 rows), DOGE (1 rows)",
        2,
        "asset",
    ),
    Bad(
        "asset-in-other-case",
        f"{HEAD}{GOOD}b,btc,1\n",
        "the asset 'btc' has no column",
        "Did you mean BTC?",
        2,
        "asset",
    ),
    Bad(
        "asset-that-cannot-be-named",
        f"{HEAD}{GOOD}b,<script>,1\n",
        "'<script>' cannot be the name of an asset",
        "A name is 1 to 32 letters",
        2,
        "asset",
        snapshot=DISCLOSE,
    ),
    Bad(
        "stranger-in-base-units",
        f"{HEAD}{GOOD}b,DOGE,1\n",
        "DOGE has no column, so its decimals are not known",
        "Give it decimals under [assets]",
        2,
        "asset",
        BASE,
        DISCLOSE,
    ),
    Bad(
        "stranger-too-fine",
        f"{HEAD}{GOOD}b,DOGE,0.{'0' * 18}1\n",
        "has 19 decimals, DOGE has 18",
        "Round it in the ledger",
        2,
        "amount",
        snapshot=DISCLOSE,
    ),
    Bad(
        "kind-without-rule",
        "account,asset,amount,kind\na,BTC,1,customer\nb,BTC,1,custmer\n",
        "there is no rule for the kind 'custmer'",
        "Did you mean customer?",
        2,
        "kind",
        KIND,
    ),
    Bad(
        "kind-empty",
        "account,asset,amount,kind\na,BTC,1,customer\nb,BTC,1,\n",
        "the kind is empty",
        "Kinds with a rule: customer",
        2,
        "kind",
        KIND,
    ),
    Bad(
        "leftmost-is-named",
        f"{HEAD}{GOOD} b,,x\n",
        "has a leading, trailing or double space",
        "Trim it",
        2,
        "account",
    ),
    Bad("first-bad-row-is-named", f"{HEAD}{GOOD}b,BTC,x\n c,BTC,1\n", "'x'", "", 2, "amount"),
    Bad("blank-lines-are-no-rows", f"{HEAD}\n{GOOD}\n\nb,BTC,x\n", "'x'", "", 2, "amount"),
    # The file as a whole.
    Bad("empty-file", "", "has no header", "The first line must name the columns"),
    Bad("no-header", "a,BTC,1\n", "no such column", "Set account in [[ledger]]", column="account"),
    Bad(
        "misspelt-header",
        "acount,asset,amount\na,BTC,1\n",
        "no such column",
        "Did you mean acount?",
        column="account",
    ),
    Bad("no-rows", HEAD, "the ledger has no rows", "Is the export complete?", file=""),
    Bad(
        "header-twice",
        "account,asset,amount,asset\na,BTC,1,ETH\n",
        "the header names it twice",
        "its own name",
        column="asset",
    ),
    Bad("header-not-utf-8", b"acc\xe9unt,asset,amount\n", "a header that is not UTF-8", "Save"),
    Bad("utf-16", (HEAD + GOOD).encode("utf-16"), "a header that is not UTF-8", "Save"),
    Bad("header-without-end", b"x" * (1 << 20) + b"y", "a first line of more than", "Save"),
    Bad("not-utf-8", HEAD.encode() + b"a,BTC,1\nb\xe9,BTC,1\n", "is not UTF-8", "UTF-8", 2),
    Bad("few-cells", f"{HEAD}{GOOD}b,BTC\n", "has 2 cells, the header has 3", "Save", 2),
    Bad("many-cells", f"{HEAD}{GOOD}b,BTC,1,2\n", "has 4 cells, the header has 3", "Save", 2),
    Bad("open-quote", f'{HEAD}{GOOD}"b,BTC,1\n{GOOD}', "a quote that is not closed", "Save", 2),
    Bad("open-quote-at-end", f'{HEAD}{GOOD}b,BTC,"1\n', "is not closed on its line", "Save", 2),
    Bad("quote-over-two-lines", f'{HEAD}{GOOD}"b\nc",BTC,1\n', "is not closed on its line", "", 2),
    Bad(
        "quote-that-swallows-a-row",
        'account,asset,amount,note\na,BTC,1,"x\nb,BTC,2,y"\n',
        "is not closed on its line",
        "Save",
        1,
    ),
    Bad("text-behind-quote", f'{HEAD}{GOOD}"b"x,BTC,1\n', "a quote inside or after", "", 2),
    Bad("quote-inside", f'{HEAD}{GOOD}b"x"y,BTC,1\n', "a quote inside or after a value", "", 2),
    Bad("line-ends-mixed", f"{HEAD}{GOOD}b,BTC,1\rc,BTC,1\n", "a carriage return that", "", 2),
    Bad("old-line-ends", "account,asset,amount\ra,BTC,1\r", "", "", None),
    Bad("long-line", f"{HEAD}{GOOD}{'x' * (5 << 20)},BTC,1\n", "is longer than 1048576", "", 2),
    Bad(
        "other-delimiter", "account;asset;amount\na;BTC;1\n", "no such column", "", None, "account"
    ),
    # Wide.
    Bad("wide-exponent", "id,e_btc\na,1\nb,1e3\n", "scientific", "float", 2, "e_btc", PATTERN),
    Bad("wide-blanks", "id,e_btc\na,1\nb, \n", "whitespace around", "Trim", 2, "e_btc", PATTERN),
    Bad("wide-too-fine", "id,e_btc\na,0.000000001\n", "9 decimals", "", 1, "e_btc", PATTERN),
    Bad("wide-account", "id,e_btc\na,1\n,1\n", "account is empty", "", 2, "id", PATTERN),
    Bad(
        "wide-stranger",
        "id,e_btc,e_doge,e_xrp\na,1,1,0\nb,1,1,1\n",
        "the asset 'DOGE' has no column",
        "DOGE (2 rows), XRP (1 rows)",
        None,
        "e_doge",
        PATTERN,
    ),
    Bad(
        "wide-unmapped",
        "id,e_btc,doge,note\na,1,1,x\n",
        "is neither mapped to an asset nor ignored",
        "Also: note.",
        None,
        "doge",
        PATTERN,
    ),
    Bad("wide-no-fit", "id,x\na,1\n", "neither mapped", "", None, "x", PATTERN),
    Bad(
        "wide-only-accounts", "id\na\n", "no column matches the patterns", "id", None, None, PATTERN
    ),
    Bad(
        "wide-pattern-without-asset",
        "id,e_btc,e_b tc\na,1,1\n",
        "the part for {asset} is not an asset's name",
        "ignore",
        None,
        "e_b tc",
        PATTERN,
    ),
    Bad(
        "wide-missing-column",
        "id,btc_balance\na,1\n",
        "no such column",
        "Set columns in [[ledger]]",
        None,
        "eth",
        WIDE + 'columns = {btc_balance = "BTC", eth = "ETH"}\n',
    ),
    Bad(
        "wide-stranger-in-base-units",
        "id,e_doge\na,1\n",
        "so its decimals are not known",
        "Give it decimals",
        None,
        "e_doge",
        PATTERN + 'units = "base"\n',
        DISCLOSE,
    ),
]


def assert_said(error: InputError, case: Bad) -> None:
    assert case.what in error.what
    assert case.advice in error.advice
    assert (error.file or "") == case.file
    assert error.row == case.row
    assert error.column == case.column


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_csv_is_refused(tmp_path: Path, case: Bad) -> None:
    csv_file(tmp_path, case.text)
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, case.ledger, snapshot=case.snapshot))
    assert_said(caught.value, case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_also_when_gzipped(tmp_path: Path, case: Bad) -> None:
    spelled = case.text if isinstance(case.text, bytes) else case.text.encode()
    csv_file(tmp_path, gzip.compress(spelled), "books.csv.gz")
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, case.ledger.replace(".csv", ".csv.gz"), snapshot=case.snapshot))
    assert case.what in caught.value.what
    assert caught.value.row == case.row


def _column(values: list[object], kind: pa.DataType) -> Callable[[], pa.Table]:
    def table() -> pa.Table:
        return pa.table(
            {"account": ["a", "b"], "asset": ["BTC", "BTC"], "amount": pa.array(values, kind)}
        )

    return table


def _accounts(values: list[object], kind: pa.DataType) -> Callable[[], pa.Table]:
    def table() -> pa.Table:
        return pa.table(
            {"account": pa.array(values, kind), "asset": ["BTC", "BTC"], "amount": [1, 1]}
        )

    return table


@pytest.mark.parametrize(
    ("table", "what", "advice", "row", "column"),
    [
        (
            _column([1.5, 2.0], pa.float64()),
            "holds floats (DOUBLE)",
            "DECIMAL(38, 18)",
            None,
            "amount",
        ),
        (_column([1.5, 2.0], pa.float32()), "holds floats (FLOAT)", "Cast it", None, "amount"),
        (_column([True, False], pa.bool_()), "is of type BOOLEAN", "DECIMAL", None, "amount"),
        (
            _column([[1], [2]], pa.list_(pa.int64())),
            "is of type BIGINT[]",
            "DECIMAL, integer or text",
            None,
            "amount",
        ),
        (_column([1, None], pa.int64()), "the amount is empty", "Write 0", 2, "amount"),
        (_column(["1", None], pa.string()), "the amount is empty", "Write 0", 2, "amount"),
        (
            _column([Decimal("1.0"), Decimal("0.1234567891")], pa.decimal128(38, 10)),
            "has 10 decimals, BTC has 8",
            "raise the decimals",
            2,
            "amount",
        ),
        (
            _column([Decimal(1), Decimal(10**37)], pa.decimal128(38, 0)),
            "is too large",
            "10^38",
            2,
            "amount",
        ),
        (_column([Decimal(1), Decimal(10**40)], pa.decimal256(50, 0)), "", "", None, "amount"),
        (_accounts([1.0, 2.0], pa.float64()), "of type DOUBLE", "Cast it to text", None, "account"),
        (_accounts(["a", None], pa.string()), "the account is empty", "", 2, "account"),
        (_accounts(["a", "b "], pa.string()), "a leading, trailing", "Trim it", 2, "account"),
    ],
)
def test_a_wrong_parquet_is_refused(
    tmp_path: Path,
    table: Callable[[], pa.Table],
    what: str,
    advice: str,
    row: int | None,
    column: str,
) -> None:
    pq.write_table(table(), tmp_path / "books.parquet")
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert_said(caught.value, Bad("", "", what, advice, row, column, file="books.parquet"))


def test_parquet_names_that_differ_in_case_only(tmp_path: Path) -> None:
    table = pa.table([["a"], ["BTC"], [1], [2]], names=["account", "asset", "amount", "Amount"])
    pq.write_table(table, tmp_path / "books.parquet")
    with pytest.raises(InputError, match="is in the file twice"):
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))


@pytest.mark.parametrize("damage", [lambda data: b"not parquet", lambda data: data[:-9]])
def test_what_is_not_parquet(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "books.parquet"
    pq.write_table(pa.table({"account": ["a"], "asset": ["BTC"], "amount": [1]}), file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))


def test_a_damaged_page_of_parquet(tmp_path: Path) -> None:
    file = tmp_path / "books.parquet"
    names = [f"account {index}" for index in range(50_000)]
    table = pa.table({"account": names, "asset": ["BTC"] * 50_000, "amount": range(50_000)})
    pq.write_table(table, file, compression="zstd", use_dictionary=False)
    data = bytearray(file.read_bytes())
    data[1000:2000] = bytes(1000)
    file.write_bytes(data)
    with pytest.raises(InputError, match=r"books\.parquet"):
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"a,b\n"])
def test_what_is_not_a_whole_gzip(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    data = gzip.compress(HEAD.encode() + b"a,BTC,1\n" * 1000)
    csv_file(tmp_path, damage(data), "books.csv.gz")
    with pytest.raises(InputError, match=r"gzip") as caught:
        read(settings(tmp_path, '[[ledger]]\npath = "books.csv.gz"\n'))
    assert caught.value.file == "books.csv.gz"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("absent.csv", "no such ledger file"),
        ("*.parquet", "no such ledger file"),
        ("books.xls", "a name that does not tell its format"),
        ("folder", "is not a file"),
    ],
)
def test_files_that_are_not_there_or_not_ledgers(tmp_path: Path, path: str, what: str) -> None:
    (tmp_path / "folder").mkdir()
    csv_file(tmp_path, HEAD + GOOD, "books.xls")
    with pytest.raises(InputError, match=what):
        read(settings(tmp_path, f'[[ledger]]\npath = "{path}"\n'))


@pytest.mark.parametrize("second", ["books.csv", "*.csv", "link.csv"])
def test_a_file_is_not_counted_twice(tmp_path: Path, second: str) -> None:
    csv_file(tmp_path, HEAD + GOOD)
    (tmp_path / "link.csv").symlink_to(tmp_path / "books.csv")
    with pytest.raises(InputError, match=r"is read by two \[\[ledger\]\] tables"):
        read(settings(tmp_path, LONG + f'[[ledger]]\npath = "{second}"\n'))


@pytest.mark.parametrize("place", [0, 70_000, 299_999])
@pytest.mark.parametrize("bad", ["b,BTC,x", " b,BTC,1", "b,DOGE,1", "b,BTC", '"b,BTC,1'])
def test_a_bad_row_is_found_in_any_place(tmp_path: Path, place: int, bad: str) -> None:
    lines = ["account,asset,amount", *(f"account-{row},BTC,{row}.5" for row in range(300_000))]
    lines[place + 1] = bad
    csv_file(tmp_path, "\n".join(lines) + "\n")
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, LONG))
    assert caught.value.row == place + 1
    assert caught.value.file == "books.csv"


@pytest.mark.parametrize("place", [0, 70_000, 299_999])
def test_a_bad_row_of_parquet_is_found_in_any_place(tmp_path: Path, place: int) -> None:
    amounts = [Decimal(row) for row in range(300_000)]
    amounts[place] = Decimal("0.0000000001")
    table = pa.table(
        {
            "account": [f"account-{row}" for row in range(300_000)],
            "asset": ["BTC"] * 300_000,
            "amount": pa.array(amounts, pa.decimal128(38, 18)),
        }
    )
    pq.write_table(table, tmp_path / "books.parquet", row_group_size=50_000)
    with pytest.raises(InputError) as caught:
        read(settings(tmp_path, '[[ledger]]\npath = "books.parquet"\n'))
    assert caught.value.row == place + 1
