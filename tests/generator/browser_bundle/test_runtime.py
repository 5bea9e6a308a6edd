"""What `write_runtime` adds to a site: named by its content, checked, never changed."""

import base64
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from pyodide_lock import PyodideLockSpec

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.boot_image import IMAGE, PACKED
from proofpress.browser_bundle.runtime import PAGE_SCRIPT, WALLETS_SCRIPT, write_runtime
from proofpress.errors import StateError


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = tmp_path_factory.mktemp("built")
    return site, write_runtime(site)


@pytest.fixture
def copy(built, tmp_path):
    """A copy of the built site that tests damage."""
    return shutil.copytree(built[0], tmp_path / "site"), built[1]


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_same_bytes_each_time(built, tmp_path):
    again = write_runtime(tmp_path)
    assert again == built[1]
    assert tree(tmp_path) == tree(built[0])


def test_listed_files_are_those_in_the_folder(built):
    site, runtime = built
    found = tree(site / runtime.folder)
    found.pop("SHA256SUMS")
    assert [file.name for file in runtime.files] == sorted(found)
    for file in runtime.files:
        assert file.size == len(found[file.name])
        assert file.sha256 == hashlib.sha256(found[file.name]).hexdigest()


def test_folder_is_named_after_its_content_and_checks_with_sha256sum(built):
    site, runtime = built
    sums = site / runtime.folder / "SHA256SUMS"
    digest = hashlib.sha256(sums.read_bytes()).hexdigest()
    assert runtime.folder == f"runtime/{digest}/"
    assert sums.read_text() == "".join(f"{f.sha256}  {f.name}\n" for f in runtime.files)


def test_lock_file_has_our_wheels_and_nothing_else(built):
    site, runtime = built
    lock = PyodideLockSpec.from_json(site / runtime.folder / "pyodide-lock.json")
    lock.check_wheel_filenames()
    files = {file.name: file.sha256 for file in runtime.files if file.name.endswith(".whl")}
    assert {each.file_name: each.sha256 for each in lock.packages.values()} == files
    assert {name: each.depends for name, each in lock.packages.items()} == {
        "proofpress-verify": [],
        "ecdsa": ["six"],
        "six": [],
    }
    package = lock.packages["proofpress-verify"]
    assert (package.file_name, package.sha256) == (runtime.verifier.wheel, runtime.verifier.sha256)
    assert package.version == runtime.verifier.version
    assert lock.info == PyodideLockSpec.from_json(resources.pyodide() / "pyodide-lock.json").info


def test_wheels_of_the_package_index_are_unchanged_and_their_digests_are_stated(built):
    site, runtime = built
    curve = resources.curve_wheels()
    assert {path: (site / path).read_bytes() for path in runtime.index_wheels} == {
        runtime.folder + name: content for name, content in curve.items()
    }
    for path, digest in runtime.index_wheels.items():
        assert digest == hashlib.sha256((site / path).read_bytes()).hexdigest()
        assert f"{digest}\n" in resources.curve_lock().read_text()


def test_each_page_is_given_what_it_needs(built):
    _, runtime = built
    check = {file.name for file in runtime.worker_files}
    wallets = {file.name for file in runtime.wallet_files}
    curve = set(resources.curve_wheels())
    assert (check - wallets, wallets - check) == ({IMAGE}, curve)
    assert not any(file.spare for file in runtime.wallet_files)
    given = json.loads(runtime.wallets_config("../"))["files"]
    assert {file["name"] for file in given} == wallets


def test_published_sources_are_those_in_the_wheel(built):
    site, runtime = built
    published = tree(site / runtime.verifier.folder)
    wheel = published.pop(runtime.verifier.wheel)
    del published[runtime.verifier.offline_page.name]
    assert hashlib.sha256(wheel).hexdigest() == runtime.verifier.sha256
    assert wheel == (site / runtime.folder / runtime.verifier.wheel).read_bytes()
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        assert published == {
            name: archive.read(name) for name in archive.namelist() if name.endswith(".py")
        }


def test_published_sources_run(built):
    site, runtime = built
    subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", "import sys; sys.path.insert(0, sys.argv[1])\n"
         "import proofpress_verify.browser", site / runtime.verifier.folder],
        check=True,
        timeout=60,
    )  # fmt: skip


def test_config_gives_the_page_what_the_worker_needs(built):
    _, runtime = built
    config = json.loads(runtime.config("../"))
    assert config["base"] == f"../{runtime.folder}"
    assert config["verifier"] == {
        "version": runtime.verifier.version,
        "sha256": runtime.verifier.sha256,
    }
    paths = {file["path"] for file in config["files"]}
    others = {PAGE_SCRIPT, WALLETS_SCRIPT, *resources.curve_wheels()}
    assert paths == {file.name for file in runtime.files} - others
    assert "<" not in runtime.config("../")  # it is inside a <script>


def test_config_tells_what_is_downloaded_from_what_runs(built):
    site, runtime = built
    for file in json.loads(runtime.config("../"))["files"]:
        content = (site / runtime.folder / file["path"]).read_bytes()
        assert file["bytes"] == len(content)
        if file["path"] != file["name"]:
            assert file["path"] == file["name"] + PACKED
            content = gzip.decompress(content)
        assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_wasm_that_runs_is_the_one_in_pyodides_package(built):
    _, runtime = built
    (found,) = [file.sha256 for file in runtime.worker_files if file.name.endswith(".wasm")]
    wasm = (resources.pyodide() / "pyodide.asm.wasm").read_bytes()
    assert found == hashlib.sha256(wasm).hexdigest()


def test_first_visit_downloads_at_most_seven_megabytes(built):
    site, runtime = built
    page_script = (site / runtime.folder / PAGE_SCRIPT).stat().st_size
    assert page_script + sum(f.bytes for f in runtime.worker_files if not f.spare) <= 7_000_000


def test_integrity_is_the_page_scripts(built):
    site, runtime = built
    for name, stated in (
        (PAGE_SCRIPT, runtime.script_integrity),
        (WALLETS_SCRIPT, runtime.wallets_integrity),
    ):
        digest = hashlib.sha256((site / runtime.folder / name).read_bytes()).digest()
        assert stated == "sha256-" + base64.b64encode(digest).decode()


def test_writing_it_again_writes_nothing(copy):
    site, runtime = copy
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert write_runtime(site) == runtime
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


@pytest.mark.parametrize("which", ["runtime", "verifier"])
@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_published_folder_with_other_bytes_is_never_overwritten(which, harm, copy):
    site, runtime = copy
    folder = site / (runtime.folder if which == "runtime" else runtime.verifier.folder)
    wheel = folder / runtime.verifier.wheel
    if harm == "changed":
        wheel.write_bytes(wheel.read_bytes() + b"\0")
    elif harm == "missing":
        wheel.unlink()
    else:
        (folder / "added").touch()
    before = tree(site)
    with pytest.raises(StateError, match=folder.name):
        write_runtime(site)
    assert tree(site) == before


def test_run_that_was_cut_off_leaves_nothing_in_the_way(built, tmp_path):
    _, runtime = built
    half = tmp_path / "runtime" / f".{runtime.folder.split('/')[1]}.new"
    half.mkdir(parents=True)
    (half / "pyodide.mjs").write_text("half a fi")
    write_runtime(tmp_path)
    assert tree(tmp_path) == tree(built[0])


def test_write_that_fails_leaves_no_folder(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", fail)
    with pytest.raises(OSError, match="No space"):
        write_runtime(tmp_path)
    assert [path for path in tmp_path.glob("*/*") if not path.name.startswith(".")] == []
