"""`proofpress init` and `hosting`: the publisher's folder."""

from __future__ import annotations

from click.testing import CliRunner

from proofpress.cli import main
from proofpress.site.hosting import configs


def test_hosting_writes_its_files_for_the_sites_own_path(tmp_path):
    folder = tmp_path / "exchange"
    run(["init", str(folder)])
    run(["hosting", "--folder", str(folder)])
    written = {path.name for path in (folder / "deploy").iterdir()}
    assert written == {"README.md", *configs.files("/")}
    settings = folder / "publisher.toml"
    address = 'site_url = "https://example.com/reserves/"'
    settings.write_text(settings.read_text().replace(f"# {address}", address))
    run(["hosting", "--folder", str(folder)])
    for name, text in configs.files("/reserves/").items():
        assert (folder / "deploy" / name).read_text() == text


def test_the_guide_names_every_file_that_is_written(tmp_path):
    run(["init", str(tmp_path / "exchange")])
    guide = (tmp_path / "exchange" / "deploy" / "README.md").read_text()
    assert [name for name in configs.files("/") if name not in guide] == []


def run(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
