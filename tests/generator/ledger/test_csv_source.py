"""CSV read strictly: every line is a row, or the file is refused."""

import csv
import gzip
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.ledger.csv_source import CsvSource, _has_stray_quotes, _Watch
from tests.generator.ledger.bad_input import GOOD, HEAD, Bad, assert_refused, assert_refused_gzipped
from tests.generator.ledger.files import LONG, csv_file, read, settings


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_usual_encodings(tmp_path: Path, end: str, mark: str, last: bool) -> None:
    lines = ['"account","asset","amount"', 'a,BTC,"1.5"', "", '"b c",BTC,2', ""]
    text = mark + end.join(lines) + (end if last else "")
    csv_file(tmp_path, text)
    assert read(settings(tmp_path, LONG)).net == {
        ("a", "BTC/customer"): 150_000_000,
        ("b c", "BTC/customer"): 2 * 10**8,
    }


@pytest.mark.parametrize(("delimiter", "key"), [(";", ";"), ("\t", "\\t"), ("|", "|")])
def test_other_delimiters(tmp_path: Path, delimiter: str, key: str) -> None:
    csv_file(
        tmp_path, f'account,asset,amount\n"a,b{delimiter}c",BTC,1\n'.replace(",", delimiter, 2)
    )
    csv_file(
        tmp_path,
        delimiter.join(["account", "asset", "amount"])
        + "\n"
        + delimiter.join([f'"a{delimiter}b"' if delimiter != "\t" else "a,b", "BTC", "1"]),
    )
    found = read(settings(tmp_path, LONG + f'delimiter = "{key}"\n'))
    assert found.total("BTC/customer") == 10**8


def test_quotes_in_accounts_and_long_ones(tmp_path: Path) -> None:
    csv_file(tmp_path, f'account,asset,amount\n"a""b",BTC,1\n"""",BTC,1\n{"x" * 255},BTC,1\n')
    assert read(settings(tmp_path, LONG)).accounts == {'a"b', '"', "x" * 255}


def test_gzip_of_several_members(tmp_path: Path) -> None:
    data = gzip.compress(b"account,asset,amount\na,BTC,1\n") + gzip.compress(b"b,BTC,1\n")
    csv_file(tmp_path, data, "books.csv.gz")
    assert read(settings(tmp_path, '[[ledger]]\npath = "*.gz"\n')).accounts == {"a", "b"}


@pytest.mark.parametrize("tail", [b"", b"\n"])
def test_an_endless_last_line_is_not_passed_over(tmp_path: Path, tail: bytes) -> None:
    csv_file(tmp_path, b"account,asset,amount\na,BTC,1\n" + b"z" * (40 << 20) + b",BTC,2" + tail)
    with pytest.raises(InputError, match="row 2: is longer than 1048576 bytes"):
        read(settings(tmp_path, LONG))


def test_a_swallowed_row_is_missed_even_in_a_column_that_is_not_read(tmp_path: Path) -> None:
    rows = [f"account-{row},BTC,1,note" for row in range(1000)]
    rows[500] = 'account-500,BTC,1,"note'
    rows[510] = 'account-510,BTC,1,note"'
    csv_file(tmp_path, "\n".join(["account,asset,amount,note", *rows]))
    with pytest.raises(InputError, match="row 501: has a quote that is not closed on its line"):
        read(settings(tmp_path, LONG))


def test_the_count_of_lines_is_a_control_of_its_own(tmp_path: Path) -> None:
    source = CsvSource(csv_file(tmp_path, "account,asset\na,BTC\nb,BTC\n"), "books.csv")
    watch = _Watch(io.BytesIO(b"account,asset\na,BTC\nb,BTC\n"), ",")
    while watch.read(4):
        pass
    assert watch.count == 3
    source._lines = watch
    source.check_complete(2)
    with pytest.raises(InputError, match="not well-formed"):
        source.check_complete(1)


@given(
    st.lists(
        st.lists(st.text('ab" ,\n', max_size=5), min_size=2, max_size=3), min_size=1, max_size=8
    ),
    st.integers(1, 9),
    st.booleans(),
)
def test_well_formed_csv_has_no_stray_quotes(
    rows: list[list[str]], size: int, everything: bool
) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL).writerows(rows)
    data = text.getvalue().encode()
    watch = _Watch(io.BytesIO(data), ",")
    while watch.read(size):
        pass
    assert not watch.has_stray_quotes
    assert watch.count == data.count(b"\n")


@pytest.mark.parametrize("data", [b'a"b', b'"a"b,', b'"a" ,', b'x"y"z'])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_stray_quotes_are_seen_across_reads(data: bytes, size: int) -> None:
    assert _has_stray_quotes(b"\n" + data + b"\n", ",")
    watch = _Watch(io.BytesIO(data + b"\n"), ",")
    while watch.read(size):
        pass
    assert watch.has_stray_quotes


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"a,b\n"])
def test_what_is_not_a_whole_gzip(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    data = gzip.compress(HEAD.encode() + b"a,BTC,1\n" * 1000)
    csv_file(tmp_path, damage(data), "books.csv.gz")
    with pytest.raises(InputError, match=r"gzip") as caught:
        read(settings(tmp_path, '[[ledger]]\npath = "books.csv.gz"\n'))
    assert caught.value.file == "books.csv.gz"


CASES = [
    Bad("blank-lines-are-no-rows", f"{HEAD}\n{GOOD}\n\nb,BTC,x\n", "'x'", "", 2, "amount"),
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
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_csv_is_refused(tmp_path: Path, case: Bad) -> None:
    assert_refused(tmp_path, case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_also_when_gzipped(tmp_path: Path, case: Bad) -> None:
    assert_refused_gzipped(tmp_path, case)


cells = st.one_of(
    st.sampled_from(["a", "b c", "BTC", "ETH", "1.5", "-2", "0", "", '"x"', '"', '"1,5"', "\r"]),
    st.text(max_size=4),
)

lines = st.lists(cells, min_size=1, max_size=4).map(",".join)

files = st.one_of(
    st.lists(lines, max_size=6).map("\n".join).map(str.encode),
    st.binary(max_size=40),
)


@given(files)
@hypothesis_settings(max_examples=80)
@example(b'a,BTC,1\n"')
@example(b"\xef\xbb\xbf")
@example(b"a,BTC,1\n\x00\n")
def test_any_bytes_behind_a_header(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        csv_file(folder, b"account,asset,amount\n" + data)
        try:
            found = read(settings(folder, LONG))
        except InputError:
            return
        filled = [line for line in data.split(b"\n") if line.strip(b"\r")]
        assert found.summary.rows == len(filled)
