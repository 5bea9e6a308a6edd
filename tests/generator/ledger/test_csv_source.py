"""CSV read strictly: every line is a row, or the file is refused."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.ledger.csv_source import CsvSource, _has_stray_quotes, _Watch
from tests.generator.ledger.files import csv_file, read, settings

LONG = '[[ledger]]\npath = "books.csv"\n'


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
