"""The demo exchange and the folder that it is made in."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from proofpress.cli import main


def test_the_demo_replaces_only_what_a_demo_made(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "precious.txt").write_text("books")
    result = CliRunner().invoke(main, ["demo", "--folder", str(tmp_path), "--no-serve"])
    assert result.exit_code == 2
    assert (tmp_path / "demo" / "precious.txt").read_text() == "books"
