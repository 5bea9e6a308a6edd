"""The conformance kit: complete, the same bytes everywhere, and usable on its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import proofpress
from proofpress.browser_bundle import resources
from proofpress.browser_bundle.conformance_kit import build_conformance_kit
from proofpress.site import manifest
from proofpress.site.hosting import rules
from proofpress.site.pages import write_pages
from tests import second, vectors
from tests.generator import sample
from tests.verifier.asking import as_attempt

# One of each way in which a vector gives its files and its answer.
HANDFUL = (
    *("valid/5-accounts-number-2", "valid/prefix-bits-0", "valid/prefix-bits-2"),
    *("valid/second-copy-fits", "valid/previous-of-other-bytes", "valid/saved-proof"),
    *("valid/saved-proof-on-the-publishers-site", "valid/identity-typed", "valid/stale"),
    *("invalid/note-absent", "invalid/filler-cut-off", "invalid/filler-block-more"),
    *("invalid/top-path-cut-off", "invalid/saved-proof-not-utf-8", "invalid/code-empty"),
    *("invalid/no-copy-fits-not-even-the-publishers", "invalid/format-1"),
)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the unpacked archive."""
    folder = tmp_path_factory.mktemp("kit")
    with zipfile.ZipFile(BytesIO(build_conformance_kit())) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def test_it_has_the_readme_every_vector_and_what_they_share(kit: Path) -> None:
    unpacked = {path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file()}
    kept = {
        path.relative_to(vectors.FOLDER).as_posix()
        for path in vectors.FOLDER.rglob("*")
        if path.suffix in (".json", ".shard")
    }
    assert unpacked == kept | {"README.txt"}
    assert len(unpacked) > 500


def test_every_vector_loads_from_the_unpacked_folder(kit: Path) -> None:
    paths = [path for kind in vectors.KINDS for path in (kit / kind).glob("*.json")]
    assert [vectors.load(path) for path in sorted(paths)] == vectors.load_all()


def test_loading_reads_no_shared_file_but_the_unpacked_one(kit: Path, tmp_path: Path) -> None:
    shutil.copytree(kit, tmp_path, dirs_exist_ok=True)
    (tmp_path / vectors.SHARED).unlink()
    with pytest.raises(FileNotFoundError):
        vectors.load(tmp_path / "valid/stale.json")


def test_a_verifier_written_from_the_page_alone_answers_as_expected(kit: Path) -> None:
    chosen = [vectors.load(kit / f"{name}.json") for name in HANDFUL]
    answers = second.ask_second([as_attempt(vector) for vector in chosen])
    for vector, answer in zip(chosen, answers, strict=True):
        assert {name: answer.get(name) for name in vector.expected} == vector.expected, vector.name


def test_the_readme_names_every_member_and_no_other(kit: Path) -> None:
    text = (kit / "README.txt").read_text(encoding="ascii")
    members = {
        name
        for kind in vectors.KINDS
        for path in (kit / kind).glob("*.json")
        for name in member_names(json.loads(path.read_bytes()))
    }
    explained = set(re.findall(r"^  ([a-z0-9_]+)  +\S", text, re.MULTILINE))
    others = {name for name in members if re.search(rf"`{name}`", text)}
    assert explained <= members | {"shard"}  # the first also begin lines of a list
    assert members <= explained | others


def member_names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from member_names(each)


def test_the_readmes_lines_of_python_make_the_file_that_loading_makes(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (kit / "README.txt").read_text(encoding="ascii")
    (block,) = re.findall(r"^  data = .*?^  data = [^\n]*", text, re.MULTILINE | re.DOTALL)
    program = "\n".join(line[2:] for line in block.splitlines())
    monkeypatch.chdir(kit)
    for name in ("valid/second-copy-fits", "valid/5-accounts-number-2", "invalid/top-path-cut-off"):
        path = kit / f"{name}.json"
        for shard, (data, _) in zip(
            json.loads(path.read_bytes())["shards"], vectors.load(path).shards, strict=True
        ):
            given: dict[str, Any] = {"shard": shard}
            exec(program, given)
            assert given["data"] == data


def test_the_readme_names_every_check_that_has_no_vector(kit: Path) -> None:
    page = (resources.site_templates() / "format.md").read_text(encoding="utf-8")
    table = page[page.index("\n## Checks\n") : page.index("\n## Verdicts\n")]
    checks = set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))
    caught = {vector.expected["check"] for vector in vectors.load_all("invalid")}
    text = (kit / "README.txt").read_text(encoding="ascii")
    said = text[text.index("\nWhat has no vector\n") :]
    named = set(re.findall(r"^  ([a-z-]+(?:, [a-z-]+)*)(?:  |$)", said, re.MULTILINE))
    assert {name for line in named for name in line.split(", ")} == checks - caught


def test_nothing_of_the_machine_is_in_it() -> None:
    with zipfile.ZipFile(BytesIO(build_conformance_kit())) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    for entry in entries:
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.compress_type == zipfile.ZIP_STORED
        assert (entry.create_system, entry.external_attr) == (3, 0o100644 << 16)
        assert entry.flag_bits == 0


@pytest.mark.parametrize(
    "machine",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Adak", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "2"},
    ],
    ids=["east", "west"],
)
def test_another_machine_makes_the_same_bytes(machine: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "proofpress.browser_bundle.conformance_kit", "dist"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | machine, check=True, timeout=60)
    made = tmp_path / "dist" / f"proofpress-vectors-{proofpress.__version__}.zip"
    assert made.read_bytes() == build_conformance_kit()


def test_it_stays_small() -> None:
    assert len(build_conformance_kit()) < 4_000_000


# --- on a site ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_pages(folder, sample.site_view())
    return folder


def test_a_site_has_it_next_to_the_format_page_which_says_what_it_is(site: Path) -> None:
    content = (site / "format/vectors.zip").read_bytes()
    assert content == build_conformance_kit()
    page = (site / "format/index.html").read_text(encoding="utf-8")
    top = page[: page.index("<h2")]
    assert 'href="vectors.zip"' in top
    assert f"{len(content):,} bytes" in top
    assert hashlib.sha256(content).hexdigest() in top
    assert page.count("<h1") == 1


def test_the_sites_list_of_files_and_its_manifest_name_it(site: Path) -> None:
    listing = (site / "files/index.html").read_text(encoding="utf-8")
    assert 'href="../format/vectors.zip"' in listing
    digests = dict(manifest.read_manifest(manifest.site_manifest(site)))
    content = (site / "format/vectors.zip").read_bytes()
    assert digests["format/vectors.zip"] == hashlib.sha256(content).digest()


def test_hosts_send_it_as_an_archive_that_other_sites_may_read_and_request_again() -> None:
    assert rules.media_type("/format/vectors.zip") == "application/zip"
    sent = rules.headers("/format/vectors.zip")
    assert sent[rules.CORS] == "*"
    assert sent[rules.CACHING] == rules.REVALIDATE
    assert rules.CORS not in rules.headers("/format/")
