"""The tiny site, byte for byte as at the last review of its difference."""

from __future__ import annotations

from pathlib import Path

from tests.golden.regenerate import GOLDEN, build_site, golden_files


def test_the_tiny_site_is_the_golden_one(tmp_path: Path) -> None:
    built, golden = build_site(tmp_path / "exchange"), golden_files(GOLDEN)
    assert sorted(built) == sorted(golden)
    different = [name for name in golden if built[name] != golden[name]]
    assert different == [], "run `make golden` and read the difference"
