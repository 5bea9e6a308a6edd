"""Any bytes in a file cause only InputError, and no valid row is lost."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.settings.publisher import load_publisher
from tests.generator.ledger import files as samples

LONG = '[[ledger]]\npath = "books.csv"\n'

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
@settings(max_examples=80)
@example(b'a,BTC,1\n"')
@example(b"\xef\xbb\xbf")
@example(b"a,BTC,1\n\x00\n")
def test_any_bytes_behind_a_header(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        samples.csv_file(folder, b"account,asset,amount\n" + data)
        try:
            found = samples.read(samples.settings(folder, LONG))
        except InputError:
            return
        filled = [line for line in data.split(b"\n") if line.strip(b"\r")]
        assert found.summary.rows == len(filled)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@settings(max_examples=200)
@example(b"a" * 100_000)
@example(b"x = " + b"{a=" * 5000)
def test_any_bytes_as_settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "publisher.toml").write_bytes(data)
        with pytest.raises(InputError) as caught:
            load_publisher(folder)
        assert caught.value.file == str(folder / "publisher.toml")
