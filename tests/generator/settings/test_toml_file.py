"""Any settings file: bytes that are not TOML, a byte order mark, no file."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proofpress.errors import InputError
from proofpress.settings.publisher import load_publisher
from tests.generator.settings.samples import PUBLISHER, Wrong, assert_publisher_refused

PUBLISHER_CASES = [
    Wrong("decimals = 8", "decimals =", "is not TOML: Invalid value (at line 6", "Correct"),
    Wrong("decimals = 8", "decimals = 8\ndecimals = 8", "is not TOML: Cannot overwrite", "Correct"),
    Wrong("decimals = 8", f"decimals = {'9' * 5000}", "is not TOML", "Correct"),
]


@pytest.mark.parametrize("case", PUBLISHER_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_publisher_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_publisher_refused(tmp_path, case)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xff\xfe", "line 1 is not UTF-8"),
        (b'name = "x"\n# \xe9\n', "line 2 is not UTF-8"),
        (b"x = [" + b"[" * 100_000, "is nested too deeply"),
        (b"#" * ((1 << 20) + 1), "is larger than 1048576 bytes"),
        (b"", "name is missing"),
        (b"\0", "is not TOML"),
    ],
)
def test_hostile_files_are_refused_before_they_are_parsed(
    tmp_path: Path, data: bytes, what: str
) -> None:
    (tmp_path / "publisher.toml").write_bytes(data)
    with pytest.raises(InputError, match=what):
        load_publisher(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "publisher.toml").write_bytes(b"\xef\xbb\xbf" + PUBLISHER.encode())
    assert load_publisher(tmp_path).name == "Example Exchange"


def test_a_folder_without_settings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file") as caught:
        load_publisher(tmp_path)
    assert "proofpress init" in caught.value.advice


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
