"""`proofpress-verify wallets`: anybody's list, row by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from proofpress_verify import cli

LISTS = Path(__file__).parents[3] / "shared/data/reserves"
SIGNED = (
    "coin,address,snapshot height,balance,message,signature\n"
    "BTC,143gLvWYUojXaWZRrxquRKpVNTkhmr415B,934496,6983.70,huobi,"
    "H5uVlAKs/aB7sqmIZ0h84aSNv8nWAhgffOP5s9UHyuoeEG1ni+DhVpYKF9T+e4jKXsXDUEHOObevLqYocBslD4c=\n"
)


def _run(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict]:
    status = cli.main(["wallets", str(path), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not LISTS.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize(
    ("name", "valid", "unsigned"),
    [("htx_2026-02-01.csv", 51, 44), ("okx_2022-11_sample.csv", 33, 0)],
)
def test_published_lists(
    name: str, valid: int, unsigned: int, capsys: pytest.CaptureFixture[str]
) -> None:
    status, result = _run(LISTS / name, capsys)
    counts = {"valid": valid, "invalid": 0, "unsigned": unsigned, "unsupported": 0}
    assert (status, result["counts"]) == (0, counts)
    assert all(row["rule"] for row in result["rows"] if row["verdict"] == "valid")


def test_a_signature_over_other_words_is_invalid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(SIGNED)
    assert _run(path, capsys)[0] == 0
    path.write_text(SIGNED.replace(",huobi,", ",huobl,"))
    status, result = _run(path, capsys)
    assert (status, result["rows"][0]["verdict"]) == (1, "invalid")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"no,list\n1,2\n"])
def test_what_is_no_list_is_said(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    assert cli.main(["wallets", str(path)]) == 2
    assert "proofpress-verify:" in capsys.readouterr().err
